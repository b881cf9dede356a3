"""McDonald's omega: how far a sum of items measures the one factor they share. Knows no questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.errors import InvalidInput
from evals.statistics.clusters import checked_level
from evals.statistics.estimate import Estimate, Interval
from evals.statistics.items import complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.clusters import Floats

DRAWS: Final = 999
SETTLED: Final = 1e-10
SWEEPS: Final = 500
"""Rounds after which loadings are taken as they are; twenty or so are needed."""
ROWS_AN_ITEM: Final = 2
"""Rows there must be for each item: with fewer, a factor is fitted to chance."""


def omega(rows: Sequence[Sequence[float | None]], *, level: float = 0.95, seed: int = 0) -> Estimate:
    """Omega of one factor over rows (who answered) and columns (items, keyed in one direction).

    (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances) (McDonald 1999, Test Theory, ch. 6), the
    loadings by least squares over the correlations off the diagonal (minres, Harman and Jones 1966, Psychometrika
    31:351). The interval is the percentile one over rows drawn with replacement. Where items load alike it equals
    Cronbach's alpha. CannotTell with fewer than twice as many complete rows as items, or an item that does not vary.
    Raises InvalidInput with fewer than three items, which leave the loadings open.
    """
    checked_level(level)
    answers = complete(rows)
    count, items = answers.table.shape
    if rows and items < 3:  # noqa: PLR2004 - two items have one correlation for two loadings
        raise InvalidInput(
            f"{items} items cannot show what they share.",
            why="Loadings on one factor need three items or more.",
            next_step="Take Cronbach's alpha, or more items.",
        )
    if count < ROWS_AN_ITEM * items:
        return answers.unsure(f"{count} rows are complete; {items} items need {ROWS_AN_ITEM * items}.")
    if (answers.table.std(axis=0) == 0.0).any():
        return answers.unsure("An item has the same answer in every row.")
    random = np.random.default_rng(seed)
    drawn = answers.table[random.integers(0, count, (DRAWS, count))]
    value = float(_omegas(answers.table[None])[0])
    found = _omegas(drawn[(drawn.std(axis=1) > 0.0).all(axis=1)])
    tail = (1.0 - level) / 2.0
    low, high = (float(one) for one in np.quantile(found, [tail, 1.0 - tail]))
    return Interval(
        value=value,
        low=min(low, value),
        high=max(high, value),
        level=level,
        scores=count * items,
        missing=answers.missing,
        clusters=count,
        method="bootstrap",
        error=float(found.std(ddof=1)),
    )


def _omegas(tables: Floats) -> Floats:
    """Omega of each table, in all of which every item varies."""
    apart = tables - tables.mean(axis=1, keepdims=True)
    covariance = np.einsum("tri,trj->tij", apart, apart) / (tables.shape[1] - 1)
    spread = np.sqrt(np.einsum("tii->ti", covariance))
    loading = loadings(covariance / (spread[:, :, None] * spread[:, None, :])) * spread
    shared = loading.sum(axis=1) ** 2
    found: Floats = shared / (shared + (spread**2 - loading**2).sum(axis=1))
    return found


def loadings(correlations: Floats) -> Floats:
    """For each matrix the loadings, -1 to 1, of one factor whose products come nearest to it off the diagonal.

    Each loading in turn is the least-squares one given the others, until none moves any more.
    """
    values, vectors = np.linalg.eigh(correlations)
    found = np.clip(vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 0.0)), -1.0, 1.0)
    for _ in range(SWEEPS):
        before = found.copy()
        for item in range(found.shape[1]):
            others = found.copy()
            others[:, item] = 0.0
            square = np.maximum((others**2).sum(axis=1), 1e-12)
            found[:, item] = np.clip((correlations[:, item] * others).sum(axis=1) / square, -1.0, 1.0)
        if float(np.abs(found - before).max()) < SETTLED:
            break
    turned: Floats = np.where(found.sum(axis=1, keepdims=True) < 0.0, -found, found)
    return turned
