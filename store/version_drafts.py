"""Edits that are not saved as a version yet: one of each user and persona, kept at every change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from brain.errors import InvalidInput, NotFound
from brain.genome.document import MAXIMUM_BYTES
from store import visibility
from store.tables import version_drafts
from store.values import VersionDraft

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database


class VersionDrafts:
    """The actor's own drafts, of personas that they may change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, actor: Actor, persona_id: str) -> VersionDraft | None:
        """The actor's draft, if there is one. Raises NotFound for a persona that they may not see."""
        with self._database.read() as connection:
            visibility.persona(connection, actor, persona_id)
            row = _row(connection, actor, persona_id)
            return None if row is None else _draft(row)

    def put(self, actor: Actor, persona_id: str, *, base_version_id: str, document: str) -> VersionDraft:
        """Keep a draft in place of the one before. `document` is kept as it was typed, whether it is a genome or not.

        Raises NotFound, Forbidden, and InvalidInput for one that is too long.
        """
        if len(document.encode(errors="replace")) > MAXIMUM_BYTES:
            raise InvalidInput(
                "The draft is too long to be kept.", why=f"At most {MAXIMUM_BYTES:,} bytes are.",
                next_step="Move pictures and long texts out of it.",
            )  # fmt: skip
        values: dict[str, Any] = {
            "base_version_id": base_version_id,
            "document": document,
            "updated_at": datetime.now(UTC),
        }
        columns = version_drafts.c
        with self._database.write() as connection:
            # The lock on the persona keeps two tabs from adding the first draft at once.
            visibility.persona(connection, actor, persona_id, change=True)
            if visibility.version(connection, actor, base_version_id).persona_id != persona_id:
                raise NotFound("This persona has no such version.", next_step="Check the id.")
            ours = {"user_id": actor.user_id, "persona_id": persona_id}
            if _row(connection, actor, persona_id) is None:
                connection.execute(version_drafts.insert().values(values | ours))
            else:
                same = (columns.user_id == actor.user_id) & (columns.persona_id == persona_id)
                connection.execute(version_drafts.update().where(same).values(values))
        return VersionDraft(persona_id=persona_id, **values)

    def discard(self, actor: Actor, persona_id: str) -> None:
        """Throw the actor's draft away, if there is one. Raises NotFound for a persona that they may not see."""
        columns = version_drafts.c
        with self._database.write() as connection:
            visibility.persona(connection, actor, persona_id)
            same = (columns.user_id == actor.user_id) & (columns.persona_id == persona_id)
            connection.execute(version_drafts.delete().where(same))


def _row(connection: Connection, actor: Actor, persona_id: str) -> Row[Any] | None:
    columns = version_drafts.c
    query = select(version_drafts).where(columns.user_id == actor.user_id, columns.persona_id == persona_id)
    return connection.execute(query).first()


def _draft(row: Row[Any]) -> VersionDraft:
    return VersionDraft(
        persona_id=row.persona_id,
        base_version_id=row.base_version_id,
        document=row.document,
        updated_at=row.updated_at,
    )
