"""Numbers and intervals in words, the same in every table, title and hover. Knows no chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate

TO: Final = "\N{EN DASH}"
"""Between the ends of an interval."""

NONE: Final = "\N{EN DASH}"
"""In a cell for which there is nothing to say."""

MINUS: Final = "\N{MINUS SIGN}"
LONGEST: Final = 34
"""Characters of a label on an axis; tables and hovers show it whole."""

HOUR: Final = 3_600
MINUTE: Final = 60


def number(value: float, *, signed: bool = False) -> str:
    """A figure with two decimals, three where it is small."""
    digits = 3 if 0.0 < abs(value) < 0.095 else 2  # noqa: PLR2004 - two digits that count
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return text.replace("-", MINUS)


def between(low: float, high: float, *, signed: bool = False) -> str:
    """Both ends of an interval."""
    return f"[{number(low, signed=signed)} {TO} {number(high, signed=signed)}]"


def estimate(found: Estimate, *, signed: bool = False) -> str:
    """A value with its interval, or that there is none."""
    if isinstance(found, Interval):
        return f"{number(found.value, signed=signed)} {between(found.low, found.high, signed=signed)}"
    if found.value is None:
        return "not known"
    return f"{number(found.value, signed=signed)} (no interval)"


def share(found: Estimate) -> str:
    """A share in per cent, with its interval."""
    if found.value is None:
        return "not known"
    if isinstance(found, Interval):
        return f"{found.value:.0%} [{found.low:.0%} {TO} {found.high:.0%}]"
    return f"{found.value:.0%} (no interval)"


def dollars(microdollars: float) -> str:
    """Money; small sums to the hundredth of a cent."""
    value = microdollars / 1e6
    if not value:
        return "$0"
    return f"${value:,.2f}" if value >= 1 else f"${value:,.4f}"


def seconds(value: float) -> str:
    """A time that somebody waits."""
    if value >= HOUR:
        return f"{int(value // HOUR)} h {int(value % HOUR // MINUTE)} min"
    if value >= MINUTE:
        return f"{int(value // MINUTE)} min {int(value % MINUTE)} s"
    return f"{value:.1f} s"


def short(label: str, *, longest: int = LONGEST) -> str:
    """A label that fits beside an axis."""
    line = " ".join(label.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def lower(sentence: str) -> str:
    """A sentence as the end of another one."""
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")


def counted(number_: int, one: str, many: str = "") -> str:
    """`1 conversation`, `2 conversations`."""
    return f"{number_:,} {one if number_ == 1 else many or one + 's'}"


def listed(names: list[str], *, most: int = 3) -> str:
    """Names in a sentence: the first ones, and how many more."""
    shown = names[:most]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
