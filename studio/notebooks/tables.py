"""A result as a table of words. Knows no page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from studio.charts.chart import Table
from studio.charts.words import NONE, between, counted, dollars, number, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.frame import Cell, Frame
    from store.notebook_values import Result

LONGEST: Final = 600
"""Characters of a cell of a table; files hold all of it."""


def table(frame: Frame) -> Table:
    """The frame in words: figures to four digits, moments to the second, nothing as a dash."""
    return Table(head=frame.columns, rows=tuple(tuple(map(words, row)) for row in frame.rows))


def words(value: Cell) -> str:
    """One value in words."""
    match value:
        case None:
            return NONE
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}" if abs(value) >= 10_000 else str(value)  # noqa: PLR2004 - a year has no comma
        case float():
            return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
        case _:
            return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def means(frame: Frame) -> Table:
    """The means of a probe: each arm with its interval, on how much it rests, and what a conversation cost."""
    head = ("arm", "mean score, 95 % interval", "conversations", "replies", "not judged", "cost a conversation", "why")
    return Table(head=head, rows=tuple(_arm(one) for one in frame.records()))


def _arm(row: Mapping[str, Cell]) -> tuple[str, ...]:
    score, low, high, cost = (_figure(row[name]) for name in ("score", "low", "high", "cost_microdollars"))
    told = "not known" if score is None else number(score)
    if low is not None and high is not None:
        told += f" {between(low, high)}"
    return (
        words(row["arm"]),
        told,
        words(row["conversations"]),
        words(row["turns"]),
        words(row["not_judged"]),
        "not known" if cost is None else dollars(cost),
        words(row["why"]),
    )


def _figure(value: Cell) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def made(result: Result) -> str:
    """When and from what a result was made, in one line."""
    told: Any = result.document.get("made")
    told = told if isinstance(told, dict) else {}
    parts = [f"made {result.made_at:%d %b %Y, %H:%M} UTC"]
    if told.get("seconds"):
        parts.append(f"in {seconds(max(0.1, float(told['seconds'])))}")
    if seeds := told.get("seeds"):
        parts.append(f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}")
    parts += [", ".join(map(str, (told.get("versions") or {}).values()))] * bool(told.get("versions"))
    parts += [", ".join(map(str, told.get("models") or ()))] * bool(told.get("models"))
    if asked := told.get("asked"):
        parts.append("from " + ", ".join(f"{counted(rows, 'row')} of {name}" for name, rows in asked.items()))
    if newest := told.get("newest"):
        parts.append(f"the newest of {datetime.fromisoformat(newest):%d %b %Y, %H:%M} UTC")
    if "cost_microdollars" in told:
        cost = told["cost_microdollars"]
        parts.append("cost not known: a model has no price" if cost is None else f"cost {dollars(cost)}")
    if told.get("run_id"):
        parts.append(f"run {str(told['run_id'])[:8]}")
    return " · ".join(parts)
