"""The cluster-robust error of a mean and its degrees of freedom, in closed form. Knows no interval."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from evals.statistics.clusters import Floats, Gathered


class Robust(NamedTuple):
    """Mean of all scores, its standard error, and Satterthwaite's degrees of freedom."""

    mean: float
    error: float
    freedom: float


def robust(gathered: Gathered) -> Robust:
    """CR2 error of the mean of all scores, and the degrees of freedom of its t statistic; needs two clusters.

    With an intercept alone the bias-reduced linearisation of Bell and McCaffrey (2002, Survey Methodology 28:169) has
    a closed form: with N scores of which n_g in cluster g, and R_g the sum of that cluster's residuals,
    V = sum R_g^2 / (1 - n_g/N) / N^2. The degrees of freedom are Satterthwaite's, 2 E[V]^2 / Var[V], under a working
    model in which scores of a cluster correlate as they are seen to (Imbens and Kolesar 2016, Review of Economics and
    Statistics 98:701). With clusters of one size they are one less than the number of clusters.
    """
    sizes, total = gathered.sizes, float(gathered.sizes.sum())
    share = sizes / total
    mean = float(gathered.sums.sum() / total)
    residual = gathered.sums - mean * sizes
    leverage = 1.0 / (1.0 - share)
    error = math.sqrt(float((residual**2 * leverage).sum())) / total
    return Robust(mean, error, _freedom(sizes, share, within_correlation(gathered)))


def _freedom(sizes: Floats, share: Floats, correlation: float) -> float:
    """2 E[V]^2 / Var[V] for normal scores with this correlation within clusters."""
    spread = sizes * (1.0 + (sizes - 1.0) * correlation)
    scale, whole = 1.0 / (1.0 - share), float(spread.sum())
    # V is a quadratic form in the clusters' sums, whose matrix is
    # sqrt(scale_g scale_h) (spread_g [g = h] - share_h spread_g - share_g spread_h + share_g share_h whole).
    # Its trace and its sum of squares follow from sums over clusters, without the matrix.
    square, mixed = float((scale * share**2).sum()), float((scale * share * spread).sum())
    trace = float((scale * spread).sum()) - 2.0 * mixed + square * whole
    diagonal = scale**2 * (spread**2 - 2.0 * spread * (2.0 * share * spread - share**2 * whole))
    rest = 2.0 * float((scale * spread**2).sum()) * square + (whole * square) ** 2
    rest += 2.0 * mixed**2 - 4.0 * whole * mixed * square
    return trace**2 / (float(diagonal.sum()) + rest)


def within_correlation(gathered: Gathered) -> float:
    """Correlation of two scores of one cluster, 0 to 1, by analysis of variance (Fisher's intraclass correlation)."""
    sizes, total, count = gathered.sizes, float(gathered.sizes.sum()), len(gathered.sizes)
    if total <= count or count < 2:  # noqa: PLR2004 - nothing to correlate
        return 0.0
    mean = gathered.sums.sum() / total
    between = float((sizes * (gathered.means - mean) ** 2).sum()) / (count - 1)
    within = gathered.square / (total - count)
    typical = (total - float((sizes**2).sum()) / total) / (count - 1)
    above = between - within
    spread = above + typical * within
    return min(max(above / spread, 0.0), 1.0) if spread > 0.0 else 0.0
