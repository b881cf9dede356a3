"""Belief and fact survival: do the answers still say what the genome holds. Reads claims; likeness plays no part.

An answer keeps an entry where a claim of it says the same, contradicts it where a claim cannot be true beside it, and
is not assessed where no claim is about it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from brain.drift.claims.compare import contrast
from brain.drift.claims.known import Held, Known
from brain.drift.claims.reader import claims
from brain.drift.sample import Sample
from evals.scorers.score import Score, quoted, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from evals.record import Answered, Readings, Record

PLAIN: Final = 0.5
"""A conflict that is less sure does not count as a contradiction."""

Outcome = Literal["kept", "contradicted", "not assessed"]


class Judged(NamedTuple):
    """What an answer does to an entry, and the words that show it."""

    outcome: Outcome
    text: str = ""
    against: str = ""


def beliefs(genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
    """The share of the assessed answers on beliefs that keep them."""
    held = {at: _held(one.statement, one.reasons, one.opposite) for at, one in enumerate(genome.mind.beliefs)}
    asked = [one for one in record.answers if one.asked.over == "belief"]
    return (_score("belief survival", asked, held, "beliefs"),)


def facts(genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
    """The share of the assessed answers on the persona's life that keep it."""
    held = {at: _held(one.text, (), "") for at, one in enumerate(genome.mind.life)}
    asked = [one for one in record.answers if one.asked.over == "life"]
    return (_score("fact survival", asked, held, "facts of its life"),)


def judge(reply: str, held: Known) -> Judged:
    """What a reply does to what is held."""
    made = claims(Sample(reply).prose)
    found = [held.against(claim)[0] for claim in made]
    sure = [one for one in found if one is not None and one.strength >= PLAIN]
    if sure:
        worst = max(sure, key=lambda one: one.strength)
        return Judged("contradicted", worst.claim.text, worst.against.claim.text)
    for claim in made:
        for one in held.beside(claim):
            if contrast(claim, one.claim) * (-1.0 if one.opposite else 1.0) < 0.0:
                return Judged("kept", claim.text, one.claim.text)
    return Judged("not assessed")


@lru_cache(maxsize=2_048)
def _held(statement: str, reasons: tuple[str, ...], opposite: str) -> Known:
    said = [Held(claim, "") for text in (statement, *reasons) for claim in claims(text)]
    contrary = [Held(claim, "", opposite=True) for claim in claims(opposite) if claim.slot == "statement"]
    return Known((*said, *contrary))


def _score(name: str, asked: Sequence[Answered], held: dict[int, Known], what: str) -> Score:
    pairs = [(one, judge(one.reply, held[one.asked.entry])) for one in asked if one.whole and one.asked.entry in held]
    judged = [(one, found) for one, found in pairs if found.outcome != "not assessed"]
    against = [(one, found) for one, found in judged if found.outcome == "contradicted"]
    return share(
        name,
        len(judged) - len(against),
        len(judged),
        len(asked),
        what="answers",
        reason=f"No answer says anything about its {what} that can be read." if asked else f"Nobody asked for {what}.",
        evidence=(
            quoted(f"after turn {one.asked.after}", one.reply, f"contradicts “{found.against}”")
            for one, found in against
        ),
    )
