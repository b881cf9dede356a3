"""Which signals show the drift, when, and how far beyond the noise floor. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from store.warehouse.drift_signals import BIN, FAR
from studio.charts.chart import Dots, Mark, Table
from studio.charts.kinds.bars import Bar, Bars
from studio.charts.kinds.heat import Heat, Spot
from studio.charts.kinds.lines import Upright
from studio.charts.words import NONE, counted, estimate, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from store.warehouse.drift_signals import Row, Seen

UNIT: Final = "SD from the floor"
ALLOWED: Final = 0.05
"""The share of faithful replies that at most lies beyond `FAR`, were they spread as the normal distribution is."""

SHARE: Final = (0.0, 1.0)


def heat(rows: Sequence[Row], *, width: int, lately: str = "") -> Heat:
    """Mean distance of each signal by turn; intervals only where a place is one turn, and so a conversation each."""
    names = [one.signal for one in rows[0].seen] if rows else []
    there = [at for at in range(len(names)) if any(row.seen[at].count for row in rows)]
    spots = {at: tuple(_spot(row.seen[at], width) for row in rows) for at in there}
    # By their last third, so that what grows stands at the top.
    order = sorted(there, key=lambda at: -_late(spots[at]))
    coarse = lately + (f"Each place is {width} turns. " if width > 1 else "")
    return Heat(
        title=_heat_finding([(names[at], spots[at]) for at in order], rows),
        note=f"{coarse}Mean distance from each persona's own noise floor, in standard deviations: red is away from the "
        "persona. Blank: could not be assessed. Signals are ordered by their last third. "
        + ("" if width > 1 else "Pointing at a place shows its 95 % interval over conversations."),
        across="turn",
        unit=UNIT,
        rows=tuple(names[at] for at in order),
        places=tuple(row.at for row in rows),
        spots=tuple(spots[at] for at in order),
        table=Table(
            head=("signal", *(f"{'turn' if width == 1 else 'from turn'} {row.at}" for row in rows[:12])),
            rows=tuple(
                (names[at], *(NONE if one.value is None else f"{one.value:+.2f}" for one in spots[at][:12]))
                for at in order
            ),
        ),
    )


def drivers(seen: Sequence[Seen], *, lately: str = "") -> Dots:
    """Mean distance of each signal in the turns that drift, against the floor."""
    known = sorted((one for one in seen if one.mean is not None), key=lambda one: -(one.mean or 0.0))
    return _dots(
        known,
        title=_drivers_finding(known),
        note=f"{lately}Mean distance from the persona's own noise floor in the turns whose verdict is drifting "
        "or out of character, averaged within each conversation first; 95 % interval over conversations. The line "
        "is the floor.",
        axis="SD from the floor, in drifting turns",
        line=0.0,
        line_words="noise floor",
    )


def beyond(seen: Sequence[Seen], *, lately: str = "") -> Dots:
    """The share of turns that lie far beyond the floor, by signal, against what a faithful persona has."""
    known = sorted((one for one in seen if one.mean is not None), key=lambda one: -(one.mean or 0.0))
    return _dots(
        known,
        title=_beyond_finding(known),
        note=f"{lately}Share of all turns further than {FAR:g} standard deviations from the persona's own "
        "noise floor, mean over conversations with its 95 % interval. The line is 5 %: a normal floor has at most "
        "so many.",
        axis=f"share of turns beyond {FAR:g} SD",
        line=ALLOWED,
        line_words="at most, for a faithful persona",
        bounds=SHARE,
    )


def spread(signal: str, counts: Mapping[float, int], seen: Sequence[Seen], *, lately: str = "") -> Bars:
    """The distances of one signal against the floor."""
    total = sum(counts.values())
    own = next((one for one in seen if one.signal == signal), None)
    far = None if own is None else _estimate(own, SHARE)
    bars = tuple(
        Bar(low=low, share=count / total, count=count, tone="bad" if low >= FAR else "plain")
        for low, count in sorted(counts.items())
    )
    told = "" if far is None else f": {share(far)} of turns lie beyond {FAR:g} SD, at most 5 % in a faithful persona"
    return Bars(
        title=f"{signal.capitalize()}{told}" if total else f"{signal.capitalize()} could not be assessed on any turn",
        note=f"{lately}How far the replies lie from the persona's own noise floor: 0 is the middle of what "
        f"faithful replies look like, and the hatched ones lie beyond {FAR:g} SD. "
        f"{counted(total, 'reply', 'replies')}; those that could not be assessed are left out.",
        across=f"{signal}: {UNIT}",
        axis="share of replies",
        width=BIN,
        bars=bars,
        table=Table(
            head=("from", "to", "share of replies", "replies"),
            rows=tuple((f"{one.low:g}", f"{one.low + BIN:g}", f"{one.share:.1%}", f"{one.count:,}") for one in bars),
        ),
        uprights=(Upright(at=0.0, words="floor"), Upright(at=FAR, words=f"{FAR:g} SD")),
    )


def _dots(
    known: Sequence[Seen],
    *,
    title: str,
    note: str,
    axis: str,
    line: float,
    line_words: str,
    bounds: tuple[float, float] | None = None,
) -> Dots:
    found = [(one, _estimate(one, bounds)) for one in known]
    told = share if bounds else lambda one: estimate(one, signed=True)
    return Dots(
        title=title,
        note=note,
        axis=axis,
        marks=tuple(_mark(one, value, line) for one, value in found),
        table=Table(
            head=("signal", "mean, 95 % interval", "conversations"),
            rows=tuple((one.signal, told(value), f"{one.count:,}") for one, value in found),
        ),
        line=line,
        line_words=line_words,
    )


def _mark(one: Seen, found: Estimate, line: float) -> Mark:
    low, high = (found.low, found.high) if isinstance(found, Interval) else (None, None)
    sure = low is not None and low > line
    why = "" if isinstance(found, Interval) else found.reason
    return Mark(label=one.signal, value=one.mean, low=low, high=high, tone="bad" if sure else "plain",
                evidence=(counted(one.count, "conversation"),), why=why)  # fmt: skip


def _estimate(one: Seen, bounds: tuple[float, float] | None = None) -> Estimate:
    return of_moments(one.count, one.mean, one.deviation, bounds=bounds)


def _spot(one: Seen, width: int) -> Spot:
    found = of_moments(one.count, one.mean, one.deviation) if width == 1 else None
    low, high = (found.low, found.high) if isinstance(found, Interval) else (None, None)
    return Spot(value=one.mean, of=one.count, low=low, high=high)


def _late(spots: Sequence[Spot]) -> float:
    known = [one.value for one in spots[-max(1, len(spots) // 3) :] if one.value is not None]
    return sum(known) / len(known) if known else -1e9


def _heat_finding(found: Sequence[tuple[str, Sequence[Spot]]], rows: Sequence[Row]) -> str:
    best = max(
        ((spot.value, name, row.at, spot) for name, spots in found
         for row, spot in zip(rows, spots, strict=True) if spot.value is not None and spot.of > 1),
        key=lambda one: one[0], default=None,
    )  # fmt: skip
    if best is None:
        return "No signal could be assessed often enough"
    value, name, at, spot = best
    ends = "" if spot.low is None or spot.high is None else f" [{spot.low:+.1f} to {spot.high:+.1f}]"
    if value < 1.0:
        return f"No signal leaves the noise floor: the furthest is {name} at turn {at:,}, {value:+.1f}{ends} SD"
    return f"Furthest from the floor: {name} at turn {at:,}, {value:+.1f}{ends} SD"


def _drivers_finding(known: Sequence[Seen]) -> str:
    if not known:
        return "No turn drifts within these filters"
    top = known[0]
    found = _estimate(top)
    told = f"{top.signal}, {estimate(found, signed=True)} standard deviations from the floor"
    if isinstance(found, Interval) and found.low <= 0.0:
        return f"No single signal drives it: the furthest is {told}"
    return f"What drives it most is {told}"


def _beyond_finding(known: Sequence[Seen]) -> str:
    over = [one for one in known if isinstance(found := _estimate(one, SHARE), Interval) and found.low > ALLOWED]
    if not known:
        return "No signal could be assessed"
    if not over:
        return f"No signal surely leaves the floor: the most is {known[0].signal}, {share(_estimate(known[0], SHARE))}"
    more = f"; so do {len(over) - 1} more" if len(over) > 1 else ""
    return f"{over[0].signal.capitalize()} leaves the floor on {share(_estimate(over[0], SHARE))} of turns{more}"
