"""Two versions on the same cases and seeds: how they differ, and how sure that is. Knows no margin and no verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from brain.errors import InvalidInput
from evals.statistics.clusters import gather, is_missing
from evals.statistics.interval import mean
from evals.statistics.signs import sign_flip

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evals.statistics.clusters import Floats
    from evals.statistics.estimate import Estimate
    from evals.statistics.signs import SignFlip


class Scored(NamedTuple):
    """The score of one conversation: of which case, by which seed; None where nothing could be scored."""

    case: Hashable
    seed: Hashable
    score: float | None


class Unmatched(NamedTuple):
    """A conversation that only one side has."""

    case: Hashable
    seed: Hashable
    only: Literal["before", "after"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """After less before, over the pairs that have both scores.

    `flips` is the test, None without a pair. `effect` is the mean difference in standard deviations of the cases'
    differences, None where these have no spread or are fewer than three; `wins`, `ties` and `losses` count cases by
    the sign of their mean difference, a win being a higher score.
    """

    difference: Estimate
    flips: SignFlip | None
    effect: float | None
    wins: int
    ties: int
    losses: int
    unmatched: tuple[Unmatched, ...]


def compare(before: Sequence[Scored], after: Sequence[Scored], *, level: float = 0.95, seed: int = 0) -> Comparison:
    """How `after` differs from `before` on the same cases and seeds, clustered by case.

    Pairing by case takes out what makes some cases hard for both (Miller 2024, arXiv:2411.00640, section 4); seeds of
    one case are repetitions of it and not independent, so interval and test take whole cases. The effect is
    standardised by the differences and corrected for few cases (Hedges 1981, J. Educ. Stat. 6:107).
    Raises InvalidInput when a side holds a case and seed twice.
    """
    first, second = _by_key(before, "before"), _by_key(after, "after")
    keys = [key for key in first if key in second]
    gaps = [_less(second[key], first[key]) for key in keys]
    gathered = gather(gaps, [case for case, _ in keys])
    means = gathered.means
    return Comparison(
        difference=mean(gaps, clusters=[case for case, _ in keys], level=level),
        flips=sign_flip(gathered.sums, seed=seed) if len(means) else None,
        effect=_effect(means),
        wins=int((means > 0.0).sum()),
        ties=int((means == 0.0).sum()),
        losses=int((means < 0.0).sum()),
        unmatched=tuple(
            [Unmatched(case, number, "before") for case, number in first if (case, number) not in second]
            + [Unmatched(case, number, "after") for case, number in second if (case, number) not in first]
        ),
    )


def _by_key(scored: Sequence[Scored], side: str) -> dict[tuple[Hashable, Hashable], float | None]:
    """Scores by case and seed."""
    found: dict[tuple[Hashable, Hashable], float | None] = {}
    for case, number, score in scored:
        if (case, number) in found:
            raise InvalidInput(
                f"Case {case!r} with seed {number!r} occurs twice {side!r} the change.",
                why="A pair is one conversation of each version.",
                next_step="Give every repetition a seed of its own.",
            )
        found[case, number] = score
    return found


def _less(score: float | None, other: float | None) -> float | None:
    """The difference, or None where either is missing."""
    if score is None or other is None or is_missing(score) or is_missing(other):
        return None
    return score - other


def _effect(means: Floats) -> float | None:
    """Mean over standard deviation, times Hedges' correction; None without spread, or with fewer than three cases."""
    freedom = len(means) - 1
    if freedom < 2:  # noqa: PLR2004 - the correction has no value
        return None
    spread = float(means.std(ddof=1))
    if spread <= 1e-12 * float(np.abs(means).max()):
        return None
    correction = math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)) / math.sqrt(freedom / 2)
    return float(means.mean()) / spread * correction
