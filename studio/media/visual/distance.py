"""How far apart two faces look, as a number. Knows no store.

Measured on the portraits themselves, upright, in one style and light and before one plain ground,
so that only the person
counts: each is brought to 32 x 32 points of CIE L*a*b* (D65),
and the distance is the mean over the head's points of the
colour difference of CIE 1976 (a just noticeable one is about 2.3; Mahy, Van Eycken and Oosterlinck 1994).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from studio.media.visual.picture import PictureRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.genome.visual import VisualDNA
    from studio.media.visual.drawn import DrawnPortrait

POINTS: Final = 32
SIZE: Final = 128

APART: Final = 2.5
"""Distance above which two faces are not taken for each other: above what any expression makes of one person's face.

`docs/portrait.md` has the measurement.
"""

_HEAD: Final = (slice(4, 88), slice(24, 104))
"""Rows and columns of the head and the neck in a portrait of `SIZE`."""


def looks(artist: DrawnPortrait, visual: VisualDNA, *, emotion: str = "neutral") -> NDArray[np.float32]:
    """What counts of one face: 32 x 32 points of L*a*b*."""
    import cv2

    appearance = visual.appearance.model_copy(update={"backdrop": "plain", "light": "soft", "accent": "#8a8f94"})
    plain = visual.model_copy(update={"appearance": appearance, "style_preset": "drawn"})
    pixels = artist.pixels(PictureRequest(visual=plain, emotion=emotion, size=SIZE), upright=True)
    head = cv2.resize(pixels[_HEAD].astype(np.float32) / 255, (POINTS, POINTS), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(head, cv2.COLOR_RGB2LAB), dtype=np.float32)


def distance(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Mean colour difference of two faces (CIE 1976), 0 for the same one."""
    return float(np.sqrt(((first - second) ** 2).sum(axis=2)).mean())
