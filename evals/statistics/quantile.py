"""Quantiles of the distributions behind intervals. Knows no score.

What computes them is loaded when the first is asked for: charts come with this module, and the studio with the charts.
"""

from __future__ import annotations


def t(share: float, freedom: float) -> float:
    """The value below which Student's t with so many degrees of freedom lies with that probability."""
    from scipy import special

    return float(special.stdtrit(freedom, share))


def normal(share: float) -> float:
    """The same of the standard normal distribution."""
    from scipy import special

    return float(special.ndtri(share))


def beta(share: float, first: float, second: float) -> float:
    """The same of the beta distribution with these two parameters."""
    from scipy import special

    return float(special.betaincinv(first, second, share))
