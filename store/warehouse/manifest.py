"""The manifest: which files hold the copy. It alone says what there is; a file that it does not name is nothing.

It is replaced as a whole, so that whoever reads sees one state or the next. Knows no database and no row.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from brain.errors import StoreError
from store.warehouse.columns import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME: Final = "manifest.json"
_MAGIC: Final = b"PAR1"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A Parquet file of one table, by its path below the folder, with rows of the days `first` to `last`, both too.

    Other files may hold rows of the same days. `owner` is whose rows all of it holds, empty for several. `checksum` is
    BLAKE2b of 128 bits over its bytes, in hex. `of` is the path of the file whose cells it has (`sums.py`).
    """

    table: str
    path: str
    first: date
    last: date
    owner: str
    rows: int
    size: int
    checksum: str
    of: str = ""

    def meets(self, first: date, last: date) -> bool:
        """Whether its days and these have one in common."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of one copy. `token` names the state, `previous` the one before it, `warehouse` the copy."""

    warehouse: str
    token: str
    previous: str
    files: tuple[File, ...]
    layout: int = LAYOUT

    def of(self, table: str) -> tuple[File, ...]:
        """The files of a table, the oldest days first."""
        return tuple(sorted((one for one in self.files if one.table == table), key=lambda one: (one.first, one.path)))

    def next(self, files: Iterable[File]) -> Manifest:
        """The state that comes after this one."""
        return replace(self, token=uuid4().hex, previous=self.token, files=tuple(files))


def empty(warehouse: str, token: str) -> Manifest:
    """A state that holds nothing, from which a copy is made anew; it is never published itself."""
    return Manifest(warehouse=warehouse or uuid4().hex, token=token, previous="", files=())


def load(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none that can be read, or its files have other columns."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        files = tuple(File(**one | {end: date.fromisoformat(one[end]) for end in _DAYS}) for one in told.pop("files"))
        found = Manifest(**told, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if found.layout == LAYOUT else None


def signature(folder: Path) -> tuple[int, ...]:
    """Differs once the manifest was replaced; cheap. Empty where there is none."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size


def replace_with(folder: Path, manifest: Manifest) -> None:
    """Have this state stand in the folder, whole and on disk, or the one before it. Raises StoreError."""
    told = asdict(manifest)
    told["files"] = [one | {end: one[end].isoformat() for end in _DAYS} for one in told["files"]]
    waiting = folder / f"{NAME}.new"
    try:
        with waiting.open("w", encoding="utf-8") as stream:
            json.dump(told, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        waiting.replace(folder / NAME)
        _sync(folder)
    except OSError as error:
        raise unusable(folder, error) from error


def enter(folder: Path, table: str, path: str, first: date, last: date, *, owner: str, rows: int, of: str = "") -> File:
    """What the manifest says of a file that was written; its bytes are on disk afterwards. Raises StoreError."""
    try:
        with (folder / path).open("rb") as stream:
            os.fsync(stream.fileno())
            checksum, size = _checksum(folder / path), os.fstat(stream.fileno()).st_size
        _sync((folder / path).parent)
    except OSError as error:
        raise unusable(folder, error) from error
    return File(table, path, first, last, owner, rows, size, checksum, of)


def whole(folder: Path, file: File, *, read: bool = False) -> bool:
    """Whether a file is there in its size, with the mark at its end; to `read` all of it compares its checksum too."""
    path = folder / file.path
    try:
        if path.stat().st_size != file.size:
            return False
        if read:
            return _checksum(path) == file.checksum
        with path.open("rb") as stream:
            stream.seek(-len(_MAGIC), os.SEEK_END)
            return stream.read() == _MAGIC
    except OSError:
        return False


def clear(folder: Path, *, keep: Iterable[str]) -> int:
    """Remove the Parquet files that are not to be kept; how many. One that cannot be removed stays for another time."""
    kept = set(keep)
    gone = 0
    for path in folder.glob("*/*/*.parquet"):
        if path.relative_to(folder).as_posix() in kept:
            continue
        try:
            path.unlink()
            gone += 1
            path.parent.rmdir()
        except OSError:
            continue
    return gone


def unusable(folder: Path, error: OSError) -> StoreError:
    """What is told where the folder cannot be written."""
    return StoreError(
        f"The warehouse at {folder} cannot be written.",
        why=f"{error.strerror or error}.",
        next_step="Make room, or see to the rights of the folder. Answers come from the database meanwhile.",
    )


_DAYS: Final = ("first", "last")


def _checksum(path: Path) -> str:
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while part := stream.read(_CHUNK):
            found.update(part)
    return found.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
