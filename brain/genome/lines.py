"""On which line of a JSON document a field stands. Takes halves of documents too; knows no genome."""

from __future__ import annotations

import json
from typing import Final

_BLANK: Final = " \t\r\n"
_READER: Final = json.JSONDecoder(strict=False)


def places(document: str) -> dict[str, int]:
    """The line (from 1) on which each field's value begins, by its path (`mind.beliefs.0.statement`).

    A document that breaks off or is wrong somewhere gives the fields before that.
    """
    found: dict[str, int] = {"genome": 1}
    stack: list[list[str | int]] = []
    at, line, size = 0, 1, len(document)
    key: str | None = None
    try:
        while at < size:
            letter = document[at]
            if letter == "\n":
                line += 1
            if letter in _BLANK or letter == ":":
                at += 1
            elif letter == ",":
                _next(stack)
                key, at = None, at + 1
            elif letter in "]}":
                stack.pop()
                key, at = None, at + 1
            elif letter == '"' and stack and isinstance(stack[-1][0], str) and key is None:
                key, at = _READER.raw_decode(document, at)
                stack[-1][0] = str(key)
            else:
                found.setdefault(_path(stack), line)
                at = _value(document, at, stack)
                key = None
    except (IndexError, ValueError):
        return found
    return found


def line_of(document: str, path: str) -> int | None:
    """The line of a field, or of the nearest part around it that is there; None where the document has none."""
    known = places(document)
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        if (line := known.get(".".join(parts[:length]))) is not None:
            return line
    return known.get("genome")


def _value(document: str, at: int, stack: list[list[str | int]]) -> int:
    """Past the value that begins here, or into it."""
    letter = document[at]
    if letter in "[{":
        stack.append([0 if letter == "[" else ""])
        return at + 1
    return _READER.raw_decode(document, at)[1]


def _next(stack: list[list[str | int]]) -> None:
    place = stack[-1][0]
    stack[-1][0] = place + 1 if isinstance(place, int) else place


def _path(stack: list[list[str | int]]) -> str:
    return ".".join(str(level[0]) for level in stack) or "genome"
