"""The score of replies against a voice that is known by reference lines. Needs no genome; one door to `who said it`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.attribution.attributed import Attribution, LineScore, attributed, unassessed
from brain.drift.contrast import usual as usual_contrast
from brain.drift.floor import LEAST_REPLIES, floor
from brain.drift.sample import Sample
from brain.drift.signals.who_said_it import learned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.contrast import Contrast
    from brain.drift.floor import Floor
    from brain.drift.signals.who_said_it import WhoSaidIt

SHOWN_FROM: Final = 1.0
"""From this distance on, the words that speak against the voice are named."""


def voice_score(
    reference_lines: Sequence[str], replies: Sequence[str], *, contrast: Contrast | None = None
) -> Attribution:
    """Whether the voice of these lines says these replies: spreads from how its own lines read, below 0 if unlike.

    Each reply's margin is standardised by those of the reference lines, each left out in turn, and a short reply's is
    shrunk; their sum is the value. `contrast` are the voices it is told apart from, those of `contrast.usual` unless
    others are given; the more like the data, the better. Needs eight reference lines. A reply without words is not
    judged.

    >>> lines = [f"Arr, matey, the {thing} be mine!" for thing in "rum sea ship gold moon wind rope crew".split()]
    >>> voice_score(lines, ["Arr, the map be mine!"]).value > voice_score(lines, ["I would be glad to help."]).value
    True
    """
    references = tuple(Sample(line) for line in reference_lines if line.strip())
    if len(references) < LEAST_REPLIES:
        reason = f"There are {len(references)} reference lines; at least {LEAST_REPLIES} are needed."
        return unassessed(reason, "spreads", len(replies))
    signal = learned(references, usual_contrast() if contrast is None else contrast)
    words = [len(line.words) for line in references]
    usual = floor(signal.reference_values(), words=words, least_spread=signal.least_spread)
    if signal.absent or usual is None:
        return unassessed(signal.absent, "spreads", len(replies))
    return attributed(tuple(_scored(Sample(reply), signal, usual) for reply in replies), "spreads")


def _scored(reply: Sample, signal: WhoSaidIt, usual: Floor) -> LineScore:
    if not reply.words:
        return LineScore(None, reason="The reply has no words.")
    away = usual.distance(signal.value(reply), words=len(reply.words), direction=signal.direction)
    pieces = signal.evidence(reply, above=False) if away >= SHOWN_FROM else ()
    return LineScore(-away, tuple(piece.text for piece in pieces))
