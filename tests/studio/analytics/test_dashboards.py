"""Dashboards as files, from the command line and from Python."""

from __future__ import annotations

import csv
import io
from datetime import UTC
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet
from starlette.applications import Starlette
from starlette.testclient import TestClient

from brain.errors import InvalidInput, NotFound
from store.actor import Actor
from store.warehouse.window import Window
from studio import lab_analytics
from studio.analytics.wish import Wish
from studio.lab import Lab
from studio.media.route import mount

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.analytics.dashboard import DashboardForm
    from studio.wiring import Services


def test_a_report_opens_without_a_script(past: Services) -> None:
    """One file with every chart as a drawing and as a table, and a policy that forbids every request."""
    found = past.dashboards.file(past.actor, "drift", Window(), "html", zone=UTC)
    page = found.data.decode()
    assert (found.filename, found.media_type) == ("drift.html", "text/html; charset=utf-8")
    charts = past.dashboards.get("drift").charts
    assert page.count('<svg class="chart"') + page.count("No ") >= len(charts) - 1
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "All personas, all time" in page
    assert "<h2>Where it began</h2>" in page


def test_figures_are_numbers(past: Services) -> None:
    """CSV and Parquet hold the same values with their intervals, a row each."""
    read = {}
    for form in ("csv", "parquet"):
        found = past.dashboards.file(past.actor, "drift", Window(), form, zone=UTC, chart="course")  # type: ignore[arg-type]
        assert found.filename == f"drift-course.{form}"
        read[form] = found.data
    rows = parquet.read_table(pa.BufferReader(read["parquet"])).to_pylist()
    assert [row["at"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert all(row["low"] < row["value"] < row["high"] for row in rows)
    first = next(csv.DictReader(io.StringIO(read["csv"].decode())))
    assert float(first["value"]) == pytest.approx(rows[0]["value"])


def test_a_picture_is_one_chart(past: Services) -> None:
    """An SVG of its own has its finding and no variable of a style sheet elsewhere; of several charts there is none."""
    found = past.dashboards.file(past.actor, "drift", Window(), "svg", zone=UTC, chart="course")
    assert found.data.startswith(b"<svg")
    assert b"The score falls" in found.data
    assert b"var(--" not in found.data
    for chart in ("floor", "heat", "personas", "onset", "drivers"):
        empty = past.dashboards.file(Actor("somebody else"), "drift", Window(), "svg", zone=UTC, chart=chart)
        assert b'class="title"' in empty.data, chart
    with pytest.raises(InvalidInput, match="holds one chart"):
        past.dashboards.file(past.actor, "drift", Window(), "svg", zone=UTC)
    with pytest.raises(NotFound, match="There is: course"):
        past.dashboards.file(past.actor, "drift", Window(), "svg", zone=UTC, chart="nothing")


def test_a_link_names_who_asks_and_for_what(past: Services) -> None:
    """What the signed address names is served to whom it names; no other dashboard by it, and nothing unsigned."""

    def address(form: DashboardForm, actor: Actor, chart: str = "") -> str:
        wish = Wish(form=form, window=Window(), zone=UTC_ZONE, chart=chart)
        return past.links.dashboard(actor, "drift", wish.words())

    with TestClient(Starlette(routes=[mount(lambda: past)])) as browser:
        mine = browser.get(address("csv", past.actor, "course"))
        assert mine.headers["content-disposition"] == "attachment; filename*=UTF-8''drift-course.csv"
        assert len(mine.text.splitlines()) == 10
        theirs = browser.get(address("csv", Actor("somebody else"), "course"))
        assert len(theirs.text.splitlines()) == 1
        moved = address("csv", past.actor).replace("/drift?", "/costs?")
        assert browser.get(moved).status_code == 403
        assert browser.get("/files/dashboards/drift").status_code == 401
        assert browser.get(address("svg", past.actor)).status_code == 400


def test_python_gives_the_same(past: Services, tmp_path: Path) -> None:
    """`lab.drift_history` finds charts, figures and files by the same words as the command."""
    lab = Lab(past)
    found = lab.drift_history(since="2026-11-01", personas=["Victoria Hale"], zone="Europe/Berlin")
    assert found.chart("course").title.startswith("The score falls: ")
    assert found.table("course").num_rows == 9
    assert found.save(tmp_path / "new" / "drift.parquet").stat().st_size > 500
    with pytest.raises(InvalidInput, match="does not say in what form"):
        found.save(tmp_path / "drift.docx")
    with pytest.raises(InvalidInput, match="no time zone"):
        lab.drift_history(zone="Middle-earth")
    with pytest.raises(NotFound, match="There is: drift"):
        lab_analytics.history(past, "tea leaves")


def test_the_command_says_and_writes(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Without a file it prints the findings; an ending it does not know is refused before anything is computed."""
    code, printed = run("report", "drift", "--chart", "course")
    assert (code, printed.startswith("course: ")) == (0, True)
    code, printed = run("report", "drift", "--to", str(tmp_path / "d.csv"), "--chart", "course")
    assert (code, (tmp_path / "d.csv").read_text()) == (0, '"chart"\n')
    code, printed = run("report", "drift", "--to", "d.docx")
    assert code
    assert "html, csv, parquet, svg" in printed


UTC_ZONE = lab_analytics.zone_of("UTC")
