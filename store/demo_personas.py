"""The personas of a made history: labelled in every list, and erased where nothing of a user's hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from store import persona_index
from store.tables import genomes, metadata, personas, sessions, version_drafts, versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from store.actor import Actor

LABEL: Final = " (demo history)"
"""What stands behind their names in lists, charts and files; the genome's own name is as it was played."""

OWN: Final = ("versions", "version_drafts", "persona_labels", "persona_texts")
"""What goes with a persona."""


def label(connection: Connection, persona_ids: Sequence[str]) -> None:
    """Put the label behind their names."""
    for row in connection.execute(select(personas.c.id, personas.c.name).where(personas.c.id.in_(persona_ids))).all():
        if not row.name.endswith(LABEL):
            name = row.name + LABEL
            named = {"name": name, "sort_name": persona_index.sort_name(name)}
            connection.execute(personas.update().where(personas.c.id == row.id).values(named))


def drifting(connection: Connection, actor: Actor, made: ColumnElement[bool]) -> list[Row[Any]]:
    """Made conversations with drift in them, the oldest first: id, the drift as JSON, persona's slug, version."""
    query = (
        select(sessions.c.id, sessions.c.drift, personas.c.slug, versions.c.number)
        .join(personas, personas.c.id == sessions.c.persona_id)
        .join(versions, versions.c.id == sessions.c.version_id)
        .where(sessions.c.user_id == actor.user_id, made, sessions.c.drift.is_not(None))
        .order_by(sessions.c.created_at, sessions.c.id)
    )
    return list(connection.execute(query))


def erase(connection: Connection, persona_ids: Sequence[str]) -> int:
    """Erase personas with their versions; how many stay, because something else names them."""
    left = 0
    for persona_id in persona_ids:
        own = select(versions.c.id).where(versions.c.persona_id == persona_id)
        ids = connection.execute(own).scalars().all()
        if not ids:
            continue
        if _named(connection, "personas", [persona_id]) or _named(connection, "versions", ids):
            left += 1
            continue
        hashes = connection.execute(select(versions.c.genome_hash).where(versions.c.persona_id == persona_id)).scalars()
        told = set(hashes)
        persona_index.drop(connection, persona_id)
        connection.execute(version_drafts.delete().where(version_drafts.c.persona_id == persona_id))
        # A version's parent is older: the newest goes first.
        for version_id in connection.execute(own.order_by(versions.c.number.desc())).scalars().all():
            connection.execute(versions.delete().where(versions.c.id == version_id))
        connection.execute(personas.delete().where(personas.c.id == persona_id))
        still = select(versions.c.genome_hash).where(versions.c.genome_hash.in_(told))
        gone = told - set(connection.execute(still).scalars())
        connection.execute(genomes.delete().where(genomes.c.hash.in_(gone)))
    return left


def _named(connection: Connection, table: str, ids: Sequence[str]) -> bool:
    """Whether a row that does not go with a persona refers to one of these."""
    for other in metadata.sorted_tables:
        if other.name in OWN:
            continue
        for column in other.c:
            refers = any(key.column.table.name == table and key.column.name == "id" for key in column.foreign_keys)
            if refers and connection.execute(select(column).where(column.in_(ids)).limit(1)).first() is not None:
                return True
    return False
