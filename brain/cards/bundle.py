"""Several cards in one zip archive. Read in memory, within the bounds of a `.charx`; knows no card."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from brain.cards import charx
from brain.errors import InvalidCard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENDINGS: Final = (".json", ".png", ".apng", ".charx")
"""Names of members that may be cards; the others are passed over."""


def is_bundle(data: bytes) -> bool:
    """Whether the bytes are an archive of cards, and not one card's own."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    return all(name.lower() != charx.CARD for name in charx.Reader(data).names)


def members(data: bytes) -> Iterator[tuple[str, bytes | InvalidCard]]:
    """Name and content of each member that may be a card, or why it cannot be read. Raises InvalidCard at once."""
    reader = charx.Reader(data)
    for name in reader.names:
        bare = name.replace("\\", "/").split("/")[-1]
        if not bare.lower().endswith(ENDINGS) or bare.startswith((".", "__MACOSX")):
            continue
        try:
            yield bare, reader.read(name)
        except InvalidCard as error:
            yield bare, error


def written(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of files, each name made different from those before it, dated the same whenever it is made."""
    buffer, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            stem, dot, ending = name.partition(".")
            numbered = (f"{stem}-{number}{dot}{ending}" for number in range(2, len(taken) + 3))
            free = next(one for one in (name, *numbered) if one not in taken)
            taken.add(free)
            archive.writestr(zipfile.ZipInfo(free, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
