"""When each word and phoneme of a sentence is heard, from eSpeak NG's events or from times of single characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from studio.media.voice.speech import Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Event = Sequence[int | str]

_WORD: Final = 1
_PHONEME: Final = 7
_TOKEN: Final = re.compile(r"\S+")


def phonemes(events: Iterable[Event], *, start: float, end: float) -> list[Spoken]:
    """The phonemes (IPA) of a sound that lies between `start` and `end`, in seconds; pauses are left out."""
    heard = [(start + int(time) / 1_000, str(ipa)) for kind, time, _, _, ipa in events if kind == _PHONEME]
    found: list[Spoken] = []
    for at, (begin, ipa) in enumerate(heard):
        until = min(end, heard[at + 1][0] if at + 1 < len(heard) else end)
        if ipa and begin < until:
            found.append(Spoken(text=ipa, start=round(begin, 4), end=round(until, 4)))
    return found


def words(text: str, events: Iterable[Event], *, start: float, end: float) -> list[Spoken]:
    """The words of a text, as they stand in it, each from its first sound to its last.

    eSpeak NG's positions count characters from 1, and a number or a word with a hyphen has several events: all that
    fall into one word are one. A word without a sound of its own, such as a lone dash, is left out.
    """
    events = list(events)
    tokens = [(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]
    begun: list[tuple[float, int]] = []
    for kind, time, position, _, _ in events:
        if kind != _WORD:
            continue
        at = next((i for i, (_, stop, _) in enumerate(tokens) if int(position) - 1 < stop), None)
        if at is not None and (not begun or at > begun[-1][1]):
            begun.append((start + int(time) / 1_000, at))
    sounds = phonemes(events, start=start, end=end)
    found: list[Spoken] = []
    for i, (begin, at) in enumerate(begun):
        until = begun[i + 1][0] if i + 1 < len(begun) else end
        inside = [sound.end for sound in sounds if begin <= sound.start < until]
        stop = min(until, max(inside, default=until), end)
        if begin < stop:
            found.append(Spoken(text=tokens[at][2], start=round(begin, 4), end=round(stop, 4)))
    return found


def words_of_characters(characters: Sequence[str], starts: Sequence[float], ends: Sequence[float]) -> list[Spoken]:
    """The words of a text whose characters each have a time. Characters without one are left out."""
    found: list[Spoken] = []
    begun: int | None = None
    timed = list(zip(characters, starts, ends, strict=False))
    for at, (sign, _, _) in enumerate([*timed, (" ", 0.0, 0.0)]):
        if sign.isspace() or not sign:
            if begun is not None:
                word = "".join(one for one, _, _ in timed[begun:at])
                found.append(Spoken(text=word, start=timed[begun][1], end=max(timed[begun][1], timed[at - 1][2])))
            begun = None
        elif begun is None:
            begun = at
    return found
