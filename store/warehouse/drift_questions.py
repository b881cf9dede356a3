"""How drift went over turns and days, asked of the warehouse: SQL, and its answers as frozen values.

Knows no interval and no chart. Turns that a fork copied are left out: they are counted where they were said. A turn
that could not be judged has no score and is counted as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from store.warehouse.asking import ask, sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

By = Literal["persona", "version", "model"]
"""By what conversations are held beside each other."""

COLUMNS: Final[Mapping[By, str]] = {"persona": "persona_id", "version": "version_id", "model": "model"}

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

_MOMENTS: Final = """count(score) AS talks, avg(score) AS mean, stddev_samp(score) AS deviation,
  sum(missing)::BIGINT AS missing"""

# A conversation's id is read much faster than that of a turn, and both name the turn with its number.
_WORST: Final = """arg_min(session_id || ':' || worst_turn, worst) AS worst_id, min(worst) AS worst"""

_NARROW: Final = """WITH parts AS (
  SELECT session_id, turn_index AS worst_turn, persona_id, version_id, model, turn_index AS "at", score,
    (score IS NULL)::INT AS missing, score AS worst
  FROM turns WHERE NOT copied AND /*within*/
)"""

_WIDE: Final = """WITH parts AS (
  SELECT session_id, persona_id, version_id, model, (turn_index - 1) // $width * $width + 1 AS "at",
    avg(score) AS score, count(*) - count(score) AS missing, arg_min(turn_index, score) AS worst_turn,
    min(score) AS worst
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY ALL
)"""

COURSE: Final = f"""{{parts}}
SELECT "at", {_MOMENTS}, {_WORST}
FROM parts GROUP BY "at" ORDER BY "at"
"""  # noqa: S608 - our own words

MANY: Final = f"""{{parts}}
SELECT {{column}} AS of, "at", {_MOMENTS}, {_WORST}
FROM parts WHERE {{column}} IN (SELECT unnest($ids::VARCHAR[])) GROUP BY ALL ORDER BY of, "at"
"""  # noqa: S608

GROUPS: Final = """
WITH by_talk AS (
  SELECT {column} AS of, session_id, avg(score) AS score, count(*) - count(score) AS missing
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY ALL
)
SELECT of, count(score) AS talks, avg(score) AS mean, stddev_samp(score) AS deviation, sum(missing)::BIGINT AS missing
FROM by_talk WHERE of IS NOT NULL GROUP BY of ORDER BY mean NULLS LAST, of
"""

CHANGE: Final = """
WITH edges AS (
  SELECT avg(score) FILTER (turn_index <= $edge) AS early, avg(score) FILTER (turn_index > $edge) AS late
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY session_id
)
SELECT count(late - early) AS talks, avg(late - early) AS mean, stddev_samp(late - early) AS deviation,
  count(*) - count(late - early) AS missing
FROM edges
"""

# Quarters of an hour first: every day of every zone begins on one, and few are left to be told in a calendar.
DAYS: Final = """
WITH quarters AS (
  SELECT session_id, epoch_us(created_at) // 900000000 AS quarter, sum(score) AS score, count(score) AS judged,
    count(*) - count(score) AS missing, arg_min(turn_index, score) AS worst_turn, min(score) AS worst
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY ALL
), parts AS (
  SELECT session_id, (to_timestamp(quarter * 900) AT TIME ZONE $zone)::DATE AS "at",
    sum(score) / nullif(sum(judged), 0) AS score, sum(missing) AS missing,
    arg_min(worst_turn, worst) AS worst_turn, min(worst) AS worst
  FROM quarters GROUP BY ALL
)
SELECT "at", count(score) AS talks, avg(score) AS mean, stddev_samp(score) AS deviation,
  sum(missing)::BIGINT AS missing, arg_min(session_id || ':' || worst_turn, worst) AS worst_id, min(worst) AS worst
FROM parts GROUP BY "at" ORDER BY "at"
"""


LATELY: Final = """
WITH quarters AS (
  SELECT epoch_us(created_at) // 900000000 AS quarter, count(*) AS turns
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY quarter
), since AS (
  SELECT quarter, sum(turns) OVER (ORDER BY quarter DESC) AS turns FROM quarters
)
SELECT to_timestamp(min(quarter) * 900) AS since FROM since WHERE turns <= $most
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
    """The same at a turn, or from a turn on; `worst_id` names the turn there with the lowest score, `worst`.

    It is the conversation's id and the turn's number, with a colon between them.
    """

    at: int
    worst_id: str | None
    worst: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Moments):
    """The same on a day."""

    at: date
    worst_id: str | None
    worst: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Moments):
    """The same of a persona, version or model, by its id or name."""

    of: str


def overview(warehouse: Warehouse, actor: Actor, window: Window) -> Overview:
    """What there is within a window. Raises the StoreErrors."""
    return Overview(**ask(warehouse, actor, OVERVIEW, window).to_pylist()[0])


def parts(question: str, width: int) -> str:
    """A question about each turn, or about each `width` turns, of which a conversation's own are averaged first."""
    return question.replace("{parts}", _NARROW if width == 1 else _WIDE)


def course(warehouse: Warehouse, actor: Actor, window: Window, *, width: int = 1, every: int = 1) -> tuple[Place, ...]:
    """Scores at each turn, or for each `width` turns; of one conversation in `every`. Raises the StoreErrors."""
    more = {} if width == 1 else {"width": width}
    found = sample(warehouse, actor, parts(COURSE, width), window, every, more)
    return tuple(Place(**row) for row in found.to_pylist())


def change(warehouse: Warehouse, actor: Actor, window: Window, *, edge: int) -> Moments:
    """A conversation's later turns less its first `edge` ones; one that has no more than these does not count."""
    return Moments(**ask(warehouse, actor, CHANGE, window, edge=edge).to_pylist()[0])


def groups(warehouse: Warehouse, actor: Actor, window: Window, *, by: By) -> tuple[Group, ...]:
    """The mean of conversations by persona, version or model, the lowest first. Raises the StoreErrors."""
    found = ask(warehouse, actor, GROUPS.replace("{column}", COLUMNS[by]), window)
    return tuple(Group(**row) for row in found.to_pylist())


def courses(
    warehouse: Warehouse,
    actor: Actor,
    window: Window,
    *,
    by: By,
    ids: Sequence[str],
    width: int = 1,
    every: int = 1,
) -> dict[str, tuple[Place, ...]]:
    """The course of each of these. Raises the StoreErrors."""
    more = {} if width == 1 else {"width": width}
    question = parts(MANY, width).replace("{column}", COLUMNS[by])
    found: dict[str, list[Place]] = {one: [] for one in ids}
    for row in sample(warehouse, actor, question, window, every, {"ids": list(ids), **more}).to_pylist():
        found[row.pop("of")].append(Place(**row))
    return {key: tuple(places) for key, places in found.items()}


def days(warehouse: Warehouse, actor: Actor, window: Window, *, zone: str) -> tuple[Day, ...]:
    """Scores by day of a time zone; a day without turns has no row. Raises the StoreErrors."""
    return tuple(Day(**row) for row in ask(warehouse, actor, DAYS, window, zone=zone).to_pylist())


def lately(warehouse: Warehouse, actor: Actor, window: Window, *, most: int) -> datetime | None:
    """Since when there are no more than so many turns; None where the last quarter of an hour has more already."""
    found: datetime | None = ask(warehouse, actor, LATELY, window, most=most).to_pylist()[0]["since"]
    return found
