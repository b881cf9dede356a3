"""Lines of a file of text, bounded in length, whatever their encoding. Knows no format."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from evals.transcripts.conversation import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 10 * 2**20
"""Bytes a line may have; the rest of a longer one is passed over without being kept."""
PIECE: Final = 2**16
WIDE: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """One line without its end; `number` counts from 1."""

    number: int
    text: str


def lines(stream: BinaryIO, *, longest: int = LONGEST) -> Iterator[Line | Remark]:
    """Lines of UTF-8, or of UTF-16 when the file begins with its mark; a line that is neither is read as Windows-1252.

    Each such line, each that holds NUL characters (they are taken out) and each that is too long (it is lost) has a
    remark before it. Empty lines are passed on, so that numbers and formats that need them hold.
    """
    start = stream.read(3)
    if start[:2] in WIDE:
        yield from _wide(stream, start, longest)
        return
    rest = b"" if start == codecs.BOM_UTF8 else start
    for number, raw in enumerate(_raw(stream, rest, longest), 1):
        if raw is None:
            yield Remark(line=number, reason=f"The line is longer than {longest:,} bytes.", lost=True)
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as wrong:
            reason = f"Byte {wrong.start + 1} is not UTF-8; the line is read as Windows-1252."
            yield Remark(line=number, reason=reason, lost=False)
            text = raw.decode("cp1252", errors="replace")
        yield from _clean(number, text)


def _clean(number: int, text: str) -> Iterator[Line | Remark]:
    """The line without NUL and without its end."""
    if "\0" in text:
        yield Remark(line=number, reason="NUL characters were taken out.", lost=False)
        text = text.replace("\0", "")
    yield Line(number, text.rstrip("\r\n"))


def _raw(stream: BinaryIO, start: bytes, longest: int) -> Iterator[bytes | None]:
    """Lines as bytes, None for one that is too long; never more than one line and a piece in memory."""
    held = start
    while True:
        while b"\n" in held:
            line, _, held = held.partition(b"\n")
            yield line if len(line) <= longest else None
        more = stream.readline(longest + 1)
        held += more
        if not more:
            if held:
                yield held if len(held) <= longest else None
            return
        if len(held) > longest and not held.endswith(b"\n"):
            while more and not more.endswith(b"\n"):
                more = stream.readline(PIECE)
            held = b""
            yield None


def _wide(stream: BinaryIO, start: bytes, longest: int) -> Iterator[Line | Remark]:
    """Lines of UTF-16, decoded piece by piece."""
    decoder = codecs.getincrementaldecoder(WIDE[start[:2]])("replace")
    held, number, skipping = decoder.decode(start[2:]), 1, False
    while True:
        piece = stream.read(PIECE)
        held += decoder.decode(piece, final=not piece)
        *whole, held = held.split("\n")
        for text in whole:
            if skipping or len(text) > longest:
                yield Remark(line=number, reason=f"The line is longer than {longest:,} characters.", lost=True)
            else:
                yield from _clean(number, text)
            number, skipping = number + 1, False
        if len(held) > longest:
            held, skipping = "", True
        if not piece:
            if held:
                yield from _clean(number, held)
            elif skipping:
                yield Remark(line=number, reason=f"The line is longer than {longest:,} characters.", lost=True)
            return
