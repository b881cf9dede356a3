"""The items of a genome that a prompt may leave out, the most needed first. Knows no tokens and no sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from brain.prompt.prompt import Cut

EXAMPLES: Final = 8
"""At most so many examples of how the persona sounds are shown."""

STORIES: Final = 3
HABITS: Final = 4
"""At most so many stories, and lines of each habit of speech, are shown: a taste is enough, and each is paid for."""

SUMMARY: Final = -1
"""The place of a field's summary, before its facts."""


class Item(NamedTuple):
    """One thing the persona knows: the number of its field, its place in it, and its words."""

    field: int
    place: int
    text: str


def knowledge(genome: PersonaGenome, cut: Cut) -> tuple[Item, ...]:
    """What it knows, the best-known field first, of each the summary before the facts."""
    fields = sorted(enumerate(genome.mind.knowledge), key=lambda numbered: -numbered[1].level)
    found = [
        Item(at, place, text)
        for at, field in fields
        for place, text in enumerate((field.summary, *(fact.text for fact in field.facts)), start=SUMMARY)
        if text
    ]
    return tuple(found[: max(0, len(found) - cut.knowledge)])


def examples(genome: PersonaGenome, cut: Cut) -> tuple[str, ...]:
    """Replies that show how it sounds, in the order given."""
    found = tuple(example.reply for example in genome.mind.examples[:EXAMPLES])
    return found[: max(0, len(found) - cut.examples)]


def life(genome: PersonaGenome, cut: Cut) -> tuple[str, ...]:
    """Facts of its life, then stories it likes to tell, in the order given."""
    mind = genome.mind
    found = (*(fact.text for fact in mind.life), *(story.text for story in mind.anecdotes[:STORIES]))
    return found[: max(0, len(found) - cut.life)]
