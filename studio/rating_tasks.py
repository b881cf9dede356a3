"""What a rater is given, which side is which, whose turn it is, and what a choice means. Asks no store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from brain.errors import InvalidInput
from store.rating_values import RoundKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from evals.outcome import Outcome
    from evals.rated import Kind
    from store.rating_values import Rating, RatingItem, RoundCard

Choice = Literal["left", "right", "neither"]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a rater reads it: what the user and the persona said, in turn."""

    exchanges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a rater is asked next: of which persona, and the conversation, or both. It does not say of which run."""

    position: int
    persona: PersonaGenome
    left: Talk
    right: Talk | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: of its items, how many this rater rated, how many have all ratings that are wanted."""

    items: int
    mine: int
    finished: int
    ratings: int
    raters: tuple[str, ...]


def swapped(card: RoundCard, position: int, rater: str) -> bool:
    """Whether this rater sees the second run of a pair on the left."""
    drawn = hashlib.sha256(f"{card.seed}\0{card.id}\0{position}\0{rater}".encode()).digest()
    return bool(drawn[0] & 1)


def waiting(card: RoundCard, items: Sequence[RatingItem], said: Sequence[Rating], rater: str) -> RatingItem | None:
    """What this rater is to rate next: begun items first, then by the seed."""
    mine = {one.position for one in said if one.rater == rater}
    counts = {item.position: 0 for item in items}
    for one in said:
        counts[one.position] += 1
    left = [one for one in items if one.position not in mine and counts[one.position] < card.overlap]

    def order(item: RatingItem) -> tuple[int, bytes]:
        drawn = hashlib.sha256(f"{card.seed}\0{card.id}\0{item.position}".encode()).digest()
        return -counts[item.position], drawn

    return min(left, key=order, default=None)


def value_of(kind: RoundKind, choice: Choice | int, *, turned: bool) -> float:
    """What is kept of a choice. Raises InvalidInput for one of the other kind."""
    sides = {"left": 1.0, "right": -1.0, "neither": 0.0}
    if kind is RoundKind.PAIR and isinstance(choice, str) and choice in sides:
        return sides[choice] * (-1.0 if turned else 1.0) or 0.0
    if kind is RoundKind.SINGLE and type(choice) is int and 1 <= choice <= 5:  # noqa: PLR2004 - the scale
        return float(choice)
    raise InvalidInput(
        f"{choice!r} cannot be said in this round.",
        why="Of a pair it is left, right or neither; of one conversation 1 to 5.",
        next_step="Choose one of these.",
    )


def kind_of(card: RoundCard) -> Kind:
    """The kind in the words of the statistics."""
    return "pair" if card.kind is RoundKind.PAIR else "single"


def ratable(outcome: Outcome) -> bool:
    """Whether there is anything to read, and nothing failed."""
    return outcome.whole and any(one.whole for one in outcome.record.exchanges)


def talk_of(outcome: Outcome) -> Talk:
    """What a rater reads of an outcome."""
    return Talk(tuple((one.user, one.reply) for one in outcome.record.exchanges if one.whole))


def name_of(outcome: Outcome) -> tuple[str, str]:
    """The case of an outcome, by which it is found in its run."""
    return outcome.record.persona, outcome.record.case_id


def evenly(found: Sequence[Item], most: int | None) -> list[Item]:
    """At most so many, evenly over all."""
    if most is None or most >= len(found):
        return list(found)
    return [found[at * len(found) // most] for at in range(max(most, 1))]
