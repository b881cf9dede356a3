"""The rows of made conversations, written many at a time: what is of the played one is encoded once for all its copies.

Knows no model and no calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import chain, cycle
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam

from store import signals
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

_CHANGING: Final = (
    "id",
    "session_id",
    "turn_index",
    "created_at",
    "mode",
    "tts_cost_microdollars",
    "video_cost_microdollars",
)
"""The columns of a turn in which it differs from the one that it is a copy of, but for what it took."""


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

    One with more turns than its talk repeats it. `ratings` are by turn, 1 being the first.
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
    """The ends of the rows of a played turn, those that say what it took by label; and its cost, in micro-dollars.

    `made` has by mode what speech and film cost, `costs` by label the rest.
    """

    interaction: tuple[Tail, ...]
    reading: Tail
    usage: tuple[Tail, ...]
    spoken: Tail
    filmed: Tail
    made: Mapping[str, tuple[int, int]]
    costs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A turn of a conversation that is being written: its conversation's id, its own, when it was said, as text."""

    session_id: str
    id: str
    index: int
    said: str
    mode: str
    label: int
    tails: _Tails


class Writer:
    """Writes made conversations of an actor. The signals of a played turn are kept once, for all its copies."""

    def __init__(self, database: Database, actor: Actor, talks: Sequence[DemoTalk], *, seed: int) -> None:
        self._database, self._actor, self._talks, self._seed = database, actor, talks, seed
        read = [[turn_rows.reading_row(turn) for turn in talk.turns] for talk in talks]
        with database.write() as connection:
            self._interactions = Bulk(connection, interactions, _CHANGING)
            self._readings = Bulk(connection, readings, ["interaction_id"])
            self._usage = Bulk(connection, usage, ["id", "session_id", "interaction_id", "created_at"])
            self._ratings = Bulk(connection, turn_ratings, list(turn_ratings.c.keys()))
            ids = iter(signals.share(connection, [row["signals"] for rows in read for row in rows]))
        self._tails = [
            [
                self._of_turn(talk, at, row | {"signals": "[]", "shared_signals": shared})
                for (at, row), shared in zip(enumerate(rows), ids, strict=False)
            ]
            for talk, rows in zip(talks, read, strict=True)
        ]

    def session_id(self, one: DemoSession) -> str:
        """The id of a conversation; it tells how many turns it was made with."""
        return f"{PREFIX}{self._seed}-{one.number:08d}x{len(one.said_at)}"

    def write(self, batch: Sequence[DemoSession]) -> None:
        """Keep conversations, all of them or, where that fails, none. Raises the StoreErrors."""
        if not batch:
            return
        copies = [self._copies(one) for one in batch]
        told = list(chain.from_iterable(copies))
        with self._database.write() as connection:
            rows = [self._session(one, turns) for one, turns in zip(batch, copies, strict=True)]
            connection.execute(sessions.insert(), rows)
            self._interactions.insert(connection, map(_interaction, told))
            self._readings.insert(connection, (((one.id,), one.tails.reading) for one in told))
            self._usage.insert(connection, chain.from_iterable(map(_entries, told)))
            nothing: Tail = () if connection.dialect.name == "sqlite" else ""
            ratings = chain.from_iterable(map(self._rating_rows, batch, copies))
            self._ratings.insert(connection, ((row, nothing) for row in ratings))
            self._count(connection, rows)

    def _copies(self, one: DemoSession) -> list[_Copy]:
        name, tails = self.session_id(one), self._tails[one.talk]
        return [
            _Copy(name, f"{name}-{index}", index, told, one.mode, one.label, tail)
            for index, (told, tail) in enumerate(zip(map(_told, one.said_at), cycle(tails), strict=False), start=1)
        ]

    def _of_turn(self, talk: DemoTalk, at: int, reading: Mapping[str, object]) -> _Tails:
        turn = talk.turns[at]
        whose = _Whose(talk.persona_id, self._actor.user_id)
        rows = [
            turn_rows.interaction_row(turn.model_copy(update={"usage": spent[at]}), whose) | {"unsearchable": True}
            for spent in talk.spent
        ]
        spoken, filmed = talk.spoken[at].cost_microdollars or 0, talk.filmed[at].cost_microdollars or 0
        return _Tails(
            interaction=tuple(self._interactions.tail(row) for row in rows),
            reading=self._readings.tail(reading),
            usage=tuple(self._usage.tail(self._entry(talk, spent[at], "turn")) for spent in talk.spent),
            spoken=self._usage.tail(self._entry(talk, talk.spoken[at], "speech")),
            filmed=self._usage.tail(self._entry(talk, talk.filmed[at], "video")),
            made={"chat": (0, 0), "voice": (spoken, 0), "video": (spoken, filmed)},
            costs=tuple(spent[at].cost_microdollars or 0 for spent in talk.spent),
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

    def _session(self, one: DemoSession, turns: Sequence[_Copy]) -> dict[str, Any]:
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
            "state": talk.turns[(length - 1) % len(talk.turns)].state.model_dump_json(),
            "turn_count": length,
            "total_cost_microdollars": sum(
                sum(turn.tails.made[one.mode], turn.tails.costs[one.label]) for turn in turns
            ),
            "created_at": one.said_at[0],
            "last_activity_at": one.said_at[-1],
        }

    def _rating_rows(self, one: DemoSession, turns: Sequence[_Copy]) -> Iterator[tuple[object, ...]]:
        for number, rating in one.ratings.items():
            turn = turns[number - 1]
            yield turn.id, self._actor.user_id, rating.thumb, rating.stars, turn.said

    def _count(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        counted: dict[str, list[int]] = {}
        for row in rows:
            sums = counted.setdefault(row["persona_id"], [0, 0])
            sums[0] += row["turn_count"]
            sums[1] += row["total_cost_microdollars"]
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


def _told(at: datetime) -> str:
    """A time as both databases take it: written once, it is the same in all rows of a turn."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _interaction(one: _Copy) -> tuple[tuple[object, ...], Tail]:
    head = (one.id, one.session_id, one.index, one.said, one.mode, *one.tails.made[one.mode])
    return head, one.tails.interaction[one.label]


def _entries(one: _Copy) -> Iterator[tuple[tuple[object, ...], Tail]]:
    """What the ledger has of a turn."""
    yield (one.id, one.session_id, one.id, one.said), one.tails.usage[one.label]
    if one.mode in MADE_MODES:
        yield (f"{one.id}-speech", one.session_id, None, one.said), one.tails.spoken
    if one.mode == "video":
        yield (f"{one.id}-video", one.session_id, None, one.said), one.tails.filmed
