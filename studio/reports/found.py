"""What was found: sentences with intervals, charts, and the replies that were worst. Writes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.reading import Verdict
from evals import outline
from studio.charts import bleed, drift, forest, scores, trait
from studio.charts.chart import Dots, drawable
from studio.charts.means import clusters, means, scorers
from studio.charts.words import between, counted, number
from studio.reports.report import Part, Said, Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.compare import Comparison
    from evals.flips import Flip
    from evals.outcome import Measured, Outcome
    from evals.parts import Instrument
    from evals.record import Exchange
    from evals.run import Run
    from studio.charts.chart import Chart
    from studio.charts.means import Mean

SIGNAL: Final = "signal: "
WORST: Final = 5
"""So many replies are shown word for word."""

MOST_FLIPS: Final = 20
LEAST_COURSE: Final = 10
"""Conversations of fewer turns have no course worth drawing."""


def sections(run: Run, names: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """The findings in one sentence each, and the sections that show what they rest on."""
    found = means(run)
    shown = [one for one in scorers(found) if not one.startswith(SIGNAL)]
    charts: list[Chart] = [scores.chart(_of(found, name), names) for name in shown]
    told = [*charts, *courses(run, least=LEAST_COURSE).values()]
    parts = [Part(chart=chart) for chart in told]
    if any(one.name == "who said it" for one in run.order.suite.scorers):
        matrix = bleed.chart(outline.whole(run), names)
        told.append(matrix)
        parts.append(Part(title="Who said it", chart=matrix))
    parts += [Part(title=f"Questionnaire: {names[slug]}", chart=chart) for slug, both in answers(run) for chart in both]
    signals = [one for one in found if one.of.name.startswith(SIGNAL)]
    if signals:
        about = "How far each signal of the drift score lies from the persona's own range, in spreads."
        parts.append(Part(title="Signals", sentences=(about,), table=scores.short_table(signals, names), folded=True))
    findings = tuple(chart.title for chart in told if drawable(chart) and not _unsure(chart))
    return findings, (Section(title="What was found", parts=tuple(parts)), worst(run, names))


def _of(found: Sequence[Mean], name: str) -> list[Mean]:
    return [one for one in found if one.of.name == name]


def _unsure(chart: Chart) -> bool:
    """Whether nothing in a chart has an interval: then it is no finding."""
    return isinstance(chart, Dots) and all(one.low is None for one in chart.marks)


def courses(run: Run, persona: str = "", *, least: int = drift.FEWEST) -> dict[str, Chart]:
    """The drift score over the turns, by each conversation of the suite that has at least so many turns.

    Over one persona, or over all where none is named.
    """
    talks, independent = {case.id: case.talk for case in run.cases}, clusters(run)
    chosen = [one for one in run.outcomes if not persona or one.record.persona == persona]
    return {
        name: drift.chart(group, independent, name=name)
        for name, group in drift.by_talk(chosen, talks).items()
        if any(len(one.measured) >= least for one in group)
    }


def answers(run: Run) -> list[tuple[str, tuple[Chart, ...]]]:
    """Radar and facets of each persona that was asked a questionnaire."""
    found: list[tuple[str, tuple[Chart, ...]]] = []
    for genome in run.order.genomes:
        own = [one for one in run.outcomes if one.record.persona == genome.metadata.slug]
        if trait.asked(own):
            found.append((genome.metadata.slug, trait.charts(genome, own, model=run.order.model)))
    return found


def worst(run: Run, names: Mapping[str, str]) -> Section:
    """The replies with the lowest drift score, word for word."""
    there = [
        (one.score, outcome, one)
        for outcome in run.outcomes
        for one in outcome.measured
        if one.score is not None and one.verdict is not Verdict.IN_CHARACTER
    ]
    ranked = sorted(there, key=lambda found: found[0])[:WORST]
    if not ranked:
        return Section(
            title="The weakest replies",
            parts=(Part(sentences=("No reply was found to be out of character.",)),),
        )
    intro = (
        f"{counted(len(there), 'reply', 'replies')} drift or are out of character; the lowest scores, word for word:"
    )
    return Section(
        title="The weakest replies",
        parts=(Part(sentences=(intro,), replies=tuple(_said(outcome, one, names) for _, outcome, one in ranked)),),
    )


def compared(found: Comparison, flips: Sequence[Flip], moved: Mapping[str, Instrument], *, before: str) -> Section:
    """This run against an earlier one."""
    alone = found.only_before + found.only_after
    sentences = (
        f"Against {before}: {counted(found.shared, 'conversation')} in both runs"
        + (f", {alone} in one alone and not compared." if alone else "."),
        *(f"Also changed: {one}." for one in found.changed),
        forest.steady(moved),
    )
    parts = [Part(sentences=sentences), *(Part(chart=chart) for chart in forest.charts(found, moved))]
    if flips:
        told = f"{counted(len(flips), 'conversation')} came out otherwise" + (
            f", the first {MOST_FLIPS}:" if len(flips) > MOST_FLIPS else ":"
        )
        parts.append(Part(title="What flipped", sentences=(told,), table=forest.flipped(flips[:MOST_FLIPS])))
    return Section(title="What changed", parts=tuple(parts))


def _said(outcome: Outcome, one: Measured, names: Mapping[str, str]) -> Said:
    exchange = _exchange(outcome, one.turn)
    ends = f" {between(one.low, one.high)}" if one.low is not None and one.high is not None else ""
    score = "" if one.score is None else f", score {number(one.score)}{ends}"
    drivers = tuple(f"{driver.signal}: {driver.z:+.1f} spreads from its range" for driver in one.drivers)
    record = outcome.record
    return Said(
        place=f"{names.get(record.persona, record.persona)}, turn {one.turn}, seed {record.seed}: {one.verdict}{score}",
        user=exchange.user,
        reply=exchange.reply,
        told=tuple(filter(None, (one.reason, *drivers))),
        words=tuple(word for driver in one.drivers for word in driver.words),
    )


def _exchange(outcome: Outcome, turn: int) -> Exchange:
    return next(one for one in outcome.record.exchanges if one.turn == turn)
