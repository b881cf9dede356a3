"""The ledger of what calls took: tokens, and cost in whole micro-dollars. Rows are added, never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import func, select

from store import visibility
from store.tables import usage
from store.values import UsageTotal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from brain.turn import Usage as Spent
    from store.actor import Actor
    from store.database import Database


_ENTER: Final = usage.insert()


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
    """Add a call to the ledger within a transaction. A turn can be entered once only."""
    connection.execute(
        _ENTER,
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
            "created_at": at or datetime.now(UTC),
        },
    )


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
    ) -> None:
        """Enter a call that is no turn, such as a judge's. Raises NotFound for what the actor may not see."""
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

    def total(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        session_id: str | None = None,
        since: datetime | None = None,
    ) -> UsageTotal:
        """Sums over the actor's own entries (an admin: over all), narrowed to a persona, a session or a time."""
        columns = usage.c
        query = select(
            func.count(),
            func.coalesce(func.sum(columns.input_tokens), 0),
            func.coalesce(func.sum(columns.output_tokens), 0),
            func.coalesce(func.sum(columns.cost_microdollars), 0),
            func.count() - func.count(columns.cost_microdollars),
        )
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        if persona_id is not None:
            query = query.where(columns.persona_id == persona_id)
        if session_id is not None:
            query = query.where(columns.session_id == session_id)
        if since is not None:
            query = query.where(columns.created_at >= since)
        with self._database.read() as connection:
            calls, input_tokens, output_tokens, cost, unpriced = connection.execute(query).one()
        return UsageTotal(
            calls=int(calls),
            input_tokens=int(input_tokens),
            output_tokens=int(output_tokens),
            cost_microdollars=int(cost),
            unpriced=int(unpriced),
        )
