"""A database with turns to copy and a folder of a warehouse over it, for the tests of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from store.tables import interactions, readings, usage, warehouse_changes
from store.warehouse import manifest, sums
from store.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from store import Store

    from .conftest import People


START = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)


@dataclass
class House:
    """A database with a turn to copy, a folder, and the warehouses over both: with files, and without."""

    store: Store
    people: People
    folder: Path
    turn: dict[str, Any]
    reading: dict[str, Any]
    entry: dict[str, Any]
    ids: list[str] = field(default_factory=list)
    index: int = 1
    kept: int = 1

    def add(self, *, at: datetime = START, score: float = 0.5, cost: int | None = 7) -> str:
        """One more turn of the owner's, with its entry in the ledger."""
        new = str(uuid4())
        with self.store.database.write() as connection:
            self._put(connection, new, at, score, cost)
        self.ids.append(new)
        return new

    def add_many(self, number: int, *, at: datetime = START, step: timedelta = timedelta(0)) -> None:
        """So many turns in one transaction."""
        with self.store.database.write() as connection:
            for place in range(number):
                self.ids.append(str(uuid4()))
                self._put(connection, self.ids[-1], at + place * step, 0.5, 7)

    def _put(self, connection: Connection, new: str, at: datetime, score: float, cost: int | None) -> None:
        self.index += 1
        turn = {"id": new, "turn_index": self.index, "created_at": at}
        connection.execute(interactions.insert(), self.turn | turn)
        connection.execute(readings.insert(), self.reading | {"interaction_id": new, "score": score})
        entry = {"id": f"u{new}", "interaction_id": new, "created_at": at, "cost_microdollars": cost}
        connection.execute(usage.insert(), self.entry | entry)

    def erase(self, one: str) -> None:
        """Take a turn out of the database."""
        with self.store.database.write(erase=True) as connection:
            connection.execute(usage.delete().where(usage.c.interaction_id == one))
            connection.execute(readings.delete().where(readings.c.interaction_id == one))
            connection.execute(interactions.delete().where(interactions.c.id == one))
        self.ids.remove(one)

    def change(self, one: str, *, score: float) -> None:
        """Measure a turn anew."""
        with self.store.database.write() as connection:
            connection.execute(readings.update().where(readings.c.interaction_id == one).values(score=score))

    def move(self, one: str, at: datetime) -> None:
        """Have a turn be of another time."""
        with self.store.database.write() as connection:
            connection.execute(interactions.update().where(interactions.c.id == one).values(created_at=at))

    def open(self) -> Warehouse:
        """A warehouse over the folder, as another process would have it."""
        return Warehouse(self.store.database, self.folder)

    def files(self, table: str = "turns") -> list[Path]:
        """The files that hold a table."""
        return [self.folder / one.path for one in manifest_of(self).of(table)]


# Two files may each have a cell of the same quarter.
CELLS = """SELECT user_id, persona_id, version_id, mode, purpose, operation, provider, model, day, created_at,
  sum(calls)::BIGINT AS calls, sum(unpriced)::BIGINT AS unpriced, sum(microdollars) AS microdollars,
  sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
  min(first) AS first, max(last) AS last FROM sums GROUP BY ALL ORDER BY ALL"""
ORDER = {"turns": "id", "usage": "id", "runs": "id", "scores": "run_id, position, ordinal"}


def agrees(house: House, warehouse: Warehouse) -> None:
    """Files and tail together say what the database says, to each who asks."""
    live = Warehouse(house.store.database)
    for actor in (house.people.owner, house.people.admin):
        for name, order in ORDER.items():
            query = f"SELECT * FROM {name} ORDER BY {order}"  # noqa: S608
            found, told = (one.read(actor, query) for one in (warehouse, live))
            assert found == told, (found.to_pylist(), told.to_pylist())
            if actor is house.people.owner and name == "turns":
                assert found.num_rows == len(house.ids) + house.kept
        assert warehouse.read(actor, CELLS) == live.read(actor, f"{sums.of('usage')} ORDER BY ALL")
    nothing = " UNION ALL ".join(f"SELECT user_id FROM {name}" for name in ("turns", "usage", "sums"))  # noqa: S608
    assert warehouse.read(house.people.other, nothing).num_rows == 0
    live.close()


def right(house: House, warehouse: Warehouse) -> None:
    """The same for the scores of turns and what they cost, more quickly."""
    scored = select(readings.c.interaction_id, readings.c.score).order_by(readings.c.interaction_id)
    spent = select(usage.c.id, usage.c.cost_microdollars).order_by(usage.c.id)
    with house.store.database.read() as connection:
        told = [[tuple(row) for row in connection.execute(query)] for query in (scored, spent)]
    queries = "SELECT id, score FROM turns ORDER BY id", "SELECT id, cost_microdollars FROM usage ORDER BY id"
    found = [warehouse.read(house.people.owner, query) for query in queries]
    assert [list(zip(*(column.to_pylist() for column in one.columns), strict=True)) for one in found] == told
    (summed,) = warehouse.read(
        house.people.owner, "SELECT sum(calls) AS n, sum(microdollars) AS sum FROM sums"
    ).to_pylist()
    priced = [cost for _, cost in told[1] if cost is not None]
    assert (summed["n"] or 0, summed["sum"] or 0) == (len(told[1]), sum(priced))


def manifest_of(house: House) -> manifest.Manifest:
    """What the folder is said to hold."""
    found = manifest.load(house.folder)
    assert found is not None
    return found


def waiting(house: House) -> int:
    """How many entries wait in the queue."""
    with house.store.database.read() as connection:
        return len(connection.execute(warehouse_changes.select()).all())
