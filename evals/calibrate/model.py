"""Weights of distances, by logistic regression without negative weights. Knows no file and no text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.fit import Linear
from brain.drift.floor import FARTHEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evals.calibrate.design import Design, Flags, Floats, Ints

PENALTY: Final = 0.01
"""L2 penalty on the weights, per unit of mean loss."""

MEMBERS: Final = 24
"""Fits on resampled personas in the ensemble."""

LIMIT: Final = 3.5
"""The evidence of one reply is cut at odds of e^3.5, about 33 to 1: one reply alone cannot condemn a session."""

FITTED_DOSE: Final = 0.5
"""Weaker doses are measured but not fitted: much of such a reply is faithful."""

DIGITS: Final = 4


@dataclass(frozen=True)
class Weights:
    """One fit: the intercept, one weight a column, and each column's mean on faithful replies."""

    intercept: float
    weights: Floats
    neutral: Floats

    def evidence(self, columns: Floats) -> Floats:
        """Log-odds of being in character, one a row; what was not assessed counts as neutral."""
        filled = np.where(np.isnan(columns), self.neutral, columns)
        found: Floats = -(self.intercept + filled @ self.weights)
        return np.clip(found, -LIMIT, LIMIT)


def usable(design: Design) -> Flags:
    """The rows to learn from: told, decided by no phrase; faithful ones of untouched sessions, or drifted well."""
    drifted = design.changed & (design.dose >= FITTED_DOSE)
    found: Flags = design.told & ~design.decided & ((design.kind == "") | drifted)
    return found


def balance(design: Design, rows: Ints, times: NDArray[np.float64] | None = None) -> Floats:
    """A weight for each of these rows, 1 in all.

    Every persona counts the same (or `times` so often, by row), half faithful and half drifted in each of its sources,
    every type of drift the same.
    """
    cells = list(zip(design.persona[rows], design.source[rows], design.drifted[rows], design.kind[rows], strict=True))
    counts = Counter(cells)
    kinds = Counter(cell[:3] for cell in counts)
    weights = np.array([0.5 / kinds[cell[:3]] / counts[cell] for cell in cells])
    weights = weights if times is None else weights * times
    total: float = weights.sum()
    return weights / total


def logistic(columns: Floats, drifted: Flags, weight: Floats, ties: Sequence[tuple[int, int]] = ()) -> Weights:
    """Logistic regression with weights of 0 or more, by L-BFGS-B; the two columns of a tie get the same weight."""
    from scipy.optimize import minimize

    target = np.where(drifted, 1.0, -1.0)
    faithful = weight * ~drifted
    known = ~np.isnan(columns)
    total = np.maximum((known * faithful[:, None]).sum(axis=0), 1e-12)
    neutral = (np.where(known, columns, 0.0) * faithful[:, None]).sum(axis=0) / total
    matrix = np.column_stack([np.ones(len(columns)), np.where(known, columns, neutral)])
    for one, other in ties:
        matrix[:, 1 + one] += matrix[:, 1 + other]
        matrix[:, 1 + other] = 0.0

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = target * (matrix @ point)
        value = float(weight @ np.logaddexp(0.0, -margin)) + PENALTY * float(point[1:] @ point[1:])
        slope = -(weight * target / (1.0 + np.exp(np.clip(margin, -500.0, 500.0)))) @ matrix
        slope[1:] += 2.0 * PENALTY * point[1:]
        return value, slope

    bounds = [(None, None)] + [(0.0, None)] * columns.shape[1]
    options = {"maxiter": 300, "ftol": 1e-10}
    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    point = np.asarray(found.x, dtype=np.float64)
    for one, other in ties:
        point[1 + other] = point[1 + one]
    return Weights(intercept=float(point[0]), weights=point[1:], neutral=neutral)


def ensemble(design: Design, columns: Floats, rows: Ints, *, seed: int = 0) -> list[Weights]:
    """Fits on personas drawn with replacement: what would have come out of other personas."""
    names = sorted(set(design.persona[rows]))
    random = np.random.default_rng(seed)
    fits = []
    for _ in range(MEMBERS):
        drawn = Counter(names[index] for index in random.integers(0, len(names), len(names)))
        kept = rows[np.isin(design.persona[rows], list(drawn))]
        times = np.array([float(drawn[name]) for name in design.persona[kept]])
        weight = balance(design, kept, times)
        fits.append(logistic(columns[kept], design.drifted[kept], weight, design.ties(columns)))
    return fits


def text_noise(halves: Sequence[tuple[Floats, Floats, int, int]], weights: Weights) -> float:
    """Variance of the evidence times the number of words, from the two halves of faithful replies.

    Where a reply's evidence varies as noise / words, the squared difference of its halves is noise x (1/n1 + 1/n2).
    """
    found = []
    for first, second, words, others in halves:
        one, two = weights.evidence(np.stack([first, second]))
        found.append(float(one - two) ** 2 / (1.0 / words + 1.0 / others))
    return float(np.mean(found)) if found else 0.0


def linear(weights: Weights, members: Sequence[Weights], *, noise: float) -> Linear:
    """As it is stored: rounded."""
    return Linear(
        intercept=round(weights.intercept, DIGITS),
        weights=_rounded(weights.weights),
        neutral=_rounded(weights.neutral),
        ensemble=tuple(_rounded(np.array([one.intercept, *one.weights])) for one in members),
        text_noise=round(noise, DIGITS),
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) + 0.0 for value in np.clip(values, -FARTHEST * 10, FARTHEST * 10))
