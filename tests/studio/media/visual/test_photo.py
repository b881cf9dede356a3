import contextlib
import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from brain.errors import InvalidInput
from brain.genome.visual import Appearance, GenerationConfig, VisualDNA
from studio.media.visual import photo
from studio.media.visual.drawn import DrawnPortrait
from studio.media.visual.picture import PictureRequest


def person(seed: int = 6, size: int = 640) -> Image.Image:
    """A drawn face, which the cascades take for one."""
    look = Appearance(
        age=41, hair_style="quiff", build="strong", skin="#d09a72", hair_colour="#2f1d14", beard_style="none"
    )
    visual = VisualDNA(appearance=look, generation=GenerationConfig(seed=seed))
    picture = DrawnPortrait().draw(PictureRequest(visual=visual, size=size))
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def stored(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def beside(first: Image.Image, second: Image.Image) -> Image.Image:
    """Two pictures side by side."""
    both = Image.new("RGB", (first.width + second.width, first.height))
    both.paste(first, (0, 0))
    both.paste(second, (first.width, 0))
    return both


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_good_photo_gives_a_square(kind: str) -> None:
    """A sharp face from the front becomes a square WebP with the face inside it."""
    made = photo.avatar(stored(person(), kind))
    square = Image.open(io.BytesIO(made.data))
    assert square.format == "WEBP"
    assert square.size == (made.side, made.side)
    x, y, side = made.face
    assert 0 <= x <= x + side <= made.side
    assert 0 <= y <= y + side <= made.side
    assert made.sharpness > photo.SHARPNESS


def test_a_large_photo_is_brought_down() -> None:
    """What is given back has at most 1024 pixels a side."""
    assert photo.avatar(stored(person(size=2048))).side == photo.LARGEST_SIDE


def test_rotation_is_applied_and_all_metadata_left_behind() -> None:
    """A photo on its side by EXIF is set upright, and place, camera and comments are gone."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    made = photo.avatar(stored(person().rotate(90, expand=True), exif=exif, comment=b"SECRET-COMMENT"))
    assert b"SECRET" not in made.data
    square = Image.open(io.BytesIO(made.data))
    assert not square.getexif()
    assert set(square.info) <= {"loop", "background", "timestamp", "duration"}


def _bomb() -> bytes:
    """A PNG whose header promises 100,000 x 100,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10**6)) + chunk(b"IEND", b"")
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"hello, I am portrait.jpg", "no photo"),
    "gif": (lambda: stored(person().convert("P"), "GIF"), "no photo"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no photo"),
    "too many bytes": (lambda: b"\xff\xd8" + b"\0" * (photo.BYTES + 1), "MB"),
    "too many pixels": (_bomb, "pixels"),
    "too few pixels": (lambda: stored(person(size=64)), "pixels"),
    "cut short": (lambda: stored(person())[:4000], "damaged"),
    "no face": (lambda: stored(Image.new("RGB", (640, 640), "#88aacc")), "No face"),
    "noise": (lambda: stored(Image.effect_noise((640, 480), 60).convert("RGB")), "No face"),
    "two faces": (lambda: stored(beside(person(), person(seed=6))), "faces were found"),
    "tiny face": (lambda: stored(_small_in_large(), "PNG"), "wide"),
    "blurred": (lambda: stored(person().filter(ImageFilter.GaussianBlur(6))), "not sharp"),
    "animated": (
        lambda: stored(person(), "WEBP", save_all=True, append_images=[person(seed=9)], duration=100),
        "animated",
    ),
    "animated PNG": (lambda: stored(person(), "PNG", save_all=True, append_images=[person(seed=9)]), "animated"),
}


def _small_in_large() -> Image.Image:
    room = Image.new("RGB", (420, 420), "#b9c4c9")
    room.paste(person(size=512).resize((160, 160)), (130, 120))
    return room


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_serve_is_refused_with_what_to_do(name: str) -> None:
    """Each picture that is no avatar is refused for its own reason, and the refusal says what to do."""
    make, reason = REFUSED[name]
    with pytest.raises(InvalidInput) as refusal:
        photo.avatar(make())
    assert reason in str(refusal.value)
    assert refusal.value.next_step


def test_transparency_becomes_white() -> None:
    """A cut-out on a transparent ground stands before white."""
    cut_out = person().convert("RGBA")
    ground = Image.new("RGBA", (900, 900), (0, 0, 0, 0))
    ground.paste(cut_out, (130, 130))
    made = photo.avatar(stored(ground, "PNG"))
    assert Image.open(io.BytesIO(made.data)).mode == "RGB"


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "]),
)
@settings(max_examples=80, deadline=None)
def test_hostile_bytes_are_refused(data: bytes, start: bytes) -> None:
    """Any bytes, with any true beginning, end in a refusal and in nothing else."""
    with pytest.raises(InvalidInput):
        photo.avatar(start + data)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_a_damaged_photo_is_refused_or_read(seed: int) -> None:
    """A photo with some bytes changed gives an avatar or a refusal, never another error."""
    chance = np.random.default_rng(seed)
    data = bytearray(_photo())
    for place in chance.integers(0, len(data), 24):
        data[place] = int(chance.integers(0, 256))
    with contextlib.suppress(InvalidInput):
        assert photo.avatar(bytes(data)).data


_KEPT: list[bytes] = []


def _photo() -> bytes:
    if not _KEPT:
        _KEPT.append(stored(person(size=256), "PNG"))
    return _KEPT[0]
