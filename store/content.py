"""What a file is, by what it holds: never by its name or by what somebody says it is. Knows no asset and no folder."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from brain.errors import InvalidInput

LARGEST_PICTURE: Final = 50_000_000
"""Most pixels of a picture: small files can claim to be huge ones."""

PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
SOUNDS: Final = frozenset({"audio/wav", "audio/mpeg", "audio/ogg", "audio/flac", "audio/mp4", "audio/webm"})
VIDEOS: Final = frozenset({"video/mp4", "video/webm"})
MODELS: Final = frozenset({"model/gltf-binary"})

_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"glTF", "model/gltf-binary"),
)
_SAME: Final = {
    "image/jpg": "image/jpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
}


def kinds(data: bytes) -> frozenset[str]:
    """The media types that these bytes can be, by their first ones; MP4 and WebM hold sound or video alike.

    Sources: the formats' own standards, as gathered in WHATWG MIME Sniffing, section 6.
    """
    for start, found in _STARTS:
        if data.startswith(start):
            return frozenset({found})
    if data[:4] == b"RIFF":
        return frozenset({"WEBP": {"image/webp"}, "WAVE": {"audio/wav"}}.get(data[8:12].decode("latin-1"), ()))
    if data[4:8] == b"ftyp":
        return frozenset({"video/mp4", "audio/mp4"})
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return frozenset({"video/webm", "audio/webm"})
    # A bare MPEG audio frame: eleven set bits, layer III, a bit rate that is one (ISO/IEC 11172-3, 2.4.2.3).
    is_frame = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] >> 4 not in {0, 15}  # noqa: PLR2004
    return frozenset({"audio/mpeg"} if is_frame else ())


def checked(data: bytes, media_type: str, *, allowed: frozenset[str], most: int) -> str:
    """The media type, if the bytes are of it and it is allowed. Raises InvalidInput, for too many bytes or none too."""
    said = media_type.partition(";")[0].strip().lower()
    said = _SAME.get(said, said)
    if not data or len(data) > most:
        raise InvalidInput(
            "The file cannot be kept." if data else "The file is empty.",
            why=f"It has {len(data):,} bytes; {most:,} are the most." if data else "",
            next_step="Choose a smaller one." if data else "Choose another one.",
        )
    if said not in allowed or said not in kinds(data):
        raise InvalidInput(
            "The file cannot be kept.",
            why=f"It was given as {media_type[:80]!r}, which is not what it holds or not what is wanted here.",
            next_step=f"Choose one of these kinds: {', '.join(sorted(allowed))}.",
        )
    return said


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the head of a picture. Raises InvalidInput where that cannot be read."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput(
            "The picture cannot be read.", why="It is damaged.", next_step="Choose another one."
        ) from error
    if width * height > LARGEST_PICTURE:
        raise InvalidInput(
            "The picture is too large.",
            why=f"It has {width} by {height} pixels; {LARGEST_PICTURE:,} in all are the most.",
            next_step="Make it smaller first.",
        )
    return width, height
