"""What a persona says in its own voice outside its reference lines. Knows no signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.genome import PersonaGenome


def own_words(genome: PersonaGenome) -> tuple[str, ...]:
    """First-person texts of the genome: beliefs, reasons, life, anecdotes, knowledge, refusals, greetings."""
    return tuple(text for text in _texts(genome) if text.strip())


def habits(genome: PersonaGenome) -> tuple[str, ...]:
    """The turns of phrase it likes: signature phrases, openers, fillers, closers, forms of address, exclamations."""
    speech = genome.mind.speech
    return (
        *genome.mind.signature_phrases,
        *speech.openers,
        *speech.fillers,
        *speech.closers,
        *speech.address,
        *speech.exclamations,
    )


def _texts(genome: PersonaGenome) -> Iterator[str]:
    mind = genome.mind
    for belief in mind.beliefs:
        yield belief.statement
        yield from belief.reasons
    for fact in mind.life:
        yield fact.text
    for story in mind.anecdotes:
        yield story.text
    for domain in mind.knowledge:
        for known in domain.facts:
            yield known.text
    for value in mind.values:
        yield value.statement
    for boundary in mind.boundaries:
        yield boundary.refusal
    yield from mind.greetings
    yield from mind.farewells
