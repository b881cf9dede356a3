"""The last seven days and the seven before, asked of the warehouse: what was said, how it read, what it took.

Turns that a fork copied are left out: they are counted where they were said. Knows no interval and no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse

TALKS: Final = """
SELECT created_at >= $middle AS newer, count(*) AS turns, count(score) AS judged,
  coalesce(sum(score), 0) AS score, coalesce(sum(score * score), 0) AS score_square,
  count(*) FILTER (verdict = 'in character') AS kept,
  bool_or(change_alarm) AS began, bool_or(injected_type IS NOT NULL) AS injected,
  count(stars) AS starred, coalesce(sum(stars), 0)::DOUBLE AS stars,
  coalesce(sum(stars * stars), 0)::DOUBLE AS star_square,
  count(*) FILTER (thumb = 1) AS up, count(thumb) AS thumbs
FROM turns WHERE NOT copied AND created_at >= $since AND created_at < $until
GROUP BY session_id, newer
"""

COST: Final = """
SELECT created_at >= $middle AS newer, count(*) AS calls, count(cost_microdollars) AS priced,
  coalesce(sum(cost_microdollars), 0)::BIGINT AS microdollars
FROM usage WHERE created_at >= $since AND created_at < $until GROUP BY newer
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """Conversations of a week, one number each: turns, of which so many have a score, sums, and what was thought."""

    turns: NDArray[np.float64]
    judged: NDArray[np.float64]
    score: NDArray[np.float64]
    score_square: NDArray[np.float64]
    kept: NDArray[np.float64]
    began: NDArray[np.float64]
    injected: NDArray[np.float64]
    starred: NDArray[np.float64]
    stars: NDArray[np.float64]
    star_square: NDArray[np.float64]
    up: NDArray[np.float64]
    thumbs: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Calls of a week, of which so many have a price, and what these took in micro-dollars."""

    calls: int = 0
    priced: int = 0
    microdollars: int = 0


def talks(
    warehouse: Warehouse, actor: Actor, *, since: datetime, middle: datetime, until: datetime
) -> tuple[Talks, Talks]:
    """The conversations from `middle` on, and those before it. Raises the StoreErrors."""
    found = warehouse.read(actor, TALKS, {"since": since, "middle": middle, "until": until})
    newer = found.column("newer").to_numpy(zero_copy_only=False).astype(bool)
    columns = {name: found.column(name).to_numpy(zero_copy_only=False).astype(float) for name in Talks.__slots__}
    return _of(columns, newer), _of(columns, ~newer)


def cost(
    warehouse: Warehouse, actor: Actor, *, since: datetime, middle: datetime, until: datetime
) -> tuple[Cost, Cost]:
    """What the ledger says from `middle` on, and before it. Raises the StoreErrors."""
    rows = warehouse.read(actor, COST, {"since": since, "middle": middle, "until": until}).to_pylist()
    by_week = {row.pop("newer"): Cost(**row) for row in rows}
    return by_week.get(True, Cost()), by_week.get(False, Cost())


def _of(columns: dict[str, NDArray[Any]], chosen: NDArray[Any]) -> Talks:
    return Talks(**{name: one[chosen] for name, one in columns.items()})
