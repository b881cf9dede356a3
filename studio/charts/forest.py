"""The differences of two runs as a forest plot: one row a score, right is better. Computes no difference itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.parts import instrument
from evals.scorers.score import bounds
from evals.statistics.estimate import Interval
from evals.statistics.power import Sensitivity
from studio.charts.chart import Dots, Mark, Table
from studio.charts.words import NONE, counted, estimate, listed, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.compare import Comparison, Finding, Metric
    from evals.flips import Flip
    from evals.parts import Instrument
    from evals.run import Run
    from studio.charts.chart import Tone

SIGNAL: Final = "signal: "

TONES: Final[Mapping[Finding, Tone]] = {"better": "good", "worse": "bad", "cannot tell": "quiet"}
"""A score of which no difference was seen is plain."""


def charts(found: Comparison, moved: Mapping[str, Instrument]) -> tuple[Dots, ...]:
    """One chart for scores that run from 0 to 1, and one for those in spreads; what has no row is left out.

    `moved` says of each score how what measures it moved between the runs (`instruments`).
    """
    whole = [one for one in found.metrics if bounds(one.unit) is not None]
    spread = [one for one in found.metrics if bounds(one.unit) is None]
    both = ((whole, "difference on a scale from 0 to 1"), (spread, "difference in spreads"))
    return tuple(_chart(group, axis, moved) for group, axis in both if group)


def finding(metrics: Sequence[Metric]) -> str:
    """Which scores got better, which worse, and of how many it cannot be said."""
    if not metrics:
        return "The two runs have no score in common"
    fell, rose, unsure = (
        [one.name for one in metrics if one.finding == what] for what in ("worse", "better", "cannot tell")
    )
    parts = [f"{listed(fell)} got worse"] * bool(fell) + [f"{listed(rose)} got better"] * bool(rose)
    same = len(metrics) - len(fell) - len(rose) - len(unsure)
    if same:
        parts.append(f"no difference seen in {counted(same, 'score')}")
    if unsure:
        parts.append(f"{counted(len(unsure), 'score')} cannot be told")
    told = "; ".join(parts)
    return told[0].upper() + told[1:]


def instruments(found: Comparison, before: Run, after: Run) -> dict[str, Instrument]:
    """How what measures each score moved between the runs, over conversations that are frozen."""
    return {one.name: instrument(one.name, before, after) for one in found.metrics}


def steady(moved: Mapping[str, Instrument]) -> str:
    """Whether the instrument moved, over all scores, in one sentence."""
    still, known = (
        [name for name, one in moved.items() if one.steady in wanted]
        for wanted in ({"unchanged"}, {"unchanged", "changed"})
    )
    if not known:
        return "Whether what measures moved is not known: frozen conversations were not scored in both runs."
    if len(still) == len(known):
        return f"What measures is unchanged for {counted(len(known), 'score')} of frozen conversations."
    other = listed([name for name in known if name not in still])
    return f"What measures moved for {other}: a difference there is not the persona's alone."


def table(metrics: Sequence[Metric], moved: Mapping[str, Instrument]) -> Table:
    """Every score on both sides, its difference in the scorer's own direction, its test, and what could be seen."""
    head = (
        "score", "reading", "before", "after", "difference, 95 % interval", "unit", "p, after Holm",
        "effect", "better / same / worse", "independent", "missing before, after", "would be seen",
        "instrument",
    )  # fmt: skip
    return Table(head=head, rows=tuple(_row(one, moved.get(one.name)) for one in metrics))


def flipped(flips: Sequence[Flip]) -> Table:
    """The conversations that came out otherwise."""
    rows = tuple((one.key.words, one.what, one.before, one.after) for one in flips)
    return Table(head=("conversation", "by", "before", "after"), rows=rows)


def _chart(metrics: Sequence[Metric], axis: str, moved: Mapping[str, Instrument]) -> Dots:
    return Dots(
        title=finding(metrics),
        note="After less before on the same cases and seeds, turned so that right is better. The line is the 95 % "
        "interval, clustered by independent conversations; the reading goes by the sign-flip test after Holm over all "
        "scores. Triangle: worse. Filled circle: better, or no difference seen. Hollow: cannot tell. What has "
        "no value in both stands in the table alone.",
        axis=f"worse ← {axis} → better",
        marks=tuple(_mark(one) for one in metrics if one.difference.value is not None),
        table=table(metrics, moved),
        line=0.0,
        line_words="no difference",
    )


def _mark(one: Metric) -> Mark:
    found, turn = one.difference, 1.0 if one.higher_is == "better" else -1.0
    ends = sorted((turn * found.low, turn * found.high)) if isinstance(found, Interval) else None
    worst = [f"{moved.key.words}: {number(moved.before)} → {number(moved.after)}" for moved in one.worst[:1]]
    return Mark(
        label=one.name.removeprefix(SIGNAL),
        value=None if found.value is None else turn * found.value,
        low=None if ends is None else ends[0],
        high=None if ends is None else ends[1],
        tone=TONES.get(one.finding, "plain"),
        evidence=(one.finding, _test(one), *worst, *(words for moved in one.worst[:1] for words in moved.evidence[:1])),
        why="" if isinstance(found, Interval) else found.reason,
    )


def _test(one: Metric) -> str:
    if one.p is None or one.adjusted is None:
        return "no test"
    return f"p {p_words(one.p)}, {p_words(one.adjusted)} after Holm over {one.tested}"


def _row(one: Metric, moved: Instrument | None) -> tuple[str, ...]:
    seen = one.sensitivity
    return (
        one.name,
        one.finding,
        estimate(one.before),
        estimate(one.after),
        estimate(one.difference, signed=True),
        f"{one.unit}, higher is {one.higher_is}",
        NONE if one.p is None or one.adjusted is None else f"{p_words(one.p)}, {p_words(one.adjusted)}",
        NONE if one.effect is None else number(one.effect, signed=True),
        f"{one.gained} / {one.same} / {one.lost}",
        str(one.difference.clusters),
        f"{one.missing_before}, {one.missing_after}",
        number(seen.smallest) if isinstance(seen, Sensitivity) else f"cannot be told: {seen.reason}",
        NONE if moved is None else _instrument(moved),
    )


def _instrument(moved: Instrument) -> str:
    """How what measures moved, with its interval."""
    return f"moved by {estimate(moved.shift, signed=True)}" if moved.steady == "changed" else moved.steady


def p_words(value: float) -> str:
    """A p as people read it."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - what three decimals can show
