"""From a run, and an earlier one perhaps, to a report. Writes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.compare import compare
from evals.flips import flips
from studio.charts import forest
from studio.charts.means import names as names_of
from studio.charts.words import listed
from studio.reports import found, tested
from studio.reports.report import Report
from studio.settings import version

if TYPE_CHECKING:
    from datetime import datetime

    from evals.run import Run


def make(run: Run, *, before: Run | None = None, at: datetime) -> Report:
    """The report of a run; with `before`, what changed since comes first.

    `at` is when it is made. Raises InvalidInput for a run to compare with that shares no case.
    """
    names = names_of(run)
    findings, shown = found.sections(run, names)
    sections = [tested.tested(run, names)]
    if before is not None:
        comparison = compare(before, run)
        moved = forest.instruments(comparison, before, run)
        findings = (f"{forest.finding(comparison.metrics)}, against {named(before)}", *findings)
        sections.append(found.compared(comparison, flips(before, run), moved, before=named(before)))
    sections += [*shown, tested.spent(run, names), tested.repeat(run), tested.limits(run)]
    when = run.ended or run.began
    return Report(
        title=run.order.suite.title,
        subtitle=f"{listed(list(names.values()), most=6)}, played by {run.order.model}"
        + (f", {when:%d %B %Y}" if when else ""),
        notice=tested.NOTICE if run.order.model == tested.UNDERSTUDY else "",
        findings=(tested.whole(run), *findings),
        sections=tuple(sections),
        made=f"Made by PersonaForge {version()} on {at:%d %B %Y, %H:%M} UTC from run {run.id}.",
    )


def named(run: Run) -> str:
    """A run in a sentence: its versions and its day."""
    versions = [f"{one.genome.name} {one.version}" for one in run.order.subjects if one.version is not None]
    day = f" of {run.began:%d %B %Y}" if run.began else ""
    return f"run {run.id[:8]}{day}" + (f" ({listed(versions)})" if versions else "")
