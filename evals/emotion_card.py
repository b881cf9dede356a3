"""The measured figures of the emotion tiers as Markdown tables for `docs/emotion.md`. Fits nothing.

Every reading is taken through the detectors' public door. Intervals are 95 % bootstrap intervals over rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASIC_OF, BASICS, basics
from brain.emotion.hybrid import decide
from brain.emotion.hybrid.decide import FAMILIES, LABELS
from brain.emotion.hybrid.detector import SECONDARY, HybridDetector
from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import FAMILY, VAD_OF
from evals import emotion_tune
from evals.calibrate.measures import calibration_error, reliability
from evals.calibrate.page import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from brain.emotion.detector import EmotionDetector
    from brain.emotion.hybrid.fit import Fit
    from brain.emotion.hybrid.model import Model
    from brain.emotion.reading import EmotionReading
    from brain.emotion.vad.regression import Regression
    from brain.static_embedder import StaticEmbedder
    from evals.emotion_fit import Material
    from evals.emotion_rows import Labelled

DRAWS: Final = 400
FEW: Final = 100
"""A label with fewer training rows than this is called thin."""


@dataclass(frozen=True, slots=True)
class Read:
    """One tier's readings of labelled rows: columns of primary labels, confidences, and the basic emotions told of."""

    name: str
    primary: NDArray[np.int64]
    confidence: NDArray[np.float64]
    basics: NDArray[np.bool_]


def tables(
    train: Material,
    dev: Material,
    outside: NDArray[np.float32],
    fit: Fit,
    model: Model,
    points: Regression,
    embedder: StaticEmbedder,
) -> dict[str, str]:
    """Every table by name."""
    del embedder
    hybrid = HybridDetector(model, fit, regression=points)
    tiers = [_read("keyword", KeywordDetector(), dev.rows), _read("hybrid", hybrid, dev.rows)]
    return {
        "figures": _figures(tiers, dev.rows),
        "left out": _figures([_left_out(train, outside, fit)], train.rows),
        "families": _families(tiers, dev.rows, train.rows),
        "labels": _labels(tiers, dev.rows, train.rows),
        "calibration": _calibration(tiers, dev.rows),
        "points": points_table(dev, hybrid),
        "data": _data(train, dev),
    }


def _read(name: str, detector: EmotionDetector, rows: Labelled) -> Read:
    readings: list[EmotionReading] = [detector.read(text) for text in rows.texts]
    return Read(
        name,
        np.array([LABELS.index(reading.primary) for reading in readings]),
        np.array([reading.confidence for reading in readings]),
        np.array([[name in basics(reading) for name in BASICS] for reading in readings]),
    )


def _left_out(train: Material, outside: NDArray[np.float32], fit: Fit) -> Read:
    """Readings of the training rows from the outputs of classifiers that did not see them."""
    found = decide.chances(outside, fit.outputs, train.inputs.spoken)
    primary = decide.choose(found, fit.offsets)
    basic = np.zeros((len(found), len(BASICS)), dtype=np.bool_)
    for at, (row, one) in enumerate(zip(found, map(int, primary), strict=True)):
        others = decide.others(row, one, fit.thresholds, further=fit.further, most=SECONDARY)
        basic[at, [BASICS.index(BASIC_OF[LABELS[told]]) for told in (one, *others)]] = True
    return Read("hybrid, left-out thirds of train", primary, found[np.arange(len(found)), primary], basic)


def _figures(tiers: Sequence[Read], rows: Labelled) -> str:
    one, families = emotion_tune.single(rows.truth, rows.outputs)
    by_basic = emotion_tune.grouped(rows.truth, rows.outputs, BASIC_OF, BASICS)
    lines = []
    for tier in tiers:
        said = _FAMILY_OF[tier.primary[one]]
        eleven = _interval(emotion_tune.macro_f1, said, families)
        right = _interval(_accuracy, said, families)
        seven = _interval(_mean_f1, tier.basics, by_basic)
        lines.append([tier.name, eleven, right, seven])
    head = ["tier", f"eleven families, macro-F1 ({len(one):,} rows of one family)", "the same, accuracy"]
    return table([*head, f"basic emotions, several a row, macro-F1 ({len(by_basic):,} rows)"], lines)


def _families(tiers: Sequence[Read], rows: Labelled, train: Labelled) -> str:
    one, families = emotion_tune.single(rows.truth, rows.outputs)
    taught = np.bincount(emotion_tune.single(train.truth, train.outputs)[1], minlength=len(FAMILIES))
    lines = []
    for at, family in enumerate(FAMILIES):
        cells = [family.value, f"{taught[at]:,}", f"{(families == at).sum():,}"]
        for tier in tiers:
            said = _FAMILY_OF[tier.primary[one]] == at
            cells.append(_interval(_f1, said, families == at))
        lines.append(cells)
    return table(["family", "rows in train", "rows in dev", *(f"F1, {tier.name}" for tier in tiers)], lines)


def _labels(tiers: Sequence[Read], rows: Labelled, train: Labelled) -> str:
    each = {label: label for label in LABELS}
    truth, taught = (emotion_tune.grouped(part.truth, part.outputs, each, LABELS) for part in (rows, train))
    lines = []
    for at, label in enumerate(LABELS):
        support = int(taught[:, at].sum())
        cells = [label.value, f"{support:,}", f"{truth[:, at].sum():,}"]
        for tier in tiers:
            said = tier.primary == at
            found = _interval(_f1, said, truth[:, at])
            cells.append(found if truth[:, at].any() else "no data")
        note = "none: the keyword tier alone speaks for it" if not support else "thin" if support < FEW * 10 else ""
        lines.append([*cells, note])
    return table(["label", "rows in train", "rows in dev", *(f"F1, {t.name}" for t in tiers), "support"], lines)


def _calibration(tiers: Sequence[Read], rows: Labelled) -> str:
    text = ""
    for tier in tiers:
        hit = emotion_tune.right(tier.primary, rows.truth, rows.outputs)
        error = calibration_error(tier.confidence, hit)
        between = _bounds(calibration_error, tier.confidence, hit)
        lines = [
            [f"{said:.2f}", f"{was:.2f}", f"{100 * part:.1f}%"] for said, was, part in reliability(tier.confidence, hit)
        ]
        figure = f"{error:.3f} ({between[0]:.3f} to {between[1]:.3f})"
        text += f"\n{tier.name.capitalize()} tier: expected calibration error {figure}.\n\n"
        text += table(["mean confidence", "share that was right", "share of messages"], lines)
    return text


def points_table(dev: Material, hybrid: HybridDetector) -> str:
    """How well valence, arousal and dominance go with EmoBank's, on dev."""
    truth = dev.rated.points
    lines = []
    for name, detector in (("keyword", KeywordDetector()), ("hybrid", hybrid)):
        said = np.array(
            [[p.valence, p.arousal, p.dominance] for p in (detector.read(text).vad for text in dev.rated.texts)]
        )
        lines.append([name, *(_interval(_r, said[:, axis], truth[:, axis]) for axis in range(3))])
    found = np.array([LABELS.index(hybrid.read(text).primary) for text in dev.rated.texts])
    placed = np.array([VAD_OF[LABELS[at]].valence for at in found])
    spoken = placed != 0.0
    between = _interval(_r, placed[spoken], truth[spoken, 0])
    lines.append([f"the primary label's own valence, {spoken.sum()} sentences not neutral", between, "", ""])
    return table(["tier", "valence, r", "arousal, r", "dominance, r"], lines)


def _data(train: Material, dev: Material) -> str:
    lines = [
        [
            "GoEmotions",
            f"{len(train.rows.texts):,}",
            f"{len(dev.rows.texts):,}",
            "classifier, decisions, calibration",
            "Apache-2.0",
        ],
        [
            "EmoBank",
            f"{len(train.rated.texts):,}",
            f"{len(dev.rated.texts):,}",
            "valence, arousal, dominance",
            "CC BY-SA 4.0",
        ],
    ]
    return table(["data", "rows in train", "rows in dev", "teaches", "licence"], lines)


def _f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return 2.0 * float((said & truth).sum()) / max(1, int(said.sum() + truth.sum()))


def _mean_f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return float(emotion_tune.f1(said, truth).mean())


def _accuracy(said: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    return float((said == truth).mean())


def _r(said: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    return float(np.corrcoef(said, truth)[0, 1])


def _bounds(measure: Callable[..., float], *columns: NDArray[np.generic]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of the measure of columns whose rows are drawn again with replacement."""
    random, size = np.random.default_rng(0), len(columns[0])
    picks = (random.integers(0, size, size) for _ in range(DRAWS))
    low, high = np.nanpercentile([measure(*(column[pick] for column in columns)) for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def _interval(measure: Callable[..., float], *columns: NDArray[np.generic]) -> str:
    low, high = _bounds(measure, *columns)
    return f"{measure(*columns):.3f} ({low:.3f} to {high:.3f})"


_FAMILY_OF: Final = np.array([FAMILIES.index(FAMILY[label]) for label in LABELS])
