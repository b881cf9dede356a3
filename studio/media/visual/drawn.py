"""The embedded provider of pictures: a portrait drawn from the visual DNA, the same byte for byte for the same request.

Knows no store and no screen. Skia is loaded with the first picture.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image

from brain.emotion.labels import Emotion
from brain.errors import InvalidInput, ModelError
from studio.media.visual.expressions import expression
from studio.media.visual.picture import Picture
from studio.media.visual.sitting import sit
from studio.media.visual.visemes import MOUTHS, VISEMES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from brain.genome.visual import VisualDNA
    from studio.media.visual.kit.compose import Sitter
    from studio.media.visual.kit.face import Face
    from studio.media.visual.picture import PictureRequest

SMALLEST: Final = 32
LARGEST: Final = 2048

KEPT: Final = 24
"""How many sitters keep their layers; one takes 4 MB at 512 px."""

QUALITY: Final = 90
"""Of the WebP: 27 kB at 512 px, where a PNG takes 220."""

PACKAGES: Final = ("libgl1", "libegl1")
"""Debian packages that Skia needs."""


class DrawnPortrait:
    """Draws portraits from a fixed kit of parts; costs nothing and reaches nothing."""

    id = "drawn-portrait/1"
    label = "drawn portrait"

    def __init__(self) -> None:
        self._sitters: OrderedDict[tuple[str, int, int], Sitter] = OrderedDict()
        self._lock = threading.Lock()

    def draw(self, request: PictureRequest) -> Picture:
        """The picture asked for, as WebP.

        An emotion that is none of the 21 has the neutral face: `expressions.label_for` says which face shows a label of
        the persona's own.
        Raises InvalidInput for a size, intensity, viseme or seed out of range, ModelError where Skia cannot be loaded.
        """
        seed = _checked(request)
        return Picture(
            data=_encoded(self.pixels(request)), media_type="image/webp", width=request.size, height=request.size,
            seed=seed, made_by=self.id,
            label=self.label,
        )  # fmt: skip

    def pixels(self, request: PictureRequest, *, upright: bool = False) -> NDArray[np.uint8]:
        """The picture not encoded: rows x columns x 3, red first; `upright` leaves out how the head is held.

        Raises what `draw` raises.
        """
        seed, face = _checked(request), _face(request)
        with self._lock:
            return self._sitter(request.visual, seed, request.size).draw(
                replace(face, tilt=0, nod=0) if upright else face
            )

    def _sitter(self, visual: VisualDNA, seed: int, size: int) -> Sitter:
        key = (visual.style_preset + visual.appearance.model_dump_json(), seed, size)
        sitter = self._sitters.pop(key, None) or _sitter_class()(sit(visual, seed), size)
        self._sitters[key] = sitter
        while len(self._sitters) > KEPT:
            self._sitters.popitem(last=False)
        return sitter


def check() -> None:
    """Raises ModelError, naming what to install, where no portrait can be drawn on this machine."""
    _sitter_class()


def _encoded(pixels: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=QUALITY, method=0)
    return out.getvalue()


def _sitter_class() -> type[Sitter]:
    try:
        from studio.media.visual.kit.compose import Sitter
    except ImportError as error:
        raise ModelError(
            "The drawn portrait cannot be made.",
            why=f"Skia could not be loaded: {error}.",
            next_step=f"On Debian or Ubuntu: apt-get install {' '.join(PACKAGES)}. Elsewhere: install skia-python.",
        ) from error
    return Sitter


def _checked(request: PictureRequest) -> int:
    """The seed to draw by. Raises InvalidInput."""
    seed = request.visual.generation.seed if request.seed is None else request.seed
    if not SMALLEST <= request.size <= LARGEST:
        raise InvalidInput(
            f"A portrait cannot be {request.size!r} pixels wide.", next_step=f"Ask for {SMALLEST} to {LARGEST}."
        )
    if not 0 <= request.intensity <= 1:
        raise InvalidInput(
            f"An expression cannot be {request.intensity!r} strong.", next_step="Give an intensity from 0 to 1."
        )
    if request.viseme is not None and request.viseme not in VISEMES:
        raise InvalidInput(f"There is no viseme {request.viseme!r}.", next_step=f"Choose one of {', '.join(VISEMES)}.")
    if not 0 <= seed < 2**32:
        raise InvalidInput(f"{seed!r} is no seed.", next_step="Give a whole number from 0 to 4294967295.")
    return seed


def _face(request: PictureRequest) -> Face:
    label = request.emotion.strip().casefold()
    known = label if label in set(Emotion) else "neutral"
    face = expression(Emotion(known), request.intensity)
    return face if request.viseme is None else face.speaking(MOUTHS[request.viseme])
