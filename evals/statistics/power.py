"""What a suite can see: the smallest difference it would find, and how many cases a smaller one needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scipy import optimize, stats

from brain.errors import InvalidInput
from evals.statistics.clusters import LEAST, gather
from evals.statistics.interval import unsure
from evals.statistics.robust import robust

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evals.statistics.estimate import CannotTell

MOST: Final = 10_000_000
"""Cases above which a suite is not a plan any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sensitivity:
    """With `cases` a difference of `smallest` is found with the asked-for power; `cases_for_half` find half of it.

    `low` and `high` bound `smallest` at 95 %, since the spread it rests on is itself an estimate; `spread` is the
    standard deviation of a case's difference.
    """

    smallest: float
    low: float
    high: float
    cases: int
    cases_for_half: int
    spread: float


def sensitivity(
    differences: Sequence[float | None],
    *,
    clusters: Sequence[Hashable],
    power: float = 0.8,
    alpha: float = 0.05,
) -> Sensitivity | CannotTell:
    """What a two-sided paired t test of these differences, clustered by case, could have seen.

    The spread of a case is its CR2 error times the root of the number of cases; the smallest difference solves the
    power of the noncentral t (Cohen 1988, ch. 2; Miller 2024, arXiv:2411.00640, section 5). CannotTell with fewer
    than five cases or no spread.
    """
    gathered = gather(differences, clusters)
    count = len(gathered.sizes)
    if count < LEAST:
        return unsure(gathered, f"{count} cases have a difference; a spread needs {LEAST}.")
    found = robust(gathered)
    if found.error == 0.0:
        return unsure(gathered, f"All {count} cases differ by the same: there is no spread to plan with.", found.mean)
    spread = found.error * math.sqrt(count)
    smallest = detectable(spread, cases=count, power=power, alpha=alpha)
    chance = stats.chi2.ppf([0.975, 0.025], found.freedom)
    low, high = (smallest * math.sqrt(found.freedom / float(one)) for one in chance)
    half = cases_for(smallest / 2.0, spread=spread, power=power, alpha=alpha)
    return Sensitivity(smallest=smallest, low=low, high=high, cases=count, cases_for_half=half, spread=spread)


def detectable(spread: float, *, cases: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Smallest true difference that `cases` with this spread find with this power."""
    _check(power=power, alpha=alpha)
    if cases < 2 or not spread > 0.0:  # noqa: PLR2004 - one case has no spread
        raise InvalidInput(
            f"{cases!r} cases with a spread of {spread!r} find nothing.",
            next_step="Give at least two cases and a spread above 0.",
        )
    far = 1.0
    while power_of(far, cases=cases, alpha=alpha) < power:
        far *= 2.0
    beyond = optimize.brentq(lambda shift: power_of(shift, cases=cases, alpha=alpha) - power, 0.0, far)
    return float(beyond) * spread / math.sqrt(cases)


def cases_for(difference: float, *, spread: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Fewest cases, at least two, that find a true `difference` with this power."""
    _check(power=power, alpha=alpha)
    if not (difference > 0.0 and spread > 0.0):
        raise InvalidInput(
            f"A difference of {difference!r} with a spread of {spread!r} needs no plan.",
            next_step="Give both above 0.",
        )
    enough, few = 2, 1
    while power_of(difference / spread * math.sqrt(enough), cases=enough, alpha=alpha) < power:
        few, enough = enough, enough * 2
        if enough > MOST:
            raise InvalidInput(
                f"More than {MOST:,} cases would be needed.", next_step="Plan for a larger difference or less spread."
            )
    while enough - few > 1:
        middle = (few + enough) // 2
        if power_of(difference / spread * math.sqrt(middle), cases=middle, alpha=alpha) < power:
            few = middle
        else:
            enough = middle
    return enough


def power_of(shift: float, *, cases: int, alpha: float = 0.05) -> float:
    """Power of the two-sided t test when the true difference is `shift` standard errors."""
    freedom = cases - 1
    reach = float(stats.t.ppf(1.0 - alpha / 2.0, freedom))
    right = float(stats.nct.sf(reach, freedom, shift))
    # Beyond five errors the other tail holds less than one in a million, and the noncentral t loses its digits.
    wrong = float(stats.nct.cdf(-reach, freedom, shift)) if shift < 5.0 else 0.0  # noqa: PLR2004 - the comment above says
    return min(right + wrong, 1.0)


def _check(*, power: float, alpha: float) -> None:
    """Refuses a power that is no probability above `alpha`."""
    if not 0.0 < alpha < power < 1.0:
        raise InvalidInput(
            f"A power of {power!r} at a level of {alpha!r} cannot be planned for.",
            why="Both are probabilities, and a test that never finds anything has a power of its level.",
            next_step="Take 0.8 at 0.05.",
        )
