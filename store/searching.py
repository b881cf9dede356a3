"""Searching what an actor and a persona said, and what is remembered, by words. Each actor finds only their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import bindparam, select

from store import cursor as keyset
from store import lexical, passages, recallable
from store.ready import Ready
from store.tables import interactions, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from brain.memory.memory import Memory
    from store.actor import Actor
    from store.database import Database
    from store.lexical import Hit
    from store.passages import Place

_ANOTHER: Final = Ready(
    select(sessions.c.id)
    .where(
        sessions.c.persona_id == bindparam("persona"),
        sessions.c.user_id == bindparam("user"),
        sessions.c.id != bindparam("but"),
        sessions.c.turn_count > 0,
    )
    .limit(1)
)

PLACES: Final[tuple[Place, ...]] = ("memory", "turn", "window")

SECONDS: Final = 0.15
"""So long each statement of a search by words may take."""

MOST: Final = 200
"""Most hits or utterances given at once."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said on a turn, word for word. `id` is the turn's with `/said` or `/replied` behind it."""

    id: str
    session_id: str
    turn_index: int
    speaker: Literal["user", "persona"]
    words: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look shows: the newest and the pinned memories, and the hits of each place, best first."""

    newest: tuple[Memory, ...]
    pinned: tuple[Memory, ...]
    hits: Mapping[Place, tuple[Hit, ...]]


class Search:
    """Turns are found as soon as they are stored: their words are indexed in the turn's own transaction."""

    def __init__(self, database: Database, *, seconds: float = SECONDS) -> None:
        self._database = database
        self._seconds = seconds

    def find(
        self,
        actor: Actor,
        persona_id: str,
        question: str,
        *,
        places: Sequence[Place] = PLACES,
        session_id: str | None = None,
        limit: int = 30,
    ) -> dict[Place, tuple[Hit, ...]]:
        """For each place the actor's passages with a persona that share a telling word with the question, best first.

        Takes any text as a question; one without such a word finds nothing. `session_id` narrows it to one session.
        Raises StoreBusy where a statement takes longer than 150 ms, on SQLite where all four take 600 ms.
        """
        keyset.checked(limit, most=MOST)
        with self._database.hasty_read(self._seconds) as connection:
            asked = lexical.wanted(
                connection, question, persona_id=persona_id, user_id=actor.user_id, session_id=session_id
            )
            return lexical.search(connection, places, asked, limit=limit)

    def look(
        self,
        actor: Actor,
        persona_id: str,
        question: str,
        *,
        session_id: str | None = None,
        newest: int = 24,
        pinned: int = 20,
        limit: int = 30,
    ) -> Sight:
        """All that a recall begins with, in one transaction: opening one costs as much as a search. As `find`."""
        keyset.checked(limit, most=MOST)
        own = (persona_id, actor.user_id)
        with self._database.hasty_read(self._seconds) as connection:
            asked = lexical.wanted(
                connection, question, persona_id=persona_id, user_id=actor.user_id, session_id=session_id
            )
            return Sight(
                newest=recallable.newest(connection, *own, newest) if newest else (),
                pinned=recallable.pinned(connection, *own, pinned) if pinned else (),
                hits=lexical.search(connection, PLACES, asked, limit=limit),
            )

    def fetch(
        self, actor: Actor, persona_id: str, memory_ids: Sequence[str], utterance_ids: Sequence[str]
    ) -> tuple[tuple[Memory, ...], tuple[Utterance, ...]]:
        """The memories and utterances of these ids that may be recalled, each in the order of the ids."""
        keyset.checked(max(1, len(memory_ids), len(utterance_ids)), most=MOST)
        with self._database.read() as connection:
            return (
                recallable.among(connection, persona_id, actor.user_id, memory_ids),
                _utterances(connection, persona_id, actor.user_id, utterance_ids),
            )

    def reaches_beyond(self, actor: Actor, persona_id: str, session_id: str) -> bool:
        """Whether the actor has talked with a persona in another session too."""
        own = {"persona": persona_id, "user": actor.user_id, "but": session_id}
        with self._database.read() as connection:
            return _ANOTHER.first(connection, own) is not None

    def utterances(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> tuple[Utterance, ...]:
        """The utterances of these ids that may be recalled, in the order of the ids; others are left out."""
        return self.fetch(actor, persona_id, (), ids)[1]


@cache
def _said(number: int) -> Ready:
    chosen = interactions.c.id.in_(recallable.any_of(number))
    return Ready(passages.turn_due().add_columns(interactions.c.created_at).where(chosen))


def _utterances(connection: Connection, persona_id: str, user_id: str, ids: Sequence[str]) -> tuple[Utterance, ...]:
    if not ids:
        return ()
    turns = sorted({one.partition("/")[0] for one in ids})
    found: dict[str, Utterance] = {}
    query, values = recallable.several(_said, turns)
    for turn, persona, user, session, index, words, response, at in query.rows(connection, values):
        if (persona, user) == (persona_id, user_id):
            said, replied = f"{turn}/said", f"{turn}/replied"
            found[said] = Utterance(said, session, index, "user", words, at)
            found[replied] = Utterance(replied, session, index, "persona", response, at)
    return tuple(found[one] for one in ids if one in found and found[one].words)
