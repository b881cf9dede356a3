"""Bars by form: figures beside each other, and how often each figure occurs. Knows no cell and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from studio.charts.kinds.bars import Bar, Bars
from studio.charts.kinds.stacks import TONES, Part, Stacks
from studio.charts.words import counted, number, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.charts.chart import Table

MOST_PLACES: Final = 60
BINS: Final = 20


def stacks(
    labels: Sequence[str],
    values: Sequence[float | None],
    series: Sequence[str],
    *,
    x: str,
    y: str,
    of: str,
    title: str,
    table: Table,
) -> Stacks:
    """A bar for each label, of a part for each series; what belongs to one part is added up.

    Raises InvalidInput for figures below 0, which cannot stand on each other.
    """
    if any(one is not None and one < 0 for one in values):
        raise InvalidInput(
            "Bars cannot show figures below 0.", why=f"{y} holds some.", next_step="Choose dots or a line."
        )
    places, names = list(dict.fromkeys(labels)), list(dict.fromkeys(series))
    sums: dict[tuple[str, str], float | None] = {}
    for label, value, name in zip(labels, values, series, strict=True):
        if value is not None:
            sums[label, name] = (sums.get((label, name)) or 0.0) + value
    shown = places[:MOST_PLACES]
    parts = tuple(
        Part(
            name=name or y,
            values=tuple(sums.get((place, name)) or 0.0 for place in shown),
            words=tuple(_told(sums.get((place, name))) for place in shown),
        )
        for name in names[: len(TONES)]
    )
    left = len(places) - len(shown), len(names) - len(parts)
    more = [
        f"{counted(many, what)} more in the table."
        for many, what in zip(left, ("bar", "part"), strict=True)
        if many > 0
    ]
    return Stacks(
        title=title or _finding(y, {place: sum(sums.get((place, one)) or 0.0 for one in names) for place in places}),
        note=" ".join([f"{y} by {x}, from {of}. No interval is drawn: choose dots for one.", *more]),
        across=x,
        axis=y,
        places=tuple(shown),
        parts=parts,
        table=table,
        money=False,
    )


def spread(values: Sequence[float | None], *, y: str, of: str, title: str, table: Table) -> Bars:
    """How often figures lie where."""
    known = sorted(one for one in values if one is not None)
    low, high = (known[0], known[-1]) if known else (0.0, 1.0)
    width = (high - low) / BINS or 1.0
    counts = [0] * BINS
    for one in known:
        counts[min(BINS - 1, int((one - low) / width))] += 1
    middle = known[len(known) // 2] if known else 0.0
    found = f"{y}: half of {len(known):,} figures lie below {number(middle)}, all from {number(low)} to {number(high)}"
    missing = len(values) - len(known)
    return Bars(
        title=title or (found if known else f"{y}: nothing is known"),
        note=f"How often each figure of {y} occurs, from {of}." + f" Not known: {missing}." * bool(missing),
        across=y,
        axis="share",
        width=width,
        bars=tuple(
            Bar(low=low + at * width, share=many / len(known), count=many) for at, many in enumerate(counts) if known
        ),
        table=table,
    )


def _finding(what: str, sums: dict[str, float]) -> str:
    if not sums:
        return f"{what}: nothing is known"
    most = max(sums, key=lambda one: sums[one])
    if len(sums) == 1:
        return f"{what}: {short(most)} has {number(sums[most])}"
    least = min(sums, key=lambda one: sums[one])
    return (
        f"{what} is highest for {short(most)}, {number(sums[most])}, lowest for {short(least)}, {number(sums[least])}"
    )


def _told(value: float | None) -> str:
    return "not known" if value is None else number(value)
