"""The history of a persona: its versions as a graph, and which of them is the current one. Makes no version."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from brain.errors import NotFound
from store import audit, lifecycle, persona_index, real_persons, versions, visibility
from store.tables import sessions, users
from store.tables import versions as version_table
from store.values import Version, VersionNode

if TYPE_CHECKING:
    from store.actor import Actor
    from store.database import Database
    from store.genomes import Genomes


class History:
    """Versions of personas that the actor may see."""

    def __init__(self, database: Database, genomes: Genomes) -> None:
        self._database = database
        self._genomes = genomes

    def of(self, actor: Actor, persona_id: str) -> tuple[VersionNode, ...]:
        """Every version, newest first, with its author and how much the actor talked to it. Raises NotFound."""
        columns, talks = version_table.c, sessions.c
        mine = (talks.version_id == columns.id) & (talks.persona_id == persona_id)
        if actor.role != "admin":
            mine &= talks.user_id == actor.user_id
        query = (
            select(
                version_table,
                users.c.name.label("author"),
                func.count(talks.id).label("talks"),
                func.coalesce(func.sum(talks.turn_count), 0).label("turns"),
            )
            .join(users, users.c.id == columns.author_id)
            .outerjoin(sessions, mine)
            .where(columns.persona_id == persona_id)
            .group_by(*columns, users.c.name)
            .order_by(columns.number.desc())
        )
        with self._database.read() as connection:
            current = visibility.persona(connection, actor, persona_id).version_id
            return tuple(
                VersionNode(versions.from_row(row), row.author, row.id == current, int(row.talks), int(row.turns))
                for row in connection.execute(query)
            )

    def make_current(self, actor: Actor, persona_id: str, version_id: str, *, passed: str = "") -> Version:
        """Let another version be the one that new sessions begin with. Nothing is rewritten; old sessions keep theirs.

        `passed` says what it was tested by, for the audit log.
        Raises NotFound, Forbidden, Uncited, Protected, and Conflict if the version's slug is taken.
        """
        refusals = audit.refusals(self._database, actor, "make current", persona_id)
        with refusals, self._database.write() as connection:
            row = visibility.persona(connection, actor, persona_id, change=True)
            found = versions.from_row(visibility.version(connection, actor, version_id))
            if found.persona_id != persona_id:
                raise NotFound("This persona has no such version.", next_step="Check the id.")
            if found.id == row.version_id:
                return found
            genome = self._genomes.get(connection, found.genome_hash)
            real_persons.check_change(connection, self._genomes, actor, genome, row)
            if genome.metadata.slug != row.slug:
                lifecycle.free_slug(connection, row.user_id, genome.metadata.slug)
            versions.make_current(connection, found, genome, at=datetime.now(UTC))
            persona_index.keep(connection, persona_id, genome)
            detail = {"number": str(found.number)} | ({"passed": passed} if passed else {})
            audit.record(connection, actor, "make current", "persona", persona_id, **detail)
            return found
