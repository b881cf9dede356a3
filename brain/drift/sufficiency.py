"""Whether there is enough to judge: why a reply, or a persona, gets `cannot tell`. Measures nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.floor import LEAST_REPLIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.drift.sample import Sample

FEWEST_WORDS: Final = 8
"""A reply with fewer words is not judged, unless it says outright what it is."""

LATIN_SHARE: Final = 0.7
"""Least share of Latin letters among the letters."""

PROSE_SHARE: Final = 0.5
"""Least share of the visible characters that is left when code, links and markup are taken out."""

DISTINCT_SHARE: Final = 0.1
"""Least share of different words in a reply of more than 50 words; below it the reply only repeats itself."""

ENGLISH_CENTRE: Final = 0.42
"""Share of function words that English prose seldom falls below by more than chance."""

ENGLISH_CAP: Final = 0.25
"""However long the text, a higher share of English function words than this is never asked for."""

_LONG_ENOUGH: Final = 50
_VISIBLE: Final = re.compile(r"\S")


def against_reply(sample: Sample, *, complete: bool) -> str:
    """Why this reply cannot be judged, in one sentence; empty when it can."""
    return next(_reasons(sample, complete=complete), "")


def against_persona(references: Sequence[Sample], *, name: str, language: str) -> str:
    """Why no reply of this persona can be judged, with what to do about it; empty when it can."""
    if len(references) < LEAST_REPLIES:
        number = len(references)
        counted = "1 example reply" if number == 1 else f"{number or 'no'} example replies"
        return (
            f"{name} has {counted}; at least {LEAST_REPLIES} are needed to know what is usual for it. "
            f"Add {LEAST_REPLIES - number} more to the examples of how it answers (`mind.examples` of its genome)."
        )
    foreign = sum(not english(line) for line in references)
    if foreign > len(references) / 2:
        return f"{name} does not speak English (language {language!r}); the signals were fitted on English."
    return ""


def english(sample: Sample) -> bool:
    """Whether enough of the words are English function words; 2.3 standard errors are allowed for."""
    number = len(sample.words)
    by_chance: float = ENGLISH_CENTRE - 2.3 * (0.25 / max(1, number)) ** 0.5
    return bool(sample.function_share >= min(ENGLISH_CAP, max(1.0 / max(1, number), by_chance)))


def _latin(character: str) -> bool:
    return character < "\u0250" or "\u1e00" <= character <= "\u1eff" or "\uff21" <= character <= "\uff5a"


def _in_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(map(_latin, letters)) >= LATIN_SHARE * len(letters)


def _mostly_set(sample: Sample) -> bool:
    """Whether less than half of what can be seen is prose."""
    prose, whole = sample.prose, sample.text[: len(sample.prose)]
    return prose != whole and len(_VISIBLE.findall(prose)) < PROSE_SHARE * len(_VISIBLE.findall(whole))


def _reasons(sample: Sample, *, complete: bool) -> Iterator[str]:
    if not sample.text.strip():
        yield "The reply is empty."
    if not complete:
        yield "The reply was interrupted, so it was not measured as a whole."
    if not sample.prose.isascii() and not _in_latin(sample.prose):
        yield "Most of the reply is not in Latin script; the signals were fitted on English."
    if _mostly_set(sample):
        yield "Most of the reply is code, links or markup, which say nothing about character."
    number = len(sample.words)
    if number < FEWEST_WORDS:
        counted = "no words" if number == 0 else f"{number} word{'s' if number > 1 else ''}"
        yield f"The reply has {counted}; at least {FEWEST_WORDS} are needed."
    if number > _LONG_ENOUGH and sample.fingerprint.distinct_share < DISTINCT_SHARE:
        yield "The reply repeats the same few words over and over."
    if not english(sample):
        yield "The reply does not look like English; the signals were fitted on English."
