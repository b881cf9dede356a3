"""The ledger added up: a cell for each quarter of an hour and all that spending is told by. Knows no database.

Every file of entries has a file of its cells, made of it when it is written, so that sums by day, in any time zone,
need not read single entries. A cell is an exact sum: whole micro-dollars of up to 38 digits, and tokens as counted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from store.warehouse.window import Window

NAME: Final = "sums"
"""The table of cells. `created_at` is the beginning of its quarter, `first` and `last` are those of its entries."""

QUARTER: Final = timedelta(minutes=15)
"""Every clock that is in use differs from UTC by a multiple of it."""

_BY: Final = ("user_id", "persona_id", "version_id", "mode", "purpose", "operation", "provider", "model", "day")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEP: Final = QUARTER // timedelta(microseconds=1)
# Rounded down before 1970 too.
_SINCE: Final = f"(epoch_us(created_at) % {_STEP} + {_STEP}) % {_STEP}"
_BEGUN: Final = f"(created_at - to_microseconds({_SINCE}))"
_MONEY: Final = "DECIMAL(38, 0)"
_SUMMED: Final = {
    "calls": ("count(*)", "1::BIGINT"),
    "unpriced": ("count(*) - count(cost_microdollars)", "(cost_microdollars IS NULL)::BIGINT"),
    "microdollars": (f"sum(cost_microdollars)::{_MONEY}", f"cost_microdollars::{_MONEY}"),
    "input_tokens": ("sum(input_tokens)::BIGINT", "input_tokens"),
    "output_tokens": ("sum(output_tokens)::BIGINT", "output_tokens"),
    "first": ("min(created_at)", "created_at"),
    "last": ("max(created_at)", "created_at"),
}

COLUMNS: Final = (*_BY, "created_at", *_SUMMED)
"""The columns of a cell; `microdollars` is null where no price is known, `unpriced` counts calls without one."""


def of(source: str) -> str:
    """The cells of entries of the ledger, as a query over a table of them."""
    told = ", ".join(f"{made} AS {name}" for name, (made, _) in _SUMMED.items())
    by = ", ".join(_BY)
    return f"SELECT {by}, {_BEGUN} AS created_at, {told} FROM {source} GROUP BY {by}, {_BEGUN}"  # noqa: S608 - our own names


def one_by_one(source: str) -> str:
    """The same with each entry as a cell of its own, for few of them."""
    told = ", ".join(f"{made} AS {name}" for name, (_, made) in _SUMMED.items())
    return f"SELECT {', '.join(_BY)}, {_BEGUN} AS created_at, {told} FROM {source}"  # noqa: S608 - our own names


def fit(window: Window) -> bool:
    """Whether a window begins and ends between two quarters, so that it holds whole cells alone."""
    return all(at is None or _between(at) for at in (window.since, window.until))


def _between(at: datetime) -> bool:
    return not (at - _EPOCH) % QUARTER
