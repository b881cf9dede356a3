"""Estimates of what a conversation, a minute and a point cost, from what the ledger says of each. Knows no store."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from evals.statistics.clusters import LEAST, Gathered
from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.increment import Arm, increment
from evals.statistics.interval import of_gathered
from studio.analytics.cost_values import ArmCost, PerConversation, PerMinute, PerPoint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.warehouse.cost_units import Arms, ArmTurns, Conversations, Counts, Floats, Minutes

LEVEL: Final = 0.95
BINS: Final = 30
POINTS: Final = 100.0
MINUTE: Final = 60.0


def per_conversation(found: Conversations) -> PerConversation:
    """Mean (t), median (order statistics, exact for any distribution) and a histogram."""
    costs = np.sort(found.costs)
    counts, edges = _bins(costs)
    return PerConversation(
        known=len(costs),
        unknown=found.unknown,
        total=int(costs.sum()),
        mean=_mean(costs.astype(float), np.ones(len(costs))),
        median=median(costs),
        edges=tuple(float(one) for one in edges),
        counts=tuple(int(one) for one in counts),
        dearest=found.dearest,
    )


def median(ordered: Counts) -> Estimate:
    """The median of independent numbers in order, between the two whose ranks a fair coin would leave outside.

    Conservative and free of any assumption on their distribution (Hahn and Meeker 1991, 5.2).
    """
    # The studio need not wait for it to start.
    from scipy import stats

    count = len(ordered)
    value = float(np.median(ordered)) if count else None
    told = {"scores": count, "missing": 0, "clusters": count}
    rank = int(stats.binom.ppf((1.0 - LEVEL) / 2.0, count, 0.5)) if count else 0
    if rank < 1 or value is None:
        return CannotTell(reason=f"{count} conversations have a known cost; an interval needs 6.", value=value, **told)
    low, high = float(ordered[rank - 1]), float(ordered[count - rank])
    return Interval(value=value, low=low, high=high, level=LEVEL, method="order statistics", **told)


def per_minute(found: Minutes) -> PerMinute:
    """Money over minutes, with the interval of a ratio of sums, conversations taken for independent."""
    minutes = found.seconds / MINUTE
    return PerMinute(
        operation=found.operation,
        rate=_mean(found.costs.astype(float), minutes),
        microdollars=int(found.costs.sum()),
        seconds=float(found.seconds.sum()),
        calls=found.calls,
        unpriced=found.unpriced,
        untimed=found.untimed,
    )


def per_point(found: Sequence[ArmTurns], names: Mapping[str, str], *, by: Arms, left_out: int) -> PerPoint:
    """What a point costs between the two arms with most replies that have a cost and a score.

    Versions are held against others of their persona alone: of the one with most replies that has two of them.
    """
    arms = [(one, _arm_cost(one, names.get(one.name, one.name))) for one in found]
    able = [(turns, cost) for turns, cost in arms if cost.cost.value is not None and cost.score.value is not None]
    if by == "version":
        personas = Counter(turns.persona for turns, _ in able)
        chosen = next((turns.persona for turns, _ in able if personas[turns.persona] > 1), None)
        able = [one for one in able if one[0].persona == chosen]
    pair = sorted(able[:2], key=lambda one: (one[1].cost.value or 0.0, -(one[1].score.value or 0.0)))
    told = increment(_arm(pair[0][0]), _arm(pair[1][0])) if len(pair) == 2 else None  # noqa: PLR2004 - two sides
    return PerPoint(
        by=by,
        arms=tuple(cost for _, cost in arms),
        first=pair[0][1] if told else None,
        second=pair[1][1] if told else None,
        increment=told,
        left_out=left_out,
    )


def _arm_cost(found: ArmTurns, name: str) -> ArmCost:
    return ArmCost(
        id=found.name,
        name=name,
        cost=_mean(found.costs, found.costed),
        score=_mean(found.scores * POINTS, found.scored, bounds=(0.0, POINTS)),
        turns=found.turns,
        conversations=len(found.costs),
        unpriced=found.turns - int(found.costed.sum()),
    )


def _arm(found: ArmTurns) -> Arm:
    return Arm(cost=found.costs, costed=found.costed, effect=found.scores * POINTS, measured=found.scored)


def _mean(sums: Floats, sizes: Floats, *, bounds: tuple[float, float] | None = None) -> Estimate:
    """Sums over sizes, a cluster each, without the clusters of nothing."""
    there = sizes > 0
    gathered = Gathered(names=(), sums=sums[there], sizes=sizes[there], square=0.0, missing=int((~there).sum()))
    return of_gathered(gathered, level=LEVEL, bounds=bounds)


def _bins(ordered: Counts) -> tuple[Counts, Floats]:
    """A histogram with round ends: of one width, or growing ones where most would lie in the first few of those."""
    if not len(ordered):
        return np.zeros(0, np.int64), np.zeros(0)
    far = float(np.quantile(ordered, 0.99)) if len(ordered) >= LEAST else float(ordered[-1])
    spent = ordered[ordered > 0]
    edges = _growing(spent) if len(spent) and float(np.median(spent)) < far / BINS else _even(far)
    counts, _ = np.histogram(np.minimum(ordered, edges[-1]), edges)
    edges[-1] = max(float(ordered[-1]), float(edges[-1]))
    return counts.astype(np.int64), edges.astype(np.float64)


def _even(far: float) -> Floats:
    """Ends of one width up to what few are beyond."""
    step = _round_up(max(far, 1.0) / BINS)
    return np.array([step * at for at in range(math.floor(far / step) + 2)])


def _growing(spent: Counts) -> Floats:
    """0, then 1, 2 and 5 times the powers of ten from below the least to beyond the most."""
    first, last = (math.floor(math.log10(float(one))) for one in (spent[0], spent[-1]))
    ends = [by * 10.0**power for power in range(first, last + 1) for by in (1, 2, 5)]
    low = max((at for at in ends if at <= spent[0]), default=ends[0])
    return np.array([0.0, *(at for at in ends if low <= at <= spent[-1]), _beyond(ends, float(spent[-1]))])


def _beyond(ends: Sequence[float], most: float) -> float:
    return next((at for at in ends if at > most), 10.0 * ends[-3])


def _round_up(value: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * by for by in (1.0, 2.0, 5.0, 10.0) if size * by >= value)
