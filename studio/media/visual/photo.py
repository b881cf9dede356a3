"""Is an uploaded picture fit to be an avatar? If it is, a clean square of the face; if not, why, and what to do.

Knows no store and no persona. Whose face it is, it cannot say and does not try to: nothing here recognises anybody.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

BYTES: Final = 10 * 1024 * 1024
"""Largest file taken."""

PIXELS: Final = 40_000_000
"""Most pixels a picture may unpack to: above what a telephone takes, far below what fills the memory."""

FORMATS: Final = ("JPEG", "PNG", "WEBP")

SMALLEST_FACE: Final = 96
"""Width in pixels that a face must have."""

SHARPNESS: Final = 30.0
"""Variance of the Laplacian of a face 160 pixels wide (Pech-Pacheco 2000) below which it is too soft."""

LARGEST_SIDE: Final = 1024
"""Side in pixels of the square given back, at most."""

SEARCHED: Final = 480
"""Longer side in pixels of the picture in which faces are looked for."""

_FACE_SIDE: Final = 160
_ROOM: Final = 2.1
"""Side of the square given back, in widths of the face."""

_LOCK: Final = threading.Lock()
"""OpenCV's cascades hold state while they look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Avatar:
    """A face cut square: WebP without metadata; `face` is its box (x, y, side) in it, `sharpness` as measured."""

    data: bytes
    media_type: str
    side: int
    face: tuple[int, int, int]
    sharpness: float


def avatar(data: bytes) -> Avatar:
    """The avatar that an uploaded picture gives.

    Its type is told by its content, whatever its name says. Rotation from EXIF is applied; all metadata (place, camera,
    comments, thumbnails, colour profile) stays behind. Raises InvalidInput for what cannot serve,
    with what to do instead.
    """
    picture = _opened(data)
    x, y, side = _one_face(picture)
    sharpness = _sharpness(picture, x, y, side)
    if sharpness < SHARPNESS:
        raise InvalidInput(
            "The face in this picture is not sharp.",
            why=f"Its sharpness is {sharpness:.0f}, at least {SHARPNESS:.0f} is needed.",
            next_step="Take one in better light, with the camera held still, or use a larger original.",
        )  # fmt: skip
    return _cut(picture, x, y, side, sharpness)


def _opened(data: bytes) -> Image.Image:
    """The picture, upright, in plain red, green and blue. Raises InvalidInput."""
    if not data:
        raise InvalidInput("The file is empty.", next_step="Choose a photo as JPEG, PNG or WebP.")
    if len(data) > BYTES:
        raise InvalidInput(
            f"The file has {len(data) / 1024**2:.1f} MB.", why=f"At most {BYTES // 1024**2} MB are taken.",
            next_step="Export the photo smaller, or as JPEG.",
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            _bounded(picture)
            picture.load()
            return _plain(picture)
    except UnidentifiedImageError as error:
        raise InvalidInput(
            "This file is no photo.", why="Its content is neither JPEG, PNG nor WebP, whatever its name says.",
            next_step="Save the photo as JPEG, PNG or WebP and try again.",
        ) from error  # fmt: skip
    except Image.DecompressionBombError as error:
        raise _too_large("far more pixels than a photo has") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise InvalidInput(
            "This picture is damaged.", why=f"It could not be unpacked ({type(error).__name__}).",
            next_step="Open it in another program, save it again, and try that file.",
        ) from error  # fmt: skip


def _bounded(picture: Image.Image) -> None:
    """Refuse by the header alone what would unpack to too much, or moves."""
    width, height = picture.size
    if width * height > PIXELS:
        raise _too_large(f"{width} x {height} pixels")
    if min(width, height) < SMALLEST_FACE:
        raise InvalidInput(
            f"The picture has {width} x {height} pixels.",
            why=f"A face needs {SMALLEST_FACE} pixels.",
            next_step="Use a larger original.",
        )
    if getattr(picture, "n_frames", 1) > 1:
        raise InvalidInput("The picture is animated.", next_step="Save one of its frames as JPEG or PNG and use that.")


def _too_large(size: str) -> InvalidInput:
    return InvalidInput(
        f"The picture has {size}.", why=f"At most {PIXELS // 10**6} million pixels are taken.",
        next_step="Make it smaller; 2000 pixels a side are plenty.",
    )  # fmt: skip


def _plain(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        ground = Image.new("RGB", upright.size, "#ffffff")
        ground.paste(upright, mask=upright.getchannel("A"))
        return ground
    return upright.convert("RGB")


def _one_face(picture: Image.Image) -> tuple[int, int, int]:
    """Where the one face is: left, top and side of its box in pixels. Raises InvalidInput for none and for several."""
    scale = min(1.0, SEARCHED / max(picture.size))
    small = (
        picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BOX)
        if scale < 1
        else picture
    )
    found = _faces(np.asarray(small.convert("L")))
    if not found:
        raise InvalidInput(
            "No face was found in this picture.",
            why="The search finds upright faces that look into the camera, evenly lit.",
            next_step="Use a photo from the front, without sunglasses or a hand before the face.",
        )  # fmt: skip
    if len(found) > 1:
        raise InvalidInput(
            f"{len(found)} faces were found in this picture.", why="An avatar shows one person.",
            next_step="Cut the picture to the one face and try again.",
        )  # fmt: skip
    x, y, side = (round(value / scale) for value in found[0])
    if side < SMALLEST_FACE:
        raise InvalidInput(
            f"The face is {side} pixels wide.",
            why=f"It needs {SMALLEST_FACE}.",
            next_step="Come closer, or use a larger original.",
        )
    return x, y, side


def _faces(grey: NDArray[np.uint8]) -> list[tuple[int, int, int]]:
    """The faces that two cascades agree on, or one of them sees twice over; the larger first."""
    import cv2

    even = cv2.equalizeHist(grey)
    least = max(30, min(grey.shape) // 10)
    with _LOCK:
        boxes = [
            (int(x), int(y), int(w))
            for name, neighbours in (("frontalface_default", 7), ("frontalface_alt2", 4))
            for x, y, w, _ in _cascade(name).detectMultiScale(even, 1.1, neighbours, minSize=(least, least))
        ]
    faces: list[tuple[int, int, int]] = []
    for box in sorted(boxes, key=lambda one: -one[2]):
        if not any(_overlap(box, other) for other in faces):
            faces.append(box)
    return [face for face in faces if face[2] > 0.35 * faces[0][2]]


def _overlap(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    """True where the middle of the one is in the other."""
    middle = (first[0] + first[2] / 2, first[1] + first[2] / 2)
    return all(0 <= middle[axis] - second[axis] <= second[2] for axis in (0, 1))


@cache
def _cascade(name: str) -> Any:
    """A Haar cascade (Viola and Jones 2001; Lienhart 2002) from OpenCV's own package."""
    import cv2

    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"))


def _sharpness(picture: Image.Image, x: int, y: int, side: int) -> float:
    """Variance of the Laplacian over the face, the face brought to one size, so that it is comparable."""
    import cv2

    face = picture.crop((x, y, x + side, y + side)).resize((_FACE_SIDE, _FACE_SIDE), Image.Resampling.BOX).convert("L")
    return float(cv2.Laplacian(np.asarray(face), cv2.CV_64F).var())


def _cut(picture: Image.Image, x: int, y: int, side: int, sharpness: float) -> Avatar:
    """A square around the face with room for hair and shoulders, as much of it as the picture has."""
    whole = min(round(side * _ROOM), *picture.size)
    left = max(0, min(picture.width - whole, x + (side - whole) // 2))
    top = max(0, min(picture.height - whole, y + round(side * 0.52 - whole * 0.48)))
    square = picture.crop((left, top, left + whole, top + whole))
    out_side = min(whole, LARGEST_SIDE)
    if out_side < whole:
        square = square.resize((out_side, out_side), Image.Resampling.LANCZOS)
    scale = out_side / whole
    out = io.BytesIO()
    Image.fromarray(np.asarray(square)).save(out, "WEBP", quality=90, method=2)
    return Avatar(
        data=out.getvalue(), media_type="image/webp", side=out_side, sharpness=round(sharpness, 1),
        face=(round((x - left) * scale), round((y - top) * scale), round(side * scale)),
    )  # fmt: skip
