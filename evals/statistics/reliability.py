"""How far items measure one thing, and a second asking gives the first one's answer. Knows no questionnaire.

Rows are taken for independent: give one row for each persona (or whatever was drawn), not one for each repetition.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from evals.statistics.clusters import LEAST, checked_level
from evals.statistics.estimate import Estimate, Interval
from evals.statistics.items import complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.items import Answers


def cronbach(rows: Sequence[Sequence[float | None]], *, level: float = 0.95) -> Estimate:
    """Cronbach's alpha of items (columns, keyed in one direction) over rows, with Feldt's interval.

    k/(k-1) (1 - sum of item variances / variance of the sum) (Cronbach 1951, Psychometrika 16:297). (1 - true) /
    (1 - found) follows F with n - 1 and (n-1)(k-1) degrees of freedom (Feldt, Woodruff and Salih 1987, Appl. Psychol.
    Meas. 11:93), exactly for parallel normal items. At most 1, and below 0 when items run against one another.
    CannotTell with fewer than five complete rows, or when the sums do not vary.
    """
    checked_level(level)
    answers = complete(rows)
    count, items = answers.table.shape
    if count < LEAST:
        return answers.unsure(f"{count} rows are complete; an interval needs {LEAST}.")
    whole = float(answers.table.sum(axis=1).var(ddof=1))
    parts = float(answers.table.var(axis=0, ddof=1).sum())
    if whole <= 1e-12 * parts or whole == 0.0:
        return answers.unsure("All rows have the same sum: there is nothing to be consistent about.")
    value = items / (items - 1.0) * (1.0 - parts / whole)
    low, high = feldt(value, rows=count, items=items, level=level)
    return _interval(answers, value, low, high, level, "Feldt")


def feldt(value: float, *, rows: int, items: int, level: float = 0.95) -> tuple[float, float]:
    """Feldt's interval of an alpha of `value` found over `rows` and `items`."""
    tail = (1.0 - level) / 2.0
    high, low = special.fdtri(rows - 1, (rows - 1) * (items - 1), [tail, 1.0 - tail])
    return 1.0 - (1.0 - value) * float(low), 1.0 - (1.0 - value) * float(high)


def retest(pairs: Sequence[tuple[float | None, float | None]], *, level: float = 0.95) -> Estimate:
    """Correlation of first and second asking, with Fisher's z interval (1921, Metron 1:3).

    It does not see a shift that all share; `intraclass` does. CannotTell with fewer than five complete pairs, or
    when one of the askings does not vary.
    """
    checked_level(level)
    answers = complete(pairs)
    count = len(answers.table)
    if count < LEAST:
        return answers.unsure(f"{count} pairs are complete; an interval needs {LEAST}.")
    spread = answers.table.std(axis=0)
    if (spread <= 1e-12 * np.abs(answers.table).max()).any():
        return answers.unsure("One asking gave the same answer throughout: there is nothing to correlate.")
    apart = answers.table - answers.table.mean(axis=0)
    first, second = (apart / np.linalg.norm(apart, axis=0)).T
    value = float(np.clip(first @ second, -1.0, 1.0))
    if abs(value) > 1.0 - 1e-12:
        return answers.unsure("Both askings agree to the last digit: there is no error to estimate.", value)
    half = float(special.ndtri(0.5 + level / 2.0)) / math.sqrt(count - 3)
    low, high = (math.tanh(math.atanh(value) + side * half) for side in (-1.0, 1.0))
    return _interval(answers, value, low, high, level, "Fisher z")


def intraclass(rows: Sequence[Sequence[float | None]], *, level: float = 0.95) -> Estimate:
    """ICC(1,1): the share of variance that is between rows, columns being repetitions that nothing tells apart.

    (B - W) / (B + (k-1) W) from the mean squares between and within rows, with the exact F interval (Shrout and
    Fleiss 1979, Psychol. Bull. 86:420). CannotTell with fewer than five complete rows or no variance at all.
    """
    checked_level(level)
    answers = complete(rows)
    count, times = answers.table.shape
    if count < LEAST:
        return answers.unsure(f"{count} rows are complete; an interval needs {LEAST}.")
    means = answers.table.mean(axis=1)
    between = times * float(means.var(ddof=1))
    within = float(((answers.table - means[:, None]) ** 2).sum()) / (count * (times - 1))
    if within <= 1e-15 * max(between, 1e-300):
        reason = "Every repetition gave the same answer: there is no error to estimate."
        return answers.unsure(reason, 1.0 if between > 0.0 else None)
    ratio, tail = between / within, (1.0 - level) / 2.0
    lower, upper = count - 1, count * (times - 1)
    least = ratio / float(special.fdtri(lower, upper, 1.0 - tail))
    most = ratio * float(special.fdtri(upper, lower, 1.0 - tail))
    value, low, high = ((one - 1.0) / (one + times - 1.0) for one in (ratio, least, most))
    return _interval(answers, value, low, high, level, "F")


def _interval(answers: Answers, value: float, low: float, high: float, level: float, method: str) -> Interval:
    """The interval with the counts of the table."""
    rows, columns = answers.table.shape
    return Interval(
        value=value,
        low=low,
        high=high,
        level=level,
        scores=rows * columns,
        missing=answers.missing,
        clusters=rows,
        method=method,
    )
