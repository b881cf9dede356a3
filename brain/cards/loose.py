"""Bytes into a JSON document, forgivingly: what is wrong is mended and noted. Knows no card.

Bounded before anything is built: length, number of values, depth.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidCard

if TYPE_CHECKING:
    from brain.cards.ledger import Notes

MAXIMUM_BYTES: Final = 8_000_000
"""Longest document that is read, in bytes."""

MAXIMUM_VALUES: Final = 600_000
"""Most values that a document may hold, counted by its brackets and commas: each costs about 100 bytes of memory."""

MAXIMUM_DEPTH: Final = 60
"""Deepest nesting that is read."""

LONGEST_INTEGER: Final = 300
"""Digits of the longest whole number that is read as one; a longer one is kept as text."""


def parsed(data: bytes, notes: Notes, *, field: str) -> dict[str, Any]:
    """The document as dicts, lists, strings, finite numbers, booleans and None, free of NULs and half surrogates.

    `field` names where the bytes stood. Raises InvalidCard for what is too long, too deep, no JSON or no object.
    """
    if len(data) > MAXIMUM_BYTES:
        raise InvalidCard(
            f"The card's text is {len(data):,} bytes long.",
            field=field,
            why=f"At most {MAXIMUM_BYTES:,} are read.",
            next_step="Move pictures and long texts out of it.",
        )
    text = _decoded(data, notes, field)
    if text.count(",") + text.count("[") + text.count("{") > MAXIMUM_VALUES:
        raise InvalidCard(
            "The card holds too many values.",
            field=field,
            why=f"At most {MAXIMUM_VALUES:,} are read.",
            next_step="Check that this is a card.",
        )
    loaded = _loaded(text, notes, field)
    if not isinstance(loaded, dict):
        raise InvalidCard("The card is not a JSON object.", field=field, next_step="It must start with '{'.")
    _clean(loaded, notes)
    return loaded


def _decoded(data: bytes, notes: Notes, field: str) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    if encoding == "utf-16":
        notes.repaired(field, "it was UTF-16, not UTF-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        notes.repaired(field, f"byte {error.start} and perhaps others are no UTF-8; a replacement mark stands for them")
        return data.decode(encoding, "replace")


def _loaded(text: str, notes: Notes, field: str) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            keys = [key for key, _ in found]
            twice = sorted({key for key in made if keys.count(key) > 1}) if len(keys) < 1_000 else ["a key"]  # noqa: PLR2004
            notes.repaired(twice[0][:80], "stands twice in one object; the last one is taken")
        return made

    def whole(digits: str) -> Any:
        if len(digits) <= LONGEST_INTEGER:
            return int(digits)
        notes.repaired(field, f"a number of {len(digits)} digits is kept as text")
        return digits

    def real(digits: str) -> Any:
        value = float(digits) if len(digits) <= LONGEST_INTEGER else math.inf
        if math.isfinite(value):
            return value
        notes.repaired(field, f"{digits[:40]!r} is too large for a number; kept as text")
        return digits

    def constant(name: str) -> None:
        notes.repaired(field, f"{name} is no JSON; read as null")

    # Control characters inside strings are common in cards made by hand: not strict about them.
    decoder = json.JSONDecoder(
        object_pairs_hook=pairs, parse_int=whole, parse_float=real, parse_constant=constant, strict=False
    )
    try:
        return decoder.decode(text.strip("\0 \t\r\n"))
    except RecursionError:
        raise _too_deep(field) from None
    except ValueError as error:
        raise InvalidCard(
            "The card is not JSON.", field=field, why=f"{error}.", next_step="Check that the file is whole."
        ) from None


def _clean(document: dict[str, Any], notes: Notes) -> None:
    """Mend texts in place, and check the depth. Walks with a list of its own, since a call stack would overflow."""
    waiting: list[tuple[str, int, Any]] = [("", 1, document)]
    while waiting:
        path, depth, held = waiting.pop()
        if depth > MAXIMUM_DEPTH:
            raise _too_deep(path[:80])
        if isinstance(held, dict):
            _clean_keys(held, path, notes)
            items: Any = list(held.items())
        else:
            items = enumerate(held)
        for key, value in items:
            if isinstance(value, str):
                if not value.isascii() or "\0" in value:
                    mended = _mended(value)
                    if mended != value:
                        held[key] = mended
                        notes.repaired(_joined(path, key), "NUL characters or half surrogates taken out")
            elif isinstance(value, (dict, list)):
                waiting.append((_joined(path, key), depth + 1, value))


def _clean_keys(held: dict[str, Any], path: str, notes: Notes) -> None:
    wrong = [key for key in held if _mended(key) != key]
    for key in wrong:
        held[_mended(key) or "key"] = held.pop(key)
        notes.repaired(_joined(path, ascii(key)[:60]), "NUL characters or half surrogates taken out of the key")


def _joined(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _mended(text: str) -> str:
    """Without NULs; halves of surrogate pairs joined where they belong together, else replaced."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_deep(field: str) -> InvalidCard:
    return InvalidCard(
        "The card is nested too deeply.",
        field=field,
        why=f"At most {MAXIMUM_DEPTH} levels are read.",
        next_step="Check that this is a card.",
    )
