"""Line-ups: a line and four personas of which one said it, held out from what is told of them. Knows no judge.

After PersonaEval (Zhou et al. 2025): who cannot tell who is speaking cannot judge whether somebody stays in character.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain import demo
from brain.genome.genome import content_hash
from brain.rehearsal import rehearse
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.genome import PersonaGenome

WAYS: Final = 4
"""Candidates in a line-up."""

LINES: Final = 48
"""Lines that a judge is asked about, each in two orders."""

EVERY: Final = 3
"""One of so many reference lines is held out."""

FEWEST: Final = 12
"""A persona with fewer reference lines keeps them all; it is known by what the understudy says in its place."""

LEAST_WORDS: Final = 8
RUN: Final = 8
"""A line that shares so many words in a row with what is told of its speaker would be looked up, not recognised."""

VERSION: Final = 1
"""Raised when line-ups are made in another way."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """A line, four candidates without it, and the place of the one who said it."""

    line: str
    candidates: tuple[PersonaGenome, ...]
    speaker: int


def company(genomes: Iterable[PersonaGenome]) -> tuple[PersonaGenome, ...]:
    """The personas, each once, in the order of their slugs; demo personas are added where they are fewer than four."""
    found = {one.metadata.slug: one for one in genomes}
    for one in demo.load_all():
        if len(found) < WAYS:
            found.setdefault(one.metadata.slug, one)
    return tuple(one for _, one in sorted(found.items()))


def key(genomes: Iterable[PersonaGenome]) -> str:
    """What line-ups follow from, as 16 hexadecimal digits."""
    parts = (str(VERSION), *map(content_hash, company(genomes)))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def lineups(genomes: Iterable[PersonaGenome], *, lines: int = LINES) -> tuple[Lineup, ...]:
    """At most so many line-ups, the speakers in turn; the same for the same personas. The right place goes round."""
    split = [_split(one) for one in company(genomes)]
    stripped = [one for one, _ in split]
    longest = max(len(said) for _, said in split)
    order = [(at, number) for number in range(longest) for at, (_, said) in enumerate(split) if number < len(said)]
    return tuple(
        _lineup(split[at][1][number], at, stripped, place % WAYS) for place, (at, number) in enumerate(order[:lines])
    )


def _lineup(line: str, at: int, stripped: Sequence[PersonaGenome], place: int) -> Lineup:
    others = [stripped[(at + step) % len(stripped)] for step in range(1, WAYS)]
    others.insert(place, stripped[at])
    return Lineup(line, tuple(others), place)


def _split(genome: PersonaGenome) -> tuple[PersonaGenome, tuple[str, ...]]:
    """The genome without what is held out, and what is: lines that cannot be looked up in what is left."""
    examples = tuple(one for one in genome.mind.examples if one.reply.strip())
    if len(examples) < FEWEST:
        kept, said = examples, rehearse(genome)
    else:
        kept = tuple(one for at, one in enumerate(examples) if at % EVERY != 1)
        said = tuple(one.reply for one in examples[1::EVERY])
    mind = genome.mind.model_copy(update={"examples": kept})
    stripped = genome.model_copy(update={"mind": mind})
    known = _runs((genome.metadata.description, mind.backstory, *mind.reference_lines, *mind.quirks))
    asked = [line for line in said if len(words(line)) >= LEAST_WORDS and not (_runs((line,)) & known)]
    return stripped, tuple(asked)


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts:
        forms = tuple(word.form for word in words(text))
        found.update(forms[at : at + RUN] for at in range(len(forms) - RUN + 1))
    return found
