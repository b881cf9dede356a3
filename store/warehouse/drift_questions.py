"""How drift went, asked of the warehouse: SQL, and its answers as frozen values. Knows no interval and no chart.

Turns that a fork copied are left out: they are counted where they were said. A turn that could not be judged has no
score and is counted as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.warehouse.asking import ask

if TYPE_CHECKING:
    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

OVERVIEW: Final = """
WITH talks AS (
  SELECT session_id, count(*) AS turns, count(score) AS judged, max(turn_index) AS last, bool_or(change_alarm) AS began,
    min(began_turn) FILTER (change_alarm) AS began_turn, bool_or(injected_type IS NOT NULL) AS injected
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY session_id
)
SELECT coalesce(sum(turns), 0)::BIGINT AS turns, coalesce(sum(judged), 0)::BIGINT AS judged, count(*) AS talks,
  coalesce(max(last), 0)::BIGINT AS longest, count(*) FILTER (began) AS began,
  median(began_turn) FILTER (began) AS usual, count(*) FILTER (injected) AS injected
FROM talks
"""

COURSE: Final = """
SELECT turn_index AS at, count(score) AS talks, avg(score) AS mean, stddev_samp(score) AS deviation,
  count(*) - count(score) AS missing, arg_min(id, score) AS worst_id, min(score) AS worst
FROM turns WHERE NOT copied AND /*within*/
GROUP BY turn_index ORDER BY turn_index
"""

WIDE_COURSE: Final = """
WITH by_talk AS (
  SELECT session_id, (turn_index - 1) // $width AS part, avg(score) AS score, count(*) - count(score) AS missing,
    arg_min(id, score) AS worst_id, min(score) AS worst
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY ALL
)
SELECT part * $width + 1 AS at, count(score) AS talks, avg(score) AS mean, stddev_samp(score) AS deviation,
  sum(missing)::BIGINT AS missing, arg_min(worst_id, worst) AS worst_id, min(worst) AS worst
FROM by_talk GROUP BY part ORDER BY part
"""

CHANGE: Final = """
WITH own AS (
  SELECT session_id, turn_index, score, max(turn_index) OVER talk AS last, min(turn_index) OVER talk AS first
  FROM turns WHERE NOT copied AND /*within*/ WINDOW talk AS (PARTITION BY session_id)
), edges AS (
  SELECT session_id,
    avg(score) FILTER (turn_index - first < greatest(1, least($edge, (last - first + 1) // 3))) AS early,
    avg(score) FILTER (last - turn_index < greatest(1, least($edge, (last - first + 1) // 3))) AS late
  FROM own WHERE last > first GROUP BY session_id
)
SELECT count(late - early) AS talks, avg(late - early) AS mean, stddev_samp(late - early) AS deviation,
  count(*) - count(late - early) AS missing
FROM edges
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How many turns, of which so many have a score, in how many conversations, the longest of so many turns.

    In `began` of them a change point was found, at the median on turn `usual`; in `injected` drift was put in on
    purpose.
    """

    turns: int
    judged: int
    talks: int
    longest: int
    began: int
    usual: float | None
    injected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Number, mean and standard deviation of the conversations that have a score; so many turns have none."""

    talks: int
    mean: float | None
    deviation: float | None
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Moments):
    """The same at a turn, or from a turn on; `worst_id` is the turn there with the lowest score, `worst`."""

    at: int
    worst_id: str | None
    worst: float | None


def overview(warehouse: Warehouse, actor: Actor, window: Window) -> Overview:
    """What there is within a window. Raises the StoreErrors."""
    return Overview(**ask(warehouse, actor, OVERVIEW, window).to_pylist()[0])


def course(warehouse: Warehouse, actor: Actor, window: Window, *, width: int = 1) -> tuple[Place, ...]:
    """Scores at each turn, or for each `width` turns, of which a conversation's own are averaged first."""
    if width == 1:
        found = ask(warehouse, actor, COURSE, window)
    else:
        found = ask(warehouse, actor, WIDE_COURSE, window, width=width)
    return tuple(Place(**row) for row in found.to_pylist())


def change(warehouse: Warehouse, actor: Actor, window: Window, *, edge: int) -> Moments:
    """A conversation's last turns less its first ones, `edge` of each and no more than a third."""
    return Moments(**ask(warehouse, actor, CHANGE, window, edge=edge).to_pylist()[0])
