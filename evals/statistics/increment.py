"""What one more unit of an effect costs: the ratio of two differences between two arms. Knows no money and no score.

The incremental cost-effectiveness ratio of health economics. A ratio whose denominator may be 0 has no finite interval:
then it cannot be told (Fieller 1954; Briggs and Fenn 1998, Health Economics 7:723).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from evals.statistics import quantile
from evals.statistics.clusters import LEAST, Gathered, checked_level
from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.robust import robust

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats

Verdict: TypeAlias = Literal["more for more", "more for less", "less for less", "less for more", "cannot tell"]
"""The effect of the second arm beside the first, for more or less cost; `cannot tell` where an interval holds 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Sums by conversation and how many turns they are of, four arrays of one length: costs and effects."""

    cost: Floats
    costed: Floats
    effect: Floats
    measured: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """Second less first: cost and effect of a turn, and the cost of one more unit of effect.

    The ratio is told only where the effects differ. Its sign says little by itself: read it with the verdict.
    """

    cost: Estimate
    effect: Estimate
    ratio: Estimate
    verdict: Verdict


class _Moments(NamedTuple):
    """Mean cost and effect, their variances and covariance, and degrees of freedom."""

    cost: float
    effect: float
    cost_variance: float
    effect_variance: float
    covariance: float
    cost_freedom: float
    effect_freedom: float


def increment(first: Arm, second: Arm, *, level: float = 0.95) -> Increment:
    """What the second arm costs and does beyond the first, conversations taken for independent.

    Differences: t with CR2 errors and Welch's degrees of freedom. The ratio: Fieller's interval, with the covariance
    of cost and effect. By simulation it holds its level better than percentiles of a bootstrap over conversations
    (docs/costs.md). CannotTell with fewer than five conversations in an arm. Raises InvalidInput for a level
    outside (0, 1).
    """
    checked_level(level)
    arms = first, second
    costed, measured = ([int((getattr(one, name) > 0).sum()) for one in arms] for name in ("costed", "measured"))
    talks, turns = sum(costed), int(sum(one.costed.sum() for one in arms))
    if min(*costed, *measured) < LEAST:
        reason = f"An interval needs {LEAST} conversations on each side with a known cost and a score."
        unsure = CannotTell(reason=reason, scores=turns, missing=0, clusters=talks)
        return Increment(cost=unsure, effect=unsure, ratio=unsure, verdict="cannot tell")
    before, after = (_moments(one) for one in arms)
    cost = _difference(before[0], after[0], (before[2], after[2]), (before[5], after[5]), level, turns, talks)
    scored = int(sum(one.measured.sum() for one in arms))
    effect = _difference(
        before[1], after[1], (before[3], after[3]), (before[6], after[6]), level, scored, sum(measured)
    )
    if not isinstance(effect, Interval) or not isinstance(cost, Interval):
        reason = "Without a spread in cost and effect nothing says how sure their ratio is."
        unsure = CannotTell(reason=reason, scores=turns, missing=0, clusters=talks)
        return Increment(cost=cost, effect=effect, ratio=unsure, verdict="cannot tell")
    ratio = _fieller(cost, effect, before.covariance + after.covariance, level)
    return Increment(cost=cost, effect=effect, ratio=ratio, verdict=_verdict(cost, effect))


def _moments(arm: Arm) -> _Moments:
    cost, effect = _gathered(arm.cost, arm.costed), _gathered(arm.effect, arm.measured)
    costs, effects = robust(cost), robust(effect)
    errors = [
        (sums - mean * sizes) / np.sqrt(1.0 - sizes / sizes.sum()) / sizes.sum()
        for sums, sizes, mean in ((arm.cost, arm.costed, costs.mean), (arm.effect, arm.measured, effects.mean))
    ]
    return _Moments(
        costs.mean, effects.mean, costs.error**2, effects.error**2, float(errors[0] @ errors[1]),
        costs.freedom, effects.freedom,
    )  # fmt: skip


def _gathered(sums: Floats, sizes: Floats) -> Gathered:
    """With the spread within conversations taken for none, which makes the degrees of freedom the fewest."""
    there = sizes > 0
    return Gathered(names=(), sums=sums[there], sizes=sizes[there], square=0.0, missing=0)


def _difference(
    before: float,
    after: float,
    variances: tuple[float, float],
    freedoms: tuple[float, float],
    level: float,
    scores: int,
    clusters: int,
) -> Estimate:
    value, variance = after - before, sum(variances)
    if math.sqrt(variance) <= 1e-12 * max(abs(before), abs(after)):
        return CannotTell(
            reason="All conversations of a side are alike: nothing says how sure the difference is.",
            scores=scores, missing=0, clusters=clusters, value=value,
        )  # fmt: skip
    freedom = variance**2 / sum(one**2 / by for one, by in zip(variances, freedoms, strict=True))
    reach = quantile.t(0.5 + level / 2.0, freedom) * math.sqrt(variance)
    return Interval(
        value=value, low=value - reach, high=value + reach, level=level, scores=scores, missing=0, clusters=clusters,
        method="t", error=math.sqrt(variance), freedom=freedom,
    )  # fmt: skip


def _fieller(cost: Interval, effect: Interval, covariance: float, level: float) -> Estimate:
    """The ratios R for which cost - R effect may be 0: bounded exactly when the effect's own interval leaves out 0."""
    bare = cost.value / effect.value if effect.value else None
    told = {"scores": effect.scores, "missing": 0, "clusters": effect.clusters}
    if effect.low <= 0.0 <= effect.high:
        return CannotTell(reason="The effects may be the same, so a ratio could be anything.", **told)
    freedom = min(cost.freedom or 1.0, effect.freedom or 1.0)
    reach = quantile.t(0.5 + level / 2.0, freedom) ** 2
    square = effect.value**2 - reach * (effect.error or 0.0) ** 2
    middle = effect.value * cost.value - reach * covariance
    rest = cost.value**2 - reach * (cost.error or 0.0) ** 2
    under = middle**2 - square * rest
    if square <= 0.0 or under < 0.0 or bare is None:
        return CannotTell(reason="The effects differ too little for a bounded ratio.", value=bare, **told)
    half = math.sqrt(under)
    return Interval(
        value=bare, low=(middle - half) / square, high=(middle + half) / square, level=level, method="Fieller",
        freedom=freedom, **told,
    )  # fmt: skip


def _verdict(cost: Interval, effect: Interval) -> Verdict:
    if any(one.low <= 0.0 <= one.high for one in (cost, effect)):
        return "cannot tell"
    if effect.value > 0.0:
        return "more for more" if cost.value > 0.0 else "more for less"
    return "less for more" if cost.value > 0.0 else "less for less"
