"""What a genome holds to be true, as claims with their source. Knows no reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claim import Claim
from brain.drift.claims.known import Held, Known
from brain.drift.claims.places import gazetteer
from brain.drift.claims.reader import claims
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.genome import PersonaGenome

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")


def held_by(genome: PersonaGenome) -> Known:
    """The claims of its beliefs, values, life, anecdotes and knowledge, of its name and birth date, and of its work.

    A belief's `opposite` is held for its contrary. Claims that speak against each other are left out.
    """
    stated = Known(tuple(_held(genome))).consistent()
    return Known((*stated.held, *_tastes(genome), *_identity(genome)))


def _held(genome: PersonaGenome) -> Iterator[Held]:
    for origin, text in _texts(genome):
        for claim in claims(text):
            yield Held(claim, origin)
    for belief in genome.mind.beliefs:
        for claim in claims(belief.opposite):
            if claim.slot == "statement":
                yield Held(claim, f"its belief “{belief.statement}”", opposite=True)


def _tastes(genome: PersonaGenome) -> Iterator[Held]:
    """What a fact is said to be liked, or not, where it does not say so itself: "Jollof rice on Sundays."."""
    for fact in genome.mind.life:
        if fact.slot in ("like", "dislike") and not any(claim.slot == "taste" for claim in claims(fact.text)):
            first = next((claim.statement for claim in claims(fact.text) if claim.statement), None)
            if first is not None:
                negated = fact.slot == "dislike"
                claim = Claim(slot="taste", values=first.key, negated=negated, strength=0.8, text=fact.text)
                yield Held(claim, f"what it {fact.slot}s")


def _texts(genome: PersonaGenome) -> Iterator[tuple[str, str]]:
    mind = genome.mind
    for belief in mind.beliefs:
        yield "its belief", belief.statement
        for reason in belief.reasons:
            yield "a reason for its belief", reason
    for value in mind.values:
        yield "what it holds dear", value.statement
    for fact in mind.life:
        yield "a fact of its life", fact.text
    for story in mind.anecdotes:
        yield "a story of its own", story.text
    for domain in mind.knowledge:
        for known in domain.facts:
            yield "what it knows", known.text


def _identity(genome: PersonaGenome) -> Iterator[Held]:
    metadata = genome.metadata
    names = frozenset(genome.name.lower().replace("-", " ").split())
    yield Held(Claim(slot="name", values=names, text=genome.name), "its name")
    born = metadata.birth_date
    if born is not None:
        values = frozenset({f"year {born.year}", f"month {born.month}", f"day {born.day}"})
        yield Held(Claim(slot="birth date", values=values, tense="past", text=born.isoformat()), "its birth date")
    lived = " ".join(fact.text for fact in genome.mind.life)
    work = " ".join(fact.text for fact in genome.mind.life if fact.slot == "work")
    stated = f"{metadata.tagline} {metadata.description} {work}"
    named = ", ".join(sorted(_trades(stated)))
    if named:
        # Trades that come up anywhere in its texts are let pass, so that a hobby or a son's work is no contradiction.
        everything = " ".join((stated, metadata.name, genome.mind.backstory, *(text for _, text in _texts(genome))))
        for word, group in sorted(_trades(everything).items()):
            yield Held(Claim(slot="work", about=str(group), values=frozenset({word}), text=named), "its work")
    listed = frozenset(found.group() for found in gazetteer().pattern.finditer(lived.lower()))
    if listed:
        yield Held(Claim(slot="nationality", values=listed, text=", ".join(sorted(listed))), "where it has lived")


def _trades(text: str) -> dict[str, int]:
    trades = vocabulary().trades
    return {word: trades[word] for word in _WORD.findall(text.lower()) if word in trades}
