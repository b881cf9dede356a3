"""Changes of a notebook made of what stands there now, so that two tabs lose nothing of each other. Knows no table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from brain.errors import InvalidInput
from store.notebook_values import LONGEST_TITLE, MOST_CELLS, Cell, Insert, Move, Put, Remove, Retitle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.notebook_values import Edit, Fields

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
BOTH: Final = "Written in another tab at the same time as the cell above. Both are kept: delete one of them."
GONE: Final = "Written while the cell was being deleted in another tab."


@dataclass(slots=True)
class Draft:
    """A notebook while it is changed into version `number`."""

    title: str
    cells: list[Cell]
    number: int
    clashes: list[str]

    def place(self, cell_id: str | None) -> int:
        """Where a cell stands; -1 for one that is not there."""
        return next((at for at, one in enumerate(self.cells) if one.id == cell_id), -1)


def merged(title: str, cells: Sequence[Cell], edits: Iterable[Edit], *, number: int) -> Draft:
    """The notebook with the changes. Raises InvalidInput for what cannot be a title or a name, and for too many cells.

    Words for a cell that somebody else changed since they were seen become a cell of their own behind it, and for one
    that was taken out, a cell at the end: both are named in `clashes`.
    """
    draft = Draft(title, list(cells), number, [])
    for edit in edits:
        _apply(draft, edit)
    if len(draft.cells) > MOST_CELLS:
        raise InvalidInput(f"A notebook has at most {MOST_CELLS} cells.", next_step="Begin another notebook.")
    return draft


def _apply(draft: Draft, edit: Edit) -> None:
    match edit:
        case Retitle():
            draft.title = _title(edit.title)
        case Put():
            _put(draft, edit)
        case Insert():
            at = 0 if edit.after is None else draft.place(edit.after) + 1 or len(draft.cells)
            _insert(draft, at, edit)
        case Move():
            at = draft.place(edit.cell_id)
            if at >= 0:
                cell = draft.cells.pop(at)
                draft.cells.insert(min(len(draft.cells), max(0, at + edit.by)), cell)
        case Remove():
            draft.cells = [one for one in draft.cells if one.id != edit.cell_id]


def _put(draft: Draft, edit: Put) -> None:
    at = draft.place(edit.cell_id)
    if at < 0:
        # Its kind is not known any more, but words can be kept.
        text = "\n".join(f"{name}: {value}" for name, value in edit.fields.items())
        draft.cells.append(_new(draft, "markdown", "", {"text": text}, note=GONE))
        draft.clashes.append(draft.cells[-1].id)
        return
    cell = draft.cells[at]
    name = _unique(draft, edit.name, but=cell.id) if edit.name and edit.name != cell.name else cell.name
    if dict(edit.fields) == dict(cell.fields) and name == cell.name:
        return
    if edit.seen is not None and edit.seen != cell.revision:
        rival = _new(draft, cell.kind, cell.name, edit.fields, note=BOTH)
        draft.cells.insert(at + 1, rival)
        draft.clashes.append(rival.id)
        return
    draft.cells[at] = replace(cell, fields=dict(edit.fields), name=name, revision=draft.number, note="")


def _insert(draft: Draft, at: int, edit: Insert) -> None:
    if edit.cell_id and draft.place(edit.cell_id) >= 0:
        return
    draft.cells.insert(at, _new(draft, edit.kind, edit.name, edit.fields, cell_id=edit.cell_id))


def _new(draft: Draft, kind: str, name: str, fields: Fields, *, note: str = "", cell_id: str = "") -> Cell:
    return Cell(cell_id or uuid4().hex[:12], kind, _unique(draft, name or kind), dict(fields), draft.number, note)


def _unique(draft: Draft, name: str, *, but: str = "") -> str:
    """The name, or the first of `name_2`, `name_3`, … that no other cell has."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"A result cannot be called {name!r}.",
            why="Its name is made of small letters, digits and low lines, and does not begin with a digit.",
            next_step="Call it scores_by_model, for example.",
        )
    taken = {one.name for one in draft.cells if one.id != but}
    bare = re.sub(r"_\d+$", "", name)
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{bare}_{number}"
    return found


def _title(title: str) -> str:
    found = " ".join(title.split())
    if not found or len(found) > LONGEST_TITLE:
        raise InvalidInput(
            "This title cannot be used.",
            why=f"A title has 1 to {LONGEST_TITLE} characters.",
            next_step="Write another one.",
        )
    return found
