"""A report as one HTML file that opens offline: its style, its drawings and its words, no script and no address.

Its policy forbids every request, so that nothing in it could reach out even where an escape had been missed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from studio.charts.chart import drawable
from studio.reports import svg
from studio.ui.marking import marked
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from studio.charts.chart import Chart, Table
    from studio.reports.report import Code, Part, Report, Said, Section

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; base-uri 'none'"
WIDE: Final = 7
"""A table with more columns is set in small type."""

_SHEET: Final = Path(__file__).with_name("report.css")


def write(report: Report) -> str:
    """The whole document."""
    sections = "".join(f'<li><a href="#part-{at}">{as_html(one.title)}</a></li>'
                       for at, one in enumerate(report.sections))  # fmt: skip
    body = "".join(_section(one, at) for at, one in enumerate(report.sections))
    findings = "".join(f"<li>{as_html(one)}.</li>" for one in _stopped(report.findings))
    notice = f'<p class="notice">{as_html(report.notice)}</p>' if report.notice else ""
    return (
        f'<!doctype html><html lang="{report.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{as_html(report.title)}: report</title><style>{sheet()}</style></head><body><main>"
        f'<header><p class="eyebrow">{as_html(report.kind)}</p><h1 dir="auto">{as_html(report.title)}</h1>'
        f'<p class="subtitle" dir="auto">{as_html(report.subtitle)}</p>{notice}</header>'
        f'<section class="findings"><h2>In short</h2><ul>{findings}</ul></section>'
        f'<nav aria-label="Sections"><ol>{sections}</ol></nav>{body}'
        f"<footer>{as_html(report.made)}</footer></main></body></html>\n"
    )


def _section(section: Section, at: int) -> str:
    parts = "".join(map(_part, section.parts))
    return f'<section id="part-{at}"><h2>{as_html(section.title)}</h2>{parts}</section>'


def _part(part: Part) -> str:
    title = f'<h3 dir="auto">{as_html(part.title)}</h3>' if part.title else ""
    sentences = "".join(f'<p dir="auto">{as_html(one)}</p>' for one in part.sentences)
    chart = _chart(part.chart) if part.chart is not None else ""
    table = _table(part.table) if part.table is not None else ""
    if part.folded:
        table = f'<details class="long"><summary>Show the table</summary>{table}</details>'
    replies = "".join(map(_reply, part.replies))
    code = _code(part.code) if part.code is not None else ""
    return f'<div class="part">{title}{sentences}{chart}{table}{replies}{code}</div>'


def _chart(chart: Chart) -> str:
    drawn = svg.draw(chart) if drawable(chart) else ""
    figures = f"<details><summary>The same figures as a table</summary>{_table(chart.table)}</details>"
    return (
        f'<figure><figcaption dir="auto">{as_html(chart.title)}</figcaption>{drawn}'
        f'<p class="note">{as_html(chart.note)}</p>{figures if chart.table.rows else ""}</figure>'
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{as_html(one)}</th>' for one in table.head)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{as_html(row[0])}</th>'
        + "".join(f'<td dir="auto">{as_html(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    small = ' class="small"' if len(table.head) > WIDE else ""
    return f'<div class="table"><table{small}><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _reply(said: Said) -> str:
    told = "".join(f"<li>{as_html(one)}</li>" for one in said.told)
    return (
        f'<article class="said"><h4>{as_html(said.place)}</h4><p class="user" dir="auto">{as_html(said.user)}</p>'
        f'<blockquote dir="auto">{marked(said.reply, said.words)}</blockquote><ul>{told}</ul></article>'
    )


def _code(code: Code) -> str:
    text = f"<pre><code>{as_html(code.text)}</code></pre>"
    if not code.folded:
        return text
    return f"<details><summary>{as_html(code.title)}</summary>{text}</details>"


def _stopped(sentences: Iterable[str]) -> list[str]:
    return [(one[:1].upper() + one[1:]).rstrip(".") for one in sentences]


@cache
def sheet() -> str:
    """The style of a page that opens offline, drawings included."""
    return _SHEET.read_text("utf-8") + svg.sheet()
