"""Experiments as files to take away: a report that opens offline, figures as CSV or Parquet, a chart as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from brain.errors import InvalidInput
from studio.reporting import ReportFile

if TYPE_CHECKING:
    from evals.contrasts import Experiment
    from store.actor import Actor
    from studio.analytics.dashboard import DashboardForm
    from studio.charts.chart import Chart
    from studio.experiments.varying import Varied, Varying


@dataclass(frozen=True, slots=True)
class Taking:
    """Files of the experiments that an actor may see."""

    varying: Varying

    def file(
        self, actor: Actor, experiment_id: str, form: DashboardForm, *, score: str = "", chart: str = ""
    ) -> ReportFile:
        """An experiment, or one chart of one score of it, as a file; without a score, of all scores.

        Raises InvalidInput for a picture of several charts, a score or a chart that it does not have, and where no
        conversation has come to its end; NotFound.
        """
        from studio.analytics.dashboards import FILE_TYPES, figures_file, picture

        varied = self.varying.get(actor, experiment_id)
        found = self.varying.found(actor, varied)
        charts = _chosen(found, score, chart)
        if form == "svg" and not chart:
            raise InvalidInput("A picture holds one chart.", next_step="Name a score and a chart.")
        if form == "html":
            data = _report(varied, found, charts).encode()
        elif form == "svg":
            data = picture(next(iter(charts.values())))
        else:
            data = figures_file(charts, form)
        stem = "-".join(filter(None, ("experiment", experiment_id[:8], score.replace(" ", "-"), chart)))
        return ReportFile(f"{stem}.{form}", FILE_TYPES[form], data)


def _chosen(found: Experiment, score: str, chart: str) -> dict[str, Chart]:
    """Charts by `score: chart`, those that are asked for."""
    from studio.charts import contrasts

    known = [one.name for one in found.kinds]
    if score and score not in known:
        raise InvalidInput(f"There is no score {score[:40]!r}.", next_step=f"There is: {', '.join(known)}.")
    if chart and chart not in contrasts.NAMES:
        raise InvalidInput(f"There is no chart {chart[:40]!r}.", next_step=f"There is: {', '.join(contrasts.NAMES)}.")
    return {
        f"{name}: {key}": drawn
        for name in known
        if not score or name == score
        for key, drawn in contrasts.charts(found, name).items()
        if not chart or key == chart
    }


def _report(varied: Varied, found: Experiment, charts: dict[str, Chart]) -> str:
    from studio import again_experiments
    from studio.charts import contrasts
    from studio.charts.words import counted, listed
    from studio.experiments.resting import rests
    from studio.reports import document
    from studio.reports.report import Code, Part, Report, Section
    from studio.settings import version

    design = varied.design
    arms = tuple(f"{one.words}: {one.card.done} of {one.card.total} conversations" for one in varied.arms if one.card)
    repeat = again_experiments.of_one(varied, found.kinds[0].name) if found.kinds else again_experiments.every()
    return document.write(
        Report(
            kind="Experiment",
            title=varied.title,
            subtitle=f"{design.suite.title}, {listed(list(design.personas))}, {counted(len(varied.arms), 'arm')}",
            notice="",
            findings=tuple(one.title for name, one in charts.items() if name.endswith(": effects")),
            sections=(
                Section(title="What was varied", parts=(Part(sentences=(rests(varied, found), *arms)),)),
                *(
                    Section(
                        title=f"{name.partition(': ')[0]}: {contrasts.NAMES[name.rpartition(': ')[2]].lower()}",
                        parts=(Part(chart=one),),
                    )
                    for name, one in charts.items()
                ),
                Section(
                    title="How to have it again",
                    parts=(
                        Part(code=Code(title="Command line", text=repeat.command)),
                        Part(code=Code(title="Python", text=repeat.python)),
                    ),
                ),
            ),
            made=f"Made by PersonaForge {version()} on {datetime.now(UTC):%d %B %Y, %H:%M} UTC.",
        )
    )
