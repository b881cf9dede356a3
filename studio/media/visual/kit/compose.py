"""A whole portrait from its layers. Knows no genome; keeps what does not move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit import backdrop, hair
from studio.media.visual.kit.beard import beard, moustache
from studio.media.visual.kit.brows import brows
from studio.media.visual.kit.clothes import body
from studio.media.visual.kit.eyes import eyes
from studio.media.visual.kit.finish import lit, styled, surfaced
from studio.media.visual.kit.geometry import CENTRE, VIEW
from studio.media.visual.kit.glasses import arms, glasses
from studio.media.visual.kit.head import ears, skin
from studio.media.visual.kit.ink import Pen, Sheet
from studio.media.visual.kit.mouth import mouth
from studio.media.visual.kit.nose import nose

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import numpy as np
    from numpy.typing import NDArray

    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.ink import Picture
    from studio.media.visual.kit.look import Look

NECK = (0.0, 215.0)
"""About which a head tilts."""


class Sitter:
    """One sitter at one size; layers that no expression moves are drawn once and kept."""

    def __init__(self, look: Look, size: int) -> None:
        self._look, self._size = styled(look), size
        self._layers: dict[str, Picture] = {}

    def draw(self, face: Face) -> NDArray[np.uint8]:
        """The portrait with this face: rows x columns x 3, red first."""
        look, sheet = self._look, Sheet(self._size)
        pen = sheet.pen
        sheet.spread(self._ground())
        with self._at(pen), self._tilted(pen, face, 0.8):
            sheet.lay(self._layer("behind", hair.behind), back_to=CENTRE, view=VIEW)
        sheet.lay(self._layer("body", body))
        with self._at(pen), self._tilted(pen, face, 1.0):
            if look.hair_style not in hair.COVERS_EARS:
                ears(pen, look)
            skin(pen, look, face)
            beard(pen, look, face)
            nose(pen, look, face)
            eyes(pen, look, face)
            brows(pen, look, face)
            mouth(pen, look, face)
            moustache(pen, look, face)
            arms(pen, look)
            sheet.lay(self._layer("before", hair.before), back_to=CENTRE, view=VIEW)
            glasses(pen, look)
        with pen.turned(0, about=(0, 0), scale=self._size / VIEW):
            lit(pen, look)
        return surfaced(sheet.pixels(), look)

    def _at(self, pen: Pen) -> AbstractContextManager[None]:
        return pen.turned(
            0, about=(0, 0), by=(CENTRE[0] * self._size / VIEW, CENTRE[1] * self._size / VIEW), scale=self._size / VIEW
        )

    def _tilted(self, pen: Pen, face: Face, share: float) -> AbstractContextManager[None]:
        child = self._look.child
        return pen.turned(
            -face.tilt * share, about=NECK, by=(0, face.nod * share), scale=1 + 0.03 * child, wide=1 + 0.10 * child
        )

    def _layer(self, name: str, draw: Callable[[Pen, Look], None]) -> Picture:
        picture = self._layers.get(name)
        if picture is None:
            sheet = Sheet(self._size)
            with self._at(sheet.pen):
                draw(sheet.pen, self._look)
            picture = self._layers[name] = sheet.picture()
        return picture

    def _ground(self) -> Picture:
        """What is behind, at a third of the size: it is out of focus, and blurs cost by area."""
        picture = self._layers.get("ground")
        if picture is None:
            size = max(32, self._size // 3)
            sheet = Sheet(size)
            with sheet.pen.turned(0, about=(0, 0), scale=size / VIEW):
                backdrop.backdrop(sheet.pen, self._look)
            picture = self._layers["ground"] = sheet.picture()
        return picture
