"""The hybrid tier: reads emotion by a small classifier, with the keyword tier's evidence as features.

English only, and taught by short messages from a forum: docs/emotion.md says how well it does and where it fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASICS
from brain.emotion.calibration import calibrated
from brain.emotion.hybrid import decide, grams, manner, triggers
from brain.emotion.hybrid.context import lean
from brain.emotion.keyword import KeywordDetector, blend, scanned
from brain.emotion.labels import VAD, Emotion
from brain.emotion.reading import EmotionReading
from brain.emotion.trend import direction, slope
from brain.emotion.vad.regression import features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.emotion.hybrid.fit import Fit
    from brain.emotion.hybrid.model import Model
    from brain.emotion.scan import Scan
    from brain.emotion.vad.regression import Regression

SECONDARY: Final = 3
"""Most labels beside the primary one."""

FOREIGN: Final = 0.4
"""Where fewer of the words are known than this share, the text is not read as English; this project's own choice."""

FEWEST: Final = 2
"""Fewer words than this are too few to tell the language by."""

DENIED: Final = 0.5
"""What is left of the chance of a label whose words are all negated (`not happy`). The classifier was taught where
negation is rare; on left-out rows this changes macro-F1 by less than 0.001. This project's own choice."""

DIGITS: Final = 6
"""Chances and points are rounded to so many digits: linear algebra adds up in another order with another number of
threads, and a reading had again should be the same."""

_WORD: Final = re.compile(r"[^\W\d_]+")


class HybridDetector:
    """The middle tier. Immutable once made, so threads may share it."""

    def __init__(self, model: Model, fit: Fit, *, regression: Regression | None = None) -> None:
        self._model, self._fit, self._regression = model, fit, regression
        self._keyword = KeywordDetector()

    def read(self, text: str, *, recent: Sequence[EmotionReading] = (), context: Sequence[str] = ()) -> EmotionReading:
        """The reading of one message.

        `confidence` is the chance, calibrated on left-out training data, that an annotator gave the primary label. A
        very short message that only echoes or reacts (`me too`, `oh no`) takes a share from the last of `context`.
        """
        scan = scanned(text)
        readable = grams.readable(text)
        words = [word for word in grams.words_of(readable) if word[0].isalpha()]
        if not scan.worded and not scan.scores:
            return EmotionReading(tier="hybrid", note="There are no words to read.")
        if self._foreign(words):
            return self._drawn(text, recent)
        found, row, seen = self._chances(readable, scan)
        found, note = self._in_context(found, words, recent, context)
        at = int(decide.choose(found[None], self._fit.offsets)[0])
        primary = decide.LABELS[at]
        others = decide.others(found, at, self._fit.thresholds, further=self._fit.further, most=SECONDARY)
        vad = self._vad(found, row, seen)
        moving = slope(vad, recent)
        notes = [note] if note else []
        if len(text) > grams.MOST:
            notes.append(f"Of {len(text):,} characters the first and the last {grams.MOST // 2} were read.")
        return EmotionReading(
            primary=primary,
            confidence=calibrated(float(found[at]), self._fit.knots),
            secondary=tuple((decide.LABELS[one], calibrated(float(found[one]), self._fit.knots)) for one in others),
            vad=vad,
            trend=direction(moving),
            slope=moving,
            triggers=triggers.moving(text, primary, scan=scan, row=row, model=self._model, outputs=self._fit.outputs),
            tier="hybrid",
            note=" ".join(notes),
        )

    def chances(self, text: str) -> dict[Emotion, float]:
        """The chance of each of the 21 labels, by itself: they need not add up to 1."""
        found = self._chances(grams.readable(text), scanned(text))[0]
        return dict(zip(decide.LABELS, map(float, found), strict=True))

    def basics(self, text: str) -> dict[str, float]:
        """The chance of each basic emotion and of neutral, by itself."""
        found = self._chances(grams.readable(text), scanned(text))[0]
        return dict(zip(BASICS, map(float, decide.basics(found[None])[0]), strict=True))

    def _chances(self, readable: str, scan: Scan) -> tuple[NDArray[np.float64], grams.Row, NDArray[np.float32]]:
        """The chances of the 21 labels, the row of grams, and what the regression sees beside it."""
        dense = manner.features(readable, scan)
        row = self._model.spelling.row(readable)
        outputs, vector = self._model.chances(readable, row, dense)
        spoken = np.array([[manner.share(scan, label) for label in decide.LABELS]])
        found = decide.chances(outputs[None], self._fit.outputs, spoken)[0]
        for label in scan.denied - scan.scores.keys():
            found[decide.LABELS.index(label)] *= DENIED
        return np.round(found, DIGITS), row, features(outputs, dense, vector)

    def _in_context(
        self, found: NDArray[np.float64], words: list[str], recent: Sequence[EmotionReading], context: Sequence[str]
    ) -> tuple[NDArray[np.float64], str]:
        share = lean(words)
        if not share or not (context or recent):
            return found, ""
        if context:
            before = self._chances(grams.readable(context[-1]), scanned(context[-1]))[0]
        else:
            last = recent[-1]
            known = dict([(last.primary, last.confidence), *last.secondary])
            before = np.array([known.get(label, 0.0) for label in decide.LABELS])
        if decide.LABELS[int(decide.choose(before[None], self._fit.offsets)[0])] is Emotion.NEUTRAL:
            return found, ""
        return (1.0 - share) * found + share * before, "Very short: read in the light of the message before it."

    def _foreign(self, words: list[str]) -> bool:
        known = sum(word in self._model.weights.grams.words for word in words)
        return len(words) >= FEWEST and known < FOREIGN * len(words)

    def _drawn(self, text: str, recent: Sequence[EmotionReading]) -> EmotionReading:
        """The reading of pictures and emoticons alone, for a text whose words are not known."""
        reading = self._keyword.read(_WORD.sub(lambda word: "\u00b7" * len(word.group()), text), recent=recent)
        said = "Hardly any of its words are English ones known here"
        if reading.triggers:
            return reading.model_copy(update={"tier": "hybrid", "note": f"{said}: only its pictures were read."})
        return EmotionReading(tier="hybrid", note=f"{said}: read as neutral, without confidence.")

    def _vad(self, found: NDArray[np.float64], row: grams.Row, seen: NDArray[np.float32]) -> VAD:
        """Between the labels' points, by their chances, and the regression's."""
        total = max(1.0, float(found.sum()))
        named = blend([(label, float(one) / total) for label, one in zip(decide.LABELS, found, strict=True)])
        point = named if self._regression is None else self._regression.read(row, seen, named=named)
        return VAD(**{axis: round(value, DIGITS) for axis, value in point.model_dump().items()})
