"""The Range header of HTTP (RFC 9110, section 14) for one range of bytes. Knows no file."""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*\Z", re.ASCII)


class Unsatisfiable(ValueError):
    """A range that begins behind the end."""


def parse(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes asked for, from the first up to but without the second; None asks for all.

    Several ranges, another unit or anything malformed ask for all too, which the standard allows (14.2).
    Raises Unsatisfiable.
    """
    found = _ONE.match(header or "")
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(size - int(suffix), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= end:
        raise Unsatisfiable
    return start, end
