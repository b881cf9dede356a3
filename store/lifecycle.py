"""Archive, pause, activate, delete and restore: what is done to a persona as a whole. Within a caller's transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from brain.errors import Conflict, PersonaForgeError
from store import audit, listing, persona_index, real_persons, visibility
from store.tables import personas
from store.tables import versions as version_table
from store.values import Outcome, PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.genomes import Genomes
    from store.values import PersonaAction, PersonaCard

_STATUS: Final[Mapping[str, PersonaStatus]] = {
    "archive": PersonaStatus.ARCHIVED,
    "pause": PersonaStatus.PAUSED,
    "activate": PersonaStatus.ACTIVE,
}


def attempt(connection: Connection, genomes: Genomes, actor: Actor, persona_id: str, action: PersonaAction) -> Outcome:
    """Do it, or say why it cannot be done: the others of the same transaction go on."""
    try:
        before, card = act(connection, genomes, actor, persona_id, action)
    except PersonaForgeError as error:
        if isinstance(error, audit.REFUSED):
            audit.record(connection, actor, f"refused to {action}", "persona", persona_id, why=type(error).__name__)
        return Outcome(persona_id, action, problem=error)
    return Outcome(persona_id, action, before=before, card=card)


def act(
    connection: Connection, genomes: Genomes, actor: Actor, persona_id: str, action: PersonaAction
) -> tuple[PersonaStatus, PersonaCard]:
    """Do it, with an entry in the audit log; the status before and the card after. Done already, nothing changes.

    Raises NotFound, Forbidden, Conflict if the slug of a deleted one was taken meanwhile, and Uncited where a real
    person would wake without sources.
    """
    row = visibility.persona(connection, actor, persona_id, change=True, deleted=action == "restore")
    before = PersonaStatus(row.status)
    if action == "delete":
        gone = {
            "status": PersonaStatus.DELETED.value,
            "status_before": row.status,
            "deleted_at": datetime.now(UTC),
        }
        persona_index.drop(connection, persona_id)
        return before, changed(connection, actor, persona_id, "delete", gone)
    if action == "restore":
        return before, _restored(connection, genomes, actor, row)
    status = _STATUS[action]
    if status is before:
        return before, listing.card(row)
    if status.value in real_persons.AWAKE:
        real_persons.check_shown(connection, genomes, row)
    return before, changed(connection, actor, persona_id, action, {"status": status.value})


def changed(
    connection: Connection, actor: Actor, persona_id: str, action: str, values: dict[str, Any], **detail: str
) -> PersonaCard:
    """Change columns of a persona whose row is locked, with an entry in the audit log."""
    stamped = values | {"updated_at": datetime.now(UTC)}
    connection.execute(personas.update().where(personas.c.id == persona_id).values(stamped))
    audit.record(connection, actor, action, "persona", persona_id, **detail)
    return listing.card(visibility.persona(connection, actor, persona_id, deleted=True))


def free_slug(connection: Connection, user_id: str, slug: str) -> None:
    """Raise Conflict if the user has a persona of this slug."""
    if slug in taken(connection, user_id, slug):
        raise Conflict(f"There is already a persona called {slug!r}.", next_step="Give this one another slug.")


def taken(connection: Connection, user_id: str, start: str) -> set[str]:
    """The slugs of a user's personas that begin so."""
    columns = personas.c
    query = select(columns.slug).where(
        columns.user_id == user_id, columns.slug.startswith(start, autoescape=True), columns.deleted_at.is_(None)
    )
    return set(connection.execute(query).scalars())


def _restored(connection: Connection, genomes: Genomes, actor: Actor, row: Row[Any]) -> PersonaCard:
    if row.deleted_at is None:
        return listing.card(row)
    free_slug(connection, row.user_id, row.slug)
    back = {
        "status": row.status_before or PersonaStatus.ACTIVE.value,
        "status_before": None,
        "deleted_at": None,
    }
    version = connection.execute(select(version_table).where(version_table.c.id == row.version_id)).one()
    persona_index.keep(connection, row.id, genomes.get(connection, version.genome_hash))
    return changed(connection, actor, row.id, "restore", back)
