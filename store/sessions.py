"""Sessions as rows. Works within a caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args
from uuid import uuid4

from sqlalchemy import select

from brain.errors import InvalidInput, NotFound
from brain.state import PersonaState
from store import cursor as keyset
from store import turns, visibility
from store.tables import sessions
from store.values import Page, Session

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from brain.models.chat import DriftInstruction
    from store.actor import Actor

Mode = Literal["chat", "voice", "video"]
"""The seeds' interaction modes."""

_AT_ONCE: Final = 500
"""Turns held in memory while a conversation is forked."""


def add(
    connection: Connection,
    actor: Actor,
    *,
    persona_id: str,
    version_id: str | None,
    mode: Mode,
    persona_mode: str,
    model: str,
    seed: int,
    drift: DriftInstruction | None,
    state: PersonaState,
    title: str,
    fresh: bool,
    at: datetime,
) -> Session:
    """Keep a new session of the actor's, pinned to a version. Raises NotFound and InvalidInput."""
    if mode not in get_args(Mode):
        raise InvalidInput(f"{mode!r} is not a mode.", next_step=f"Use one of {', '.join(get_args(Mode))}.")
    persona = visibility.persona(connection, actor, persona_id)
    pinned = persona.version_id if version_id is None else version_id
    if visibility.version(connection, actor, pinned).persona_id != persona_id:
        raise NotFound("This persona has no such version.", next_step="Check the id.")
    session_id = str(uuid4())
    document = state.model_dump_json()
    connection.execute(
        sessions.insert().values(
            id=session_id,
            persona_id=persona_id,
            version_id=pinned,
            user_id=actor.user_id,
            title=title,
            mode=mode,
            persona_mode=persona_mode,
            model=model,
            seed=seed,
            drift=None if drift is None else drift.model_dump_json(),
            fresh=fresh,
            initial_state=document,
            state=document,
            created_at=at,
            last_activity_at=at,
        )
    )
    return from_row(visibility.session(connection, actor, session_id))


def listed(
    connection: Connection, actor: Actor, *, persona_id: str | None, cursor: str | None, limit: int
) -> Page[Session]:
    """A page of the actor's sessions (an admin: everybody's), the last used first."""
    columns = sessions.c
    query = (
        select(sessions)
        .where(*keyset.after(cursor, columns.last_activity_at, columns.id))
        .order_by(columns.last_activity_at.desc(), columns.id.desc())
        .limit(keyset.checked(limit) + 1)
    )
    if actor.role != "admin":
        query = query.where(columns.user_id == actor.user_id)
    if persona_id is not None:
        query = query.where(columns.persona_id == persona_id)
    rows = connection.execute(query).all()
    return keyset.page(rows, limit, value=from_row, place=lambda row: (row.last_activity_at, row.id))


def fork(connection: Connection, actor: Actor, session_id: str, *, before_turn: int, at: datetime) -> Session:
    """A new session with the turns before a turn; it starts from the state they left. Raises InvalidInput.

    It belongs to whom the forked one belongs to. What the copied turns took is not counted a second time.
    """
    old = visibility.session(connection, actor, session_id)
    if not 1 <= before_turn <= old.turn_count + 1:
        raise InvalidInput(
            f"The conversation cannot be forked before turn {before_turn}.",
            why=f"It has {old.turn_count} turns.",
            next_step=f"Name a turn from 1 to {old.turn_count + 1}.",
        )
    last = turns.between(connection, session_id, after=before_turn - 2, limit=1) if before_turn > 1 else ()
    values = {column.name: getattr(old, column.name) for column in sessions.c} | {
        "id": str(uuid4()),
        "state": last[0].state.model_dump_json() if last else old.initial_state,
        "turn_count": before_turn - 1,
        "total_cost_microdollars": 0,
        "forked_from_session": old.id,
        "forked_before_turn": before_turn,
        "created_at": at,
        "last_activity_at": at,
    }
    connection.execute(sessions.insert().values(values))
    new = visibility.session(connection, actor, values["id"])
    for after in range(0, before_turn - 1, _AT_ONCE):
        some = turns.between(connection, session_id, after=after, limit=min(_AT_ONCE, before_turn - 1 - after))
        copies = [turn.model_copy(update={"id": str(uuid4()), "session_id": new.id}) for turn in some]
        turns.add(connection, new, copies, copied_from=[turn.id for turn in some])
    return from_row(new)


def from_row(row: Row[Any]) -> Session:
    """The session of a row."""
    return Session(
        id=row.id,
        persona_id=row.persona_id,
        version_id=row.version_id,
        user_id=row.user_id,
        title=row.title,
        mode=row.mode,
        persona_mode=row.persona_mode,
        model=row.model,
        seed=row.seed,
        drift=turns.instruction(row.drift),
        state=PersonaState.model_validate_json(row.state),
        turn_count=row.turn_count,
        forked_from=None if row.forked_from_session is None else (row.forked_from_session, row.forked_before_turn),
        created_at=row.created_at,
        last_activity_at=row.last_activity_at,
        fresh=row.fresh,
    )
