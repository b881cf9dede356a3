"""How long beliefs, facts and character last in conversations. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.moments import of_moments
from evals.statistics.survival import Ended, half, kaplan_meier
from studio.charts.chart import Point, Table
from studio.charts.kinds.lines import Line, Lines
from studio.charts.words import NONE, counted, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from evals.statistics.survival import Step
    from store.warehouse.drift_talks import End, Event

NAMES: Final[Mapping[Event, str]] = {
    "beliefs": "beliefs and facts",
    "replies": "earlier replies",
    "change": "character",
}


def facts(ends: Mapping[Event, Sequence[End]], *, talks: int) -> Lines:
    """The share of conversations without a contradiction up to each turn."""
    steps = {event: _steps(ends[event]) for event in ("beliefs", "replies")}
    return _chart(
        {event: (ends[event], steps[event]) for event in ("beliefs", "replies")},
        title=_finding(ends["beliefs"], steps["beliefs"], "contradicts a belief or a fact") + _also(ends["replies"]),
        note="Share of conversations in which nothing was contradicted up to a turn"
        + _method(ends["beliefs"], talks)
        + " A reply that could not be read for contradictions counts as one without.",
        axis="without a contradiction",
    )


def onset(ends: Mapping[Event, Sequence[End]], *, talks: int) -> Lines:
    """The share of conversations in which drift had not begun by each turn."""
    steps = _steps(ends["change"])
    return _chart(
        {"change": (ends["change"], steps)},
        title=_finding(ends["change"], steps, "begins to drift"),
        note="Share of conversations in which no change point of the score lies up to a turn"
        + _method(ends["change"], talks),
        axis="not drifting",
    )


def _chart(found: Mapping[Event, tuple[Sequence[End], Sequence[Step]]], *, title: str, note: str, axis: str) -> Lines:
    return Lines(
        title=title,
        note=note,
        across="turn",
        axis=axis,
        lines=tuple(Line(name=NAMES[event], points=_points(*one), step=True) for event, one in found.items() if one[1]),
        table=Table(
            head=("of", "turn", "still without, 95 % interval", "came here", "were left"),
            rows=tuple(
                (NAMES[event], f"{step.at:,}", _told(step), f"{step.events:,}", f"{step.at_risk:,}")
                for event, (_, steps) in found.items()
                for step in steps
            ),
        ),
    )


def _steps(ends: Sequence[End]) -> tuple[Step, ...]:
    return kaplan_meier([Ended(one.at, one.events, one.censored) for one in ends])


def _points(ends: Sequence[End], steps: Sequence[Step]) -> tuple[Point, ...]:
    start = Point(at=0.0, value=1.0)
    return (start, *(
        Point(at=step.at, value=step.share, low=step.low, high=step.high, turn=end.id or "",
              evidence=(f"{step.events:,} of {step.at_risk:,} at this turn",))
        for end, step in zip(sorted(ends, key=lambda one: one.at), steps, strict=True)
    ))  # fmt: skip


def _method(ends: Sequence[End], talks: int) -> str:
    """How it was computed, and what was left out."""
    there = sum(one.events + one.censored for one in ends)
    left = talks - there
    told = (
        f" (Kaplan and Meier), with Greenwood's 95 % interval; a conversation that ended counts until its end. Of "
        f"{counted(there, 'conversation')}"
    )
    if left > 0:
        told += f"; {left:,} more began before these filters, are forks, or could not be read, and are left out"
    return told + "."


def _finding(ends: Sequence[End], steps: Sequence[Step], does: str) -> str:
    there = sum(one.events + one.censored for one in ends)
    if not there:
        return "No conversation that could be read begins within these filters"
    if not sum(one.events for one in ends):
        return f"None of {counted(there, 'conversation')} {does} ({_share(ends)})"
    middle = half(steps)
    when = f"; half do by turn {middle:,}" if middle is not None else ""
    return f"{_share(ends)} of {counted(there, 'conversation')} {_plural(does)}{when}"


def _also(ends: Sequence[End]) -> str:
    return f"; {_share(ends)} contradict an earlier reply" if ends else ""


def _share(ends: Sequence[End]) -> str:
    return share(_of(ends))


def _of(ends: Sequence[End]) -> Estimate:
    came, there = sum(one.events for one in ends), sum(one.events + one.censored for one in ends)
    if not there:
        return of_moments(0, None, None)
    part = came / there
    deviation = (part * (1.0 - part) * there / max(there - 1, 1)) ** 0.5
    return of_moments(there, part, deviation, bounds=(0.0, 1.0))


def _plural(does: str) -> str:
    """`contradicts …` of several."""
    verb, _, rest = does.partition(" ")
    return f"{verb.removesuffix('s')} {rest}".strip()


def _told(step: Step) -> str:
    if step.low is None or step.high is None:
        return f"{step.share:.0%} (no interval)"
    return f"{step.share:.0%} [{step.low:.0%} {NONE} {step.high:.0%}]"
