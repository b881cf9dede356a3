"""Wizard sessions between rows and values. Works within a caller's transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from brain.errors import Conflict, InvalidInput, NotFound
from store import visibility
from store.tables import wizard_sessions
from store.wizard_values import LONGEST_PART, Field, Part, Step, WizardSession, WizardStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from store.actor import Actor


def find(connection: Connection, actor: Actor, session_id: str, *, change: bool = False) -> Row[Any]:
    """The row of a wizard session of the actor's own, or any for an admin, deleted ones too. Raises NotFound."""
    query = wizard_sessions.select().where(wizard_sessions.c.id == session_id)
    row = connection.execute(query.with_for_update() if change else query).first()
    if row is None or not visibility.owns(actor, row.user_id):
        raise NotFound("There is no such persona in the making.", next_step="Begin a new one.")
    return row


def opened(connection: Connection, actor: Actor, session_id: str) -> Row[Any]:
    """The row of one that can still be changed, locked. Raises NotFound and Conflict."""
    row = find(connection, actor, session_id, change=True)
    found = status(row)
    if found is not WizardStatus.OPEN:
        raise Conflict(
            "This persona in the making cannot be changed.",
            why=f"It is {found.value}.",
            next_step="Change the persona itself, or make a copy." if row.persona_id else "Restore it first.",
        )
    return row


def status(row: Row[Any]) -> WizardStatus:
    """What became of it."""
    if row.deleted_at is not None:
        return WizardStatus.DELETED
    if row.completed_at is not None:
        return WizardStatus.PUBLISHED
    return WizardStatus.OPEN if row.abandoned_at is None else WizardStatus.ABANDONED


def value(row: Row[Any]) -> WizardSession:
    """The session of a row."""
    fields = {part: _fields(getattr(row, f"{part.value}_data")) for part in Part}
    return WizardSession(
        id=row.id,
        user_id=row.user_id,
        persona_id=row.persona_id,
        status=status(row),
        source=row.source,
        base=row.base,
        seed=row.seed,
        drafted_by=row.drafted_by,
        step=Step(row.current_step),
        fields=fields,
        costs=json.loads(row.costs),
        cost_microdollars=row.total_cost_microdollars,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        completed_at=row.completed_at,
        clashes=tuple((part, name) for part in Part for name, field in fields[part].items() if field.rival),
    )


def columns(fields: Mapping[Part, Mapping[str, Field]]) -> dict[str, str]:
    """The data columns of the fields. Raises InvalidInput for a part that is too long to be anybody's writing."""
    found = {f"{part.value}_data": _text(fields[part]) for part in Part}
    for part in Part:
        if len(found[f"{part.value}_data"]) > LONGEST_PART:
            raise InvalidInput(
                f"What is written in the step {part.value!r} is too long to be kept.", next_step="Shorten it."
            )
    return found


def _fields(text: str) -> dict[str, Field]:
    return {
        name: Field(value=kept["value"], by=kept["by"], revision=kept["revision"], rival=tuple(kept.get("rival", ())))
        for name, kept in json.loads(text).items()
    }


def _text(fields: Mapping[str, Field]) -> str:
    kept = {
        name: {"value": field.value, "by": field.by, "revision": field.revision}
        | ({"rival": list(field.rival)} if field.rival else {})
        for name, field in fields.items()
    }
    return json.dumps(kept, ensure_ascii=False, allow_nan=False)
