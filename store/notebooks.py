"""Notebooks of the lab: every change a version, and what each cell gave. Knows no kind of cell and runs none.

An actor sees and changes their own, an admin all. Two tabs that write at once lose nothing: see `notebook_merge`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, select

from brain.errors import Conflict, InvalidInput, NotFound
from store import audit, visibility
from store import cursor as keyset
from store.notebook_merge import merged
from store.notebook_values import (
    LONGEST_DOCUMENT,
    LONGEST_RESULT,
    RESULTS_KEPT,
    Cell,
    Notebook,
    NotebookCard,
    NotebookVersion,
    Result,
    Retitle,
)
from store.tables import notebook_results, notebook_versions, notebooks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue
    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database
    from store.notebook_values import Edit
    from store.values import Page


class Notebooks:
    """The notebooks of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Actor, title: str, edits: Sequence[Edit] = (), *, message: str = "begun") -> Notebook:
        """A new notebook, with cells if edits insert some. Raises InvalidInput for what cannot be kept."""
        draft = merged(title, (), (Retitle(title), *edits), number=1)
        notebook_id, now = str(uuid4()), datetime.now(UTC)
        with self._database.write() as connection:
            connection.execute(
                notebooks.insert().values(
                    id=notebook_id,
                    user_id=actor.user_id,
                    title=draft.title,
                    number=1,
                    size=len(draft.cells),
                    created_at=now,
                    updated_at=now,
                )
            )
            _version(connection, notebook_id, 1, draft.title, message, draft.cells, now)
            audit.record(connection, actor, "create", "notebook", notebook_id)
            return _notebook(connection, _find(connection, actor, notebook_id))

    def get(self, actor: Actor, notebook_id: str) -> Notebook:
        """A notebook in its newest version. Raises NotFound."""
        with self._database.read() as connection:
            return _notebook(connection, _find(connection, actor, notebook_id))

    def list(
        self, actor: Actor, *, deleted: bool = False, cursor: str | None = None, limit: int = 20
    ) -> Page[NotebookCard]:
        """The actor's own notebooks (an admin: all), the one changed last first; or the deleted ones."""
        columns = notebooks.c
        query = select(notebooks).where(
            columns.deleted_at.is_not(None) if deleted else columns.deleted_at.is_(None),
            *keyset.after(cursor, columns.updated_at, columns.id),
        )
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        query = query.order_by(columns.updated_at.desc(), columns.id.desc()).limit(keyset.checked(limit) + 1)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_card, place=lambda row: (row.updated_at, row.id))

    def change(self, actor: Actor, notebook_id: str, edits: Sequence[Edit], *, message: str) -> Notebook:
        """The notebook with changes, as a new version; as it is if they change nothing.

        `clashes` names cells that hold what two wrote at once. Raises NotFound, Conflict for a deleted one, and
        InvalidInput for what cannot be kept.
        """
        with self._database.write() as connection:
            row = _opened(connection, actor, notebook_id)
            old = _cells(connection, row.id, row.number)
            draft = merged(row.title, old, edits, number=row.number + 1)
            if (draft.title, tuple(draft.cells)) == (row.title, old):
                return _notebook(connection, row)
            _next(connection, row, draft.title, draft.cells, message)
            return _notebook(connection, _find(connection, actor, notebook_id), clashes=tuple(draft.clashes))

    def version(self, actor: Actor, notebook_id: str, number: int) -> NotebookVersion:
        """A version of a notebook by its number. Raises NotFound."""
        with self._database.read() as connection:
            _find(connection, actor, notebook_id)
            return _of_version(_version_row(connection, notebook_id, number))

    def versions(self, actor: Actor, notebook_id: str, *, limit: int = 50) -> tuple[NotebookVersion, ...]:
        """The newest versions of a notebook, newest first. Raises NotFound."""
        columns = notebook_versions.c
        query = select(notebook_versions).where(columns.notebook_id == notebook_id)
        with self._database.read() as connection:
            _find(connection, actor, notebook_id)
            rows = connection.execute(query.order_by(columns.number.desc()).limit(limit)).all()
        return tuple(_of_version(row) for row in rows)

    def go_back(self, actor: Actor, notebook_id: str, number: int) -> Notebook:
        """The notebook as it was in a version, as a new version on top. Raises NotFound and Conflict."""
        with self._database.write() as connection:
            row = _opened(connection, actor, notebook_id)
            then = _of_version(_version_row(connection, notebook_id, number))
            now = {one.id: one for one in _cells(connection, row.id, row.number)}
            # A cell that is as it was keeps its revision; one that was changed since counts as changed again.
            cells = [
                now[one.id]
                if one.id in now and (now[one.id].fields, now[one.id].name) == (one.fields, one.name)
                else Cell(one.id, one.kind, one.name, one.fields, row.number + 1, one.note)
                for one in then.cells
            ]
            _next(connection, row, then.title, cells, f"as in version {number}")
            return _notebook(connection, _find(connection, actor, notebook_id))

    def delete(self, actor: Actor, notebook_id: str) -> None:
        """Take it out of sight; `restore` brings it back. Raises NotFound."""
        self._mark(actor, notebook_id, "delete", datetime.now(UTC))

    def restore(self, actor: Actor, notebook_id: str) -> Notebook:
        """Bring a deleted one back, as it was. Raises NotFound."""
        self._mark(actor, notebook_id, "restore", None)
        return self.get(actor, notebook_id)

    def keep(
        self, actor: Actor, notebook_id: str, cell_id: str, fingerprint: str, document: Mapping[str, JsonValue]
    ) -> Result:
        """Keep what a cell gave; of older results of it the last few stay.

        Raises NotFound, and InvalidInput for one that is too large.
        """
        text = json.dumps(document, ensure_ascii=False)
        if len(text) > LONGEST_RESULT:
            raise InvalidInput(
                "The result is too large to be kept.",
                why=f"A result has at most {LONGEST_RESULT:,} characters.",
                next_step="Ask for fewer rows, or for fewer repetitions.",
            )
        columns = notebook_results.c
        here = (columns.notebook_id == notebook_id) & (columns.cell_id == cell_id)
        with self._database.write() as connection:
            row = _opened(connection, actor, notebook_id)
            result_id = str(uuid4())
            connection.execute(
                notebook_results.insert().values(
                    id=result_id,
                    notebook_id=notebook_id,
                    cell_id=cell_id,
                    number=row.number,
                    fingerprint=fingerprint,
                    document=text,
                    made_at=datetime.now(UTC),
                )
            )
            kept = select(columns.id).where(here).order_by(columns.made_at.desc(), columns.id).limit(RESULTS_KEPT)
            ids = list(connection.execute(kept).scalars())
            connection.execute(notebook_results.delete().where(here, columns.id.not_in(ids), columns.id != result_id))
            return _result(connection.execute(select(notebook_results).where(columns.id == result_id)).one())

    def results(self, actor: Actor, notebook_id: str) -> dict[str, Result]:
        """The newest result of each cell that has one, by the cell's id. Raises NotFound."""
        columns = notebook_results.c
        newest = (
            select(columns.cell_id, func.max(columns.made_at).label("made_at"))
            .where(columns.notebook_id == notebook_id)
            .group_by(columns.cell_id)
            .subquery()
        )
        query = select(notebook_results).join(
            newest, (newest.c.cell_id == columns.cell_id) & (newest.c.made_at == columns.made_at)
        )
        with self._database.read() as connection:
            _find(connection, actor, notebook_id)
            rows = connection.execute(query.where(columns.notebook_id == notebook_id)).all()
        return {row.cell_id: _result(row) for row in rows}

    def _mark(self, actor: Actor, notebook_id: str, action: str, at: datetime | None) -> None:
        with self._database.write() as connection:
            _find(connection, actor, notebook_id, change=True)
            columns = notebooks.c
            connection.execute(notebooks.update().where(columns.id == notebook_id).values(deleted_at=at))
            audit.record(connection, actor, action, "notebook", notebook_id)


def _find(connection: Connection, actor: Actor, notebook_id: str, *, change: bool = False) -> Row[Any]:
    query = notebooks.select().where(notebooks.c.id == notebook_id)
    row = connection.execute(query.with_for_update() if change else query).first()
    if row is None or not visibility.owns(actor, row.user_id):
        raise NotFound("There is no such notebook.", next_step="Open one from the list, or begin a new one.")
    return row


def _opened(connection: Connection, actor: Actor, notebook_id: str) -> Row[Any]:
    row = _find(connection, actor, notebook_id, change=True)
    if row.deleted_at is not None:
        raise Conflict("This notebook was deleted.", next_step="Restore it to change or run it.")
    return row


def _next(connection: Connection, row: Row[Any], title: str, cells: Sequence[Cell], message: str) -> None:
    now, number = datetime.now(UTC), row.number + 1
    _version(connection, row.id, number, title, message, cells, now)
    changed = notebooks.update().where(notebooks.c.id == row.id)
    connection.execute(changed.values(title=title, number=number, size=len(cells), updated_at=now))


def _version(
    connection: Connection,
    notebook_id: str,
    number: int,
    title: str,
    message: str,
    cells: Sequence[Cell],
    at: datetime,
) -> None:
    document = json.dumps(
        [
            {"id": one.id, "kind": one.kind, "name": one.name, "fields": dict(one.fields), "revision": one.revision}
            | ({"note": one.note} if one.note else {})
            for one in cells
        ],
        ensure_ascii=False,
    )
    if len(document) > LONGEST_DOCUMENT:
        raise InvalidInput(
            "The notebook is too long.",
            why=f"Its cells have at most {LONGEST_DOCUMENT:,} characters together.",
            next_step="Begin another notebook.",
        )
    connection.execute(
        notebook_versions.insert().values(
            notebook_id=notebook_id, number=number, title=title, message=message, cells=document, created_at=at
        )
    )


def _version_row(connection: Connection, notebook_id: str, number: int) -> Row[Any]:
    columns = notebook_versions.c
    query = select(notebook_versions).where(columns.notebook_id == notebook_id, columns.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"The notebook has no version {number}.", next_step="Choose one from its history.")
    return row


def _cells(connection: Connection, notebook_id: str, number: int) -> tuple[Cell, ...]:
    return _of_version(_version_row(connection, notebook_id, number)).cells


def _notebook(connection: Connection, row: Row[Any], *, clashes: tuple[str, ...] = ()) -> Notebook:
    return Notebook(_card(row), _cells(connection, row.id, row.number), clashes)


def _card(row: Row[Any]) -> NotebookCard:
    return NotebookCard(
        id=row.id,
        user_id=row.user_id,
        title=row.title,
        number=row.number,
        size=row.size,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )


def _of_version(row: Row[Any]) -> NotebookVersion:
    cells = tuple(Cell(**one) for one in json.loads(row.cells))
    return NotebookVersion(row.number, row.title, row.message, cells, row.created_at)


def _result(row: Row[Any]) -> Result:
    return Result(row.id, row.cell_id, row.number, row.fingerprint, json.loads(row.document), row.made_at)
