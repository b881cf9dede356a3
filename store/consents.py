"""Who agreed to what of a real person's is copied. Entries are added and revoked, never changed or removed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from brain.errors import InvalidInput, NotFound
from store import audit, visibility
from store.tables import consents
from store.values import CONSENTS, Consent, ConsentKind

if TYPE_CHECKING:
    from sqlalchemy import Row

    from store.actor import Actor
    from store.database import Database


class Consents:
    """Whoever may change a persona records and revokes; of a verified one an admin alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, actor: Actor, persona_id: str, kind: ConsentKind, *, given_by: str, statement: str) -> Consent:
        """Keep that somebody agreed, in which words or by which document. Raises InvalidInput, NotFound, Forbidden."""
        if kind not in CONSENTS:
            raise InvalidInput(f"{kind!r} is nothing to agree to.", next_step=f"Use one of {', '.join(CONSENTS)}.")
        if not given_by.strip() or not statement.strip():
            raise InvalidInput(
                "A consent needs who gave it and in which words.",
                next_step="Name the person and the document, or quote what they said.",
            )
        row = {
            "id": str(uuid4()), "persona_id": persona_id, "kind": kind, "given_by": given_by.strip(),
            "statement": statement.strip(), "recorded_by": actor.user_id, "recorded_at": datetime.now(UTC),
        }  # fmt: skip
        with audit.refusals(self._database, actor, "record consent", persona_id), self._database.write() as connection:
            visibility.persona(connection, actor, persona_id, change=True)
            connection.execute(consents.insert().values(row))
            audit.record(connection, actor, "record consent", "persona", persona_id, kind=kind)
            return _consent(connection.execute(select(consents).where(consents.c.id == row["id"])).one())

    def revoke(self, actor: Actor, consent_id: str) -> None:
        """Take a consent back from now on; what was made before stays in its versions. Raises NotFound, Forbidden."""
        with self._database.write() as connection:
            row = connection.execute(select(consents).where(consents.c.id == consent_id)).first()
            if row is None:
                raise NotFound("There is no such consent.", next_step="Check the id.")
            visibility.persona(connection, actor, row.persona_id, change=True)
            ended = consents.c.id == consent_id
            connection.execute(consents.update().where(ended).values(revoked_at=datetime.now(UTC)))
            audit.record(connection, actor, "revoke consent", "persona", row.persona_id, kind=row.kind)

    def list(self, actor: Actor, persona_id: str) -> tuple[Consent, ...]:
        """The consents of a persona, newest first, for whom it belongs to; nobody else sees any. Raises NotFound."""
        query = select(consents).where(consents.c.persona_id == persona_id).order_by(consents.c.recorded_at.desc())
        with self._database.read() as connection:
            row = visibility.persona(connection, actor, persona_id)
            if not visibility.owns(actor, row.user_id):
                return ()
            return tuple(_consent(found) for found in connection.execute(query))


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        id=row.id, persona_id=row.persona_id, kind=row.kind, given_by=row.given_by, statement=row.statement,
        recorded_by=row.recorded_by, recorded_at=row.recorded_at, revoked_at=row.revoked_at,
    )  # fmt: skip
