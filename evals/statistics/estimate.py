"""A number with its interval, or the reason why there is none. Knows no formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """An estimate and the bounds that hold the truth in `level` of all repetitions.

    `scores` were used, `missing` were not there; `clusters` is how many independent groups the scores came from.
    `error` is the standard error and `freedom` the degrees of freedom, None where the method knows neither.
    """

    value: float
    low: float
    high: float
    level: float
    scores: int
    missing: int
    clusters: int
    method: str
    error: float | None = None
    freedom: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CannotTell:
    """Why there is no interval; `value` is the bare estimate where one can be computed at all."""

    reason: str
    scores: int
    missing: int
    clusters: int
    value: float | None = None


Estimate: TypeAlias = Interval | CannotTell
