"""What was used in a window before anybody counted it: by the ledger, and by the turns that were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from store.tables import interactions, usage

if TYPE_CHECKING:
    from sqlalchemy import Connection, Insert, Table

    from store.quota_values import Want


def so_far(connection: Connection, user_id: str, want: Want) -> int:
    """The sum over a window, in the quota's unit. What fails to say a word is no message, and a fork's copies are not.

    Sound and film are counted where a provider was paid for them: what this machine makes is not in the ledger.
    """
    columns = interactions.c if want.quota == "messages" else usage.c
    within = (
        columns.user_id == user_id,
        columns.created_at >= want.window.starts_at,
        columns.created_at < want.window.ends_at,
    )
    if want.quota == "messages":
        said = or_(interactions.c.status == "complete", interactions.c.persona_response != "")
        query = select(func.count()).where(*within, interactions.c.copied_from.is_(None), said)
        return int(connection.execute(query).scalar_one())
    if want.quota == "cost":
        query = select(func.coalesce(func.sum(usage.c.cost_microdollars), 0)).where(*within)
        if want.persona_id:
            query = query.where(usage.c.persona_id == want.persona_id)
        return int(connection.execute(query).scalar_one())
    operation = "speech" if want.quota == "voice" else "video"
    seconds = select(func.coalesce(func.sum(usage.c.seconds), 0.0)).where(*within, usage.c.operation == operation)
    return round(1_000 * float(connection.execute(seconds).scalar_one()))


def unless_there(connection: Connection, table: Table) -> Insert:
    """An insert that does nothing where the row is there already."""
    made: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement: Insert = made.insert(table).on_conflict_do_nothing()
    return statement
