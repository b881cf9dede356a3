"""A secret of the data folder: made once, by whichever process comes first, and readable by its owner only."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from brain.errors import StoreCorrupt, StoreError

if TYPE_CHECKING:
    from pathlib import Path

BYTES: Final = 32
"""Length of a secret: 256 bits."""


def load(path: Path) -> bytes:
    """The secret in a file, 32 bytes. Raises StoreCorrupt where it is missing or is no secret."""
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise StoreCorrupt(
            f"The key file {str(path)!r} is missing.",
            why="What was encrypted with it cannot be read without it.",
            next_step="Put it back from a backup of the data folder.",
        ) from None
    except OSError as error:
        raise StoreError(
            f"The key file {str(path)!r} cannot be read.",
            why=f"{error.strerror}.",
            next_step="Give this user the right to read it.",
        ) from error
    except ValueError:
        found = b""
    if len(found) != BYTES:
        raise StoreCorrupt(
            f"The key file {str(path)!r} is damaged.",
            why=f"It does not hold {BYTES} bytes as hexadecimal digits.",
            next_step="Put it back from a backup of the data folder.",
        )
    return found


def load_or_make(path: Path) -> bytes:
    """The secret in a file, which is made if it is not there. Raises the StoreErrors.

    Whole or not at all: it is written beside, and then linked to its name, which fails where another process was
    first; then the other's secret is the one.
    """
    if path.exists():
        return load(path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"The key file {str(path)!r} cannot be made.",
            why=f"{error.strerror}.",
            next_step="Set PERSONAFORGE_DATA_DIR to a folder that this user may write to.",
        ) from error
    return load(path)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, not only what the files hold."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
