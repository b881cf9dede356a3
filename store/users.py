"""Users: who owns personas. Knows no password and no sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from brain.errors import Conflict, Forbidden, InvalidInput, NotFound
from store import audit, quota_rows
from store import cursor as keyset
from store.actor import LOCAL_ACTOR, LOCAL_USER_ID
from store.tables import users
from store.values import Page, User

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database


_LOCAL: Final = {"id": LOCAL_USER_ID, "name": "You", "tier": "local"}


class Users:
    """Anybody sees and changes themselves; an admin everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        actor: Actor,
        *,
        name: str,
        email: str | None = None,
        time_zone: str = "UTC",
        tier: str = "free",
        user_id: str | None = None,
    ) -> User:
        """Add a user. Raises Forbidden unless the actor is an admin, Conflict if the id or email is taken."""
        if actor.role != "admin":
            raise Forbidden("Users can be added by an admin only.", next_step="Ask an admin.")
        row = {
            "id": user_id or str(uuid4()),
            "name": name,
            "email": email,
            "role": "member",
            "time_zone": _zone(time_zone),
            "tier": tier,
            "created_at": datetime.now(UTC),
        }
        with self._database.write() as connection:
            same = users.c.id == row["id"]
            taken = select(users.c.id).where(same if email is None else same | (users.c.email == email))
            if connection.execute(taken).first() is not None:
                raise Conflict("This user is there already.", why="The id or the email address is taken.")
            connection.execute(users.insert().values(row))
            audit.record(connection, actor, "add", "user", str(row["id"]))
            return _user(_seen(connection, actor, str(row["id"])))

    def ensure_local(self) -> User:
        """The one user of a studio without accounts, who comes with the tables; added again if missing."""
        with self._database.write() as connection:
            row = connection.execute(select(users).where(users.c.id == LOCAL_USER_ID)).first()
            if row is None:
                connection.execute(users.insert().values(_LOCAL | {"created_at": datetime.now(UTC)}))
            return _user(_seen(connection, LOCAL_ACTOR, LOCAL_USER_ID))

    def get(self, actor: Actor, user_id: str) -> User:
        """A user. Raises NotFound for anybody else than the actor, unless the actor is an admin."""
        with self._database.read() as connection:
            return _user(_seen(connection, actor, user_id))

    def change(
        self,
        actor: Actor,
        user_id: str,
        *,
        name: str | None = None,
        time_zone: str | None = None,
        tier: str | None = None,
    ) -> User:
        """Change the name, the time zone (an IANA name) or the tier.

        Raises NotFound, InvalidInput, and Forbidden for a tier unless the actor is an admin.
        """
        changes = {} if name is None else {"name": name}
        if tier is not None:
            if actor.role != "admin":
                raise Forbidden("Plans are changed by an admin only.", next_step="Ask an admin.")
            changes["tier"] = tier
        if time_zone is not None:
            changes["time_zone"] = _zone(time_zone)
        with self._database.write() as connection:
            _seen(connection, actor, user_id)
            if changes:
                connection.execute(users.update().where(users.c.id == user_id).values(changes))
                if tier is not None:
                    # What was not limited was not counted: the next to ask is counted by the ledger and the turns.
                    quota_rows.forget(connection, user_id)
                audit.record(connection, actor, "change", "user", user_id)
            return _user(_seen(connection, actor, user_id))

    def list(self, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[User]:
        """Users, newest first: everybody for an admin, else the actor alone."""
        query = (
            select(users)
            .where(*keyset.after(cursor, users.c.created_at, users.c.id))
            .order_by(users.c.created_at.desc(), users.c.id.desc())
            .limit(keyset.checked(limit) + 1)
        )
        if actor.role != "admin":
            query = query.where(users.c.id == actor.user_id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_user, place=lambda row: (row.created_at, row.id))


def _seen(connection: Connection, actor: Actor, user_id: str) -> Row[Any]:
    row = connection.execute(select(users).where(users.c.id == user_id)).first()
    if row is None or (actor.role != "admin" and actor.user_id != user_id):
        raise NotFound("There is no such user.", next_step="Check the id.")
    return row


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id, name=row.name, email=row.email, time_zone=row.time_zone, created_at=row.created_at, tier=row.tier
    )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"{name!r} is not a time zone.", next_step="Use an IANA name, such as Europe/Oslo."
        ) from None
    return name
