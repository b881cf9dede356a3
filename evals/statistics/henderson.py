"""Variance components by Henderson's first method, and which of them a design cannot tell apart. Knows no interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evals.statistics.clusters import Counts, Floats


def coded(levels: Sequence[Hashable]) -> Counts:
    """Levels as numbers from 0, in the order of first appearance."""
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(one, len(places)) for one in levels], int)


def nested(inner: Counts, outer: Counts) -> bool:
    """Whether every level of `inner` occurs under one level of `outer` only."""
    return len(np.unique(inner)) == len(np.unique(_pairs(inner, outer)))


def tied(codes: dict[str, Counts]) -> dict[str, tuple[str, str | None]]:
    """Factors that cannot be told apart: why, and the factor that stands for both, None where that is the noise."""
    found: dict[str, tuple[str, str | None]] = {}
    for name, code in codes.items():
        levels = len(np.unique(code))
        if levels < 2:  # noqa: PLR2004 - one level has no variance
            found[name] = ("It has one level only.", None)
        elif levels == len(code):
            found[name] = ("Every score has a level of its own: what it brings is in the noise.", None)
    for name, code in codes.items():
        left = [other for other in codes if other not in found]
        same = [other for other in left if nested(code, codes[other]) and nested(codes[other], code)]
        if name not in found and len(same) > 1:
            found |= {
                one: (f"It changes only together with {' and '.join(repr(x) for x in same if x != one)}.", same[0])
                for one in same
            }
    return found


def components(value: Floats, codes: Sequence[Counts]) -> Floats:
    """Variance of every factor and, last, of what is left; each may come out below 0. NaN where nothing solves them.

    For the sums T_f = sum over levels of (sum of scores)^2 / number, and T of the grand mean, T_f less that of the
    mean has the expectation sum_h (k_fh - k_h) var_h + (levels_f - 1) var_noise, with k_fh = sum n_gl^2 / n_g over the
    levels g of f and l of h, and k_h = sum n_l^2 / N; the whole sum of squares closes the system.
    """
    count, centred = len(value), value - value.mean()
    sizes = [np.bincount(code).astype(float) for code in codes]
    alone = np.array([float((size**2).sum()) / count for size in sizes])
    matrix, found = np.empty((len(codes) + 1, len(codes) + 1)), np.empty(len(codes) + 1)
    for row, (code, size) in enumerate(zip(codes, sizes, strict=True)):
        matrix[row, :-1] = [_shared(code, size, other) for other in codes] - alone
        matrix[row, -1] = len(size) - 1.0
        found[row] = float((np.bincount(code, weights=centred) ** 2 / size).sum())
    matrix[-1, :-1], matrix[-1, -1] = count - alone, count - 1.0
    found[-1] = float((centred**2).sum())
    if np.linalg.matrix_rank(matrix, tol=1e-9 * count) < len(matrix):
        return np.full(len(matrix), np.nan)
    return np.asarray(np.linalg.solve(matrix, found), dtype=np.float64)


def _shared(code: Counts, size: Floats, other: Counts) -> float:
    """Sum of n_gl^2 / n_g over the levels g of one factor and l of the other."""
    pairs, number = np.unique(_pairs(code, other), return_counts=True)
    return float((number.astype(float) ** 2 / size[pairs // (int(other.max()) + 1)]).sum())


def _pairs(code: Counts, other: Counts) -> Counts:
    """One number for each pair of levels."""
    pairs: Counts = code * (int(other.max(initial=0)) + 1) + other
    return pairs
