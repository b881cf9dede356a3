"""Fields of a card read forgivingly: a wrong type becomes the right one, with a note. Knows no format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from brain.cards.ledger import Notes

SHOWN: Final = 60


def text(value: object, path: str, notes: Notes) -> str:
    """A string, whatever it was: a number's digits, a list's lines; nothing for null and for what has no words."""
    if isinstance(value, str):
        return value
    if value is None:
        notes.repaired(path, "null, read as empty")
        return ""
    if isinstance(value, bool):
        notes.repaired(path, "a boolean where text belongs; left out")
        return ""
    if isinstance(value, (int, float)):
        notes.repaired(path, f"the number {str(value)[:SHOWN]}, read as text")
        return str(value)
    if isinstance(value, list):
        words = [str(item) for item in value if isinstance(item, (str, int, float)) and not isinstance(item, bool)]
        notes.repaired(path, f"a list of {len(value)} where text belongs; joined line by line")
        return "\n".join(words)
    notes.repaired(path, "an object where text belongs; left out")
    return ""


def texts(value: object, path: str, notes: Notes, *, split: str = "") -> list[str]:
    """A list of strings; a lone string becomes one of one, or is split at `split`."""
    if isinstance(value, str):
        if not value.strip():
            notes.repaired(path, "empty text where a list belongs")
            return []
        parts = value.split(split) if split else [value]
        notes.repaired(path, f"text where a list belongs; read as {len(parts)}")
        return [part.strip() for part in parts if part.strip()]
    if value is None:
        notes.repaired(path, "null, read as an empty list")
        return []
    if isinstance(value, dict):
        notes.repaired(path, "an object where a list belongs; its values are taken")
        value = list(value.values())
    if not isinstance(value, list):
        return texts(text(value, path, notes), path, notes, split=split)
    return [one if isinstance(one, str) else text(one, f"{path}.{at}", notes) for at, one in enumerate(value)]


def table(value: object, path: str, notes: Notes) -> dict[str, Any]:
    """An object; anything else is read as an empty one."""
    if isinstance(value, dict):
        return value
    notes.repaired(path, f"{_what(value)} where an object belongs; read as empty")
    return {}


def rows(value: object, path: str, notes: Notes) -> list[tuple[str, dict[str, Any]]]:
    """A list of objects with their paths; the values of an object are taken for a list, what is no object left out."""
    if isinstance(value, dict):
        notes.repaired(path, "an object where a list belongs; its values are taken")
        numbered: list[tuple[str, Any]] = [(f"{path}.{key}", one) for key, one in value.items()]
    elif isinstance(value, list):
        numbered = [(f"{path}.{at}", one) for at, one in enumerate(value)]
    else:
        notes.repaired(path, f"{_what(value)} where a list belongs; read as empty")
        return []
    found = []
    for where, one in numbered:
        if isinstance(one, dict):
            found.append((where, one))
        else:
            notes.repaired(where, f"{_what(one)} where an object belongs; left out")
    return found


def flag(value: object, path: str, notes: Notes, *, default: bool) -> bool:
    """A boolean; 0, 1 and their words are understood."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()[:SHOWN]
    found = (
        True
        if word in {"1", "1.0", "true", "yes", "on"}
        else False
        if word in {"0", "0.0", "false", "no", "off"}
        else default
    )
    notes.repaired(path, f"{_what(value)} where true or false belongs; read as {str(found).lower()}")
    return found


def number(value: object, path: str, notes: Notes, *, default: float) -> float:
    """A number; one written as text is understood."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        found = float(str(value)[:SHOWN])
    except ValueError:
        found = default
    if not abs(found) < 1e15:  # noqa: PLR2004 - not finite, or beyond what a float counts exactly
        found = default
    found = int(found) if float(found).is_integer() else found
    notes.repaired(path, f"{_what(value)} where a number belongs; read as {found}")
    return found


def cut(words: str, longest: int) -> str:
    """The beginning of a text, at most `longest` characters, ended where a paragraph, sentence or word ends."""
    if len(words) <= longest:
        return words
    part = words[:longest]
    for mark in ("\n\n", "\n", ". ", "! ", "? ", " "):
        at = part.rfind(mark)
        if at > longest // 2:
            return part[: at + len(mark)].rstrip()
    return part.rstrip()


def pieces(words: str, longest: int) -> list[str]:
    """The whole text in pieces of at most `longest` characters, each ended like a `cut`."""
    found, at = [], 0
    while at < len(words):
        piece = cut(words[at : at + longest + 1], longest)
        taken = len(piece) or longest
        if piece.strip():
            found.append(piece.strip())
        at += taken
        while at < len(words) and words[at].isspace():
            at += 1
    return found


def _what(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "a boolean", str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}[
        type(value)
    ]
