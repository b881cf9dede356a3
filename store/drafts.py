"""Drafts: what a reply has shown so far, on disk before it is on the screen. Works within a caller's transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import bindparam, select

from brain.drift.reading import DriftReading
from brain.errors import Conflict, NotFound
from brain.state import PersonaState
from brain.turn import Turn, TurnResult, TurnStatus, Usage
from store import memory_rows, passages, quota_rows, recollection, turns, visibility
from store import usage as ledger
from store.ready import Ready
from store.tables import drafts, personas, sessions
from store.tables.columns import clean
from store.values import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from brain.memory.memory import NewMemory
    from store.actor import Actor

CUT_OFF: Final = "The studio stopped while this reply was being written. What had been shown by then is kept."
"""The problem of a turn whose process is gone."""

GROW: Final = "UPDATE drafts SET shown = :shown WHERE id = :draft"
"""Takes the id of a draft, and all of what was shown so far."""


_ADD: Final = Ready(drafts.insert())
_OF_SESSION: Final = Ready(select(drafts).where(drafts.c.session_id == bindparam("session")))
_TAKE: Final = Ready(drafts.delete().where(drafts.c.id == bindparam("draft")))
_MOVE: Final = Ready(
    sessions.update()
    .where(sessions.c.id == bindparam("session"))
    .values(
        state=bindparam("state"),
        turn_count=bindparam("turn"),
        total_cost_microdollars=sessions.c.total_cost_microdollars + bindparam("cost"),
        last_activity_at=bindparam("at"),
    )
)
_COUNT: Final = Ready(
    personas.update()
    .where(personas.c.id == bindparam("persona"))
    .values(
        total_interactions=personas.c.total_interactions + 1,
        total_cost_microdollars=personas.c.total_cost_microdollars + bindparam("cost"),
    )
)


def add(connection: Connection, session: Row[Any], user_text: str, owner_id: str) -> Draft:
    """Keep the user's words before anything else happens to them."""
    draft = Draft(id=str(uuid4()), session_id=session.id, index=session.turn_count + 1, user_text=clean(user_text))
    _ADD.change(
        connection,
        {
            "id": draft.id,
            "session_id": draft.session_id,
            "turn_index": draft.index,
            "user_message": draft.user_text,
            "owner": owner_id,
            "created_at": datetime.now(UTC),
        },
    )
    return draft


def of_session(connection: Connection, session_id: str) -> Row[Any] | None:
    """The row of the session's draft, if there is one."""
    row: Row[Any] | None = _OF_SESSION.first(connection, {"session": session_id})
    return row


def take(connection: Connection, draft_id: str) -> None:
    """Remove a draft, in the transaction that keeps its turn. Raises Conflict if somebody did so before."""
    if _TAKE.change(connection, {"draft": draft_id}) != 1:
        raise closed()


def closed() -> Conflict:
    """The error for a draft that has become a turn already."""
    return Conflict(
        "This reply was closed already.",
        why="It was stopped or recovered elsewhere; what it had shown by then is kept.",
        next_step="Load the conversation again.",
    )


def require_playable(connection: Connection, actor: Actor, session: Row[Any]) -> None:
    """Raise NotFound unless the session's persona is there for the actor."""
    try:
        visibility.persona(connection, actor, session.persona_id)
    except NotFound:
        raise NotFound(
            "The persona of this conversation can no longer be played.",
            why="It was deleted, or its owner no longer shares it.",
            next_step="The conversation can still be read; start a new one with another persona.",
        ) from None


def settle(
    connection: Connection,
    session: Row[Any],
    result: TurnResult,
    new_memories: Sequence[NewMemory] = (),
    *,
    hold_id: str | None = None,
) -> Turn:
    """Keep a turn and everything that follows from it: reading, ledger, state, counters, memories, recall.

    The session's row is locked by the caller, and its draft taken. What was set aside for it (`hold_id`) is settled:
    a turn without a word of reply is no message, unless the model chose to say nothing.
    """
    now = datetime.now(UTC)
    words = {"user_text": clean(result.user_text), "reply": clean(result.reply)}
    turn = Turn(**(dict(result) | words), id=str(uuid4()), session_id=session.id, created_at=now)
    turns.add(connection, session, [turn])
    _make_searchable(connection, session, turn)
    ledger.enter(
        connection,
        turn.usage,
        user_id=session.user_id,
        purpose="turn",
        persona_id=session.persona_id,
        session_id=session.id,
        interaction_id=turn.id,
        at=now,
    )
    counted = {"cost": turn.usage.cost_microdollars or 0, "at": now}
    moved = {"session": session.id, "state": turn.state.model_dump_json(), "turn": turn.index}
    _MOVE.change(connection, counted | moved)
    _COUNT.change(connection, {"persona": session.persona_id, "cost": counted["cost"]})
    whose = {"persona_id": session.persona_id, "user_id": session.user_id, "at": now}
    recollection.keep(connection, new_memories, session_id=session.id, **whose)
    recollection.recalled(connection, [one.memory.id for one in turn.recall.memories], **whose)
    if hold_id is not None:
        answered = turn.status is TurnStatus.COMPLETE or bool(turn.reply)
        quota_rows.release(connection, hold_id, {"messages": int(answered)})
    return turn


def _make_searchable(connection: Connection, session: Row[Any], turn: Turn) -> None:
    """By its words at once, in this very transaction; by its vectors once the index has learnt of it."""
    told = passages.Told(
        id=turn.id,
        persona_id=session.persona_id,
        user_id=session.user_id,
        session_id=session.id,
        turn_index=turn.index,
        user_message=turn.user_text,
        persona_response=turn.reply,
    )
    passages.add_turn(connection, told, passages.before(connection, told))
    memory_rows.tell_index(connection, [told], "upsert", turn.created_at, noun="turn")


def interrupted(session: Row[Any], draft: Row[Any], problem: str) -> TurnResult:
    """The turn that a draft becomes when nobody will finish it. Whether the call cost something is unknown."""
    provider, _, model = session.model.rpartition("/")
    return TurnResult(
        index=draft.turn_index,
        user_text=draft.user_message,
        reply=draft.shown,
        status=TurnStatus.INTERRUPTED,
        problem=problem,
        drift=DriftReading(reason="The reply was cut off, so it was not measured."),
        state=PersonaState.model_validate_json(session.state),
        usage=Usage(provider=provider or model, model=model, cost_microdollars=None),
        seed=session.seed,
        instruction=turns.instruction(session.drift),
    )
