"""Sealed files: AES-256-GCM in blocks, so that a part can be read without the rest. Knows no folder and no asset.

A file is `MAGIC`, 16 random bytes, and the blocks. Its own key is derived from the master key and those bytes (HKDF,
RFC 5869), so that counting the blocks makes each nonce unique (NIST SP 800-38D, 8.2.1). Every block is bound to the
file's name, its place and whether it is the last: none can be moved, dropped or taken from another file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAGIC: Final = b"PFSEAL1\n"
BLOCK: Final = 64 * 1024
"""Bytes of the content in a block; each takes 16 more for its tag."""

_SALT: Final = 16
_TAG: Final = 16
_HEAD: Final = len(MAGIC) + _SALT


class Broken(ValueError):
    """A sealed file that was changed, cut, or sealed with another key."""


def seal(key: bytes, name: str, data: bytes) -> Iterator[bytes]:
    """The sealed file, piece by piece."""
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt)
    yield MAGIC + salt
    last = max(len(data) - 1, 0) // BLOCK
    for index in range(last + 1):
        block = data[index * BLOCK : (index + 1) * BLOCK]
        yield cipher.encrypt(_nonce(index), block, _bound(name, index, last=index == last))


def size(sealed_bytes: int) -> int:
    """The bytes of content in a sealed file of this many bytes. Raises Broken for a length that none has."""
    body = sealed_bytes - _HEAD
    blocks = -(-body // (BLOCK + _TAG))
    if body < _TAG or body - blocks * _TAG < (blocks - 1) * BLOCK:
        raise Broken
    return body - blocks * _TAG


def unseal(key: bytes, name: str, file: BinaryIO, *, start: int, end: int) -> Iterator[bytes]:
    """The content from `start` up to `end`, piece by piece; only its blocks are read. Raises Broken.

    The file must be opened at its beginning, and `end` be no more than its content.
    """
    total = size(os.fstat(file.fileno()).st_size)
    head = file.read(_HEAD)
    if head[: len(MAGIC)] != MAGIC:
        raise Broken
    cipher = _cipher(key, head[len(MAGIC) :])
    last = max(total - 1, 0) // BLOCK
    for index in range(start // BLOCK, max(end - 1, start) // BLOCK + 1):
        file.seek(_HEAD + index * (BLOCK + _TAG))
        try:
            block = cipher.decrypt(_nonce(index), file.read(BLOCK + _TAG), _bound(name, index, last=index == last))
        except InvalidTag:
            raise Broken from None
        yield block[max(start - index * BLOCK, 0) : end - index * BLOCK]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"personaforge sealed file").derive(key))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(name: str, index: int, *, last: bool) -> bytes:
    return f"{name}|{index}|{'last' if last else 'more'}".encode()
