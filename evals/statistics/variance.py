"""How much of the variance of a score is persona, model, memory, judge or noise. Knows none of these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.errors import InvalidInput
from evals.statistics import quantile
from evals.statistics.clusters import LEAST, checked_level, is_missing
from evals.statistics.henderson import coded, components, tied

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from evals.statistics.clusters import Counts, Floats

NOISE: Final = "noise"
GROUPS: Final = 200
"""Groups of levels that are left out in turn where there are more levels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """Variance that one factor brings, in squared units of the score, and its share of all with bounds.

    A variance is at least 0. What the design cannot tell is None, and `reason` says why.
    """

    name: str
    variance: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A component for every factor and, last, the noise; scores that were used and missing, and clusters drawn."""

    components: tuple[Component, ...]
    scores: int
    missing: int
    clusters: int


def split(
    scores: Sequence[float | None],
    factors: Mapping[str, Sequence[Hashable]],
    *,
    clusters: str,
    level: float = 0.95,
) -> Split:
    """What every factor brings to the variance of `scores`, all factors taken for random.

    `factors` gives each score's level of each factor, crossed or nested (a nested one needs labels of its own: a
    conversation's id, not its number within the persona); an interaction is a factor of pairs. The estimator is
    Henderson's first method (1953, Biometrics 9:226; Searle, Casella and McCulloch 1992, Variance Components, ch. 5),
    unbiased in unbalanced designs but for the bound at 0. The bounds of a share take the levels of the factor that
    `clusters` names for independent: a t interval of the arcsine of its root, whose error is that of leaving out one
    level after the other (Efron and Tibshirani 1993, ch. 11; drawing levels with replacement held the truth in 76 %
    of repetitions where this does in 95 %). That other levels of the factors crossed with it might have been chosen
    is not in them. Factors that change only together cannot be told apart, nor can one with a level for
    every score from noise: their variance is None, and what they bring together is in `reason`.
    Raises InvalidInput when a factor has not one level a score or is named `noise`, or `clusters` names none.
    """
    checked_level(level)
    _check(len(scores), factors, clusters)
    kept = [at for at, score in enumerate(scores) if not is_missing(score)]
    value = np.array([scores[at] for at in kept], float)
    codes = {name: coded([levels[at] for at in kept]) for name, levels in factors.items()}
    unclear = tied(codes)
    fitted = [name for name in codes if name not in unclear or unclear[name][1] == name]
    drawn_levels = int(codes[clusters].max(initial=-1)) + 1

    kept_codes = [codes[name] for name in fitted]
    found = components(value, kept_codes) if len(value) > 1 else np.full(len(fitted) + 1, np.nan)
    whole = float(np.maximum(found, 0.0).sum())
    reason = "" if whole > 0.0 else "The scores do not vary, or the design cannot separate its factors."
    without = np.empty((0, len(found)))
    if not reason and drawn_levels >= LEAST:
        without = _without_each(value, kept_codes, codes[clusters])
    elif not reason:
        reason = f"{drawn_levels} levels of {clusters!r} have scores; bounds need {LEAST}."
    made = {
        name: _component(name, float(found[at]), whole, without[:, at], level, reason)
        for at, name in enumerate([*fitted, NOISE])
    }
    return Split(
        components=tuple(
            _unclear(name, *unclear[name], made) if name in unclear else made[name] for name in [*codes, NOISE]
        ),
        scores=len(value),
        missing=len(scores) - len(value),
        clusters=drawn_levels,
    )


def _unclear(name: str, reason: str, stands: str | None, made: Mapping[str, Component]) -> Component:
    """A factor that cannot be told apart, with what it and those it is tied to bring together where that is known."""
    share = made[stands].share if stands else None
    return Component(name=name, reason=reason if share is None else f"{reason} Together they bring {share:.1%}.")


def _component(name: str, variance: float, whole: float, without: Floats, level: float, reason: str) -> Component:
    """The component with what of it can be told; `without` are its shares with a level of the clusters left out."""
    if not whole > 0.0:
        return Component(name=name, variance=0.0 if whole == 0.0 else None, reason=reason)
    share = max(variance, 0.0) / whole
    if len(without) < LEAST:
        return Component(name=name, variance=max(variance, 0.0), share=share, reason=reason)
    reach = quantile.t(0.5 + level / 2.0, len(without) - 1)
    if share > 0.0:
        angle = math.asin(math.sqrt(share))
        half = reach * _error(np.arcsin(np.sqrt(np.clip(without, 0.0, 1.0))))
        low, high = (math.sin(min(max(angle + side * half, 0.0), math.pi / 2)) ** 2 for side in (-1.0, 1.0))
    else:
        # At the bound the arcsine does not move; how far below 0 the estimate came says how far above it may lie.
        low, high = 0.0, min(max(variance / whole + reach * _error(without), 0.0), 1.0)
    return Component(name=name, variance=max(variance, 0.0), share=share, low=low, high=high)


def _error(without: Floats) -> float:
    """The jackknife's standard error."""
    return math.sqrt((len(without) - 1) * float(without.var()))


def _without_each(value: Floats, codes: Sequence[Counts], groups: Counts) -> Floats:
    """Shares, which may be below 0, with each level (or group of levels) of the clusters left out."""
    found = []
    times = min(int(groups.max()) + 1, GROUPS)
    for one in range(times):
        rows = groups % times != one
        left = components(value[rows], [np.unique(code[rows], return_inverse=True)[1] for code in codes])
        whole = float(np.maximum(left, 0.0).sum())
        if whole > 0.0:
            found.append(left / whole)
    return np.array(found).reshape(len(found), len(codes) + 1)


def _check(count: int, factors: Mapping[str, Sequence[Hashable]], clusters: str) -> None:
    """Refuses factors that do not fit the scores."""
    short = next((name for name, levels in factors.items() if len(levels) != count), None)
    if short is not None:
        raise InvalidInput(
            f"Factor {short!r} has {len(factors[short])} levels for {count} scores.",
            next_step="Give its level for every score, in the same order.",
        )
    if NOISE in factors:
        raise InvalidInput(f"A factor cannot be named {NOISE!r}.", why="What no factor explains is called that.")
    if clusters not in factors:
        raise InvalidInput(
            f"There is no factor {clusters!r} to draw from.", next_step=f"Name one of {', '.join(map(repr, factors))}."
        )
