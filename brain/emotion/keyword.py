# ruff: noqa: A005 - the tiers are named keyword, hybrid and llm; nothing here runs with this folder on its path
"""The keyword tier: reads emotion from words, phrases, emoji and emoticons, with negation and emphasis.

English only, one message at a time, no model. It knows what words usually say, not what this speaker means.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from brain.emotion.calibration import calibrated
from brain.emotion.labels import VAD, VAD_OF, Emotion
from brain.emotion.lexicon import lexicon
from brain.emotion.reading import EmotionReading
from brain.emotion.scan import Scan
from brain.emotion.trend import direction, slope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.calibration import Knots

PRIOR: Final = 1.5
"""Weight of the assumption that a message is neutral."""

UNSPOKEN: Final = 0.6
"""Factor on all shares where no label reaches the prior: words that do not speak are weak evidence of neutrality."""

CALIBRATION: Final = "keyword.json"
"""The chance of being right at a share of evidence; made with the classifier's fit."""

SECONDARY: Final = 3
"""Most labels beside the primary one."""


class KeywordDetector:
    """The lowest tier of detection: any text gets a reading, and nothing is asked of anyone.

    Without `calibration` its confidences are the bare shares of evidence.
    """

    def __init__(self, *, calibration: bool = True) -> None:
        self._calibration = calibration

    def read(
        self,
        text: str,
        *,
        recent: Sequence[EmotionReading] = (),
        context: Sequence[str] = (),  # noqa: ARG002 - the words of other messages say nothing about this one's
    ) -> EmotionReading:
        """The reading of one message.

        `primary` is the label with the most evidence, neutral if there is too little. Its share of all evidence, the
        assumption of neutrality included, is turned into `confidence`, the chance that an annotator gave this label;
        those of the secondary labels shrink or grow with it.
        `vad` is the mean of the labels' points by their shares.
        """
        return self.of_scan(scanned(text), recent)

    def of_scan(self, scan: Scan, recent: Sequence[EmotionReading] = ()) -> EmotionReading:
        """The reading of a message that was scanned already."""
        total = PRIOR + sum(scan.scores.values())
        ranked = sorted(scan.scores.items(), key=lambda item: (-item[1], item[0]))
        spoken = bool(ranked) and ranked[0][1] >= PRIOR
        certainty = 1.0 if spoken else UNSPOKEN * scan.worded
        shares = [(label, certainty * weight / total) for label, weight in ranked]
        if spoken:
            (primary, confidence), *others = shares
        else:
            primary, confidence, others = Emotion.NEUTRAL, certainty * PRIOR / total, shares
        others = others[:SECONDARY]
        if self._calibration and confidence > 0.0:
            spoken_knots, neutral_knots = knots()
            chance = calibrated(confidence, spoken_knots if spoken else neutral_knots)
            others = [(label, share * chance / confidence) for label, share in others]
            confidence = chance
        vad = blend(shares)
        moving = slope(vad, recent)
        return EmotionReading(
            primary=primary,
            confidence=confidence,
            secondary=tuple(others),
            vad=vad,
            trend=direction(moving),
            slope=moving,
            triggers=tuple(scan.triggers),
        )


# Both tiers and the drift gauge read a reply one after the other; eight places are enough for as many threads.
@lru_cache(maxsize=8)
def scanned(text: str) -> Scan:
    """The evidence in a text. Whoever reads it changes nothing."""
    return Scan(text, lexicon())


@cache
def knots() -> tuple[Knots, Knots]:
    """The shipped calibration: where a label was found, and where none was."""
    document = json.loads(files(__package__).joinpath(CALIBRATION).read_text(encoding="utf-8"))
    spoken, neutral = (tuple((share, chance) for share, chance in document[name]) for name in ("spoken", "neutral"))
    return spoken, neutral


def blend(shares: list[tuple[Emotion, float]]) -> VAD:
    """The mean of the labels' points, each by its share; what is left belongs to neutral."""
    left = 1.0 - sum(share for _, share in shares)
    points = [*((VAD_OF[label], share) for label, share in shares), (VAD_OF[Emotion.NEUTRAL], left)]
    return VAD(
        valence=max(-1.0, min(1.0, sum(point.valence * share for point, share in points))),
        arousal=max(0.0, min(1.0, sum(point.arousal * share for point, share in points))),
        dominance=max(0.0, min(1.0, sum(point.dominance * share for point, share in points))),
    )
