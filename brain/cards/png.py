"""Cards in PNG and APNG pictures: text chunks read and written. Decodes no pixels and knows no card.

Chunks as in the PNG specification (third edition): tEXt, zTXt and iTXt with keyword and text. Compressed ones are
unpacked only up to a bound.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.cards.loose import MAXIMUM_BYTES
from brain.errors import InvalidCard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from brain.cards.ledger import Notes

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORDS: Final = ("ccv3", "chara")
"""Under which a card stands, the one to prefer first."""

_MOST_CHUNKS: Final = 200_000
_ENCODED: Final = MAXIMUM_BYTES * 4 // 3 + 1_000_000


class Chunk(NamedTuple):
    """One chunk: its type, its data, and the whole of it as it stood, length and checksum with it."""

    kind: bytes
    data: memoryview
    whole: memoryview
    sound: bool


def chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks up to the first that is cut off; checksums are compared for text chunks alone."""
    view, at = memoryview(data), len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", view, at)
        end = at + 12 + length
        if end > len(data):
            return
        body = view[at + 8 : end - 4]
        text = kind in {b"tEXt", b"zTXt", b"iTXt"}
        sound = not text or zlib.crc32(body, zlib.crc32(kind)) == struct.unpack_from(">I", view, end - 4)[0]
        yield Chunk(kind, body, view[at:end], sound)
        if kind == b"IEND":
            return
        at = end


def card_of(data: bytes, notes: Notes) -> bytes:
    """The document that a picture carries. Raises InvalidCard where it carries none, or none that can be read."""
    found: dict[str, list[bytes]] = {keyword: [] for keyword in KEYWORDS}
    whole = False
    for chunk in chunks(data):
        whole = chunk.kind == b"IEND"
        keyword = _keyword(chunk)
        if keyword not in found:
            continue
        if not chunk.sound:
            notes.repaired(f"chunk {keyword}", "its checksum is wrong; read all the same")
        text = _text(chunk, keyword)
        if text is not None:
            found[keyword].append(text)
    if not whole:
        notes.repaired("picture", "it is cut off; what came before is read")
    return _best(found, notes)


def _best(found: Mapping[str, list[bytes]], notes: Notes) -> bytes:
    best: bytes | None = None
    reasons = []
    for keyword in KEYWORDS:
        for number, text in enumerate(found[keyword]):
            field = f"chunk {keyword}"
            decoded = _decoded(text)
            if decoded is None:
                reasons.append(f"{field} is no base64")
                notes.repaired(field, "no base64; passed over")
            elif best is None:
                best = decoded
                notes.kept(field, "", "the card")
            elif number:
                notes.repaired(field, "stands there more than once; the first is read")
            else:
                notes.kept(field, "", "a copy for older readers; ccv3 is read")
    if best is not None:
        return best
    raise InvalidCard(
        "The picture carries no character card.",
        field="chunk ccv3 or chara",
        why="; ".join(reasons) if reasons else "There is none: perhaps the picture was converted or cropped.",
        next_step="Use the file as it was downloaded, or the card's JSON.",
    )


def without_card(data: bytes) -> bytes | None:
    """The picture alone, every other chunk as it stood; None for one that is cut off."""
    parts, whole = [SIGNATURE], False
    for chunk in chunks(data):
        whole = chunk.kind == b"IEND"
        if _keyword(chunk) not in KEYWORDS:
            parts.append(bytes(chunk.whole))
    return b"".join(parts) if whole else None


def with_card(picture: bytes, cards: Mapping[str, bytes]) -> bytes:
    """The picture with documents as tEXt chunks before its end, base64 as the specifications ask.

    Raises InvalidCard for a picture that is no whole PNG.
    """
    bare = without_card(picture) if picture.startswith(SIGNATURE) else None
    if bare is None:
        raise InvalidCard("The picture is no whole PNG.", field="picture", next_step="Choose a PNG picture.")
    texts = b"".join(_chunk(keyword.encode() + b"\0" + base64.b64encode(text)) for keyword, text in cards.items())
    return bare[:-12] + texts + bare[-12:]


def _chunk(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(b"tEXt")))


def _keyword(chunk: Chunk) -> str:
    if chunk.kind not in {b"tEXt", b"zTXt", b"iTXt"}:
        return ""
    return bytes(chunk.data[:80]).split(b"\0", 1)[0].decode("latin-1").strip().lower()


def _text(chunk: Chunk, keyword: str) -> bytes | None:
    """The text of a chunk, unpacked. Raises InvalidCard for one that grows beyond the bound."""
    rest = bytes(chunk.data).partition(b"\0")[2]
    if chunk.kind == b"zTXt":
        return _unpacked(rest[1:], keyword)
    if chunk.kind == b"iTXt":
        packed, body = rest[:1] == b"\x01", rest[2:].split(b"\0", 2)
        text = body[2] if len(body) == 3 else b""  # noqa: PLR2004 - language, translated keyword, text
        return _unpacked(text, keyword) if packed else text
    return rest


def _unpacked(data: bytes, keyword: str) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, _ENCODED)
    except zlib.error:
        return None
    if unpacker.unconsumed_tail:
        raise InvalidCard(
            "The card's chunk unpacks to too much.",
            field=f"chunk {keyword}",
            why=f"More than {_ENCODED:,} bytes come out of {len(data):,}.",
            next_step="Do not trust this file.",
        )
    return text


def _decoded(text: bytes) -> bytes | None:
    """Base64 read forgivingly, or JSON that was never encoded; None for neither."""
    if text.lstrip()[:1] == b"{":
        return text
    bare = re.sub(rb"[\s\0]+", b"", text).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True) or None
    except binascii.Error:
        return None
