"""Money in words: rounded for a title, exact to the micro-dollar for a table. Knows no chart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from studio.charts.words import MINUS, TO

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate

MILLION: Final = 1_000_000
UNKNOWN: Final = "not known"


def exact(microdollars: int) -> str:
    """Every micro-dollar, at least two decimals: `$0.25`, `$0.000125`."""
    whole, rest = divmod(abs(microdollars), MILLION)
    decimals = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"{MINUS if microdollars < 0 else ''}${whole:,}.{decimals}"


def rounded(microdollars: float) -> str:
    """To the cent from a dollar on, below it to three digits that count: `$12.30`, `$0.0153`, `$0.0000041`, `$0`."""
    value = abs(microdollars) / MILLION
    if not value:
        return "$0"
    digits = 2 if value >= 1.0 else 2 - math.floor(math.log10(value))
    whole, _, decimals = f"{value:,.{digits}f}".partition(".")
    return f"{MINUS if microdollars < 0 else ''}${whole}.{decimals.rstrip('0').ljust(2, '0')}"


def estimate(found: Estimate) -> str:
    """Rounded money with its interval, or that there is none."""
    if isinstance(found, Interval):
        return f"{rounded(found.value)} {between(found)}"
    return UNKNOWN if found.value is None else f"{rounded(found.value)} (no interval)"


def between(found: Interval) -> str:
    """Both ends of an interval."""
    return f"[{rounded(found.low)} {TO} {rounded(found.high)}]"


def apart(found: Estimate, what: str) -> tuple[str, str]:
    """The value alone, and what it is with its interval."""
    if isinstance(found, Interval):
        return rounded(found.value), f"{what} {between(found)}"
    return UNKNOWN if found.value is None else rounded(found.value), f"{what} (no interval)"


def dollars(microdollars: float) -> float:
    """As a number, for the place of a mark."""
    return microdollars / MILLION


def ends(found: Estimate) -> tuple[float | None, float | None, float | None]:
    """Value, low and high in dollars."""
    if isinstance(found, Interval):
        return dollars(found.value), dollars(found.low), dollars(found.high)
    return None if found.value is None else dollars(found.value), None, None
