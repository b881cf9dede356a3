"""How a persona is used, asked of the warehouse: by whom, how much, whether they came back, and for how long it held.

Turns that a fork copied are left out, and for drift by length conversations with drift on purpose. Knows no interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse

LENGTHS: Final = (1, 6, 11, 21)
"""Conversations are classed by their turns: from so many to below the next."""

USE: Final = """
WITH talks AS (
  SELECT session_id, any_value(user_id) AS user_id, count(*) AS turns, min(created_at)::DATE AS day,
    count(stars) AS starred, sum(stars) AS stars, count(*) FILTER (thumb = 1) AS up, count(thumb) AS thumbs
  FROM turns WHERE NOT copied AND persona_id = $persona GROUP BY session_id
), people AS (SELECT user_id, count(DISTINCT day) AS days FROM talks GROUP BY user_id)
SELECT count(*) AS talks, coalesce(sum(turns), 0)::BIGINT AS turns, median(turns) AS usual,
  (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM people WHERE days > 1) AS returned,
  coalesce(sum(starred), 0)::BIGINT AS starred, count(*) FILTER (starred > 0) AS starred_talks,
  avg(stars / starred) FILTER (starred > 0) AS stars, stddev_samp(stars / starred) FILTER (starred > 0) AS star_spread,
  coalesce(sum(up), 0)::BIGINT AS up, coalesce(sum(thumbs), 0)::BIGINT AS thumbs
FROM talks
"""

LENGTH: Final = """
WITH talks AS (
  SELECT session_id, count(*) AS turns, bool_or(change_alarm) AS began
  FROM turns WHERE NOT copied AND persona_id = $persona
  GROUP BY session_id HAVING NOT bool_or(injected_type IS NOT NULL)
)
SELECT list_max([one FOR one IN $lengths::BIGINT[] IF one <= turns]) AS least, count(*) AS talks,
  count(*) FILTER (began) AS began
FROM talks GROUP BY least ORDER BY least
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Conversations and turns, `usual` many of them at the median; people, and those who came back on another day.

    `stars` is the mean of the means of `starred_talks` conversations, which have the standard deviation `star_spread`.
    """

    talks: int
    turns: int
    usual: float | None
    people: int
    returned: int
    starred: int
    starred_talks: int
    stars: float | None
    star_spread: float | None
    up: int
    thumbs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Conversations of `least` turns or more, to the next class, and those in which a change was seen."""

    least: int
    talks: int
    began: int


def use(warehouse: Warehouse, actor: Actor, persona_id: str) -> Use:
    """How a persona is used. Raises the StoreErrors."""
    return Use(**warehouse.read(actor, USE, {"persona": persona_id}).to_pylist()[0])


def by_length(warehouse: Warehouse, actor: Actor, persona_id: str) -> tuple[Length, ...]:
    """Drift by the length of conversations, the short ones first. Raises the StoreErrors."""
    found = warehouse.read(actor, LENGTH, {"persona": persona_id, "lengths": list(LENGTHS)})
    return tuple(Length(**row) for row in found.to_pylist())
