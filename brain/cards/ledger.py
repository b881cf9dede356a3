"""The loss ledger: what became of every field of a card. Knows no format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST: Final = 2_000
"""Entries that one ledger holds at most; what goes beyond is counted."""


class Kind(StrEnum):
    """What became of a field."""

    KEPT = "kept"
    CHANGED = "changed"
    REPAIRED = "repaired"
    NOT_UNDERSTOOD = "not understood"
    ASSUMED = "assumed"
    LOST = "lost"


MEANINGS: Final[Mapping[Kind, str]] = {
    Kind.KEPT: "taken over as it stands",
    Kind.CHANGED: "taken over in another shape",
    Kind.REPAIRED: "wrong in the source, and mended",
    Kind.NOT_UNDERSTOOD: "without a place here, kept all the same",
    Kind.ASSUMED: "not in the source; a stated rule chose it",
    Kind.LOST: "the format has no place for it",
}
"""One line for each kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: its place in the source, what became of it, where it went, and how or why."""

    path: str
    kind: Kind
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries in the order they were met; `uncounted` says how many more there were than a ledger holds."""

    entries: tuple[Entry, ...] = ()
    uncounted: int = 0

    @property
    def counts(self) -> dict[Kind, int]:
        """How many fields there are of each kind that occurs, in the order of the kinds."""
        found = [entry.kind for entry in self.entries]
        return {kind: found.count(kind) for kind in Kind if kind in found}

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)

    def plus(self, *entries: Entry) -> Ledger:
        """The ledger with more entries behind it."""
        return Ledger((*self.entries, *entries), self.uncounted)

    @property
    def summary(self) -> str:
        """The counts in words: `12 kept, 2 repaired`."""
        return ", ".join(f"{count} {kind.value}" for kind, count in self.counts.items()) or "nothing"

    def table(self) -> str:
        """The ledger as lines of plain text, one for each field."""
        width = min(44, max((len(entry.path) for entry in self.entries), default=0))
        lines = [
            f"{entry.kind.value:15} {entry.path:{width}}  {' · '.join(p for p in (entry.to, entry.note) if p)}".rstrip()
            for entry in self.entries
        ]
        return "\n".join(lines + [f"… and {self.uncounted} more"] * bool(self.uncounted))


class Notes:
    """A ledger while it is being written."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._uncounted = 0

    def kept(self, path: str, to: str, note: str = "") -> None:
        """The field was taken over."""
        self._add(Entry(path, Kind.KEPT, to, note))

    def changed(self, path: str, to: str, note: str) -> None:
        """The field was taken over in another shape."""
        self._add(Entry(path, Kind.CHANGED, to, note))

    def repaired(self, path: str, note: str) -> None:
        """The field was wrong and was mended."""
        self._add(Entry(path, Kind.REPAIRED, "", note))

    def not_understood(self, path: str, note: str = "kept with the persona, and written again at export") -> None:
        """The field has no place here; it is kept."""
        self._add(Entry(path, Kind.NOT_UNDERSTOOD, "", note))

    def assumed(self, to: str, note: str) -> None:
        """The genome needs a value that the source does not give."""
        self._add(Entry("not given", Kind.ASSUMED, to, note))

    def lost(self, path: str, note: str) -> None:
        """The format has no place for it."""
        self._add(Entry(path, Kind.LOST, "", note))

    def ledger(self) -> Ledger:
        """What was written so far."""
        return Ledger(tuple(self._entries), self._uncounted)

    def _add(self, entry: Entry) -> None:
        if len(self._entries) < MOST:
            self._entries.append(entry)
        else:
            self._uncounted += 1
