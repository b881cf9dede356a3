"""Fits the hybrid tier's linear model: one logistic regression for each output, all at once. Knows no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PENALTY: Final = 1e-5
"""Half the weight of the squared coefficients beside the mean loss of a text."""

STEPS: Final = 60
"""Steps of L-BFGS. Stopping here is part of the regularisation."""


def fitted(rows: Any, truth: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights (features, outputs) and biases (outputs,) that minimise the mean binary cross-entropy with a penalty.

    `rows` is a sparse matrix (texts, features). Deterministic.
    """
    from scipy.optimize import minimize

    texts, features = rows.shape
    outputs = truth.shape[1]
    turned, answers = rows.T.tocsr(), truth.astype(np.float32)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[: features * outputs].reshape(features, outputs).astype(np.float32)
        logits = rows @ weights + flat[features * outputs :].astype(np.float32)
        wrong = (1.0 / (1.0 + np.exp(-logits)) - answers) / texts
        value = (np.logaddexp(0.0, logits) - answers * logits).sum() / texts + PENALTY / 2 * (weights**2).sum()
        slopes = turned @ wrong.astype(np.float32) + PENALTY * weights
        return float(value), np.concatenate([slopes.ravel(), wrong.sum(axis=0)]).astype(np.float64)

    start = np.zeros(features * outputs + outputs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    return (
        found[: features * outputs].reshape(features, outputs).astype(np.float32),
        found[features * outputs :].astype(np.float32),
    )
