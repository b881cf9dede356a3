"""Drift by conversation: when it began, how long facts last, two versions, and one conversation turn by turn.

SQL and its answers as frozen values; knows no interval and no chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from store.warehouse.asking import ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

Event = Literal["beliefs", "replies", "change"]
"""A contradiction with beliefs and facts, one with earlier replies, and the change point of the score."""

SURVIVAL: Final = """
WITH talks AS (
  SELECT max(turn_index) AS last,
    min(turn_index) FILTER (contradictions > 0) AS beliefs,
    session_id || ':' || min(turn_index) FILTER (contradictions > 0) AS beliefs_id,
    min(turn_index) FILTER (self_contradictions > 0) AS replies,
    session_id || ':' || min(turn_index) FILTER (self_contradictions > 0) AS replies_id,
    min(began_turn) FILTER (change_alarm) AS change,
    session_id || ':' || min(turn_index) FILTER (change_alarm) AS change_id,
    count(contradictions) AS beliefs_read, count(self_contradictions) AS replies_read, count(score) AS change_read
  FROM turns WHERE /*within*/ GROUP BY session_id HAVING min(turn_index) = 1 AND NOT bool_or(copied)
), ends AS (
  SELECT 'beliefs' AS event, coalesce(beliefs, last) AS "at", beliefs_id AS id FROM talks WHERE beliefs_read > 0
  UNION ALL SELECT 'replies', coalesce(replies, last), replies_id FROM talks WHERE replies_read > 0
  UNION ALL SELECT 'change', coalesce(change, last), change_id FROM talks WHERE change_read > 0
)
SELECT event, "at", count(id) AS events, count(*) - count(id) AS censored, min(id) AS id
FROM ends GROUP BY ALL ORDER BY event, "at"
"""

BEGAN: Final = """
WITH talks AS (
  SELECT session_id, min(began_turn) FILTER (change_alarm) AS began, bool_or(injected_type IS NOT NULL) AS injected
  FROM turns WHERE NOT copied AND /*within*/ GROUP BY session_id HAVING bool_or(change_alarm)
), found AS (
  SELECT session_id, any_value(began) AS began, any_value(injected) AS injected, any_value(persona_id) AS persona_id,
    any_value(version_id) AS version_id, any_value(model) AS model, min(created_at) AS since, count(*) AS turns,
    avg(score) FILTER (turn_index < began) AS before, avg(score) FILTER (turn_index >= began) AS after,
    session_id || ':' || arg_min(turn_index, score) FILTER (turn_index >= began) AS worst_id
  FROM turns JOIN talks USING (session_id) WHERE NOT copied AND /*within*/ GROUP BY session_id
)
SELECT found.*, coalesce(p.name, '') AS persona, v.number
FROM found LEFT JOIN personas p ON p.id = persona_id LEFT JOIN versions v ON v.id = version_id
ORDER BY after - before NULLS LAST, session_id LIMIT $most
"""

SIDES: Final = """
SELECT version_id, avg(score) AS score
FROM turns WHERE NOT copied AND version_id IN ($before, $after) AND /*within*/
GROUP BY version_id, session_id HAVING count(score) > 0 ORDER BY version_id, session_id
"""

TALK: Final = """
SELECT id, turn_index AS "at", score, low, high, verdict, coalesce(began_turn, 0) AS began, change_alarm AS alarm,
  injected_type AS injected
FROM turns WHERE session_id = $session ORDER BY turn_index LIMIT $most
"""

WIDE_TALK: Final = """
SELECT (turn_index - 1) // $width * $width + 1 AS "at", arg_min(id, score) AS id, avg(score) AS score,
  quantile_cont(score, 0.05) AS low, quantile_cont(score, 0.95) AS high,
  CASE WHEN count(score) = 0 THEN 'cannot tell' ELSE '' END AS verdict,
  coalesce(min(began_turn) FILTER (change_alarm), 0) AS began, bool_or(change_alarm) AS alarm,
  min(injected_type) AS injected
FROM turns WHERE session_id = $session GROUP BY ALL ORDER BY "at"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """At a turn: in how many conversations the event came, and how many ended without; `id` is such a turn."""

    at: int
    events: int
    censored: int
    id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A conversation in which drift began at turn `began`: mean score before and from then on, and its worst turn."""

    session_id: str
    began: int
    injected: bool
    persona_id: str
    version_id: str
    model: str
    since: datetime
    turns: int
    before: float | None
    after: float | None
    worst_id: str | None
    persona: str
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A turn of one conversation, or several averaged, of which `low` and `high` are then the 5th and 95th per cent."""

    id: str | None
    at: int
    score: float | None
    low: float | None
    high: float | None
    verdict: str
    began: int
    alarm: bool
    injected: str | None


def survival(warehouse: Warehouse, actor: Actor, window: Window) -> dict[Event, tuple[End, ...]]:
    """When events first came, of conversations whose beginning lies within. Raises the StoreErrors."""
    found: dict[Event, list[End]] = {"beliefs": [], "replies": [], "change": []}
    for row in ask(warehouse, actor, SURVIVAL, window).to_pylist():
        found[row.pop("event")].append(End(**row))
    return {event: tuple(ends) for event, ends in found.items()}


def began(warehouse: Warehouse, actor: Actor, window: Window, *, most: int) -> tuple[Began, ...]:
    """The conversations in which drift began, the largest fall first. Raises the StoreErrors."""
    return tuple(Began(**row) for row in ask(warehouse, actor, BEGAN, window, most=most).to_pylist())


def sides(
    warehouse: Warehouse, actor: Actor, window: Window, *, before: str, after: str
) -> Mapping[str, NDArray[np.float64]]:
    """The mean score of each conversation of two versions, by version. Raises the StoreErrors."""
    found = ask(warehouse, actor, SIDES, window, before=before, after=after)
    versions, scores = found.column("version_id").to_numpy(), found.column("score").to_numpy()
    return {one: scores[versions == one] for one in (before, after)}


def talk(warehouse: Warehouse, actor: Actor, session_id: str, *, width: int = 1) -> tuple[Told, ...]:
    """One conversation, turn by turn or `width` turns at a time; empty for one that the actor may not see."""
    if width == 1:
        found = warehouse.read(actor, TALK, {"session": session_id, "most": 2_000})
    else:
        found = warehouse.read(actor, WIDE_TALK, {"session": session_id, "width": width})
    return tuple(Told(**row) for row in found.to_pylist())
