"""What the store gives out of human ratings: rounds, what is to be rated, and what was said. Knows no conversation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class RoundKind(StrEnum):
    """Two conversations side by side, or one by itself."""

    PAIR = "pair"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class RatingItem:
    """What is rated at one place of a round: an outcome, and the one beside it in a round of pairs."""

    position: int
    outcome_a: str
    outcome_b: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round to be made over one run or two; each item is wanted from `overlap` raters."""

    title: str
    kind: RoundKind
    run_a: str
    run_b: str | None
    seed: int
    overlap: int
    items: tuple[RatingItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCard:
    """A round as a list shows it, with how many items it has and how many ratings by how many raters."""

    id: str
    user_id: str
    title: str
    kind: RoundKind
    run_a: str
    run_b: str | None
    seed: int
    overlap: int
    items: int
    ratings: int
    raters: int
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRating:
    """What a rater says of one item.

    Of a pair 1 is for a, -1 for b, 0 for neither; `swapped` says that b stood on the left. Of a single conversation it
    is 1 to 5. `seconds` is how long it took.
    """

    position: int
    rater: str
    value: float
    swapped: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(NewRating):
    """A rating that was kept."""

    id: str
    created_at: datetime
