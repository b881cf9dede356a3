"""What a statement says about something that has one value at a time: where I live, how old I am. Knows no store.

Such a slot is what supersession goes by: a new value takes the place of the old one. Whatever is not surely of that
kind (past times, plans, "also") has no slot, so that nothing is superseded by mistake. English; `slots.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from brain.memory import patterns

if TYPE_CHECKING:
    import re

LONGEST_VALUE: Final = 80
"""A value is cut after this many characters."""

_READ: Final = 300
_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot such as `home` or `name of my sister`, its value in lower case, and whether that value has ended.

    An ended one says what is no longer so: "I don't live in Oslo any more".
    """

    name: str
    value: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Readers:
    opening: re.Pattern[str]
    not_now: re.Pattern[str]
    over: re.Pattern[str]
    ended: re.Pattern[str]
    denied: re.Pattern[str]
    filled: tuple[tuple[str, re.Pattern[str]], ...]


def read(statement: str) -> Slot | None:
    """The slot that a statement fills, or None where there is none for sure.

    `read("I moved to Bergen")` is `Slot("home", "bergen")`; plans, past times and "I also work as …" give None.
    """
    plain = " ".join(statement.replace(_APOSTROPHE, "'").split())[:_READ]
    readers = _readers()
    opening = readers.opening.match(plain)
    start = opening.end() if opening else 0
    return _ended(plain, start, readers) or _filled(plain, start, readers)


def _filled(plain: str, start: int, readers: _Readers) -> Slot | None:
    if readers.not_now.search(plain, start):
        return None
    for name, reader in readers.filled:
        if found := reader.match(plain, start):
            groups = found.groupdict()
            value = groups["value"].strip(" .,!?").casefold()[:LONGEST_VALUE]
            return Slot(_named(name, groups), value) if value else None
    return None


def _ended(plain: str, start: int, readers: _Readers) -> Slot | None:
    if found := readers.ended.match(plain, start):
        return Slot("job" if found["how"] else "relationship", "", ended=True)
    if readers.over.search(plain) and (found := readers.denied.match(plain, start)):
        name = "home" if found["what"].casefold() == "live" else "job"
        return Slot(name, (found["value"] or "").casefold(), ended=True)
    return None


def _named(name: str, groups: dict[str, str | None]) -> str:
    """The slot's name with whose or what it is: `age`, `home of my sister`, `favourite colour`."""
    if kind := groups.get("kind"):
        return f"{name} {' '.join(kind.casefold().split())}"
    who = groups.get("relative") or groups.get("who") or "i"
    whose = " ".join(who.casefold().removeprefix("my ").split())
    return name if whose in {"i", "we"} else f"{name} of my {whose}"


@cache
def _readers() -> _Readers:
    data = patterns.load("slots.toml")
    known = patterns.parts(data["words"], data["parts"])
    single = {name: patterns.either([data[name]], known) for name in ("opening", "not_now", "over", "ended", "denied")}
    filled = tuple(
        (slot["name"], patterns.either([pattern], known)) for slot in data["slot"] for pattern in slot["patterns"]
    )
    return _Readers(**single, filled=filled)
