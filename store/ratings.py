"""Human ratings: rounds over runs, what is rated in them, and what raters said. Knows no conversation and no scale.

An actor sees and changes their own rounds, an admin all. Who rates is a name within a round, since several people may
sit at one machine.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import distinct, func, select

from brain.errors import Conflict, InvalidInput, NotFound
from store import audit, run_rows, visibility
from store.rating_values import Rating, RatingItem, RoundCard, RoundKind
from store.tables import rating_items, rating_rounds, ratings, run_outcomes

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database
    from store.rating_values import NewRating, NewRound


class Ratings:
    """The rounds of rating of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Actor, new: NewRound) -> RoundCard:
        """Make a round. Raises NotFound for a run that the actor may not see, InvalidInput for outcomes of others."""
        round_id, now = str(uuid4()), datetime.now(UTC)
        if not new.items:
            raise InvalidInput("There is nothing to rate in this round.", next_step="Take runs that have outcomes.")
        with self._database.write() as connection:
            _require(connection, actor, new.run_a, [one.outcome_a for one in new.items])
            if new.run_b is not None:
                _require(connection, actor, new.run_b, [one.outcome_b for one in new.items])
            connection.execute(
                rating_rounds.insert().values(
                    id=round_id,
                    user_id=actor.user_id,
                    title=new.title,
                    kind=new.kind.value,
                    run_a=new.run_a,
                    run_b=new.run_b,
                    seed=new.seed,
                    overlap=new.overlap,
                    created_at=now,
                )
            )
            rows = [{"round_id": round_id, "position": one.position, "outcome_a": one.outcome_a,
                     "outcome_b": one.outcome_b} for one in new.items]  # fmt: skip
            connection.execute(rating_items.insert(), rows)
            audit.record(connection, actor, "create", "rating round", round_id)
            return _card(connection, _find(connection, actor, round_id))

    def get(self, actor: Actor, round_id: str) -> RoundCard:
        """A round that is not deleted. Raises NotFound."""
        with self._database.read() as connection:
            return _card(connection, _find(connection, actor, round_id))

    def list(self, actor: Actor, *, run_id: str | None = None, limit: int = 100) -> tuple[RoundCard, ...]:
        """Rounds, newest first; only those over a run if one is given."""
        columns = rating_rounds.c
        query = select(rating_rounds).where(columns.deleted_at.is_(None))
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        if run_id is not None:
            query = query.where((columns.run_a == run_id) | (columns.run_b == run_id))
        query = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(_card(connection, row) for row in connection.execute(query))

    def items(self, actor: Actor, round_id: str) -> tuple[RatingItem, ...]:
        """What is rated, in order. Raises NotFound."""
        query = select(rating_items).where(rating_items.c.round_id == round_id).order_by(rating_items.c.position)
        with self._database.read() as connection:
            _find(connection, actor, round_id)
            rows = connection.execute(query).all()
        return tuple(RatingItem(row.position, row.outcome_a, row.outcome_b) for row in rows)

    def of(self, actor: Actor, round_id: str) -> tuple[Rating, ...]:
        """What was said, in the order in which it was. Raises NotFound."""
        query = select(ratings).where(ratings.c.round_id == round_id).order_by(ratings.c.created_at, ratings.c.id)
        with self._database.read() as connection:
            _find(connection, actor, round_id)
            rows = connection.execute(query).all()
        return tuple(_rating(row) for row in rows)

    def add(self, actor: Actor, round_id: str, new: NewRating) -> Rating:
        """Keep what a rater says of an item.

        Raises NotFound for a round or an item that is not there, and Conflict where that rater has rated it.
        """
        here = (ratings.c.round_id == round_id, ratings.c.position == new.position, ratings.c.rater == new.rater)
        item = (rating_items.c.round_id == round_id, rating_items.c.position == new.position)
        with self._database.write() as connection:
            _find(connection, actor, round_id, change=True)
            if connection.execute(select(rating_items.c.position).where(*item)).first() is None:
                raise NotFound(f"This round has no item {new.position}.", next_step="Ask for the next one.")
            if connection.execute(select(ratings.c.id).where(*here)).first() is not None:
                raise Conflict(
                    f"{new.rater!r} has rated this one already.",
                    why="Somebody rates under the same name, perhaps in another tab.",
                    next_step="Go on with the next one, or undo the last.",
                )
            values: dict[str, Any] = {
                "id": str(uuid4()),
                "round_id": round_id,
                "position": new.position,
                "user_id": actor.user_id,
                "rater": new.rater,
                "swapped": new.swapped,
                "value": new.value,
                "seconds": new.seconds,
                "created_at": datetime.now(UTC),
            }
            connection.execute(ratings.insert().values(values))
            return _rating(connection.execute(select(ratings).where(*here)).one())

    def undo(self, actor: Actor, round_id: str, rater: str) -> Rating | None:
        """Take back a rater's last rating; None where there is none. Raises NotFound."""
        query = (
            select(ratings)
            .where(ratings.c.round_id == round_id, ratings.c.rater == rater)
            .order_by(ratings.c.created_at.desc(), ratings.c.id.desc())
            .limit(1)
        )
        with self._database.write() as connection:
            _find(connection, actor, round_id, change=True)
            row = connection.execute(query).first()
            if row is None:
                return None
            connection.execute(ratings.delete().where(ratings.c.id == row.id))
            return _rating(row)

    def delete(self, actor: Actor, round_id: str) -> None:
        """Take a round out of sight; its ratings stay, and `restore` brings it back. Raises NotFound."""
        self._put_away(actor, round_id, datetime.now(UTC), "delete")

    def restore(self, actor: Actor, round_id: str) -> None:
        """Bring a deleted round back. Raises NotFound."""
        self._put_away(actor, round_id, None, "restore")

    def _put_away(self, actor: Actor, round_id: str, at: datetime | None, action: str) -> None:
        with self._database.write() as connection:
            _find(connection, actor, round_id, change=True, deleted=at is None)
            connection.execute(rating_rounds.update().where(rating_rounds.c.id == round_id).values(deleted_at=at))
            audit.record(connection, actor, action, "rating round", round_id)


def _find(
    connection: Connection, actor: Actor, round_id: str, *, change: bool = False, deleted: bool = False
) -> Row[Any]:
    """The row of a round of the actor's own, or any for an admin; with `change` locked. Raises NotFound."""
    query = select(rating_rounds).where(rating_rounds.c.id == round_id)
    row = connection.execute(query.with_for_update(key_share=True) if change else query).first()
    if row is None or not visibility.owns(actor, row.user_id) or (row.deleted_at is not None and not deleted):
        raise NotFound("There is no such round of rating.", next_step="Choose one from the page Rate.")
    return row


def _require(connection: Connection, actor: Actor, run_id: str, outcome_ids: list[Any]) -> None:
    """Refuses runs that the actor may not see, and outcomes that are not theirs."""
    run_rows.find(connection, actor, run_id)
    query = select(run_outcomes.c.outcome_id).where(run_outcomes.c.run_id == run_id)
    own = {row.outcome_id for row in connection.execute(query)}
    if not own.issuperset(outcome_ids):
        raise InvalidInput("An item of this round is not of its runs.", next_step="Take outcomes of these runs only.")


def _card(connection: Connection, row: Row[Any]) -> RoundCard:
    items = select(func.count()).select_from(rating_items).where(rating_items.c.round_id == row.id)
    said = select(func.count(), func.count(distinct(ratings.c.rater))).where(ratings.c.round_id == row.id)
    number, raters = connection.execute(said).one()
    return RoundCard(
        id=row.id,
        user_id=row.user_id,
        title=row.title,
        kind=RoundKind(row.kind),
        run_a=row.run_a,
        run_b=row.run_b,
        seed=row.seed,
        overlap=row.overlap,
        items=connection.execute(items).scalar_one(),
        ratings=number,
        raters=raters,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )


def _rating(row: Row[Any]) -> Rating:
    return Rating(
        id=row.id,
        position=row.position,
        rater=row.rater,
        value=row.value,
        swapped=row.swapped,
        seconds=row.seconds,
        created_at=row.created_at,
    )
