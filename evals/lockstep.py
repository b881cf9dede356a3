"""Plays cases side by side, turn by turn, so that what is said in one turn of all of them is looked at together.

For models that compute: the outcomes are those of cases played one after the other, with less work for each. Knows no
order of cases and no keeper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.many.turn import TurnGauge
from brain.emotion.detector import Foreseeing

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from brain.play import Cast
    from evals.player import Played, Spoken

    Acts = Generator[Spoken, None, Played]

TOGETHER: Final = 16
"""Cases that are played side by side: with twice as many a turn takes a few hundredths less."""


def side_by_side(parts: Iterable[tuple[int, Cast, Acts]]) -> Iterator[tuple[int, Played]]:
    """Places and what was played there, as the cases come to an end."""
    going = list(parts)
    while going:
        spoken: list[tuple[Cast, Spoken]] = []
        left = []
        for at, cast, acts in going:
            try:
                spoken.append((cast, next(acts)))
            except StopIteration as end:
                yield at, end.value
            else:
                left.append((at, cast, acts))
        _foresee(spoken)
        going = left


def _foresee(spoken: Iterable[tuple[Cast, Spoken]]) -> None:
    """Tell those who read of all that is read next."""
    texts: dict[int, tuple[Foreseeing, list[str]]] = {}
    replies: dict[int, tuple[TurnGauge, list[str]]] = {}
    for cast, said in spoken:
        if isinstance(cast.detector, Foreseeing):
            texts.setdefault(id(cast.detector), (cast.detector, []))[1].append(said.text)
        if said.reply and isinstance(cast.gauge, TurnGauge):
            replies.setdefault(id(cast.gauge), (cast.gauge, []))[1].append(said.text)
    for reader, found in (*texts.values(), *replies.values()):
        reader.foresee(found)
