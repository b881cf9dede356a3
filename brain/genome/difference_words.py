"""Changes of a genome in words: what a field is called, how a change is told, and many in one short line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from brain.genome.matching import canonical, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from brain.genome.difference import Change, Path

SECTIONS: Final = (
    "Identity",
    "Looks",
    "Voice",
    "Motion",
    "Personality",
    "Manner",
    "Convictions",
    "Knowledge and life",
    "Settings",
    "Capabilities and prices",
    "Other",
)
"""In this order differences are told."""

SHOWN: Final = 160
"""Characters of a text that are told; what is longer is cut."""

NAMED: Final = 3
"""So many kinds of change are named in a summary; the rest are counted."""

_PARTS: Final[Mapping[str, str]] = {
    "metadata": "Identity",
    "visual": "Looks",
    "voice": "Voice",
    "motion": "Motion",
    "capabilities": "Capabilities and prices",
    "monetization": "Capabilities and prices",
}
_MIND: Final[Mapping[str, str]] = (
    dict.fromkeys(("big_five", "facets", "traits", "baseline", "temper", "emotions"), "Personality")
    | dict.fromkeys(
        ("communication", "speech", "quirks", "signature_phrases", "greetings", "farewells", "examples"), "Manner"
    )
    | dict.fromkeys(("values", "boundaries", "beliefs"), "Convictions")
    | dict.fromkeys(
        ("backstory", "life", "anecdotes", "knowledge", "passion_topics", "avoidance_topics"), "Knowledge and life"
    )
    | dict.fromkeys(("anchor", "memory", "modes", "config"), "Settings")
)

_SILENT: Final = frozenset(
    {
        "metadata", "visual", "appearance", "voice", "speaking", "motion", "mind", "big_five", "facets",
        "communication", "speech", "config",
    }
)  # fmt: skip
"""Parts that a field's own name does without."""

_ITEMS: Final[Mapping[str, str]] = {
    "domains": "domain", "tags": "tag", "citations": "citation", "languages": "language", "gestures": "gesture",
    "openers": "opener", "fillers": "filler", "closers": "closer", "address": "form of address",
    "exclamations": "exclamation", "traits": "trait", "values": "value", "boundaries": "boundary", "quirks": "quirk",
    "beliefs": "belief", "life": "fact of life", "anecdotes": "anecdote", "knowledge": "knowledge domain",
    "signature_phrases": "signature phrase", "boundary_phrases": "boundary phrase",
    "passion_topics": "passion", "avoidance_topics": "avoided topic", "greetings": "greeting",
    "farewells": "farewell", "examples": "example", "emotions": "emotion of its own", "modes": "mode",
    "topics": "topic", "phrases": "phrase", "reasons": "reason", "facts": "fact", "tools": "tool",
    "platforms": "platform", "immutable_traits": "immutable trait", "expressions": "expression",
    "custom_expressions": "expression of its own", "profiles": "voice profile",
}  # fmt: skip
"""What one item of a list, or one entry of a map, is called."""

_PLURALS: Final[Mapping[str, str]] = {
    "boundary": "boundaries", "fact of life": "facts of life",
    "form of address": "forms of address", "emotion of its own": "emotions of its own",
    "expression of its own": "expressions of its own",
}  # fmt: skip
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


_MAPS: Final = frozenset({"expressions", "custom_expressions", "profiles"})


def section(path: Path) -> str:
    """The section a field is told in."""
    if len(path) > 1 and path[0] == "mind":
        return _MIND.get(str(path[1]), "Other")
    return _PARTS.get(str(path[0]), "Other") if path else "Other"


def label(path: Path) -> str:
    """What a field is called: `openness`, `greeting 2` (counted from 1), `expression joy: intensity`."""
    said: list[str] = []
    keys = list(path)
    while keys:
        key = keys.pop(0)
        if key in _SILENT and keys:
            continue
        if key in _ITEMS and keys and (isinstance(keys[0], int) or key in _MAPS):
            place = keys.pop(0)
            key = f"{_ITEMS[str(key)]} {place + 1 if isinstance(place, int) else place}"
        said.append(str(key + 1) if isinstance(key, int) else key.replace("_", " "))
    return ": ".join(said) or "genome"


def within(path: Path, item: Any, place: int, rest: Path) -> str:
    """What a field within an item of a list is called: `belief “…”: confidence`."""
    noun = _ITEMS.get(str(path[-1]), f"{label(path)} {place + 1}")
    return f"{noun} {quoted(title(item), longest=60)}: {label(rest)}"


def noun(path: Path) -> str | None:
    """What an item of a list is called; None for what is no such item."""
    return _ITEMS.get(str(path[-2]), label(path[:-1])) if len(path) > 1 and isinstance(path[-1], int) else None


def sentence(change: Change) -> str:
    """A change in words."""
    item = noun(change.path)
    if change.kind == "moved" and change.places:
        before, after = (place + 1 for place in change.places)
        return f"{item} {quoted(title(change.after))} moved from {before} to {after}"
    if change.kind != "changed":
        value = change.after if change.kind == "added" else change.before
        return f"{item or change.label} {change.kind}: {told(value)}"
    if empty(change.before):
        return f"{change.label} set: {told(change.after)}"
    if empty(change.after):
        return f"{change.label} cleared, was {told(change.before)}"
    return _from_to(change, " changed:" if item or change.spans else "")


def summary(changes: Sequence[Change]) -> str:
    """Many changes in one short line, at most 200 characters; `Nothing changed` for none."""
    if not changes:
        return "Nothing changed"
    counted = Counter(_gist(change) for change in changes)
    said = [text if one is None else f"{_count(times, one)} {text}" for (one, text), times in counted.items()]
    shown = ", ".join(said[:NAMED])
    if len(said) > NAMED:
        shown += f" and {len(said) - NAMED} more"
    return (shown[:1].upper() + shown[1:])[:200]


def told(value: Any) -> str:
    """A JSON value in words: texts quoted, numbers as short as they are, long ones cut."""
    if isinstance(value, str | dict) and title(value):
        return quoted(title(value))
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "yes", False: "no"}[value]
    if isinstance(value, float):
        return f"{value:.2f}" if round(value, 2) == value else repr(value)
    if isinstance(value, list) and value and all(isinstance(item, int | float) for item in value):
        return f"{len(value)} numbers"
    shown = canonical(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def quoted(text: str, *, longest: int = SHOWN) -> str:
    """A text in quotation marks on one line, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= longest else line[: longest - 1].rstrip() + '…'}”"


def empty(value: Any) -> bool:
    """Whether there is nothing: null, an empty text, list or object. Zero and no are something."""
    return value is None or value in ("", [], {})


def _from_to(change: Change, between: str) -> str:
    if change.spans:
        return f"{change.label}{between} {_excerpt(change)}"
    before, after = told(change.before), told(change.after)
    if before == after:
        before, after = canonical(change.before), canonical(change.after)
    return f"{change.label}{between} {before} → {after}"


def _excerpt(change: Change) -> str:
    """The first words that went and those that came in their place."""
    gone = _joined(span.text for span in change.spans if span.kind == "removed")
    come = _joined(span.text for span in change.spans if span.kind == "added")
    if not gone or not come:
        return f"{quoted(come or gone)} {'added' if come else 'removed'}"
    return f"{quoted(gone)} → {quoted(come)}"


def _joined(pieces: Iterable[str]) -> str:
    return " … ".join(piece.strip() for piece in pieces if piece.strip())


def _gist(change: Change) -> tuple[str | None, str]:
    """What is counted together, and what is said of it."""
    before, after = change.before, change.after
    if (item := noun(change.path)) is not None:
        return item, change.kind
    steps = zip(change.path, change.path[1:], strict=False)
    owner = next((str(key) for key, place in steps if isinstance(place, int)), "")
    if owner:
        return _ITEMS.get(owner, owner), "changed"
    if change.kind == "changed" and _number(before) and _number(after):
        return None, f"{change.label} {'up' if after > before else 'down'}"
    return None, f"{change.label} {change.kind}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(times: int, one: str) -> str:
    many = one if times == 1 else _PLURALS.get(one, f"{one}s")
    return f"{_NUMBERS[times] if times < len(_NUMBERS) else times} {many}"
