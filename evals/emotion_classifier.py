"""Teaches the hybrid tier's classifier and sets its decisions, on training rows alone. Knows no file."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from brain.emotion.hybrid import decide
from brain.emotion.hybrid.fit import Fit
from brain.emotion.hybrid.weights import Weights, table
from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import Emotion
from evals import emotion_linear, emotion_net, emotion_tune
from evals.emotion_inputs import Inputs, Reduction, reduction, sparse, vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.calibration import Knots
    from brain.emotion.hybrid.grams import Grams
    from brain.static_embedder import StaticEmbedder
    from evals.emotion_net import Net
    from evals.emotion_rows import Labelled

    Floats = NDArray[np.float32]

FOLDS: Final = 3
SEEDS: Final = (0,)
"""Nets that are averaged, in the shipped classifier as in those of the folds."""

LINEAR: Final = 0.4
"""The linear model's part in the logit."""

FURTHER: Final = 0.35
"""A label that is as likely as this is told of, whatever else is."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A classifier as it was learned, before it is packed."""

    known: Grams
    linear: Floats
    bias: Floats
    nets: tuple[Net, ...]

    def outputs(self, inputs: Inputs) -> Floats:
        """The chance of each output, shape (n, outputs)."""
        rows = _joined(inputs, self.known)
        nets = [net.logits(inputs.tokens, inputs.dense) for net in self.nets]
        logits = LINEAR * (rows @ self.linear + self.bias) + (1.0 - LINEAR) * np.mean(nets, axis=0)
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


def taught(inputs: Inputs, truth: NDArray[np.bool_], *, static: Reduction, seeds: tuple[int, ...] = SEEDS) -> Taught:
    """The classifier of these rows."""
    import scipy.linalg  # noqa: F401 - its threads can only be limited once it is loaded
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        known = vocabulary(inputs.readable)
        linear, bias = emotion_linear.fitted(_joined(inputs, known), truth)
        nets = tuple(
            emotion_net.train(inputs.tokens, inputs.dense, truth, known=static.known, basis=static.basis, seed=seed)
            for seed in seeds
        )
        return Taught(known, linear, bias, nets)


def cross_fitted(
    inputs: Inputs, truth: NDArray[np.bool_], *, static: Reduction, workers: int, seeds: tuple[int, ...] = SEEDS
) -> tuple[Taught, Floats]:
    """The classifier of all rows, and every row's outputs by one of the same kind that was taught without it.

    Three folds, drawn with a fixed seed. The result does not depend on `workers`, the number of processes.
    """
    fold = np.random.default_rng(0).permutation(len(truth)) % FOLDS
    found = np.zeros(truth.shape, dtype=np.float32)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        whole = pool.submit(taught, inputs, truth, static=static, seeds=seeds)
        parts = [pool.submit(_left_out, inputs, truth, fold != out, static, seeds) for out in range(FOLDS)]
        for out, part in enumerate(parts):
            found[fold == out] = part.result()
        return whole.result(), found


def _left_out(
    inputs: Inputs, truth: NDArray[np.bool_], kept: NDArray[np.bool_], static: Reduction, seeds: tuple[int, ...]
) -> Floats:
    """The outputs of the rows that are not kept, by the classifier of those that are."""
    rest = np.flatnonzero(kept)
    return taught(inputs.take(rest), truth[rest], static=static, seeds=seeds).outputs(
        inputs.take(np.flatnonzero(~kept))
    )


def decisions(rows: Labelled, inputs: Inputs, outputs: Floats) -> Fit:
    """Offsets, thresholds and calibration, from the outputs of left-out rows."""
    found = decide.chances(outputs, rows.outputs, inputs.spoken)
    offsets = emotion_tune.offsets(found, rows.truth, rows.outputs)
    primary = decide.choose(found, offsets)
    share = found[np.arange(len(primary)), primary]
    judged = ~np.isin(primary, [decide.LABELS.index(label) for label in decide.UNTAUGHT])
    hit = emotion_tune.right(primary, rows.truth, rows.outputs)
    return Fit(
        outputs=rows.outputs,
        linear=LINEAR,
        offsets=offsets,
        thresholds=emotion_tune.thresholds(found, rows.truth, rows.outputs),
        further=FURTHER,
        knots=emotion_tune.knots(share[judged], hit[judged]),
    )


def keyword_knots(rows: Labelled) -> dict[str, Knots]:
    """The keyword tier's calibration: where a label was found (`spoken`), and where none was (`neutral`)."""
    detector = KeywordDetector(calibration=False)
    readings = [detector.read(text) for text in rows.texts]
    primary = np.array([decide.LABELS.index(reading.primary) for reading in readings])
    share = np.array([reading.confidence for reading in readings])
    hit = emotion_tune.right(primary, rows.truth, rows.outputs)
    neutral = primary == decide.LABELS.index(Emotion.NEUTRAL)
    judged = ~np.isin(primary, [decide.LABELS.index(label) for label in decide.UNTAUGHT]) & (share > 0)
    return {
        "spoken": emotion_tune.knots(share[judged & ~neutral], hit[judged & ~neutral]),
        "neutral": emotion_tune.knots(share[judged & neutral], hit[judged & neutral]),
    }


def packable(one: Taught, embedder: StaticEmbedder) -> Weights:
    """The weights as they ship."""
    static = reduction(embedder)
    terms = len(one.known.idf)
    rows = one.nets[0].tokens.rows
    used = np.flatnonzero(rows < rows.max())
    return Weights(
        grams=one.known,
        linear=table(one.linear[:terms]),
        linear_dense=one.linear[terms:],
        linear_bias=one.bias,
        centre=static.centre,
        tokens=used,
        learned=tuple(table(net.tokens.learned[:-1]) for net in one.nets),
        layers=tuple({**net.layers, "basis": net.layers["basis"] / np.float32(static.length)} for net in one.nets),
    )


def _joined(inputs: Inputs, known: Grams) -> Any:
    """Grams and dense features side by side, as a sparse matrix."""
    from scipy.sparse import csr_matrix, hstack

    return hstack([sparse(inputs.readable, known), csr_matrix(inputs.dense)]).tocsr().astype(np.float32)
