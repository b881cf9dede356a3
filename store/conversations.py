"""Conversations: sessions pinned to a version, their turns, and the draft of the reply that is being written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from brain.errors import Conflict, InvalidInput, NotFound
from store import cursor as keyset
from store import drafts, quota_rows, turns, visibility
from store import sessions as session_rows
from store.quotas import LEASE, again
from store.tables import drafts as draft_table
from store.tables import sessions
from store.tables.columns import clean
from store.values import Draft, Page, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Row

    from brain.drift.reading import DriftReading
    from brain.memory.memory import NewMemory
    from brain.models.chat import DriftInstruction
    from brain.state import PersonaState
    from brain.turn import Turn, TurnResult
    from store.actor import Actor
    from store.database import Database
    from store.liveness import Owner
    from store.quota_values import Plan, Want
    from store.turns import UserWords

MOST_TURNS = 1_000
"""Most turns given at once."""


class Conversations:
    """The actor sees and goes on with their own conversations, an admin with all.

    A persona's owner sees none of those that others have with it.
    """

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database = database
        self._owner = owner

    def start(
        self,
        actor: Actor,
        *,
        persona_id: str,
        mode: session_rows.Mode = "chat",
        model: str,
        seed: int,
        state: PersonaState,
        version_id: str | None = None,
        persona_mode: str = "",
        drift: DriftInstruction | None = None,
        title: str = "",
        fresh: bool = False,
    ) -> Session:
        """Start a conversation, pinned to a version (None: the current one).

        `fresh` marks one that leaves out what the persona remembers from others. Raises NotFound and InvalidInput.
        """
        with self._database.write() as connection:
            return session_rows.add(
                connection,
                actor,
                persona_id=persona_id,
                version_id=version_id,
                mode=mode,
                persona_mode=persona_mode,
                model=model,
                seed=seed,
                drift=drift,
                state=state,
                title=title,
                fresh=fresh,
                at=datetime.now(UTC),
            )

    def get(self, actor: Actor, session_id: str) -> Session:
        """A conversation. Raises NotFound."""
        with self._database.read() as connection:
            return session_rows.from_row(visibility.session(connection, actor, session_id))

    def list(
        self, actor: Actor, *, persona_id: str | None = None, cursor: str | None = None, limit: int = 20
    ) -> Page[Session]:
        """Conversations, the last used first. One that is used while pages are turned moves to the front."""
        with self._database.read() as connection:
            return session_rows.listed(connection, actor, persona_id=persona_id, cursor=cursor, limit=limit)

    def turns(self, actor: Actor, session_id: str, *, after: int = 0, limit: int = 50) -> tuple[Turn, ...]:
        """Turns behind turn index `after`, in order. Raises NotFound and InvalidInput."""
        keyset.checked(limit, most=MOST_TURNS)
        with self._database.read() as connection:
            visibility.session(connection, actor, session_id)
            return turns.between(connection, session_id, after=after, limit=limit)

    def words(self, actor: Actor, session_id: str, *, limit: int) -> tuple[UserWords, ...]:
        """What the user said in the first turns, in order. Raises NotFound and InvalidInput."""
        keyset.checked(limit, most=MOST_TURNS)
        with self._database.read() as connection:
            visibility.session(connection, actor, session_id)
            return turns.words(connection, session_id, limit=limit)

    def turn(self, actor: Actor, turn_id: str) -> Turn:
        """One turn of a conversation of the actor's own. Raises NotFound."""
        with self._database.read() as connection:
            found = turns.by_id(connection, turn_id)
            if found is None:
                raise NotFound("There is no such turn.", next_step="It may have been erased; choose another.")
            visibility.session(connection, actor, found.session_id)
            return found

    def last(self, actor: Actor, session_id: str, number: int) -> tuple[Turn, ...]:
        """The last turns, in order. Raises NotFound and InvalidInput."""
        keyset.checked(number, most=MOST_TURNS)
        with self._database.read() as connection:
            visibility.session(connection, actor, session_id)
            return turns.last(connection, session_id, number)

    def begin(
        self, actor: Actor, session_id: str, user_text: str, *, wants: Callable[[Plan], Sequence[Want]] | None = None
    ) -> Draft:
        """Begin a turn: the user's words are on disk when this returns.

        A draft that a process left behind when it died becomes an interrupted turn first. What `wants` asks of the
        plan of whose conversation this is, is set aside in the same transaction, until the turn is finished. Raises
        Conflict if another reply is being written in this conversation; QuotaReached, and then nothing is kept;
        NotFound.
        """
        owner_id = self._owner.hold()
        begin = partial(self._begin, actor, session_id, user_text, wants, owner_id)
        return again(begin, self._database, self._owner, actor)

    def _begin(
        self,
        actor: Actor,
        session_id: str,
        user_text: str,
        wants: Callable[[Plan], Sequence[Want]] | None,
        owner_id: str,
    ) -> Draft:
        with self._database.write() as connection:
            session = visibility.session(connection, actor, session_id, change=True)
            drafts.require_playable(connection, actor, session)
            left = drafts.of_session(connection, session_id)
            if left is not None:
                if self._owner.alive(left.owner):
                    raise Conflict(
                        "Another reply is still being written in this conversation.",
                        next_step="Wait until it is done, or stop it.",
                    )
                self._close(connection, session, left, drafts.CUT_OFF)
                session = visibility.session(connection, actor, session_id)
            draft = drafts.add(connection, session, user_text, owner_id)
            wanted = wants(quota_rows.plan(connection, session.user_id)) if wants is not None else ()
            if wanted:
                until = datetime.now(UTC) + LEASE
                quota_rows.take(connection, session.user_id, draft.id, wanted, owner_id=owner_id, until=until)
            return draft if wanted else replace(draft, reserved=False)

    def grow(self, draft: Draft, text: str) -> None:
        """Keep all the text that is about to have been shown. The draft itself is the right to do so.

        Raises Conflict if the draft was closed meanwhile.
        """
        if self._database.put(drafts.GROW, {"draft": draft.id, "shown": clean(text)}) != 1:
            raise drafts.closed()

    def draft(self, actor: Actor, session_id: str) -> tuple[Draft, str] | None:
        """The turn that is being played in a conversation and what it has shown; None if there is none."""
        with self._database.read() as connection:
            visibility.session(connection, actor, session_id)
            row = drafts.of_session(connection, session_id)
        if row is None:
            return None
        return Draft(row.id, row.session_id, row.turn_index, row.user_message), row.shown

    def finish(self, actor: Actor, draft: Draft, result: TurnResult, *, new_memories: Sequence[NewMemory] = ()) -> Turn:
        """Turn a draft into a turn, all of it in one transaction.

        That is the turn with its reading and its entry in the ledger, the session's state, the counters, the new
        memories with what the index has to learn, and the bookkeeping of the recalled ones. Raises Conflict if the
        draft was closed meanwhile; NotFound; InvalidInput if the result is of another turn.
        """
        if result.index != draft.index:
            raise InvalidInput(f"This is turn {result.index}, but turn {draft.index} was begun.")
        with self._database.write() as connection:
            session = visibility.session(connection, actor, draft.session_id, change=True)
            drafts.take(connection, draft.id)
            hold_id = draft.id if draft.reserved else None
            return drafts.settle(connection, session, result, new_memories, hold_id=hold_id)

    def stop(self, actor: Actor, session_id: str, *, problem: str = "The reply was stopped.") -> Turn | None:
        """Close the draft of a conversation, whoever writes it: an interrupted turn with what was shown.

        None if there is no draft. Whoever was writing it gets a Conflict. Raises NotFound.
        """
        with self._database.write() as connection:
            session = visibility.session(connection, actor, session_id, change=True)
            left = drafts.of_session(connection, session_id)
            return None if left is None else self._close(connection, session, left, problem)

    def judge(self, actor: Actor, session_id: str, index: int, judged: DriftReading) -> Turn:
        """Keep what the judge said of a turn beside its reading; an earlier word of the judge gives way.

        The reading itself stays as it was measured. Raises NotFound.
        """
        with self._database.write() as connection:
            visibility.session(connection, actor, session_id, change=True)
            return turns.judge(connection, session_id, index, judged)

    def fork(self, actor: Actor, session_id: str, *, before_turn: int) -> Session:
        """A new conversation that shares the turns before a turn. Raises NotFound and InvalidInput."""
        with self._database.write() as connection:
            return session_rows.fork(connection, actor, session_id, before_turn=before_turn, at=datetime.now(UTC))

    def recover(self, actor: Actor | None = None) -> tuple[Turn, ...]:
        """Make interrupted turns of the drafts whose process is gone.

        Everybody's for None, which is for the start of a process, else those the actor may see. Never touches a
        draft that a living process writes.
        """
        query = select(draft_table.c.session_id, draft_table.c.owner)
        if actor is not None and actor.role != "admin":
            query = query.join(sessions).where(sessions.c.user_id == actor.user_id)
        with self._database.read() as connection:
            left = connection.execute(query).all()
        recovered = [self._recover(row.session_id) for row in left if not self._owner.alive(row.owner)]
        return tuple(turn for turn in recovered if turn is not None)

    def _recover(self, session_id: str) -> Turn | None:
        """Looks again under the lock: another process may have been quicker."""
        with self._database.write() as connection:
            query = select(sessions).where(sessions.c.id == session_id).with_for_update(key_share=True)
            session = connection.execute(query).one()
            left = drafts.of_session(connection, session_id)
            if left is None or self._owner.alive(left.owner):
                return None
            return self._close(connection, session, left, drafts.CUT_OFF)

    @staticmethod
    def _close(connection: Connection, session: Row[Any], left: Row[Any], problem: str) -> Turn:
        drafts.take(connection, left.id)
        return drafts.settle(connection, session, drafts.interrupted(session, left, problem), hold_id=left.id)
