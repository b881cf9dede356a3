"""The hybrid tier: reads emotion by a small classifier, with the keyword tier's evidence as features.

English only, and taught by short messages from a forum: docs/emotion.md says how well it does and where it fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASICS
from brain.emotion.calibration import calibrated
from brain.emotion.hybrid import decide, grams, single, triggers
from brain.emotion.hybrid.context import lean
from brain.emotion.hybrid.remembered import Remembered
from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import VAD, Emotion
from brain.emotion.quick import quickly
from brain.emotion.reading import EmotionReading
from brain.emotion.trend import direction, slope
from brain.emotion.vad.regression import features
from brain.made import made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.emotion.hybrid.fit import Fit
    from brain.emotion.hybrid.model import Model
    from brain.emotion.reading import Trigger
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

KEPT: Final = 1_024
"""So many texts are remembered with what was seen in them, about 4 KB each: a suite's users say the same lines to every
persona and for every seed."""

LONGEST_KEPT: Final = 1_000
"""In characters; a longer text is read again."""

_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the model made of a text: chances of the 21 labels, the row of grams, and what the regression says."""

    found: NDArray[np.float64]
    row: grams.Row
    raw: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class _Alone:
    """The reading of a text by itself, and its words; None where there is nothing to read in it."""

    reading: EmotionReading
    words: tuple[str, ...] | None = None
    foreign: bool = False


class HybridDetector:
    """The middle tier. Immutable once made, so threads may share it."""

    def __init__(
        self,
        model: Model,
        fit: Fit,
        *,
        regression: Regression | None = None,
        named: bool = True,
    ) -> None:
        """With `named` false no triggers are looked for."""
        self._model, self._fit = model, fit
        self._deciding, self._placing = single.Deciding(fit), single.Placing(regression)
        self._named = named
        self._keyword = KeywordDetector()
        self._looked_at = Remembered[_Seen](KEPT)
        self._known = Remembered[_Alone](KEPT)

    def read(self, text: str, *, recent: Sequence[EmotionReading] = (), context: Sequence[str] = ()) -> EmotionReading:
        """The reading of one message.

        `confidence` is the chance, calibrated on left-out training data, that an annotator gave the primary label. A
        very short message that only echoes or reacts (`me too`, `oh no`) takes a share from the last of `context`.
        """
        alone = self._alone(text)
        if alone.foreign:
            return self._drawn(text, recent)
        reading = alone.reading
        if alone.words is None:
            return reading
        found, note = self._in_context(text, alone.words, recent, context)
        if note:
            reading = self._judged(text, found, note)
        moving = slope(reading.vad, recent)
        fields = vars(reading) | {"trend": direction(moving), "slope": moving}
        return made(EmotionReading, fields, reading.model_fields_set | {"trend", "slope"})

    def foresee(self, texts: Sequence[str]) -> None:
        """Look at texts that will be read next, all together: less work for each than one by one."""
        new = [
            text
            for text in dict.fromkeys(texts)
            if len(text) <= LONGEST_KEPT and text not in self._known and text not in self._looked_at
        ]
        for text, seen in zip(new, self._look(new), strict=True):
            self._looked_at.put(text, seen)

    def _alone(self, text: str) -> _Alone:
        found = self._known.get(text)
        if found is None:
            found = self._read_alone(text)
            if len(text) <= LONGEST_KEPT:
                self._known.put(text, found)
        return found

    def _seen(self, text: str) -> _Seen:
        found = self._looked_at.get(text)
        if found is None:
            (found,) = self._look([text])
            if len(text) <= LONGEST_KEPT:
                self._looked_at.put(text, found)
        return found

    def _read_alone(self, text: str) -> _Alone:
        """The reading of a text by itself, without a trend."""
        scan = quickly(text)
        words = [word for word in grams.words_of(grams.readable(text)) if word[0].isalpha()]
        if not scan.worded and not scan.scores:
            return _Alone(EmotionReading(tier="hybrid", note="There are no words to read."))
        if self._foreign(words):
            return _Alone(EmotionReading(tier="hybrid"), foreign=True)
        return _Alone(self._judged(text, self._seen(text).found, ""), tuple(words))

    def _judged(self, text: str, found: NDArray[np.float64], note: str) -> EmotionReading:
        """What chances of the 21 labels make of a text."""
        seen = self._seen(text)
        at = self._deciding.choose(found)
        primary = decide.LABELS[at]
        others = self._deciding.others(found, at, most=SECONDARY)
        notes = [note] if note else []
        if len(text) > grams.MOST:
            notes.append(f"Of {len(text):,} characters the first and the last {grams.MOST // 2} were read.")
        return EmotionReading(
            primary=primary,
            confidence=calibrated(float(found[at]), self._fit.knots),
            secondary=tuple((decide.LABELS[one], calibrated(float(found[one]), self._fit.knots)) for one in others),
            vad=self._vad(found, seen),
            triggers=self._triggers(text, primary, seen.row) if self._named else (),
            tier="hybrid",
            note=" ".join(notes),
        )

    def _triggers(self, text: str, primary: Emotion, row: grams.Row) -> tuple[Trigger, ...]:
        scan, outputs = quickly(text), self._fit.outputs
        return triggers.moving(text, primary, scan=scan, row=row, model=self._model, outputs=outputs)

    def chances(self, text: str) -> dict[Emotion, float]:
        """The chance of each of the 21 labels, by itself: they need not add up to 1."""
        found = self._seen(text).found
        return dict(zip(decide.LABELS, map(float, found), strict=True))

    def basics(self, text: str) -> dict[str, float]:
        """The chance of each basic emotion and of neutral, by itself."""
        found = self._seen(text).found
        return dict(zip(BASICS, map(float, decide.basics(found[None])[0]), strict=True))

    def _look(self, texts: Sequence[str]) -> list[_Seen]:
        readable, scans = list(map(grams.readable, texts)), list(map(quickly, texts))
        dense = list(map(single.features, readable, scans))
        rows = list(map(self._model.spelling.row, readable))
        told = self._model.each(readable, rows, dense)
        found = [self._chances(outputs, scan) for (outputs, _), scan in zip(told, scans, strict=True)]
        beside = [features(outputs, of, vector) for (outputs, vector), of in zip(told, dense, strict=True)]
        return list(map(_Seen, found, rows, map(self._placing.raw, rows, beside)))

    def _chances(self, outputs: NDArray[np.float32], scan: Scan) -> NDArray[np.float64]:
        found = self._deciding.chances(outputs, scan)
        for label in scan.denied - scan.scores.keys():
            found[decide.LABELS.index(label)] *= DENIED
        return np.round(found, DIGITS)

    def _in_context(
        self, text: str, words: Sequence[str], recent: Sequence[EmotionReading], context: Sequence[str]
    ) -> tuple[NDArray[np.float64], str]:
        found = self._seen(text).found
        share = lean(words)
        if not share or not (context or recent):
            return found, ""
        if context:
            before = self._seen(context[-1]).found
        else:
            last = recent[-1]
            known = dict([(last.primary, last.confidence), *last.secondary])
            before = np.array([known.get(label, 0.0) for label in decide.LABELS])
        if decide.LABELS[self._deciding.choose(before)] is Emotion.NEUTRAL:
            return found, ""
        return (1.0 - share) * found + share * before, "Very short: read in the light of the message before it."

    def _foreign(self, words: Sequence[str]) -> bool:
        known = sum(word in self._model.weights.grams.words for word in words)
        return len(words) >= FEWEST and known < FOREIGN * len(words)

    def _drawn(self, text: str, recent: Sequence[EmotionReading]) -> EmotionReading:
        """The reading of pictures and emoticons alone, for a text whose words are not known."""
        reading = self._keyword.read(_WORD.sub(lambda word: "\u00b7" * len(word.group()), text), recent=recent)
        said = "Hardly any of its words are English ones known here"
        if reading.triggers:
            return reading.model_copy(update={"tier": "hybrid", "note": f"{said}: only its pictures were read."})
        return EmotionReading(tier="hybrid", note=f"{said}: read as neutral, without confidence.")

    def _vad(self, found: NDArray[np.float64], seen: _Seen) -> VAD:
        """Between the labels' points, by their chances, and the regression's."""
        valence, arousal, dominance = self._placing.point(found, seen.raw)
        return VAD(valence=round(valence, DIGITS), arousal=round(arousal, DIGITS), dominance=round(dominance, DIGITS))
