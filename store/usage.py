"""The ledger of what calls took: tokens, characters, seconds, pictures, and cost in whole micro-dollars.

Rows are added, never changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import func, select

from store import cursor as keyset
from store import quota_rows, visibility
from store.ready import Ready
from store.tables import usage
from store.token_rows import tokens
from store.usage_values import Entry, UsageTotal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from brain.turn import Usage as Spent
    from store.actor import Actor
    from store.database import Database
    from store.values import Page


_ENTER: Final = Ready(usage.insert())


def enter(
    connection: Connection,
    spent: Spent,
    *,
    user_id: str,
    purpose: str,
    persona_id: str | None = None,
    session_id: str | None = None,
    interaction_id: str | None = None,
    at: datetime | None = None,
) -> None:
    """Add a call to the ledger within a transaction, and count it to the budgets. A turn can be entered once only."""
    now = at or datetime.now(UTC)
    _ENTER.change(
        connection,
        {
            "id": str(uuid4()),
            "user_id": user_id,
            "persona_id": persona_id,
            "session_id": session_id,
            "interaction_id": interaction_id,
            "purpose": purpose,
            "provider": spent.provider,
            "model": spent.model,
            "input_tokens": spent.tokens.input,
            "output_tokens": spent.tokens.output,
            "cache_read_tokens": spent.tokens.cache_read,
            "cache_write_tokens": spent.tokens.cache_write,
            "cost_microdollars": spent.cost_microdollars,
            "created_at": now,
            "operation": spent.operation,
            "characters": spent.characters,
            "seconds": spent.seconds,
            "pictures": spent.pictures,
        },
    )
    if spent.cost_microdollars:
        quota_rows.spent(connection, user_id, persona_id, spent.cost_microdollars, now)


class Usage:
    """An actor sees what they spent; an admin what everybody did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        actor: Actor,
        spent: Spent,
        *,
        purpose: str,
        persona_id: str | None = None,
        session_id: str | None = None,
        hold_id: str | None = None,
    ) -> None:
        """Enter a call that is no turn, such as a judge's; what is set aside by `hold_id` becomes less by it.

        Raises NotFound for what the actor may not see.
        """
        with self._database.write() as connection:
            if persona_id is not None:
                visibility.persona(connection, actor, persona_id)
            if session_id is not None:
                visibility.session(connection, actor, session_id)
            enter(
                connection,
                spent,
                user_id=actor.user_id,
                purpose=purpose,
                persona_id=persona_id,
                session_id=session_id,
            )
            if hold_id is not None and spent.cost_microdollars:
                quota_rows.draw(connection, hold_id, spent.cost_microdollars)

    def total(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        session_id: str | None = None,
        since: datetime | None = None,
    ) -> UsageTotal:
        """Sums over the actor's own entries (an admin: over all), narrowed to a persona, a session or a time."""
        query = select(*_SUMS).where(*_narrowed(actor, persona_id, session_id, since, None))
        with self._database.read() as connection:
            return _total(connection.execute(query).one())

    def by_purpose(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        session_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
    ) -> dict[str, UsageTotal]:
        """The same sums for each purpose (`turn`, `speech`, `judge` …), by its name."""
        query = (
            select(usage.c.purpose, *_SUMS)
            .where(*_narrowed(actor, persona_id, session_id, since, before))
            .group_by(usage.c.purpose)
            .order_by(usage.c.purpose)
        )
        with self._database.read() as connection:
            return {row.purpose: _total(row[1:]) for row in connection.execute(query)}

    def entries(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        session_id: str | None = None,
        purpose: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Entry]:
        """Entries, newest first, narrowed to a persona, a session, a purpose, or times from `since` to before `before`.

        Raises InvalidInput for a cursor of another list.
        """
        columns = usage.c
        query = (
            select(usage)
            .where(*_narrowed(actor, persona_id, session_id, since, before))
            .where(*keyset.after(cursor, columns.created_at, columns.id))
            .order_by(columns.created_at.desc(), columns.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        if purpose is not None:
            query = query.where(columns.purpose == purpose)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_entry, place=lambda row: (row.created_at, row.id))


_SUMS: Final = (
    func.count(),
    func.coalesce(func.sum(usage.c.input_tokens), 0),
    func.coalesce(func.sum(usage.c.output_tokens), 0),
    func.coalesce(func.sum(usage.c.cost_microdollars), 0),
    func.count() - func.count(usage.c.cost_microdollars),
    func.coalesce(func.sum(usage.c.cache_read_tokens), 0),
    func.coalesce(func.sum(usage.c.cache_write_tokens), 0),
    func.coalesce(func.sum(usage.c.characters), 0),
    func.coalesce(func.sum(usage.c.seconds), 0.0),
    func.coalesce(func.sum(usage.c.pictures), 0),
)


def _narrowed(
    actor: Actor, persona_id: str | None, session_id: str | None, since: datetime | None, before: datetime | None
) -> list[ColumnElement[bool]]:
    """The conditions on rows: the actor's own, unless they are an admin, and what else is asked."""
    columns = usage.c
    found = [] if actor.role == "admin" else [columns.user_id == actor.user_id]
    found += [] if persona_id is None else [columns.persona_id == persona_id]
    found += [] if session_id is None else [columns.session_id == session_id]
    found += [] if since is None else [columns.created_at >= since]
    return found + ([] if before is None else [columns.created_at < before])


def _total(sums: Sequence[Any]) -> UsageTotal:
    calls, read, written, cost, unpriced, cache_read, cache_write, characters, seconds, pictures = sums
    return UsageTotal(
        calls=int(calls),
        input_tokens=int(read),
        output_tokens=int(written),
        cost_microdollars=int(cost),
        unpriced=int(unpriced),
        cache_read_tokens=int(cache_read),
        cache_write_tokens=int(cache_write),
        characters=int(characters),
        seconds=float(seconds),
        pictures=int(pictures),
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        user_id=row.user_id,
        persona_id=row.persona_id,
        session_id=row.session_id,
        interaction_id=row.interaction_id,
        purpose=row.purpose,
        operation=row.operation,
        provider=row.provider,
        model=row.model,
        tokens=tokens(row),
        characters=row.characters,
        seconds=row.seconds,
        pictures=row.pictures,
        cost_microdollars=row.cost_microdollars,
        created_at=row.created_at,
    )
