"""Contradiction with what the persona holds to be true, and with what it said earlier in the session.

Reads claims in stated slots and plain statements (`brain.drift.claims`); outside them it says that it cannot. English
only; likeness of meaning plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.claims.known import Held, Known
from brain.drift.claims.reader import claims
from brain.drift.persona_claims import held_by
from brain.drift.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.drift.claims.known import Conflict
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.signals.protocol import Yardstick

CLEAR: Final = 0.85
"""A contradiction at least this sure is named in the verdict whatever else is known."""

MOST: Final = 3.0
"""The weight of contradictions in one reply is cut here."""

MOST_TURNS: Final = 200
"""Of a longer session only the last so many replies are compared with."""

_SHOWN: Final = 160


class Found(NamedTuple):
    """The contradictions in a reply, the number of its claims, and how many there was something to compare with."""

    conflicts: tuple[Conflict, ...]
    read: int
    compared: int


@dataclass(frozen=True, eq=False)
class Contradiction:
    """Summed strength of the claims that cannot be true beside what is held, each from 0 to 1."""

    name: str
    held: Callable[[Sample], tuple[Known, ...]]
    holder: str
    references: tuple[Sample, ...]
    absent: str = ""
    unit: str = "weight of contradictions"
    direction: Direction = "above"
    total: bool = True
    least_spread: float = 0.2
    least_words: int = 1

    def value(self, sample: Sample) -> float:
        """0 where nothing is contradicted, 1 for one plain contradiction, at most 3."""
        return min(MOST, sum(conflict.strength for conflict in _found(self, sample).conflicts))

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line; one that claims nothing contradicts nothing."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """None, unless the persona's own lines have some."""
        return "none" if centre < self.least_spread else f"a weight of about {centre:.1f}"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The clause of each contradicting claim, with what it contradicts."""
        if not above:
            return ()
        return tuple(
            piece
            for conflict in _found(self, sample).conflicts
            for piece in sample.evidence(conflict.claim.start, conflict.claim.end, f"contradicts {_told(conflict)}")
        )

    def unread(self, sample: Sample) -> str:
        """Why this reply cannot be judged; empty when it can."""
        found = _found(self, sample)
        if not found.read:
            return "It makes no claim of a kind that can be read."
        if not found.compared:
            counted = "1 claim" if found.read == 1 else f"{found.read} claims"
            return f"Of its {counted} none is about the same as {self.holder}."
        return ""

    def account(self, sample: Sample) -> str:
        """How much was read and compared."""
        found = _found(self, sample)
        return f"{found.read} claims read, {found.compared} of them compared with {self.holder}."

    def clear(self, sample: Sample) -> str:
        """What the reply plainly contradicts; empty where nothing is plain."""
        sure = [conflict for conflict in _found(self, sample).conflicts if conflict.strength >= CLEAR]
        return _told(max(sure, key=lambda conflict: conflict.strength)) if sure else ""


def with_beliefs(yardstick: Yardstick) -> Contradiction:
    """The signal that knows the genome."""
    known = held_by(yardstick.genome)
    return Contradiction(
        name="contradiction with beliefs and facts",
        held=partial(_always, known),
        holder="anything the genome states",
        references=yardstick.references,
    )


def with_earlier_replies(yardstick: Yardstick) -> Contradiction:
    """The signal that knows the session's replies so far (`Sample.said`)."""
    return Contradiction(
        name="contradiction with earlier replies",
        held=_of_session,
        holder="anything said earlier",
        references=yardstick.references,
    )


def _always(known: Known, _: Sample) -> tuple[Known, ...]:
    return (known,)


def _of_session(sample: Sample) -> tuple[Known, ...]:
    return tuple(_of_turn(text, turn) for turn, text in _turns(sample))


def _turns(sample: Sample) -> tuple[tuple[int, str], ...]:
    first = max(0, len(sample.said) - MOST_TURNS)
    return tuple(enumerate(sample.said[first:], start=first + sample.first_turn))


@lru_cache(maxsize=4_096)
def _of_turn(text: str, turn: int) -> Known:
    return Known(tuple(Held(claim, f"turn {turn}") for claim in claims(Sample(text).prose)))


# A reading asks for value, evidence and account in turn; eight places are enough for as many threads.
@lru_cache(maxsize=8)
def _found(signal: Contradiction, sample: Sample) -> Found:
    made = sample.claims
    if not made:
        return Found((), 0, 0)
    slots = {claim.slot for claim in made}
    stems = {stem for claim in made if claim.statement for stem in claim.statement.key}
    best: dict[int, Conflict] = {}
    compared: set[int] = set()
    for known in signal.held(sample):
        if slots.isdisjoint(known.slots) and stems.isdisjoint(known.stems):
            continue
        for at, claim in enumerate(made):
            conflict, met = known.against(claim)
            if met:
                compared.add(at)
            if conflict and (at not in best or conflict.strength > best[at].strength):
                best[at] = conflict
    return Found(_once_each(best), len(made), len(compared))


def _once_each(best: dict[int, Conflict]) -> tuple[Conflict, ...]:
    """The surest conflict of each stretch of text: a clause that is read in two slots counts once."""
    kept: list[Conflict] = []
    for conflict in sorted(best.values(), key=lambda one: (-one.strength, one.claim.start)):
        if all(conflict.claim.end <= one.claim.start or one.claim.end <= conflict.claim.start for one in kept):
            kept.append(conflict)
    return tuple(sorted(kept, key=lambda one: one.claim.start))


def _told(conflict: Conflict) -> str:
    held = conflict.against
    if held.opposite:
        return held.origin
    text = held.claim.text
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return (
        f"what it said in {held.origin}: “{shown}”" if held.origin.startswith("turn ") else f"{held.origin}: “{shown}”"
    )
