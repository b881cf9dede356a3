"""Whether a conversation's mood rises or falls: the slope of valence over the last readings. Knows no text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.labels import VAD
    from brain.emotion.reading import EmotionReading

Direction = Literal["rising", "falling", "steady", "unknown"]

WINDOW: Final = 6
"""How many readings count, this one included."""

NOISE: Final = 0.25
"""Standard error of one reading's valence on the scale -1 to 1, assumed where the readings themselves are too few to
tell; this project's own choice."""

PRIOR_READINGS: Final = 3.0
"""How many readings the assumed noise counts for beside the scatter that is seen."""

STEP: Final = 0.05
"""Least slope that counts, in valence a reading; this project's own choice."""

FAINTEST: Final = 0.05
"""Readings of less confidence than this say nothing about the mood."""

Z: Final = 1.28
"""How many standard errors the slope must lie from 0: one in ten flat moods would be called rising, by chance."""


class Slope(BaseModel):
    """Change of valence a reading (scale -1 to 1), its standard error, and how many readings it rests on."""

    model_config = ConfigDict(frozen=True)

    value: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    error: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] = 0.0
    readings: Annotated[int, Field(ge=0)] = 0


def slope(vad: VAD, recent: Sequence[EmotionReading]) -> Slope:
    """The least-squares line through the last readings' valence, oldest first, each weighed by its confidence.

    Readings of next to no confidence are left out. The error is that of weighted least squares, its variance
    drawn towards `NOISE` as if by three further readings; this reading's own weight is 1.
    """
    points = [(float(at), reading.vad.valence, reading.confidence) for at, reading in enumerate(recent[1 - WINDOW :])]
    points = [(at, value, weight) for at, value, weight in points if weight >= FAINTEST]
    points.append((float(len(recent[1 - WINDOW :])), vad.valence, 1.0))
    if len(points) == 1:
        return Slope(readings=1)
    total = sum(weight for _, _, weight in points)
    middle = sum(weight * at for at, _, weight in points) / total
    mean = sum(weight * value for _, value, weight in points) / total
    spread = sum(weight * (at - middle) ** 2 for at, _, weight in points)
    steep = sum(weight * (at - middle) * (value - mean) for at, value, weight in points) / spread
    rest = sum(weight * (value - mean - steep * (at - middle)) ** 2 for at, value, weight in points)
    variance = (rest + PRIOR_READINGS * NOISE**2) / (max(0.0, total - 2.0) + PRIOR_READINGS)
    return Slope(value=steep, error=math.sqrt(variance / spread), readings=len(points))


def direction(found: Slope) -> Direction:
    """Rising or falling where the slope is clear of its own error and large enough; `unknown` from one reading."""
    if found.readings < 2:  # noqa: PLR2004 - a line needs two points
        return "unknown"
    if abs(found.value) < max(STEP, Z * found.error):
        return "steady"
    return "rising" if found.value > 0.0 else "falling"
