"""How a voice says something in an emotion: the persona's own profile, or one derived from the label's point.

Knows no provider.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from brain.emotion.labels import VAD, VAD_OF, Emotion
from brain.genome.voice import EmotionProfile

if TYPE_CHECKING:
    from brain.genome.voice import VoiceDNA

RATE_SHARE: Final = 0.5
"""How much of the rule's change of speed is taken: the whole of it makes formant speech hard to follow."""

STEADINESS: Final = 0.3
"""How far full activation moves stability (down) and style (up). This project's own figure."""

_POINT: Final = {label.value: vad for label, vad in VAD_OF.items()}


def profile(voice: VoiceDNA, emotion: str) -> EmotionProfile:
    """The profile of an emotion: the voice's own, or its neutral one moved to the label's point.

    A label that has neither a profile nor a point is spoken neutrally, as the genome says.
    """
    own = voice.profiles.get(emotion)
    if own is not None:
        return own
    neutral = voice.profiles.get("neutral", EmotionProfile())
    point = _POINT.get(emotion)
    return neutral if point is None else moved(neutral, point)


def moved(neutral: EmotionProfile, to: VAD) -> EmotionProfile:
    """The neutral profile as it sounds at a point of valence, arousal and dominance.

    The rule for pitch, range and rate is that of MaryTTS (`emotionml-to-maryxml`, after Schröder, "Dimensional emotion
    representation as a basis for speech synthesis with non-extreme emotions", ADS 2004), over activation A, evaluation
    E and power P from -100 to 100: pitch +(0.3 A + 0.1 E - 0.1 P) %, range 4 + 0.04 A semitones, rate
    +(0.5 A + 0.2 E) %. Here A is measured from the neutral label's arousal, so that the neutral point moves nothing;
    the range is taken as a factor on the voice's own, and of the rate `RATE_SHARE`.
    """
    rest = VAD_OF[Emotion.NEUTRAL]
    room = 1.0 - rest.arousal if to.arousal >= rest.arousal else rest.arousal
    activation = 100.0 * (to.arousal - rest.arousal) / room
    evaluation = 100.0 * (to.valence - rest.valence)
    power = 200.0 * (to.dominance - rest.dominance)
    pitch = 12.0 * math.log2(1.0 + (0.3 * activation + 0.1 * evaluation - 0.1 * power) / 100.0)
    rate = 1.0 + RATE_SHARE * (0.5 * activation + 0.2 * evaluation) / 100.0
    spread = 1.0 + 0.01 * activation
    steadiness = STEADINESS * activation / 100.0
    return neutral.model_copy(
        update={
            "pitch": round(_within(neutral.pitch + pitch, -12.0, 12.0), 3),
            "rate": round(_within(neutral.rate * rate, 0.5, 2.0), 3),
            "range": round(_within(neutral.range * spread, 0.0, 3.0), 3),
            "stability": round(_within(neutral.stability - steadiness, 0.0, 1.0), 3),
            "style": round(_within(neutral.style + steadiness, 0.0, 1.0), 3),
        }
    )


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
