"""What was spent on what, by the ledger: sums in whole micro-dollars, exact and never rounded. Knows no price.

A call whose price is unknown is in no sum of money; it is counted beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args
from zoneinfo import ZoneInfo

from store.warehouse import sums
from store.warehouse.asking import WITHIN, ask
from store.warehouse.days import day_of, even

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

By = Literal["persona", "provider", "model", "operation", "purpose"]
"""What spending is told by. A model is named with its provider, as in `anthropic/claude-haiku-4-5`."""

BY: Final[tuple[By, ...]] = get_args(By)

From = Literal["sums", "usage"]
"""From cells of a quarter of an hour each, or from single entries: the answers are the same."""

_SUMS: Final = (
    "coalesce(sum(cost), 0) AS microdollars, coalesce(sum(calls), 0) AS calls, coalesce(sum(unpriced), 0) AS unpriced, "
    "coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(output_tokens), 0) AS output_tokens"
)
_FINE: Final[Mapping[From, str]] = {
    "usage": "sum(cost_microdollars) AS cost, count(*) AS calls, count(*) - count(cost_microdollars) AS unpriced, "
    "sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens",
    "sums": "sum(microdollars) AS cost, sum(calls) AS calls, sum(unpriced) AS unpriced, "
    "sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens",
}


@dataclass(frozen=True, slots=True)
class Sum:
    """Entries of the ledger added up. `microdollars` leaves out the calls of unknown price, `unpriced` counts them."""

    microdollars: int = 0
    calls: int = 0
    unpriced: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """A part of the ledger: in all, by day, by what it was spent on, and by day and one of these.

    Days without a call are not among them. Personas stand by id, empty for none.
    """

    total: Sum
    by_day: Mapping[date, Sum]
    by: Mapping[By, Mapping[str, Sum]]
    split: By
    by_day_and: Mapping[tuple[date, str], Sum]


def spend(warehouse: Warehouse, actor: Actor, window: Window, *, zone: str, split: By = "persona") -> Spend:
    """What was spent in a window, by day in an IANA time zone. Raises the StoreErrors, and what `day_of` raises."""
    total, days, both = Sum(), {}, {}
    groups: dict[By, dict[str, Sum]] = {one: {} for one in BY}
    question = spend_question(zone=zone, split=split, source=source(window, zone))
    for row in ask(warehouse, actor, question, window).to_pylist():
        found = _sum(row)
        match row["level"]:
            case "all":
                total = found
            case "day":
                days[row["day"]] = found
            case "both":
                both[row["day"], row[split]] = found
            case level:
                groups[level][row[level]] = found
    return Spend(total=total, by_day=days, by=groups, split=split, by_day_and=both)


def source(window: Window, zone: str) -> From:
    """From what sums are asked: from cells where a window and the days of a zone hold whole ones, else from entries."""
    return "sums" if sums.fit(window) and even(zone, until=datetime.now(UTC), step=sums.QUARTER) else "usage"


def spend_question(*, zone: str, split: By = "persona", source: From = "usage", readable: bool = False) -> str:
    """The question behind `spend`; readable, with a slower word for a day. Raises ValueError for another split."""
    if split not in BY:
        raise ValueError(f"spending is not told by {split!r}")
    levels = " ".join(f"WHEN grouping({one}) = 0 THEN '{one}'" for one in BY)
    return f"""
WITH fine AS (
  SELECT {_day(zone, readable=readable)} AS day, persona_id, provider, model, operation, purpose, {_FINE[source]}
  FROM {source} WHERE {WITHIN} GROUP BY ALL
), named AS (
  SELECT * EXCLUDE (persona_id, model), coalesce(persona_id, '') AS persona, provider || '/' || model AS model FROM fine
)
SELECT day, {", ".join(BY)}, {_SUMS},
  CASE WHEN grouping(day) = 0 AND grouping({split}) = 0 THEN 'both' WHEN grouping(day) = 0 THEN 'day'
    {levels} ELSE 'all' END AS level
FROM named GROUP BY GROUPING SETS ((), (day), {", ".join(f"({one})" for one in BY)}, (day, {split}))
ORDER BY day, microdollars DESC, {", ".join(BY)}
"""  # noqa: S608 - our own names


def by_day(warehouse: Warehouse, actor: Actor, window: Window, *, zone: str) -> dict[date, Sum]:
    """What was spent on each day that had a call, oldest first. Raises what `spend` raises."""
    question = by_day_question(zone=zone, source=source(window, zone))
    return {row["day"]: _sum(row) for row in ask(warehouse, actor, question, window).to_pylist()}


def by_day_question(*, zone: str, source: From = "usage", readable: bool = False) -> str:
    """The question behind `by_day`; readable as `spend_question` is."""
    return f"""
WITH fine AS (SELECT {_day(zone, readable=readable)} AS day, {_FINE[source]} FROM {source} WHERE {WITHIN} GROUP BY ALL)
SELECT day, {_SUMS} FROM fine GROUP BY day ORDER BY day
"""  # noqa: S608 - our own names


def _day(zone: str, *, readable: bool) -> str:
    if readable:
        return f"CAST(timezone('{ZoneInfo(zone).key}', created_at) AS DATE)"
    return day_of(zone, until=datetime.now(UTC))


def _sum(row: Mapping[str, Any]) -> Sum:
    return Sum(*(int(row[name]) for name in Sum.__slots__))
