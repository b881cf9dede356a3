"""Cards in `.charx` archives: `card.json` and pictures read in memory, within bounds. Knows no card.

Nothing is unpacked to disk, so that names that climb, absolute ones and links lead nowhere.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from brain.cards.formats import CardPicture, picture_type
from brain.cards.loose import MAXIMUM_BYTES
from brain.errors import InvalidCard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.cards.ledger import Notes

MOST_MEMBERS: Final = 2_000
LARGEST_MEMBER: Final = 16_000_000
LARGEST_TOTAL: Final = 64_000_000
"""What all members that are read may unpack to, in bytes."""

CARD: Final = "card.json"
_ENTRY: Final = b"PK\x01\x02"


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip archive, also behind a picture as some write it."""
    return data.startswith(b"PK\x03\x04") or (data.startswith(b"\xff\xd8") and zipfile.is_zipfile(io.BytesIO(data)))


def opened(data: bytes, *, field: str = "archive") -> zipfile.ZipFile:
    """The archive's directory. Raises InvalidCard for one that is damaged or holds too many members."""
    if data.count(_ENTRY) > MOST_MEMBERS:
        raise InvalidCard(
            "The archive holds too many files.",
            field=field,
            why=f"At most {MOST_MEMBERS:,} are read.",
            next_step="Check that this is a card.",
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged(field, error) from None


class Reader:
    """The members of one archive, with a bound on what they unpack to together."""

    def __init__(self, data: bytes) -> None:
        self._archive = opened(data)
        self.names: Final = [info.filename for info in self._archive.infolist() if not info.is_dir()]
        self._left = LARGEST_TOTAL

    def read(self, name: str, *, most: int = LARGEST_MEMBER) -> bytes:
        """A member. Raises InvalidCard for one that is missing, damaged, encrypted or unpacks to too much."""
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise _refused(name, "It is encrypted.")
            bound = min(most, self._left)
            with self._archive.open(info) as member:
                found = member.read(bound + 1)
        except KeyError:
            raise _refused(name, "The archive has no such file.") from None
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            OSError,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            raise _damaged(name, error) from None
        if len(found) > bound:
            raise _refused(name, f"It unpacks to more than {bound:,} bytes.")
        self._left -= len(found)
        return found


def card_of(reader: Reader, notes: Notes) -> bytes:
    """The document of an archive. Raises InvalidCard."""
    named = [name for name in reader.names if name == CARD] or [n for n in reader.names if n.lower() == CARD]
    if not named:
        raise _refused(CARD, "The archive has no card.json at its root.")
    if len(named) > 1:
        notes.repaired(CARD, "stands in the archive more than once; the last is read")
    return reader.read(named[0], most=MAXIMUM_BYTES)


def pictures(reader: Reader, wanted: Iterable[str], notes: Notes) -> list[CardPicture]:
    """The pictures by these names; what is missing, too large or no picture is left out, with a note."""
    found = []
    for name in wanted:
        try:
            data = reader.read(name)
        except InvalidCard as error:
            notes.repaired(f"archive.{name}"[:120], error.why or error.what)
            continue
        kind = picture_type(data)
        if kind is None:
            notes.not_understood(f"archive.{name}"[:120], "no PNG, JPEG or WebP picture; kept in the archive")
        else:
            found.append(CardPicture(name=name, media_type=kind, data=data))
    return found


def is_safe(name: str) -> bool:
    """Whether a member's name stays inside the folder it would be unpacked to."""
    parts = name.replace("\\", "/").split("/")
    return (
        bool(name)
        and not name.startswith(("/", "\\"))
        and ".." not in parts
        and ":" not in parts[0]
        and "\0" not in name
    )


def written(card: bytes, others: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of a card and other members, dated the same whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((CARD, card), *others):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _refused(name: str, why: str) -> InvalidCard:
    return InvalidCard(
        "The archive cannot be read.", field=name[:120], why=why, next_step="Export it again from where it was made."
    )


def _damaged(name: str, error: Exception) -> InvalidCard:
    return _refused(name, f"It is damaged: {str(error)[:200] or type(error).__name__}.")
