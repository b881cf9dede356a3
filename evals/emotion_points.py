"""Fits valence, arousal and dominance on EmoBank's training split, and their line onto our scales. Knows no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid import grams
from brain.emotion.hybrid.decide import LABELS
from brain.emotion.hybrid.weights import table
from brain.emotion.labels import VAD_OF, Emotion
from brain.emotion.vad.regression import HIGHEST, LOWEST, Regression, features, placed
from evals.emotion_inputs import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.hybrid.model import Model
    from brain.static_embedder import StaticEmbedder
    from evals.emotion_inputs import Inputs

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]

PENALTIES: Final = (3.0, 10.0, 30.0)
SPARSE: Final = (0.0, 1.0, 3.0)
"""What is tried on a fifth of the training rows: the ridge penalty, and how much the grams count beside the rest."""

PARTS: Final = (0.3, 0.5, 0.7, 1.0)
"""Parts of the regression in the reading that are tried on the same rows."""

POINTS: Final = np.array([[VAD_OF[label].valence, VAD_OF[label].arousal, VAD_OF[label].dominance] for label in VAD_OF])


def outputs_of(model: Model, inputs: Inputs) -> Floats:
    """The classifier's outputs, text by text, as they are when a message is read."""
    known = model.weights.grams
    rows = (grams.row(text, known) for text in inputs.readable)
    return np.array(
        [
            model.chances(text, row, dense)[0]
            for text, row, dense in zip(inputs.readable, rows, inputs.dense, strict=True)
        ]
    )


def named_points(found: Doubles) -> Doubles:
    """The labels' points by chances (n, 21), as the detector blends them; shape (n, 3)."""
    order = [list(VAD_OF).index(label) for label in LABELS]
    share = found / np.maximum(1.0, found.sum(axis=1, keepdims=True))
    rest = 1.0 - share.sum(axis=1, keepdims=True)
    return np.asarray(share @ POINTS[order] + rest * POINTS[list(VAD_OF).index(Emotion.NEUTRAL)])


def correlations(said: Doubles, truth: Doubles) -> list[float]:
    """Pearson's r for each axis."""
    return [float(np.corrcoef(said[:, axis], truth[:, axis])[0, 1]) for axis in range(3)]


def fitted(
    inputs: Inputs, outputs: Floats, named: Doubles, truth: Doubles, *, model: Model, embedder: StaticEmbedder
) -> Regression:
    """The regression of `truth` (n, 3), 1 to 5. Penalties and parts are chosen on a fifth of these rows."""
    vectors = embedder.embed(inputs.readable)
    dense = features(outputs, inputs.dense, vectors).astype(np.float64)
    spread = dense.std(axis=0) + 1e-3
    dense = dense / spread / np.sqrt(dense.shape[1])
    rows = sparse(inputs.readable, model.weights.grams)
    inner, outer = dense @ dense.T, (rows @ rows.T).toarray()
    held = np.random.default_rng(0).permutation(len(truth)) % 5 == 0
    scores = {}
    for much in SPARSE:
        kernel = inner + much / 10.0 * outer
        for penalty in PENALTIES:
            said = _ridge(kernel[~held][:, ~held], truth[~held], penalty / 10.0)
            scores[much, penalty] = correlations(kernel[held][:, ~held] @ said[0] + said[1], truth[held])
    axes = [max(scores, key=lambda key: scores[key][axis]) for axis in range(3)]
    weights = np.zeros((dense.shape[1], 3))
    columns = np.zeros((rows.shape[1], 3))
    bias = np.zeros(3)
    guess = np.zeros((int(held.sum()), 3))
    for axis, (much, penalty) in enumerate(axes):
        kernel = inner + much / 10.0 * outer
        part, base = _ridge(kernel[~held][:, ~held], truth[~held], penalty / 10.0)
        guess[:, axis] = (kernel[held][:, ~held] @ part + base)[:, axis]
        full, base = _ridge(kernel, truth, penalty / 10.0)
        weights[:, axis] = dense.T @ full[:, axis]
        columns[:, axis] = much / 10.0 * (rows.T @ full[:, axis])
        bias[axis] = base[axis]
    line = _line(guess, named[held])
    share = _parts(guess, named[held], truth[held], line)
    return Regression(
        dense=(weights / spread[:, None] / np.sqrt(dense.shape[1])).astype(np.float32),
        sparse=table(columns.astype(np.float32)),
        bias=bias.astype(np.float32),
        line=line,
        share=share,
    )


def read_all(
    regression: Regression, inputs: Inputs, outputs: Floats, named: Doubles, *, model: Model, embedder: StaticEmbedder
) -> Doubles:
    """The points the detector gives, shape (n, 3)."""
    dense = features(outputs, inputs.dense, embedder.embed(inputs.readable))
    spoken = sparse(inputs.readable, model.weights.grams) @ regression.sparse.rows(
        np.arange(len(regression.sparse.scales))
    )
    return placed(
        dense @ regression.dense + spoken + regression.bias, line=regression.line, share=regression.share, named=named
    )


def _ridge(kernel: Doubles, truth: Doubles, penalty: float) -> tuple[Doubles, Doubles]:
    """Dual weights (n, 3) and biases (3,)."""
    from scipy.linalg import cho_factor, cho_solve

    base = truth.mean(axis=0)
    return cho_solve(cho_factor(kernel + penalty * np.eye(len(kernel))), truth - base), base


def _line(guess: Doubles, named: Doubles) -> Floats:
    """The line that gives the guesses the mean and spread that the labels' points have on the same texts."""
    slope = named.std(axis=0) / np.maximum(guess.std(axis=0), 1e-6)
    return np.stack([named.mean(axis=0) - slope * guess.mean(axis=0), slope], axis=1).astype(np.float32)


def _parts(guess: Doubles, named: Doubles, truth: Doubles, line: Floats) -> Floats:
    """For each axis the part of the regression with the highest correlation."""
    stretched = np.clip(line[:, 0] + line[:, 1] * guess, LOWEST, HIGHEST)
    tried = [correlations(part * stretched + (1.0 - part) * named, truth) for part in PARTS]
    return np.array([PARTS[int(np.argmax([row[axis] for row in tried]))] for axis in range(3)], dtype=np.float32)
