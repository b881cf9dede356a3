"""The 21 faces: how each emotion pulls at a face, in full. Knows no canvas."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain.emotion.labels import Emotion
from studio.media.visual.kit.face import Face

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome.genome import PersonaGenome

REST: Final = Face(smile=0.32)
"""Nobody's mouth is a ruler's edge: a face at rest is a little friendly, so that it is not read as cross."""

FULL: Final[Mapping[Emotion, Face]] = MappingProxyType(
    {
        Emotion.NEUTRAL: Face(),
        Emotion.HAPPY: Face(smile=1.2, squint=0.5, brow_up=0.2, blush=0.35, jaw=0.40, teeth=1.3),
        Emotion.SAD: Face(frown=1.1, brow_sad=1.3, squint=0.15, gaze_y=0.5, blink_left=0.3, blink_right=0.3,
        tilt=-4, nod=5),
        Emotion.ANGRY: Face(frown=0.8, brow_down=1.5, squint=0.45, press=0.5, blush=0.3, nod=3),
        Emotion.SURPRISED: Face(open_eyes=1.3, brow_up=1.5, jaw=0.95, round=0.75, pupil=-0.2),
        Emotion.FEARFUL: Face(open_eyes=1.2, brow_sad=1.2, brow_up=0.8, wide=0.7, jaw=0.34, teeth=1.4, frown=0.5,
        pupil=-0.5, nod=-2),
        Emotion.DISGUSTED: Face(sneer=1.4, brow_down=0.8, squint=0.85, frown=0.85, tilt=-4, skew=-0.5, nod=-3),
        Emotion.THOUGHTFUL: Face(gaze_x=0.95, gaze_y=-0.95, brow_skew=0.75, press=0.7, tilt=5, skew=0.3),
        Emotion.EXCITED: Face(smile=1.3, open_eyes=0.75, brow_up=1.2, blush=0.4, jaw=0.78, teeth=1.4),
        Emotion.CONCERNED: Face(brow_sad=1.05, brow_down=0.35, frown=0.45, tilt=5, press=0.2, nod=3),
        Emotion.CONFIDENT: Face(smile=0.55, smirk=0.75, brow_up=0.15, brow_skew=0.3, squint=0.35, tilt=-3, nod=-6),
        Emotion.CURIOUS: Face(brow_up=0.75, brow_skew=0.6, open_eyes=0.55, jaw=0.12, round=0.25, smile=0.25,
        tilt=9, gaze_x=-0.3),
        Emotion.LOVING: Face(smile=0.85, squint=0.35, blink_left=0.42, blink_right=0.42, brow_sad=0.45,
        brow_up=0.2, blush=1.0, tilt=7, pupil=0.4),
        Emotion.DISAPPOINTED: Face(frown=0.75, blink_left=0.45, blink_right=0.45, brow_sad=0.5, gaze_y=0.8,
        gaze_x=-0.5, press=0.4, tilt=-7, skew=0.4, nod=6),
        Emotion.AMUSED: Face(smile=1.25, squint=1.25, brow_up=0.35, blush=0.4, jaw=0.45, teeth=1.4, tilt=5,
        blink_left=0.30, blink_right=0.30, nod=-4),
        Emotion.SKEPTICAL: Face(brow_skew=1.5, brow_down=0.35, squint=0.65, smirk=-0.2, skew=-0.9, frown=0.35,
        tilt=-3, gaze_x=0.35),
        Emotion.EMBARRASSED: Face(smile=0.45, wide=0.35, press=0.3, gaze_y=0.75, gaze_x=-0.75, blush=1.9,
        brow_sad=0.8, tilt=6, teeth=0.4, nod=6, skew=0.3),
        Emotion.PROUD: Face(smile=0.95, brow_up=0.5, blink_left=0.55, blink_right=0.55, nod=-11, squint=0.1, press=0.3),
        Emotion.RELIEVED: Face(smile=0.7, blink_left=1.35, blink_right=1.35, brow_up=0.45, brow_sad=0.35, jaw=0.22,
        round=0.2, nod=-3, tilt=3),
        Emotion.ANXIOUS: Face(brow_sad=1.25, brow_up=0.25, open_eyes=0.55, wide=0.5, press=0.55, frown=0.3,
        gaze_x=0.75, gaze_y=0.1, tilt=-2, teeth=0.4),
        Emotion.CALM: Face(smile=0.55, blink_left=0.95, blink_right=0.95, brow_up=0.15),
    }
)  # fmt: skip
"""Each label at intensity 1. At 0 every face is the one at rest."""


def expression(label: Emotion, intensity: float) -> Face:
    """The face of a label at an intensity from 0 to 1."""
    return REST.plus(FULL[label].scaled(intensity))


def label_for(genome: PersonaGenome, name: str) -> Emotion:
    """Which of the 21 faces shows an emotion's name for this persona.

    One of the 21 shows itself. A label of the persona's own shows the face it is said to wear, where that is one of the
    21, else the label that stands for it. Any other name is neutral.
    """
    label = name.strip().casefold()
    if label in set(Emotion):
        return Emotion(label)
    own = next((one for one in genome.mind.emotions if one.name == label), None)
    if own is None:
        return Emotion.NEUTRAL
    return Emotion(own.expression) if own.expression in set(Emotion) else own.stands_for
