"""An emotion label of the persona's own, beside the 21. Knows no text and no detector."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from brain.emotion.labels import VAD, Emotion, nearest
from brain.genome.strand import Name, Strand

LABELS: Final = frozenset(label.value for label in Emotion)

Label = Annotated[str, StringConstraints(pattern=r"^[^\W\d_A-Z][^\W\d_A-Z' -]{0,39}$")]
"""One label: 1 to 40 letters, blanks, dashes and apostrophes, without capitals, beginning with a letter."""


class CustomEmotion(Strand):
    """A state of the user's own making, such as `smug`: its point, what is opposite to it, and the face it wears.

    `nearest` is the label of the 21 by which it is counted, spoken and drawn wherever only those are known; left out,
    it is the one whose point is nearest.
    """

    name: Label
    vad: VAD = VAD()
    nearest: Emotion | None = Field(default=None, description="Which of the 21 stands for it; empty: the nearest.")
    opposite: Annotated[str, Field(max_length=40)] = Field(
        default="", description="One of the 21, or another custom label; empty: the opposite of the nearest."
    )
    expression: Name | None = Field(
        default=None, description="Name of a face in the grid or in custom_expressions; empty: the nearest's face."
    )

    @model_validator(mode="after")
    def _is_custom(self) -> CustomEmotion:
        """A custom label is none of the 21."""
        if self.name in LABELS:
            raise ValueError(f"{self.name!r} is one of the 21 labels already; choose another name")
        return self

    @property
    def stands_for(self) -> Emotion:
        """The label of the 21 by which it is counted."""
        return self.nearest or nearest(self.vad)


def consistent(emotions: tuple[CustomEmotion, ...]) -> tuple[CustomEmotion, ...]:
    """The labels, once each name is there once and each opposite is known. Raises ValueError."""
    names = [emotion.name for emotion in emotions]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{twice} stand more than once; each custom emotion needs a name of its own")
    known = LABELS | set(names)
    for emotion in emotions:
        if emotion.opposite and emotion.opposite not in known - {emotion.name}:
            raise ValueError(f"the opposite of {emotion.name!r} is {emotion.opposite!r}, which is no other label")
    return emotions
