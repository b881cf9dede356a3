"""How emotions move within conversations, and how far replies lie from a persona's baseline. Asks no store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from studio.charts.chart import Dots, Mark, Table
from studio.charts.emotion_time import NAMED
from studio.charts.words import counted, estimate, number, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from store.warehouse.emotion_questions import Away, Slope

TURNS: Final = 10
"""Slopes are told for so many turns."""

FAR: Final = 2.0
"""A mean signal from here on is beyond what faithful replies show, by the noise floor's standard deviations."""


def trend(found: Sequence[Slope]) -> Dots:
    """How much each axis moves in ten turns of a conversation."""
    slopes = [(one, _times(of_moments(*one.moments), TURNS)) for one in found]
    return Dots(
        title=_steepest(found),
        note="Least-squares slope over the turns of each conversation of three turns and more, "
        f"times {TURNS}; the mean over conversations with its 95 % interval. The title speaks of a trend only where it "
        "stands against six looks (an interval of 99.2 %).",
        axis=f"change in {TURNS} turns",
        marks=tuple(
            Mark(
                label=f"{NAMED[one.whose]}, {one.axis}",
                value=mean.value,
                low=mean.low if isinstance(mean, Interval) else None,
                high=mean.high if isinstance(mean, Interval) else None,
                tone="quiet" if one.whose == "user" else "plain",
                evidence=(counted(mean.clusters, "conversation"),),
                why="" if isinstance(mean, Interval) else mean.reason,
            )
            for one, mean in slopes
        ),
        table=Table(
            head=("whose and what", f"change in {TURNS} turns, 95 % interval", "conversations"),
            rows=tuple(
                (f"{NAMED[one.whose]}, {one.axis}", estimate(mean, signed=True), f"{mean.clusters:,}")
                for one, mean in slopes
            ),
        ),
        line=0.0,
        line_words="no change",
    )


def baseline(found: Sequence[Away], names: Mapping[str, str], *, left_out: int = 0) -> Dots:
    """How far the replies of each version lie from its baseline; `names` by the version's id."""
    rows = [(one, names.get(one.version_id, one.version_id[:8]), of_moments(*one.moments)) for one in found]
    more = (
        f" {len(found)} versions are shown, those with most replies; {left_out} more, or of a deleted persona, are not."
        if left_out
        else ""
    )
    return Dots(
        title=_furthest(rows),
        note="Distance in valence, arousal and dominance between a reply and the baseline of its genome, averaged over "
        "conversations, with its 95 % interval. A persona that answers feelings is never at its baseline all the time: "
        "the drift signal “emotional baseline” (z) says how far that is from what faithful replies of this persona "
        f"show; from {FAR:g} on it is marked.{more}",
        axis="distance from the baseline",
        marks=tuple(
            Mark(
                label=name,
                value=mean.value,
                low=mean.low if isinstance(mean, Interval) else None,
                high=mean.high if isinstance(mean, Interval) else None,
                tone="warn" if (one.z or 0.0) >= FAR else "plain",
                evidence=(f"drift signal z {_z(one)}", counted(mean.clusters, "conversation")),
                why="" if isinstance(mean, Interval) else mean.reason,
            )
            for one, name, mean in rows
        ),
        table=Table(
            head=("version", "distance, 95 % interval", "drift signal z", "conversations"),
            rows=tuple((name, estimate(mean), _z(one), f"{mean.clusters:,}") for one, name, mean in rows),
        ),
    )


def _times(mean: Estimate, by: int) -> Estimate:
    value = None if mean.value is None else mean.value * by
    if isinstance(mean, Interval):
        return replace(mean, value=mean.value * by, low=mean.low * by, high=mean.high * by)
    return replace(mean, value=value)


def _steepest(found: Sequence[Slope]) -> str:
    if not found:
        return "No conversation in this span has three turns"
    told = [
        (abs(mean.value) / mean.error, one, mean)
        for one in found
        if isinstance(mean := of_moments(*one.moments, level=1.0 - 0.05 / len(found)), Interval)
        and mean.error
        and not mean.low <= 0.0 <= mean.high
    ]
    if not told:
        return "No trend within conversations can be told"
    _, one, _ = max(told, key=lambda each: each[0])
    mean = _times(of_moments(*one.moments), TURNS)
    way = "rises" if (mean.value or 0.0) > 0.0 else "falls"
    whose = f"{NAMED[one.whose].capitalize()}'s {one.axis}"
    return f"{whose} {way} within conversations: {estimate(mean, signed=True)} in {TURNS} turns"


def _furthest(rows: Sequence[tuple[Away, str, Estimate]]) -> str:
    if not rows:
        return "No persona replied in this span"
    one, name, mean = rows[0]
    if len(rows) == 1:
        return (
            f"{short(name)} lies {estimate(mean)} from its baseline, {_z(one)} standard deviations of its noise floor"
        )
    return f"{short(name)} lies furthest from its baseline: {estimate(mean)}, z {_z(one)}"


def _z(one: Away) -> str:
    return "not assessed" if one.z is None else number(one.z, signed=True)
