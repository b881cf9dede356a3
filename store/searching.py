"""Searching what an actor and a persona said, and what is remembered, by words. Each actor finds only their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from store import cursor as keyset
from store import lexical, passages
from store.tables import interactions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.actor import Actor
    from store.database import Database
    from store.lexical import Hit
    from store.passages import Place

MOST: int = 200
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


class Search:
    """Turns are found as soon as they are stored: their words are indexed in the turn's own transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self,
        actor: Actor,
        persona_id: str,
        question: str,
        *,
        places: Sequence[Place] = ("memory", "turn", "window"),
        session_id: str | None = None,
        limit: int = 30,
    ) -> dict[Place, tuple[Hit, ...]]:
        """For each place the actor's passages with a persona that share a telling word with the question, best first.

        Takes any text as a question; one without such a word finds nothing. `session_id` narrows it to one session.
        """
        keyset.checked(limit, most=MOST)
        with self._database.read() as connection:
            return {
                place: lexical.search(
                    connection,
                    place,
                    question,
                    persona_id=persona_id,
                    user_id=actor.user_id,
                    session_id=session_id,
                    limit=limit,
                )
                for place in places
            }

    def utterances(self, actor: Actor, persona_id: str, ids: Sequence[str]) -> tuple[Utterance, ...]:
        """The utterances of these ids that may be recalled, in the order of the ids; others are left out."""
        if not ids:
            return ()
        keyset.checked(len(ids), most=MOST)
        turns = sorted({one.partition("/")[0] for one in ids})
        query = passages.turn_due().add_columns(interactions.c.created_at).where(interactions.c.id.in_(turns))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        own = (persona_id, actor.user_id)
        found: dict[str, Utterance] = {}
        for row in rows:
            if (row.persona_id, row.user_id) == own:
                where = (row.session_id, row.turn_index)
                said, replied = f"{row.id}/said", f"{row.id}/replied"
                found[said] = Utterance(said, *where, "user", row.user_message, row.created_at)
                found[replied] = Utterance(replied, *where, "persona", row.persona_response, row.created_at)
        return tuple(found[one] for one in ids if one in found and found[one].words)
