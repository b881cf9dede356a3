"""Files by their content: kept once, written whole or not at all, checked when read. Knows no asset and no actor.

`open/ab/cd/<hash>` is named by the SHA-256 of what it holds. `sealed/ab/cd/<hash>` is encrypted and named by a keyed
hash (HMAC-SHA-256), so that nobody can tell from a name whether a photograph they have is kept here.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import re
import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from filelock import FileLock

from brain.errors import StoreCorrupt, StoreError, StoreFull
from store import sealing, secret_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PIECE: Final = 256 * 1024
"""Most bytes of an open file that are read at a time."""

OLD_ENOUGH: Final = 24 * 3600.0
"""Seconds after which a file that no asset refers to may be removed."""

_NAME: Final = re.compile(r"[0-9a-f]{64}\Z")


class Blobs:
    """The files under a folder; the sealed ones under a key in a file beside it. Threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder
        self.key_file: Final = folder / "sealed.key"
        self._checked: dict[tuple[str, bool], tuple[int, int]] = {}

    def put(self, data: bytes, *, sealed: bool = False) -> str:
        """Keep this content, if it is not there already and sound; its name. Raises the StoreErrors."""
        key = self._sealing_key() if sealed else b""
        name = hmac.new(key, data, hashlib.sha256).hexdigest() if sealed else hashlib.sha256(data).hexdigest()
        path = self._path(name, sealed=sealed)
        with self._faults(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Under the lock of the sweep, which then sees the new time, or was here before and the file is made again.
            with self._lock():
                if path.exists() and self.sound(name, sealed=sealed):
                    os.utime(path)
                else:
                    _write(path, sealing.seal(key, name, data) if sealed else (data,))
        return name

    def size(self, name: str, *, sealed: bool = False) -> int:
        """The bytes of the content. Raises StoreCorrupt where the file is missing or cut."""
        path = self._path(name, sealed=sealed)
        with self._faults(path):
            found = path.stat().st_size
            return sealing.size(found) if sealed else found

    def pieces(self, name: str, *, sealed: bool = False, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The content from `start` up to `end`, in pieces. Raises StoreCorrupt where it is missing or damaged.

        An open file is read and checked as a whole the first time, and again when it was changed; a sealed one proves
        each of its blocks.
        """
        path = self._path(name, sealed=sealed)
        with self._faults(path):
            most = self.size(name, sealed=sealed)
            end = most if end is None else min(end, most)
            if not sealed:
                self._check(name, path)
            with path.open("rb") as file:
                if sealed:
                    yield from sealing.unseal(secret_file.load(self.key_file), name, file, start=start, end=end)
                    return
                file.seek(start)
                while start < end and (piece := file.read(min(PIECE, end - start))):
                    start += len(piece)
                    yield piece

    def sound(self, name: str, *, sealed: bool = False) -> bool:
        """Whether the content is there and undamaged; reads all of it."""
        self._checked.pop((name, sealed), None)
        try:
            for _ in self.pieces(name, sealed=sealed):
                pass
        except StoreCorrupt:
            return False
        return True

    def names(self) -> Iterator[tuple[str, bool]]:
        """Every file: its name, and whether it is sealed."""
        for room, sealed in (("open", False), ("sealed", True)):
            for path in (self.folder / room).glob("??/??/*"):
                if _NAME.match(path.name):
                    yield path.name, sealed

    def sweep(self, referred: Callable[[str], bool], *, older_than: float = OLD_ENOUGH) -> tuple[tuple[str, bool], ...]:
        """Remove files that nothing refers to and that are older than so many seconds; which they were.

        Parts of a write that a killed process left behind go too.
        """
        removed = []
        with self._faults(self.folder):
            for name, sealed in tuple(self.names()):
                path = self._path(name, sealed=sealed)
                with self._lock():
                    if path.exists() and _age(path) > older_than and not referred(name):
                        path.unlink()
                        removed.append((name, sealed))
            for part in self.folder.glob("*/??/??/.*.part"):
                if _age(part) > older_than:
                    part.unlink(missing_ok=True)
        return tuple(removed)

    def _check(self, name: str, path: Path) -> None:
        about = path.stat()
        mark = (about.st_mtime_ns, about.st_size)
        if self._checked.get((name, False)) == mark:
            return
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != name:
            raise _damaged(path)
        self._checked[name, False] = mark

    def _sealing_key(self) -> bytes:
        """The key, made for the first sealed file; never made anew beside files that another one sealed."""
        if not self.key_file.exists() and any((self.folder / "sealed").glob("??/??/*")):
            return secret_file.load(self.key_file)
        return secret_file.load_or_make(self.key_file)

    def _path(self, name: str, *, sealed: bool) -> Path:
        if not _NAME.match(name):
            raise StoreCorrupt(
                f"{name!r} names no file.", why="It is no SHA-256.", next_step="Put back a backup of the database."
            )
        return self.folder / ("sealed" if sealed else "open") / name[:2] / name[2:4] / name

    def _lock(self) -> FileLock:
        return FileLock(self.folder / "files.lock", mode=0o600)

    @contextmanager
    def _faults(self, path: Path) -> Iterator[None]:
        """What a disk says when it fails, as the store's own errors."""
        try:
            yield
        except FileNotFoundError as error:
            raise StoreCorrupt(
                f"The file {str(path)!r} is missing.",
                why="An asset refers to it, but it is not in the data folder.",
                next_step="Put it back from a backup, or delete the asset.",
            ) from error
        except sealing.Broken as error:
            raise _damaged(path) from error
        except OSError as error:
            kind = StoreFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else StoreError
            raise kind(
                f"The file {str(path)!r} could not be used.",
                why=f"{error.strerror}.",
                next_step="Check the disk, its free space and this user's rights, then try again.",
            ) from error


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write beside, have the disk keep it, then give it its name."""
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        secret_file.sync_folder(folder)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _damaged(path: Path) -> StoreCorrupt:
    return StoreCorrupt(
        f"The file {str(path)!r} is damaged.",
        why="It does not hold what it held when it was kept.",
        next_step="Put it back from a backup, or make the asset again.",
    )
