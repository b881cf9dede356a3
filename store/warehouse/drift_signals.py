"""What showed the drift: the signals' distances from the noise floor, asked of the warehouse.

Knows no interval and no chart. Distances are in standard deviations of the persona's own noise floor, positive towards
out of character; what could not be assessed is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.warehouse.asking import ask
from store.warehouse.columns import SIGNALS

if TYPE_CHECKING:
    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

DRIFTING: Final = "verdict IN ('drifting', 'out of character')"

FAR: Final = 2.0
"""Standard deviations; a normal floor has at most 5 % beyond them."""

BIN: Final = 0.5
"""Width of a bar of a distribution."""


def _every(pattern: str) -> str:
    return ",\n  ".join(pattern.replace("?", column) for column in SIGNALS.values())


HEAT: Final = f"""
SELECT (turn_index - 1) // $width * $width + 1 AS "at",
  {_every("count(z_?) AS n_?, avg(z_?) AS m_?, stddev_samp(z_?) AS s_?")}
FROM turns WHERE NOT copied AND /*within*/ GROUP BY "at" ORDER BY "at"
"""  # noqa: S608 - our own words

DRIVERS: Final = f"""
WITH by_talk AS (
  SELECT {_every("avg(z_?) AS ?")}
  FROM turns WHERE NOT copied AND {DRIFTING} AND /*within*/ GROUP BY session_id
)
SELECT {_every("count(?) AS n_?, avg(?) AS m_?, stddev_samp(?) AS s_?")}
FROM by_talk
"""  # noqa: S608

BEYOND: Final = f"""
WITH by_talk AS (
  SELECT {_every("avg((z_? > $far)::INT) AS ?")}
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY session_id
)
SELECT {_every("count(?) AS n_?, avg(?) AS m_?, stddev_samp(?) AS s_?")}
FROM by_talk
"""  # noqa: S608

SPREAD: Final = """
SELECT floor(z_{column} / $bin) * $bin AS bar, count(*) AS turns
FROM turns WHERE NOT copied AND z_{column} IS NOT NULL AND /*within*/ GROUP BY bar ORDER BY bar
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A signal by its name: how many conversations (or turns, in the map) it was assessed in, mean and deviation."""

    signal: str
    count: int
    mean: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """All signals at a turn, or from a turn on."""

    at: int
    seen: tuple[Seen, ...]


def heat(warehouse: Warehouse, actor: Actor, window: Window, *, width: int) -> tuple[Row, ...]:
    """Distances by turn, over the turns of all conversations. Raises the StoreErrors."""
    found = ask(warehouse, actor, HEAT, window, width=width)
    return tuple(Row(at=row["at"], seen=_seen(row)) for row in found.to_pylist())


def drivers(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Seen, ...]:
    """Distances in the turns that drift, averaged within each conversation first. Raises the StoreErrors."""
    return _seen(ask(warehouse, actor, DRIVERS, window).to_pylist()[0])


def beyond(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Seen, ...]:
    """The share of a conversation's turns that lie further than `FAR` from the floor. Raises the StoreErrors."""
    return _seen(ask(warehouse, actor, BEYOND, window, far=FAR).to_pylist()[0])


def spread(warehouse: Warehouse, actor: Actor, window: Window, *, signal: str) -> dict[float, int]:
    """How many turns lie at which distance of a signal, by the lower end of bars `BIN` wide. Raises the StoreErrors."""
    found = ask(warehouse, actor, SPREAD.replace("{column}", SIGNALS[signal]), window, bin=BIN)
    return {row["bar"]: row["turns"] for row in found.to_pylist()}


def _seen(row: dict[str, int | float | None]) -> tuple[Seen, ...]:
    return tuple(
        Seen(
            signal=name,
            count=int(row[f"n_{column}"] or 0),
            mean=row[f"m_{column}"],
            deviation=row[f"s_{column}"],
        )
        for name, column in SIGNALS.items()
    )
