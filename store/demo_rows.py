"""The rows of made conversations, written many at a time: what is of the played one is encoded once for all its copies.

Knows no model and no calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam

from store import turns as turn_rows
from store.bulk import Bulk
from store.tables import interactions, personas, readings, sessions, turn_ratings, usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from brain.models.chat import DriftInstruction
    from brain.turn import Turn, Usage
    from store.actor import Actor
    from store.bulk import Tail
    from store.database import Database
    from store.turn_ratings import TurnRating

PREFIX: Final = "demo-"
"""How the id of a made conversation and of all that belongs to it begins; ids of others are UUIDs."""

MADE_MODES: Final = ("voice", "video")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTalk:
    """A conversation that was played with a version. `spent` holds, for each label it may go by, what each turn took.

    `spoken` and `filmed` hold what voice and video took for each turn.
    """

    persona_id: str
    version_id: str
    drift: DriftInstruction | None
    initial_state: str
    turns: tuple[Turn, ...]
    spent: tuple[tuple[Usage, ...], ...]
    spoken: tuple[Usage, ...]
    filmed: tuple[Usage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSession:
    """A conversation to be made: the talk it is a copy of, what it goes by, and when each turn was said.

    `ratings` are by turn, 1 being the first.
    """

    number: int
    talk: int
    label: int
    mode: str
    title: str
    said_at: tuple[datetime, ...]
    ratings: Mapping[int, TurnRating]


@dataclass(frozen=True, slots=True)
class _Whose:
    persona_id: str
    user_id: str
    mode: str = "chat"


@dataclass(frozen=True, slots=True)
class _Tails:
    """The ends of the rows of a played turn; the ledger's by label."""

    interaction: tuple[Tail, ...]
    reading: Tail
    usage: tuple[Tail, ...]
    spoken: Tail
    filmed: Tail


class Writer:
    """Writes made conversations of an actor. `lean` leaves out the words by which a reading explains itself."""

    def __init__(self, database: Database, actor: Actor, talks: Sequence[DemoTalk], *, seed: int, lean: bool) -> None:
        self._database, self._actor, self._talks, self._seed = database, actor, talks, seed
        with database.read() as connection:
            self._interactions = Bulk(
                connection,
                interactions,
                ["id", "session_id", "created_at", "mode", "tts_cost_microdollars", "video_cost_microdollars"],
            )
            self._readings = Bulk(connection, readings, ["interaction_id"])
            self._usage = Bulk(connection, usage, ["id", "session_id", "interaction_id", "created_at"])
            self._ratings = Bulk(connection, turn_ratings, list(turn_ratings.c.keys()))
        self._tails = [[self._of_turn(talk, at, lean=lean) for at in range(len(talk.turns))] for talk in talks]

    def session_id(self, one: DemoSession) -> str:
        """The id of a conversation; it tells how many turns it was made with."""
        return f"{PREFIX}{self._seed}-{one.number:08d}x{len(one.said_at)}"

    def write(self, batch: Sequence[DemoSession]) -> None:
        """Keep conversations, all of them or, where that fails, none. Raises the StoreErrors."""
        if not batch:
            return
        with self._database.write() as connection:
            connection.execute(sessions.insert(), [self._session(one) for one in batch])
            self._interactions.insert(connection, self._interaction_rows(batch))
            self._readings.insert(connection, self._reading_rows(batch))
            self._usage.insert(connection, self._usage_rows(batch))
            nothing: Tail = () if connection.dialect.name == "sqlite" else ""
            self._ratings.insert(connection, ((row, nothing) for row in self._rating_rows(batch)))
            self._count(connection, batch)

    def _of_turn(self, talk: DemoTalk, at: int, *, lean: bool) -> _Tails:
        turn = talk.turns[at]
        whose = _Whose(talk.persona_id, self._actor.user_id)
        rows = [
            turn_rows.interaction_row(turn.model_copy(update={"usage": spent[at]}), whose) | {"unsearchable": True}
            for spent in talk.spent
        ]
        reading = turn_rows.reading_row(_leaner(turn) if lean else turn)
        return _Tails(
            interaction=tuple(self._interactions.tail(row) for row in rows),
            reading=self._readings.tail(reading),
            usage=tuple(self._usage.tail(self._entry(talk, spent[at], "turn")) for spent in talk.spent),
            spoken=self._usage.tail(self._entry(talk, talk.spoken[at], "speech")),
            filmed=self._usage.tail(self._entry(talk, talk.filmed[at], "video")),
        )

    def _entry(self, talk: DemoTalk, spent: Usage, purpose: str) -> dict[str, object]:
        return {
            "user_id": self._actor.user_id,
            "persona_id": talk.persona_id,
            "purpose": purpose,
            "provider": spent.provider,
            "model": spent.model,
            "input_tokens": spent.tokens.input,
            "output_tokens": spent.tokens.output,
            "cache_read_tokens": spent.tokens.cache_read,
            "cache_write_tokens": spent.tokens.cache_write,
            "cost_microdollars": spent.cost_microdollars,
            "operation": spent.operation,
            "characters": spent.characters,
            "seconds": spent.seconds,
            "pictures": spent.pictures,
        }

    def _session(self, one: DemoSession) -> dict[str, Any]:
        talk, length = self._talks[one.talk], len(one.said_at)
        return {
            "id": self.session_id(one),
            "persona_id": talk.persona_id,
            "version_id": talk.version_id,
            "user_id": self._actor.user_id,
            "title": one.title,
            "mode": one.mode,
            "persona_mode": "",
            "model": "understudy",
            "seed": talk.turns[0].seed,
            "drift": None if talk.drift is None else talk.drift.model_dump_json(),
            "fresh": True,
            "initial_state": talk.initial_state,
            "state": talk.turns[length - 1].state.model_dump_json(),
            "turn_count": length,
            "total_cost_microdollars": self._cost(one),
            "created_at": one.said_at[0],
            "last_activity_at": one.said_at[-1],
        }

    def _cost(self, one: DemoSession) -> int:
        spent = self._talks[one.talk].spent[one.label]
        return sum((spent[at].cost_microdollars or 0) + sum(self._made(one, at)) for at in range(len(one.said_at)))

    def _made(self, one: DemoSession, at: int) -> tuple[int, int]:
        """What speech and film of a turn cost, in micro-dollars."""
        talk = self._talks[one.talk]
        spoken, filmed = talk.spoken[at].cost_microdollars or 0, talk.filmed[at].cost_microdollars or 0
        return spoken if one.mode in MADE_MODES else 0, filmed if one.mode == "video" else 0

    def _interaction_rows(self, batch: Sequence[DemoSession]) -> Iterator[tuple[tuple[object, ...], Tail]]:
        for one in batch:
            name, tails = self.session_id(one), self._tails[one.talk]
            for at, said in enumerate(one.said_at):
                head = (f"{name}-{at + 1}", name, said, one.mode, *self._made(one, at))
                yield head, tails[at].interaction[one.label]

    def _reading_rows(self, batch: Sequence[DemoSession]) -> Iterator[tuple[tuple[object, ...], Tail]]:
        for one in batch:
            name, tails = self.session_id(one), self._tails[one.talk]
            for at in range(len(one.said_at)):
                yield (f"{name}-{at + 1}",), tails[at].reading

    def _usage_rows(self, batch: Sequence[DemoSession]) -> Iterator[tuple[tuple[object, ...], Tail]]:
        for one in batch:
            name, tails = self.session_id(one), self._tails[one.talk]
            for at, said in enumerate(one.said_at):
                turn = f"{name}-{at + 1}"
                yield (turn, name, turn, said), tails[at].usage[one.label]
                if one.mode in MADE_MODES:
                    yield (f"{turn}-speech", name, None, said), tails[at].spoken
                if one.mode == "video":
                    yield (f"{turn}-video", name, None, said), tails[at].filmed

    def _rating_rows(self, batch: Sequence[DemoSession]) -> Iterator[tuple[object, ...]]:
        for one in batch:
            name = self.session_id(one)
            for turn, rating in one.ratings.items():
                said = one.said_at[turn - 1]
                yield f"{name}-{turn}", self._actor.user_id, rating.thumb, rating.stars, said

    def _count(self, connection: Connection, batch: Sequence[DemoSession]) -> None:
        counted: dict[str, list[int]] = {}
        for one in batch:
            sums = counted.setdefault(self._talks[one.talk].persona_id, [0, 0])
            sums[0] += len(one.said_at)
            sums[1] += self._cost(one)
        statement = (
            personas.update()
            .where(personas.c.id == bindparam("persona"))
            .values(
                total_interactions=personas.c.total_interactions + bindparam("turns"),
                total_cost_microdollars=personas.c.total_cost_microdollars + bindparam("cost"),
            )
        )
        connection.execute(
            statement, [{"persona": key, "turns": turns, "cost": cost} for key, (turns, cost) in counted.items()]
        )


def _leaner(turn: Turn) -> Turn:
    """The turn without the words by which its signals explain themselves; values, distances and evidence stay."""
    signals = tuple(
        one.model_copy(update={"expected": "", "unit": "", "note": "", "reason": ""}) for one in turn.drift.signals
    )
    return turn.model_copy(update={"drift": turn.drift.model_copy(update={"signals": signals})})
