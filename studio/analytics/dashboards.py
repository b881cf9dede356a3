"""Dashboards as files to take away: a report that opens offline, figures as CSV or Parquet, a chart as SVG.

Knows no page and no command line.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput, NotFound
from studio.analytics.told import told
from studio.charts.figures import figures
from studio.reporting import ReportFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    import pyarrow as pa

    from store.actor import Actor
    from store.warehouse.window import Window
    from studio.analytics.dashboard import Dashboard, DashboardForm
    from studio.charts.chart import Chart, Figure

SOURCE: Final = "Computed from the turns that this studio keeps."
FORMULAS: Final = "=+-@\t\r"
"""What a cell of a spreadsheet must not begin with, or it is computed (OWASP, CSV injection)."""

FILE_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Dashboards:
    """The dashboards there are, by name."""

    known: Mapping[str, Dashboard]

    def get(self, name: str) -> Dashboard:
        """A dashboard. Raises NotFound, naming those there are."""
        if name not in self.known:
            raise NotFound(f"There is no dashboard {name[:40]!r}.", next_step=f"There is: {', '.join(self.known)}.")
        return self.known[name]

    def charts(self, actor: Actor, name: str, window: Window, *, zone: tzinfo, chart: str = "") -> dict[str, Chart]:
        """The charts of a dashboard, or the one that is named. Raises NotFound and the StoreErrors."""
        found = self.get(name)
        wanted = {chart: found.draws(chart)} if chart else found.charts
        return {key: draw(actor, window, zone) for key, draw in wanted.items()}

    def file(
        self, actor: Actor, name: str, window: Window, form: DashboardForm, *, zone: tzinfo, chart: str = ""
    ) -> ReportFile:
        """A dashboard, or one chart of it, as a file.

        Raises InvalidInput for a picture of several charts, NotFound and the StoreErrors.
        """
        if form == "svg" and not chart:
            raise InvalidInput(
                "A picture holds one chart.", next_step=f"Name one of: {', '.join(self.get(name).charts)}."
            )
        charts = self.charts(actor, name, window, zone=zone, chart=chart)
        stem = f"{name}-{chart}".replace(" ", "-") if chart else name
        if form == "html":
            data = self._report(actor, self.get(name), charts, window, zone)
        else:
            data = picture(charts[chart]) if form == "svg" else figures_file(charts, form)
        return ReportFile(f"{stem}.{form}", FILE_TYPES[form], data)

    def _report(
        self, actor: Actor, dashboard: Dashboard, charts: Mapping[str, Chart], window: Window, zone: tzinfo
    ) -> bytes:
        from studio.reports import document
        from studio.reports.report import Part, Report, Section
        from studio.settings import version

        now = datetime.now(UTC).astimezone(zone)
        sections = [
            Section(title=dashboard.titles.get(key) or key.capitalize(), parts=(Part(chart=one),))
            for key, one in charts.items()
        ]
        if dashboard.limits:
            sections.append(Section(title="What it cannot say", parts=(Part(sentences=dashboard.limits),)))
        return document.write(
            Report(
                kind="Dashboard",
                title=dashboard.title,
                subtitle=told(dashboard.offers(actor), window, zone),
                notice="",
                findings=tuple(one.title for one in charts.values()),
                sections=tuple(sections),
                made=f"Made by PersonaForge {version()} on {now:%d %B %Y, %H:%M %Z}. {SOURCE}",
            )
        ).encode()


def table(charts: Mapping[str, Chart]) -> pa.Table:
    """The figures of charts as one table, a row each; `chart` names the chart it is of."""
    import pyarrow as pa

    rows: list[Figure] = [{"chart": name, **row} for name, chart in charts.items() for row in figures(chart)]
    names = list(dict.fromkeys(key for row in rows for key in row)) or ["chart"]
    columns = {key: [row.get(key) for row in rows] for key in names}
    return pa.table({key: pa.array(found, _type(found)) for key, found in columns.items()})


def figures_file(charts: Mapping[str, Chart], form: DashboardForm) -> bytes:
    """The figures of charts as CSV or Parquet."""
    from pyarrow import csv, parquet

    found, sink = table(charts), io.BytesIO()
    if form == "parquet":
        parquet.write_table(found, sink)
    else:
        csv.write_csv(_tame(found), sink)
    return sink.getvalue()


def _tame(found: pa.Table) -> pa.Table:
    """The table without a word that a spreadsheet would compute."""
    import pyarrow as pa

    for at, field in enumerate(found.schema):
        if field.type == pa.string():
            words = [f"'{one}" if one and one[0] in FORMULAS else one for one in found.column(at).to_pylist()]
            found = found.set_column(at, field.name, pa.array(words, pa.string()))
    return found


def _type(found: list[str | float | None]) -> pa.DataType:
    """Words, whole numbers where all are whole, which stay exact that way, else numbers."""
    import pyarrow as pa

    if any(isinstance(one, str) for one in found):
        return pa.string()
    known = [one for one in found if one is not None]
    return pa.int64() if known and all(isinstance(one, int) for one in known) else pa.float64()


def picture(chart: Chart) -> bytes:
    """A chart as SVG."""
    from studio.reports import svg

    return svg.alone(chart).encode()
