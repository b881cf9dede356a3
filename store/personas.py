"""Personas and their versions: genome values in, genome values out. Knows no conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy import text as sql

from brain.errors import Conflict, InvalidInput, NotFound, Protected
from store import audit, lifecycle, listing, persona_index, real_persons, versions, visibility
from store.tables import SHARED, personas, users
from store.tables import versions as version_table
from store.values import Outcome, Persona, PersonaAction, PersonaCard, PersonaStatus, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from brain.genome import PersonaGenome
    from store.actor import Actor
    from store.database import Database
    from store.genomes import Genomes


class Personas:
    """The actor sees their own, the public ones and the demos; changes their own; an admin everything."""

    def __init__(self, database: Database, genomes: Genomes) -> None:
        self._database = database
        self._genomes = genomes

    def create(
        self,
        actor: Actor,
        genome: PersonaGenome,
        *,
        message: str,
        is_demo: bool = False,
        is_public: bool = False,
        copied_from: str | None = None,
        status: PersonaStatus = PersonaStatus.ACTIVE,
    ) -> Persona:
        """Keep a new persona as version 1. Raises Conflict if the actor has one of this slug.

        `copied_from` is the version that it is a copy of, which the actor must be able to see: else NotFound. Raises
        Uncited for a real person without sources, unless its status is `creating`, and Protected for a copy of a real
        person that would pass for them (`store.real_persons`).
        """
        refusals = audit.refusals(self._database, actor, "create", "")
        with refusals, self._database.write() as connection:
            return self.create_within(
                connection,
                actor,
                genome,
                message=message,
                is_demo=is_demo,
                is_public=is_public,
                copied_from=copied_from,
                status=status,
            )

    def create_within(
        self,
        connection: Connection,
        actor: Actor,
        genome: PersonaGenome,
        *,
        message: str,
        owner_id: str = "",
        is_demo: bool = False,
        is_public: bool = False,
        copied_from: str | None = None,
        status: PersonaStatus = PersonaStatus.ACTIVE,
    ) -> Persona:
        """The same within a transaction of the store's own; `owner_id` is the actor's unless said."""
        now = datetime.now(UTC)
        owner = owner_id or actor.user_id
        if connection.execute(select(users.c.id).where(users.c.id == owner)).first() is None:
            raise NotFound("There is no such user.", next_step="Add the user first.")
        if copied_from is not None:
            visibility.version(connection, actor, copied_from)
        real_persons.check_new(
            connection, self._genomes, actor, genome, status=status, is_public=is_public, copied_from=copied_from
        )
        lifecycle.free_slug(connection, owner, genome.metadata.slug)
        row = versions.listed_columns(genome) | {
            "id": str(uuid4()),
            "user_id": owner,
            "status": status.value,
            "is_demo": is_demo,
            "is_public": is_public,
            "copied_from": copied_from,
            "version_id": "",
            "version_number": 1,
            "created_at": now,
            "updated_at": now,
        }
        connection.execute(personas.insert().values(row))
        self._add_version(connection, actor, row["id"], genome, number=1, parent_id=None, message=message)
        detail = {} if copied_from is None else {"copied_from": copied_from}
        audit.record(connection, actor, "create", "persona", row["id"], **detail)
        return self.within(connection, actor, row["id"])

    def within(self, connection: Connection, actor: Actor, persona_id: str) -> Persona:
        """A persona with its newest genome, within a transaction of the store's own. Raises NotFound."""
        return self._persona(connection, visibility.persona(connection, actor, persona_id))

    def get(self, actor: Actor, persona_id: str) -> Persona:
        """A persona with its newest genome. Raises NotFound."""
        with self._database.read() as connection:
            return self.within(connection, actor, persona_id)

    def by_slug(self, actor: Actor, slug: str) -> Persona:
        """The actor's own persona of this slug; else a demo, else the oldest public one. Raises NotFound."""
        own = select(personas).where(
            personas.c.user_id == actor.user_id, personas.c.slug == slug, personas.c.deleted_at.is_(None)
        )
        others = (
            select(personas)
            .where(personas.c.slug == slug, personas.c.deleted_at.is_(None))
            .order_by(personas.c.is_demo.desc(), personas.c.created_at, personas.c.id)
            .limit(1)
        )
        if actor.role != "admin":
            others = others.where(sql(SHARED))
        with self._database.read() as connection:
            row = connection.execute(own).first() or connection.execute(others).first()
            return self._persona(connection, visibility.checked(row, actor))

    def unused_slug(self, actor: Actor, wanted: str) -> str:
        """The slug itself if the actor has no persona of it, else the first free one with a number behind it."""
        with self._database.read() as connection:
            taken = lifecycle.taken(connection, actor.user_id, wanted[:240])
        numbered = (f"{wanted[:240]}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (wanted, *numbered) if slug not in taken)

    def save_version(
        self,
        actor: Actor,
        persona_id: str,
        genome: PersonaGenome,
        *,
        message: str,
        parent_id: str | None = None,
        branch: bool = False,
        current: bool = True,
    ) -> Version:
        """Keep a new genome of a persona, which becomes its current version unless `current` is False.

        `parent_id` says which version it was made from (None: the current one). Raises Conflict if that is no
        longer the current version and no `branch` is wanted, or if the slug is taken; NotFound; Forbidden; Uncited
        and Protected as `create` does.
        """
        refusals = audit.refusals(self._database, actor, "save version", persona_id)
        with refusals, self._database.write() as connection:
            row = visibility.persona(connection, actor, persona_id, change=True)
            parent = row.version_id if parent_id is None else parent_id
            if parent != row.version_id:
                found = visibility.version(connection, actor, parent)
                if found.persona_id != persona_id:
                    raise NotFound("This persona has no such version.", next_step="Check the id.")
                if not branch:
                    raise Conflict(
                        f"{row.name!r} was changed by somebody else meanwhile.",
                        why=f"You started from version {found.number}; it is at {row.version_number} now.",
                        next_step="Look at the newer version, or save yours as a branch.",
                    )
            real_persons.check_change(connection, self._genomes, actor, genome, row)
            if current and genome.metadata.slug != row.slug:
                lifecycle.free_slug(connection, row.user_id, genome.metadata.slug)
            saved = self._add_version(
                connection,
                actor,
                persona_id,
                genome,
                number=versions.next_number(connection, persona_id),
                parent_id=parent,
                message=message,
                current=current,
            )
            audit.record(connection, actor, "save version", "persona", persona_id, number=str(saved.number))
            return saved

    def version(self, actor: Actor, version_id: str) -> tuple[Version, PersonaGenome]:
        """A version and its genome. Raises NotFound."""
        with self._database.read() as connection:
            row = visibility.version(connection, actor, version_id)
            return versions.from_row(row), self._genomes.get(connection, row.genome_hash)

    def versions(self, actor: Actor, persona_id: str) -> tuple[Version, ...]:
        """Every version of a persona, newest first. Raises NotFound."""
        query = (
            select(version_table)
            .where(version_table.c.persona_id == persona_id)
            .order_by(version_table.c.number.desc())
        )
        with self._database.read() as connection:
            visibility.persona(connection, actor, persona_id)
            return tuple(versions.from_row(row) for row in connection.execute(query))

    def set_status(self, actor: Actor, persona_id: str, status: PersonaStatus) -> PersonaCard:
        """Move a persona to another status. Raises InvalidInput for `deleted`; NotFound; Forbidden."""
        if status is PersonaStatus.DELETED:
            raise InvalidInput("A persona is not deleted by its status.", next_step="Use delete.")
        awake = status.value in real_persons.AWAKE
        return self._change(actor, persona_id, "set status", {"status": status.value}, shown=awake, status=status.value)

    def act(self, actor: Actor, persona_id: str, action: PersonaAction) -> PersonaCard:
        """Archive, pause, activate, delete or restore a persona. Raises NotFound, Forbidden and Conflict."""
        with audit.refusals(self._database, actor, action, persona_id), self._database.write() as connection:
            return lifecycle.act(connection, self._genomes, actor, persona_id, action)[1]

    def act_on_each(self, actor: Actor, actions: Sequence[tuple[str, PersonaAction]]) -> tuple[Outcome, ...]:
        """The same for many, in one transaction: what cannot be done to one is in its outcome, the others go on."""
        with self._database.write() as connection:
            return tuple(lifecycle.attempt(connection, self._genomes, actor, one, action) for one, action in actions)

    def publish(self, actor: Actor, persona_id: str, *, public: bool) -> PersonaCard:
        """Let everybody read a persona, or no longer. Raises NotFound, Forbidden, and Uncited for a real person."""
        return self._change(
            actor, persona_id, "publish", {"is_public": public}, shown=public, public=str(public).lower()
        )

    def verify(self, actor: Actor, persona_id: str, *, verified: bool = True) -> PersonaCard:
        """Say that a persona stands for the real person it names, or no longer; meanwhile only an admin changes it.

        Raises Protected unless the actor is an admin, InvalidInput for one that is not real, Uncited, NotFound.
        """
        action = "verify" if verified else "withdraw verification"
        stamp = {"verified_at": datetime.now(UTC), "verified_by": actor.user_id}
        with audit.refusals(self._database, actor, action, persona_id), self._database.write() as connection:
            row = visibility.persona(connection, actor, persona_id)
            if actor.role != "admin":
                raise Protected(f"{row.name!r} can be verified by an admin only.", next_step="Ask an admin.")
            if verified and not row.is_real:
                raise InvalidInput(f"{row.name!r} is no real person.", next_step="Only real persons are verified.")
            if verified:
                real_persons.check_shown(connection, self._genomes, row)
            values = stamp if verified else dict.fromkeys(stamp)
            return lifecycle.changed(connection, actor, persona_id, action, values)

    def delete(self, actor: Actor, persona_id: str) -> None:
        """Take a persona out of sight; `restore` brings it back. Raises NotFound and Forbidden."""
        self.act(actor, persona_id, "delete")

    def restore(self, actor: Actor, persona_id: str) -> PersonaCard:
        """Bring a deleted persona back as it was. Raises NotFound, and Conflict if its slug was taken meanwhile."""
        return self.act(actor, persona_id, "restore")

    def _change(
        self, actor: Actor, persona_id: str, action: str, values: dict[str, Any], *, shown: bool, **detail: str
    ) -> PersonaCard:
        with audit.refusals(self._database, actor, action, persona_id), self._database.write() as connection:
            row = visibility.persona(connection, actor, persona_id, change=True)
            if shown:
                real_persons.check_shown(connection, self._genomes, row)
            return lifecycle.changed(connection, actor, persona_id, action, values, **detail)

    def _add_version(
        self,
        connection: Connection,
        actor: Actor,
        persona_id: str,
        genome: PersonaGenome,
        *,
        number: int,
        parent_id: str | None,
        message: str,
        current: bool = True,
    ) -> Version:
        version = versions.add(
            connection,
            actor,
            persona_id=persona_id,
            number=number,
            parent_id=parent_id,
            message=message,
            genome_hash=self._genomes.put(connection, genome),
        )
        if current:
            versions.make_current(connection, version, genome, at=version.created_at)
            persona_index.keep(connection, persona_id, genome)
        return version

    def _persona(self, connection: Connection, row: Row[Any]) -> Persona:
        current = connection.execute(select(version_table).where(version_table.c.id == row.version_id)).one()
        version = versions.from_row(current)
        genome = self._genomes.get(connection, version.genome_hash)
        return Persona(card=listing.card(row), version=version, genome=genome)
