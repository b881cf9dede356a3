"""The drift score over the turns of a run's conversations, with bands. Knows no page."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from evals.statistics.curve import curve
from evals.statistics.estimate import Interval
from evals.statistics.interval import mean
from studio.charts.chart import Curve, Point, Table
from studio.charts.words import NONE, between, counted, estimate, lower, number

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from evals.outcome import Outcome

FEWEST: Final = 2
"""A curve needs as many turns."""

EDGE: Final = 5
"""At most so many of the first and of the last turns are held against each other, and no more than a third each."""


def by_talk(outcomes: Sequence[Outcome], talks: Mapping[str, str]) -> dict[str, list[Outcome]]:
    """Outcomes by the conversation of the suite that they played; `talks` names it for each case."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        found[talks.get(one.record.case_id, "")].append(one)
    return {name: group for name, group in found.items() if name}


def chart(outcomes: Sequence[Outcome], independent: Mapping[str, Hashable], *, name: str = "") -> Curve:
    """The mean drift score at each turn of these conversations, which had the same plan.

    `name` is what the conversation is called; `independent` says to which independent conversation a case belongs:
    repetitions of one are averaged first.
    """
    rows = _rows(outcomes, independent)
    found = curve(rows)
    points = tuple(
        Point(
            at=one.turn,
            value=one.value,
            low=_within(one.low),
            high=_within(one.high),
            all_low=_within(one.all_low),
            all_high=_within(one.all_high),
            evidence=_worst(outcomes, one.turn),
        )
        for one in found.points
    )
    table = Table(
        head=("turn", "mean score, 95 % interval", "band of the whole curve", "conversations"),
        rows=tuple((str(one.turn), *_words(point), str(one.conversations))
                   for one, point in zip(found.points, points, strict=True)),
    )  # fmt: skip
    return Curve(
        title=f"{name}: {lower(finding(rows))}" if name else finding(rows),
        note="Mean probability of being in character at each turn. Inner band: 95 % interval of that turn; outer band: "
        "of all turns at once (sup-t). No band where fewer than five conversations have a score, or all have the same. "
        f"{counted(found.missing, 'turn')} could not be judged and {'is' if found.missing == 1 else 'are'} left out.",
        across="turn",
        axis="drift score",
        points=points,
        table=table,
    )


def _rows(outcomes: Sequence[Outcome], independent: Mapping[str, Hashable]) -> list[list[float | None]]:
    """Scores by turn, a row for each independent conversation."""
    groups: dict[Hashable, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[independent[one.record.case_id]].append(one)
    rows = []
    for group in groups.values():
        scores: dict[int, list[float]] = defaultdict(list)
        for turn in (turn for outcome in group for turn in outcome.measured):
            scores[turn.turn] += [] if turn.score is None else [turn.score]
        rows.append([_mean(scores.get(at, [])) for at in range(1, max(scores, default=0) + 1)])
    return rows


def _mean(scores: Sequence[float]) -> float | None:
    return sum(scores) / len(scores) if scores else None


def finding(rows: Sequence[Sequence[float | None]]) -> str:
    """Whether the last turns differ from the first ones, held against each other within each conversation."""
    longest = max((len(row) for row in rows), default=0)
    if not longest or all(score is None for row in rows for score in row):
        return "No turn could be judged"
    if longest < FEWEST:
        return "There is one turn only: no course to be seen"
    edge = max(1, min(EDGE, longest // 3))
    gaps = [_gap(row, edge) for row in rows if len(row) > edge]
    found = mean(gaps, clusters=list(range(len(gaps))))
    edges = f"the last {edge} of {longest} turns against the first {edge}" if edge > 1 else "last turn against first"
    if not isinstance(found, Interval):
        value = "" if found.value is None else f" ({number(found.value, signed=True)} on average)"
        return f"Whether the score changes over {longest} turns cannot be told{value}: {lower(found.reason)}"
    if found.low > 0.0:
        return f"The score rises: {estimate(found, signed=True)}, {edges}"
    if found.high < 0.0:
        return f"The score falls: {estimate(found, signed=True)}, {edges}"
    return f"No change over {longest} turns can be told: {estimate(found, signed=True)}, {edges}"


def _gap(row: Sequence[float | None], edge: int) -> float | None:
    first, last = (_mean([one for one in part if one is not None]) for part in (row[:edge], row[-edge:]))
    return None if first is None or last is None else last - first


def _within(value: float | None) -> float | None:
    """A band of a probability does not leave 0 to 1."""
    return None if value is None else min(1.0, max(0.0, value))


def _words(one: Point) -> tuple[str, str]:
    if one.value is None:
        return "not known", NONE
    if one.low is None or one.high is None or one.all_low is None or one.all_high is None:
        return f"{number(one.value)} (no interval)", NONE
    return f"{number(one.value)} {between(one.low, one.high)}", between(one.all_low, one.all_high)


def _worst(outcomes: Sequence[Outcome], turn: int) -> tuple[str, ...]:
    """Which conversation has the lowest score at a turn, and why."""
    there = [
        (one.score, outcome, one)
        for outcome in outcomes
        for one in outcome.measured
        if one.turn == turn and one.score is not None
    ]
    if not there:
        return ()
    score, outcome, one = min(there, key=lambda found: found[0])
    return (f"lowest: {outcome.record.persona}, {number(score)}", one.reason)
