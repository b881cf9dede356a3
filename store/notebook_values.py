"""A notebook of the lab as the store gives it out: cells in order, and what each gave. Knows no kind of cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pydantic import JsonValue

    Fields: TypeAlias = Mapping[str, JsonValue]

MOST_CELLS: Final = 200
LONGEST_TITLE: Final = 200
LONGEST_DOCUMENT: Final = 1_000_000
"""Most characters of all cells of a version together, as JSON."""
LONGEST_RESULT: Final = 6_000_000
"""Most characters of what a cell gave, as JSON."""
RESULTS_KEPT: Final = 5
"""So many results of a cell are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `name` is that of its result, unique in the notebook; `revision` the version that changed it last.

    `note` says why a cell is there that nobody put there, such as the words of another tab.
    """

    id: str
    kind: str
    name: str
    fields: Fields
    revision: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotebookCard:
    """A notebook in a list. `number` is that of its newest version, `size` how many cells it has."""

    id: str
    user_id: str
    title: str
    number: int
    size: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook in its newest version. `clashes` are the cells that hold what two tabs wrote at the same time."""

    card: NotebookCard
    cells: tuple[Cell, ...]
    clashes: tuple[str, ...] = field(default=())

    def cell(self, cell_id: str) -> Cell | None:
        """The cell of that id."""
        return next((one for one in self.cells if one.id == cell_id), None)


@dataclass(frozen=True, slots=True)
class NotebookVersion:
    """A version of a notebook: what it was called, its cells, and what changed."""

    number: int
    title: str
    message: str
    cells: tuple[Cell, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What a cell gave when it was run: a document of JSON, and the fingerprint of all that it was made from."""

    id: str
    cell_id: str
    number: int
    fingerprint: str
    document: Mapping[str, JsonValue]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Retitle:
    """Give the notebook another title."""

    title: str


@dataclass(frozen=True, slots=True)
class Put:
    """Write a cell's fields. `seen` is the revision of the cell that the writer had before them; None asks nothing."""

    cell_id: str
    fields: Fields
    seen: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Insert:
    """A new cell behind another one; None puts it first, a cell that is not there last. An empty id gets one."""

    kind: str
    name: str
    fields: Fields
    after: str | None = ""
    cell_id: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Move a cell by so many places, down if positive."""

    cell_id: str
    by: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a cell out; the versions before keep it."""

    cell_id: str


Edit: TypeAlias = Retitle | Put | Insert | Move | Remove
