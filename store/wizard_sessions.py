"""Personas in the making: kept at every change, merged between browsers, published once. Knows no step's rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import select

from brain.errors import Conflict
from store import audit, wizard_rows
from store import cursor as keyset
from store.tables import personas, wizard_sessions
from store.wizard_merge import merged
from store.wizard_values import Part, Step, WizardStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from brain.genome import PersonaGenome
    from store.actor import Actor
    from store.database import Database
    from store.personas import Personas
    from store.values import Page, Persona
    from store.wizard_values import Change, WizardSession

SUFFIXES: Final = 1_000
"""So many personas of one name can be published; each gets an address of its own."""


class WizardSessions:
    """An actor sees and changes their own, an admin all. What is published is no longer changed here."""

    def __init__(self, database: Database, known: Personas) -> None:
        self._database = database
        self._personas = known

    def start(
        self,
        actor: Actor,
        *,
        source: str,
        seed: int,
        changes: Sequence[Change] = (),
        base: str = "",
        drafted_by: str = "",
    ) -> WizardSession:
        """Begin a persona, with what is known of it already. Raises InvalidInput for a text that is too long."""
        now = datetime.now(UTC)
        fields = merged({part: {} for part in Part}, changes, revision=1)
        row: dict[str, Any] = wizard_rows.columns(fields) | {
            "id": str(uuid4()),
            "user_id": actor.user_id,
            "source": source,
            "base": base,
            "seed": seed,
            "drafted_by": drafted_by,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        with self._database.write() as connection:
            connection.execute(wizard_sessions.insert().values(row))
            audit.record(connection, actor, "start", "wizard session", row["id"], source=source)
            return wizard_rows.value(wizard_rows.find(connection, actor, row["id"]))

    def get(self, actor: Actor, session_id: str) -> WizardSession:
        """A session, whatever became of it. Raises NotFound."""
        with self._database.read() as connection:
            return wizard_rows.value(wizard_rows.find(connection, actor, session_id))

    def save(
        self,
        actor: Actor,
        session_id: str,
        changes: Sequence[Change] = (),
        *,
        step: Step | None = None,
        seed: int | None = None,
        drafted_by: str | None = None,
        spent: Mapping[Step, int] | None = None,
    ) -> WizardSession:
        """Keep changes, the step that is open, a new seed, and what was spent in a step (micro-dollars, added up).

        Nothing that somebody wrote is lost: see `store.wizard_merge`. Raises NotFound, and Conflict for one that is
        published, abandoned or deleted.
        """
        with self._database.write() as connection:
            old = wizard_rows.value(wizard_rows.opened(connection, actor, session_id))
            costs = dict(old.costs)
            for where, amount in (spent or {}).items():
                costs[where.value] = costs.get(where.value, 0) + amount
            row: dict[str, Any] = wizard_rows.columns(merged(old.fields, changes, revision=old.revision + 1)) | {
                "costs": json.dumps(costs),
                "total_cost_microdollars": sum(costs.values()),
                "current_step": (step or old.step).value,
                "seed": old.seed if seed is None else seed,
                "drafted_by": old.drafted_by if drafted_by is None else drafted_by,
            }
            return self._change(connection, actor, session_id, row)

    def list(
        self,
        actor: Actor,
        *,
        status: WizardStatus = WizardStatus.OPEN,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[WizardSession]:
        """The actor's own sessions of a status, the one changed last first."""
        columns = wizard_sessions.c
        query = (
            select(wizard_sessions)
            .where(
                columns.user_id == actor.user_id,
                *_of(status),
                *keyset.after(cursor, columns.updated_at, columns.id),
            )
            .order_by(columns.updated_at.desc(), columns.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=wizard_rows.value, place=lambda row: (row.updated_at, row.id))

    def abandon(self, actor: Actor, session_id: str) -> WizardSession:
        """Set it aside. Raises NotFound, and Conflict for one that is not open."""
        with self._database.write() as connection:
            wizard_rows.opened(connection, actor, session_id)
            return self._change(connection, actor, session_id, {"abandoned_at": datetime.now(UTC)}, action="abandon")

    def delete(self, actor: Actor, session_id: str) -> None:
        """Take it out of sight; `restore` brings it back. The persona it became, if any, stays. Raises NotFound."""
        with self._database.write() as connection:
            wizard_rows.find(connection, actor, session_id, change=True)
            self._change(connection, actor, session_id, {"deleted_at": datetime.now(UTC)}, action="delete")

    def restore(self, actor: Actor, session_id: str) -> WizardSession:
        """Bring back one that was set aside or deleted, as it was. Raises NotFound."""
        with self._database.write() as connection:
            wizard_rows.find(connection, actor, session_id, change=True)
            back = {"deleted_at": None, "abandoned_at": None}
            return self._change(connection, actor, session_id, back, action="restore")

    def publish(
        self, actor: Actor, session_id: str, genome: PersonaGenome, *, message: str, copied_from: str | None = None
    ) -> Persona:
        """Make the persona, owned by whose session it is, and close the session: both, or neither, and only once.

        Asked again, it gives the persona that was made the first time. A slug that is taken gets a number behind it.
        `copied_from` is the version it is a copy of. Raises NotFound, Conflict for a session that is abandoned or
        deleted, and Uncited and Protected as `Personas.create` does.
        """
        with audit.refusals(self._database, actor, "create", ""), self._database.write() as connection:
            row = wizard_rows.find(connection, actor, session_id, change=True)
            if row.persona_id is not None:
                return self._personas.within(connection, actor, row.persona_id)
            wizard_rows.opened(connection, actor, session_id)
            about = genome.metadata
            free = about.model_copy(update={"slug": _free(connection, row.user_id, about.slug), "owner": row.user_id})
            persona = self._personas.create_within(
                connection,
                actor,
                genome.model_copy(update={"metadata": free}),
                message=message,
                owner_id=row.user_id,
                copied_from=copied_from,
            )
            done = {"persona_id": persona.card.id, "completed_at": datetime.now(UTC), "current_step": Step.REVIEW.value}
            self._change(connection, actor, session_id, done, action="publish", persona=persona.card.id)
            return persona

    def _change(
        self,
        connection: Connection,
        actor: Actor,
        session_id: str,
        values: dict[str, Any],
        *,
        action: str = "",
        **detail: str,
    ) -> WizardSession:
        columns = wizard_sessions.c
        changed = values | {"revision": columns.revision + 1, "updated_at": datetime.now(UTC)}
        connection.execute(wizard_sessions.update().where(columns.id == session_id).values(changed))
        if action:
            audit.record(connection, actor, action, "wizard session", session_id, **detail)
        return wizard_rows.value(wizard_rows.find(connection, actor, session_id))


def _of(status: WizardStatus) -> tuple[ColumnElement[bool], ...]:
    columns = wizard_sessions.c
    if status is WizardStatus.DELETED:
        return (columns.deleted_at.is_not(None),)
    there = columns.deleted_at.is_(None)
    if status is WizardStatus.PUBLISHED:
        return there, columns.completed_at.is_not(None)
    aside = columns.abandoned_at.is_(None) if status is WizardStatus.OPEN else columns.abandoned_at.is_not(None)
    return there, columns.completed_at.is_(None), aside


def _free(connection: Connection, user_id: str, slug: str) -> str:
    """The slug, or the first of `slug-2`, `slug-3`, … that is free."""
    short = slug[:250].rstrip("-")
    taken = select(personas.c.slug).where(
        personas.c.user_id == user_id,
        personas.c.deleted_at.is_(None),
        personas.c.slug.startswith(short, autoescape=True),
    )
    known = set(connection.execute(taken).scalars())
    for one in (slug, *(f"{short}-{number}" for number in range(2, SUFFIXES))):
        if one not in known:
            return one
    raise Conflict(f"There are too many personas called {slug!r}.", next_step="Give this one another name.")
