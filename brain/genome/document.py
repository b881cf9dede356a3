"""A genome document as plain JSON: decoded, bounded, and free of what JSON or a database cannot hold.

Knows no genome.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidGenome

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_BYTES: Final = 5_000_000
"""Longest genome document that is read, in bytes of UTF-8."""

MAXIMUM_DEPTH: Final = 64
"""Deepest nesting of objects and arrays that is read."""

Location = tuple[int | str, ...]
Problem = tuple[str, str]


def parsed(document: str | bytes | dict[str, Any]) -> dict[str, Any]:
    """The document as nested dicts and lists of strings, finite numbers, booleans and None.

    Raises InvalidGenome, with field paths where a field is at fault, for a document that is too long, no UTF-8, no
    JSON, no object, too deeply nested, or that holds a repeated key, NaN, Infinity, a lone surrogate or a NUL.
    """
    if isinstance(document, dict):
        loaded: Any = document
    else:
        text = _decoded(document)
        loaded = _loaded(text)
    if not isinstance(loaded, dict):
        raise InvalidGenome("The genome document is not a JSON object.", next_step="It must start with '{'.")
    problems = tuple(_problems(loaded))
    if problems:
        raise refused(problems)
    return loaded


def dumped(document: dict[str, Any]) -> str:
    """The document as JSON text. Raises InvalidGenome if it is too long."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    _check_size(len(text.encode()))
    return text


def refused(problems: tuple[Problem, ...]) -> InvalidGenome:
    """The error that lists what is wrong with which field."""
    shown = "; ".join(f"{path}: {message}" for path, message in problems[:5])
    return InvalidGenome(
        f"The genome has {len(problems)} field(s) that cannot be used.",
        problems=problems,
        why=shown + ("; …" if problems[5:] else ""),
        next_step="Correct these fields and read it again; docs/genome.schema.json lists each with its range.",
    )


def path(location: Location) -> str:
    """A place in the document in words: `("mind", "beliefs", 0)` is `mind.beliefs.0`."""
    return ".".join(str(part) for part in location) or "genome"


def _decoded(document: str | bytes) -> str:
    if isinstance(document, bytes):
        _check_size(len(document))
        try:
            return document.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidGenome(
                "The genome document is not UTF-8 text.",
                why=f"Byte {error.start} cannot be decoded.",
                next_step="Save it as UTF-8 JSON.",
            ) from None
    _check_size(len(document.encode("utf-8", "surrogatepass")))
    return document.removeprefix("\ufeff")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise InvalidGenome(
            "The genome document is not JSON.", why=f"{error}.", next_step="Correct the place named and try again."
        ) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidGenome(
            "The genome document gives a field twice.",
            problems=((twice, "This key stands twice in one object."),),
            why=f"The key {twice!r} stands twice in one object.",
            next_step="Keep the one that is meant.",
        )
    return found


def _problems(document: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with which value. Walks with a list of its own, since a call stack would overflow."""
    waiting: list[tuple[Location, Any]] = [((), document)]
    while waiting:
        location, value = waiting.pop()
        if len(location) > MAXIMUM_DEPTH:
            raise _too_deep()
        if isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(key, str):
                    yield path((*location, str(key))), "A key must be text."
                elif wrong := _wrong_text(key):
                    yield path((*location, ascii(key))), wrong
                else:
                    waiting.append(((*location, key), inner))
        elif isinstance(value, (list, tuple)):
            waiting.extend(((*location, index), inner) for index, inner in enumerate(value))
        elif wrong := _wrong_leaf(value):
            yield path(location), wrong


def _wrong_leaf(value: object) -> str:
    if isinstance(value, str):
        return _wrong_text(value)
    if isinstance(value, float):
        return "" if math.isfinite(value) else f"{value} is no finite number."
    return "" if value is None or isinstance(value, (bool, int)) else f"JSON has no {type(value).__name__}."


def _wrong_text(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return ""
    if "\0" in text:
        return "It holds a NUL character, which databases cannot keep."
    return "It holds half a surrogate pair." if any("\ud800" <= character <= "\udfff" for character in text) else ""


def _check_size(size: int) -> None:
    if size > MAXIMUM_BYTES:
        raise InvalidGenome(
            f"The genome document is {size:,} bytes long.",
            why=f"At most {MAXIMUM_BYTES:,} are read.",
            next_step="Move pictures and long texts out of it.",
        )


def _too_deep() -> InvalidGenome:
    return InvalidGenome(
        "The genome document is nested too deeply.",
        why=f"At most {MAXIMUM_DEPTH} levels are read.",
        next_step="Flatten it.",
    )
