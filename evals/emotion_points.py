"""Fits valence, arousal and dominance on EmoBank's training split, and their line onto our scales. Knows no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from brain.emotion.hybrid import grams
from brain.emotion.hybrid.decide import LABELS
from brain.emotion.hybrid.weights import Table, table
from brain.emotion.labels import VAD_OF, Emotion
from brain.emotion.vad.regression import HIGHEST, LOWEST, Regression, features, nearness, placed
from evals.emotion_inputs import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.hybrid.model import Model
    from brain.static_embedder import StaticEmbedder
    from evals.emotion_inputs import Inputs

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]


class Mixture(NamedTuple):
    """How much a kernel takes from each of its parts, and the ridge penalty."""

    linear: float
    grams: float
    wide: float
    narrow: float
    penalty: float


TRIED: Final = (
    Mixture(1.0, 0.1, 0.0, 0.0, 1.0),
    Mixture(0.3, 0.1, 1.0, 0.0, 1.0),
    Mixture(0.3, 0.1, 0.5, 2.0, 1.0),
    Mixture(0.3, 0.1, 0.3, 3.0, 1.0),
)
"""What is tried for each axis by itself, on rows that were held out."""

FOLDS: Final = 5
HELD: Final = 3
"""Parts of the training rows, and how many of them are held out, one after the other."""

DIMENSIONS: Final = 96
"""Of the space in which texts are near each other: the principal axes of the dense features; each is 8 kB of the file.
A narrow kernel needs more of them than a wide one."""

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
    """The regression of `truth` (n, 3), 1 to 5. Mixtures and parts are chosen on rows that were held out."""
    dense = features(outputs, inputs.dense, embedder.embed(inputs.readable)).astype(np.float64)
    spread = (dense.std(axis=0) + 1e-3) * np.sqrt(dense.shape[1])
    scaled = dense / spread
    known = _near(scaled)
    rows = sparse(inputs.readable, model.weights.grams)
    kernels = _Kernels(scaled @ scaled.T, (rows @ rows.T).toarray(), _radial(known.rows))
    fold = np.random.default_rng(0).permutation(len(truth)) % FOLDS
    held = fold < HELD
    said = {mixture: _guess(kernels.mixed(mixture), truth, fold, mixture.penalty)[held] for mixture in TRIED}
    scores = {mixture: correlations(found, truth[held]) for mixture, found in said.items()}
    weights, columns, bias = np.zeros((dense.shape[1], 3)), np.zeros((rows.shape[1], 3)), np.zeros(3)
    parts, shares = np.zeros((len(truth), 3)), np.zeros((2, 3), dtype=np.float32)
    guess = np.zeros((int(held.sum()), 3))
    for axis in range(3):
        best = max(TRIED, key=lambda mixture: scores[mixture][axis])
        guess[:, axis] = said[best][:, axis]
        dual, base = _ridge(kernels.mixed(best), truth, best.penalty)
        weights[:, axis] = best.linear * (scaled.T @ dual[:, axis])
        columns[:, axis] = best.grams * (rows.T @ dual[:, axis])
        parts[:, axis], shares[:, axis] = dual[:, axis], (best.wide, best.narrow)
        bias[axis] = base[axis]
    line = _line(guess, named[held])
    return Regression(
        dense=(weights / spread[:, None]).astype(np.float32),
        sparse=table(columns.astype(np.float32)),
        near=nearness(
            (known.basis / spread[:, None]).astype(np.float32),
            known.origin.astype(np.float32),
            known.kept,
            parts.astype(np.float32),
            shares,
        ),
        bias=bias.astype(np.float32),
        line=line,
        share=_parts(guess, named[held], truth[held], line),
    )


class _Kernels(NamedTuple):
    """The kernel of each kind between all training rows, shape (n, n)."""

    linear: Doubles
    grams: Doubles
    near: Doubles

    def mixed(self, mixture: Mixture) -> Doubles:
        """Their weighted sum."""
        near = mixture.wide * self.near + mixture.narrow * np.square(np.square(self.near))
        return np.asarray(mixture.linear * self.linear + mixture.grams * self.grams + near)


class _Near(NamedTuple):
    """The training rows on their principal axes: basis (f, k), origin (k,), rows as they are kept, and unpacked."""

    basis: Doubles
    origin: Doubles
    kept: Table
    rows: Doubles


def _near(scaled: Doubles) -> _Near:
    middle = scaled.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((scaled - middle).T))
    basis = axes[:, ::-1][:, :DIMENSIONS]
    basis *= np.sign(basis[np.abs(basis).argmax(axis=0), np.arange(DIMENSIONS)])
    kept = table(((scaled - middle) @ basis).astype(np.float32))
    return _Near(basis, middle @ basis, kept, kept.rows(np.arange(len(scaled))).astype(np.float64))


def _radial(rows: Doubles) -> Doubles:
    squares = (rows * rows).sum(axis=1)
    return np.asarray(np.exp(-np.maximum(squares[:, None] + squares[None] - 2.0 * rows @ rows.T, 0.0)))


def _guess(kernel: Doubles, truth: Doubles, fold: NDArray[np.int64], penalty: float) -> Doubles:
    """What a ridge on all other folds says of the rows of each that is held out, shape (n, 3); 0 for other rows."""
    found = np.zeros_like(truth)
    for at in range(HELD):
        held = fold == at
        dual, base = _ridge(kernel[~held][:, ~held], truth[~held], penalty)
        found[held] = kernel[held][:, ~held] @ dual + base
    return found


def read_all(
    regression: Regression, inputs: Inputs, outputs: Floats, named: Doubles, *, model: Model, embedder: StaticEmbedder
) -> Doubles:
    """The points the detector gives, shape (n, 3)."""
    dense = features(outputs, inputs.dense, embedder.embed(inputs.readable))
    spoken = sparse(inputs.readable, model.weights.grams) @ regression.sparse.rows(
        np.arange(len(regression.sparse.scales))
    )
    raw = dense @ regression.dense + spoken + regression.near.read(dense) + regression.bias
    return placed(raw, line=regression.line, share=regression.share, named=named)


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
