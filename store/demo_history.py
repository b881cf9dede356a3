"""Made history: conversations written in bulk from ones that were really played, known by their ids, and erased again.

No index of words or vectors takes them in, so that nobody is ever told of them. Knows no model and no calendar.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from brain.errors import Conflict
from store import audit, demo_personas, demo_runs, signals
from store.demo_rows import PREFIX, Writer
from store.tables import audit_log, drafts, interactions, readings, sessions, turn_ratings, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from store.actor import Actor
    from store.database import Database
    from store.demo_rows import DemoTalk
    from store.demo_runs import DemoRun, DemoTrial

NOUN: Final = "demo history"
BATCH: Final = 250
"""Conversations erased in one transaction."""

_TURNS: Final = re.compile(r"x(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The order of a made history, and how much of it is there. It ends at `until`."""

    turns: int
    seed: int
    days: int
    until: datetime
    personas: tuple[str, ...]
    removing: bool = False
    """Whether it is being erased; then that has to be done first."""
    sessions_there: int = 0
    turns_there: int = 0
    runs_there: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was erased; kept conversations, personas and runs were not: something of the user's hangs on them."""

    sessions: int
    turns: int
    kept: int
    personas_kept: int
    runs: int = 0
    runs_kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A conversation with drift in it on purpose: where it was put, and where the measurement saw a change begin."""

    session_id: str
    persona: str
    version: int
    type: str
    dose: float
    from_turn: int
    turns: int
    at: datetime
    """When the first drifting turn was said."""
    alarm: bool
    began_turn: int | None


class DemoHistory:
    """The made history of one actor, of which there is at most one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def others(self, actor: Actor) -> int:
        """How many conversations of the actor were really held."""
        query = select(func.count()).select_from(sessions)
        with self._database.read() as connection:
            return int(connection.execute(query.where(sessions.c.user_id == actor.user_id, ~_is_made())).scalar_one())

    def made(self, actor: Actor) -> Made | None:
        """What was made and is not erased yet; None where nothing is."""
        log = audit_log.c
        newest = (
            select(log.action, log.detail)
            .where(log.actor_id == actor.user_id, log.noun_id == NOUN)
            .order_by(log.created_at.desc(), log.id)
            .limit(1)
        )
        there = select(func.count(), func.coalesce(func.sum(sessions.c.turn_count), 0)).where(
            sessions.c.user_id == actor.user_id, _is_made()
        )
        with self._database.read() as connection:
            row = connection.execute(newest).first()
            number, turns = connection.execute(there).one()
            runs = demo_runs.there(connection, actor.user_id)
        if row is None or row.action == "remove":
            return None
        told: dict[str, str] = json.loads(row.detail)
        return Made(
            turns=int(told["turns"]),
            seed=int(told["seed"]),
            days=int(told["days"]),
            until=datetime.fromisoformat(told["until"]),
            personas=tuple(told["personas"].split()),
            removing=row.action == "begin to remove",
            sessions_there=int(number),
            turns_there=int(turns),
            runs_there=runs,
        )

    def begin(self, actor: Actor, order: Made) -> None:
        """Note what will be made. Raises Conflict where there is a made history already."""
        if self.made(actor) is not None:
            raise Conflict("There is a made history already.", next_step="Erase it first.")
        with self._database.write() as connection:
            demo_personas.label(connection, order.personas)
            audit.record(connection, actor, "make", NOUN, NOUN, **_told(order))

    def writer(self, actor: Actor, talks: Sequence[DemoTalk], *, seed: int) -> Writer:
        """What writes conversations in the likeness of `talks`."""
        return Writer(self._database, actor, talks, seed=seed)

    def write_runs(self, actor: Actor, trials: Sequence[DemoTrial], planned: Sequence[DemoRun]) -> None:
        """Keep made runs, all of them or, where that fails, none. Raises the StoreErrors."""
        with self._database.write() as connection:
            demo_runs.write(connection, actor.user_id, trials, planned)

    def truth(self, actor: Actor) -> Iterator[Truth]:
        """The conversations with drift in them, the oldest first."""
        with self._database.read() as connection:
            rows = demo_personas.drifting(connection, actor, _is_made())
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            query = (
                select(
                    interactions.c.session_id,
                    interactions.c.turn_index,
                    interactions.c.created_at,
                    readings.c.change_alarm,
                    readings.c.began_turn,
                )
                .join(readings, readings.c.interaction_id == interactions.c.id)
                .where(interactions.c.session_id.in_([row.id for row in some]))
                .order_by(interactions.c.session_id, interactions.c.turn_index)
            )
            turns: dict[str, list[tuple[int, datetime, bool, int | None]]] = {}
            with self._database.read() as connection:
                for session_id, *read in connection.execute(query):
                    turns.setdefault(session_id, []).append((read[0], read[1], read[2], read[3]))
            for row in some:
                drift, said = json.loads(row.drift), turns.get(row.id, [])
                reached = [one for one in said if one[0] >= drift["from_turn"]]
                if reached:
                    yield Truth(
                        session_id=row.id,
                        persona=row.slug,
                        version=row.number,
                        type=drift["type"],
                        dose=drift["dose"],
                        from_turn=drift["from_turn"],
                        turns=len(said),
                        at=reached[0][1],
                        alarm=said[-1][2],
                        began_turn=said[-1][3],
                    )

    def remove(self, actor: Actor, *, progress: Callable[[int], None] = lambda _: None) -> Removed:
        """Erase the made history, some conversations at a time; broken off, it is gone on with by the next call.

        One that the user went on with, or that another branched off, stays, and so does its persona.
        """
        made = self.made(actor)
        if made is not None and not made.removing:
            with self._database.write() as connection:
                audit.record(connection, actor, "begin to remove", NOUN, NOUN, **_told(made))
        own = (sessions.c.user_id == actor.user_id, _is_made())
        branched = select(sessions.c.forked_from_session).where(sessions.c.forked_from_session.is_not(None))
        with self._database.read() as connection:
            rows = connection.execute(select(sessions.c.id, sessions.c.turn_count).where(*own)).all()
            busy = set(connection.execute(branched).scalars()) | set(
                connection.execute(select(drafts.c.session_id)).scalars()
            )
        going = [row for row in rows if row.id not in busy and _untouched(row.id, row.turn_count)]
        done = turns = 0
        for start in range(0, len(going), BATCH):
            some = going[start : start + BATCH]
            with self._database.write() as connection:
                _erase(connection, [row.id for row in some])
            done, turns = done + len(some), turns + sum(row.turn_count for row in some)
            progress(done)
        left = runs = runs_kept = 0
        if made is not None:
            with self._database.write() as connection:
                runs, runs_kept = demo_runs.erase(connection, actor.user_id)
                left = demo_personas.erase(connection, made.personas)
                signals.sweep(connection)
                audit.record(connection, actor, "remove", NOUN, NOUN, conversations=str(done), turns=str(turns))
        return Removed(
            sessions=done,
            turns=turns,
            kept=len(rows) - done,
            personas_kept=left,
            runs=runs,
            runs_kept=runs_kept,
        )

    def shrink(self) -> None:
        """Give the room of what was erased back to the disk; needs as much as what is left takes."""
        self._database.shrink()


def _told(order: Made) -> dict[str, str]:
    return {
        "turns": str(order.turns),
        "seed": str(order.seed),
        "days": str(order.days),
        "until": order.until.astimezone(UTC).isoformat(),
        "personas": " ".join(order.personas),
    }


def _is_made() -> ColumnElement[bool]:
    return sessions.c.id.like(f"{PREFIX}%")


def _untouched(session_id: str, turns: int) -> bool:
    """Whether a made conversation has the turns that it was made with, as its id tells."""
    found = _TURNS.search(session_id)
    return found is not None and int(found[1]) == turns


def _erase(connection: Connection, ids: Sequence[str]) -> None:
    turns = select(interactions.c.id).where(interactions.c.session_id.in_(ids))
    connection.execute(turn_ratings.delete().where(turn_ratings.c.interaction_id.in_(turns)))
    connection.execute(usage.delete().where(usage.c.session_id.in_(ids)))
    connection.execute(readings.delete().where(readings.c.interaction_id.in_(turns)))
    connection.execute(interactions.delete().where(interactions.c.session_id.in_(ids)))
    connection.execute(sessions.delete().where(sessions.c.id.in_(ids)))
