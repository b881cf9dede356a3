"""A result as a table of words. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from studio.charts.chart import Table
from studio.charts.words import NONE, between, dollars, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.frame import Cell, Frame

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
