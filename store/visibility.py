"""What an actor may see: the one place where ownership is checked on rows that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from brain.errors import Forbidden, NotFound
from store import real_persons
from store.ready import Ready
from store.tables import memories, personas, sessions, versions

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Table

    from store.actor import Actor


def _by_id(table: Table) -> tuple[Ready, Ready]:
    """The row of an id, and the same locked until the transaction ends."""
    query = select(table).where(table.c.id == bindparam("sought"))
    return Ready(query), Ready(query.with_for_update(key_share=True))


_PERSONAS: Final = _by_id(personas)
_SESSIONS: Final = _by_id(sessions)
_MEMORIES: Final = _by_id(memories)
_VERSION: Final = _by_id(versions)[0]


def persona(
    connection: Connection, actor: Actor, persona_id: str, *, change: bool = False, deleted: bool = False
) -> Row[Any]:
    """The row of a persona that the actor owns, that is public or a demo, or any for an admin.

    `change` asks for the right to change it, and locks the row until the transaction ends. Raises NotFound,
    Forbidden for a change to a persona that the actor may only read, and Protected for one to a verified real
    person. A deleted one is there only with `deleted`.
    """
    row = _PERSONAS[change].first(connection, {"sought": persona_id})
    return checked(row, actor, change=change, deleted=deleted)


def checked(row: Row[Any] | None, actor: Actor, *, change: bool = False, deleted: bool = False) -> Row[Any]:
    """The same for a row that is already read."""
    if row is None or (row.deleted_at is not None and not deleted):
        raise no_persona()
    if owns(actor, row.user_id):
        if change and (error := real_persons.protected(row, actor)) is not None:
            raise error
        return row
    if row.deleted_at is not None or not (row.is_public or row.is_demo):
        raise no_persona()
    if change:
        raise Forbidden(
            f"{row.name!r} cannot be changed.",
            why="It belongs to somebody else, who shares it for reading.",
            next_step="Make a copy of it and change that.",
        )
    return row


def version(connection: Connection, actor: Actor, version_id: str) -> Row[Any]:
    """The row of a version of a persona that the actor may see. Raises NotFound."""
    row: Row[Any] | None = _VERSION.first(connection, {"sought": version_id})
    if row is None:
        raise NotFound("There is no such version.", next_step="Check the id.")
    persona(connection, actor, row.persona_id)
    return row


def session(connection: Connection, actor: Actor, session_id: str, *, change: bool = False) -> Row[Any]:
    """The row of a session of the actor's own, or any for an admin. Raises NotFound."""
    row: Row[Any] | None = _SESSIONS[change].first(connection, {"sought": session_id})
    if row is None or not owns(actor, row.user_id):
        raise NotFound("There is no such conversation.", next_step="Check the id.")
    return row


def memory(connection: Connection, actor: Actor, memory_id: str, *, change: bool = False) -> Row[Any]:
    """The row of a memory of the actor's own, or any for an admin, whatever its status. Raises NotFound."""
    row: Row[Any] | None = _MEMORIES[change].first(connection, {"sought": memory_id})
    if row is None or not owns(actor, row.user_id):
        raise NotFound("There is no such memory.", next_step="Check the id.")
    return row


def owns(actor: Actor, user_id: str) -> bool:
    """Whether the actor is this user, or an admin."""
    return actor.role == "admin" or actor.user_id == user_id


def no_persona() -> NotFound:
    """The one answer for a persona that is not there and for one that is not the actor's to see."""
    return NotFound("There is no such persona.", next_step="Check the id, or choose one from the library.")
