"""What users think of single replies: a thumb and stars, one word each a user and a turn. Knows no page.

Who may see a conversation may rate its replies; everybody sees and changes their own word alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select, true

from brain.errors import InvalidInput, NotFound
from store import visibility
from store.tables import interactions, turn_ratings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.actor import Actor
    from store.database import Database

Thumb = Literal[-1, 1]
THUMBS: Final = (-1, 1)
STARS: Final = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRating:
    """What a user thinks of a reply: a thumb down (-1) or up (1), and 1 to 5 stars; None for what was not said."""

    thumb: Thumb | None = None
    stars: int | None = None
    updated_at: datetime | None = None


class TurnRatings:
    """The ratings of the turns of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, actor: Actor, session_id: str, index: int, rating: TurnRating) -> TurnRating | None:
        """Keep what the actor thinks of a turn, in place of what they said before; a rating of nothing takes it back.

        Gives what is kept, None where nothing is. Raises NotFound, and InvalidInput for values that there are not and
        for a turn without a reply.
        """
        _require_values(rating)
        turn = (interactions.c.session_id == session_id, interactions.c.turn_index == index)
        with self._database.write() as connection:
            visibility.session(connection, actor, session_id, change=True)
            row = connection.execute(select(interactions.c.id, interactions.c.persona_response).where(*turn)).first()
            if row is None:
                raise NotFound(f"There is no turn {index} in this conversation.", next_step="Choose one that there is.")
            if not row.persona_response:
                raise InvalidInput(f"Turn {index} has no reply to rate.", next_step="Rate another one.")
            own = (turn_ratings.c.interaction_id == row.id, turn_ratings.c.user_id == actor.user_id)
            if rating.thumb is None and rating.stars is None:
                connection.execute(turn_ratings.delete().where(*own))
                return None
            now = datetime.now(UTC)
            said = {"thumb": rating.thumb, "stars": rating.stars, "updated_at": now}
            if not connection.execute(turn_ratings.update().where(*own).values(said)).rowcount:
                whose = {"interaction_id": row.id, "user_id": actor.user_id}
                connection.execute(turn_ratings.insert().values(whose | said))
            return TurnRating(thumb=rating.thumb, stars=rating.stars, updated_at=now)

    def of(
        self, actor: Actor, session_id: str, *, after: int = 0, until: int | None = None
    ) -> Mapping[int, TurnRating]:
        """The actor's own ratings behind turn `after` of a conversation, up to turn `until`, by turn. Raises NotFound.

        Reads what lies between alone, however long the conversation is.
        """
        query = (
            select(interactions.c.turn_index, turn_ratings)
            .join(turn_ratings, turn_ratings.c.interaction_id == interactions.c.id)
            .where(interactions.c.session_id == session_id, turn_ratings.c.user_id == actor.user_id)
            .where(interactions.c.turn_index > after, true() if until is None else interactions.c.turn_index <= until)
        )
        with self._database.read() as connection:
            visibility.session(connection, actor, session_id)
            rows = connection.execute(query).all()
        return {row.turn_index: TurnRating(thumb=row.thumb, stars=row.stars, updated_at=row.updated_at) for row in rows}


def _require_values(rating: TurnRating) -> None:
    if rating.thumb is not None and rating.thumb not in THUMBS:
        raise InvalidInput(f"{rating.thumb!r} is no thumb.", next_step="Give 1 for up, -1 for down, or None.")
    if rating.stars is not None and rating.stars not in STARS:
        raise InvalidInput(f"{rating.stars!r} is no number of stars.", next_step="Give 1 to 5, or None.")
