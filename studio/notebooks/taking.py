"""A notebook as a file to take away: `.ipynb`, one HTML page that opens offline, or Markdown. Runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from brain.errors import PersonaForgeError
from studio.notebooks import ipynb, running
from studio.notebooks.cells import MEANS, TITLES, Chart, Markdown, fields_of, kind_of
from studio.notebooks.python import OPENING, python
from studio.notebooks.tables import made, means, table
from studio.ui.safe_text import as_html, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.notebook_values import Cell, Result
    from studio.charts.chart import Chart as Drawn
    from studio.charts.chart import Table
    from studio.notebooks.service import Opened

NotebookForm = Literal["ipynb", "html", "md"]
SHOWN: Final = 200
"""Rows of a table in a page or a text; the `.ipynb` makes them all again."""

_TYPES: Final[dict[NotebookForm, str]] = {
    "ipynb": "application/x-ipynb+json",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    filename: str
    media_type: str
    data: bytes


def file(opened: Opened, form: NotebookForm) -> File:
    """The notebook in that form, with what its cells gave last."""
    title = opened.notebook.card.title
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "notebook"
    if form == "ipynb":
        data = ipynb.write(opened)
    else:
        data = (_page(opened) if form == "html" else _text(opened)).encode("utf-8", "replace")
    return File(f"{slug}.{form}", _TYPES[form], data)


def _drawn(opened: Opened, cell: Cell) -> Drawn | str:
    """The chart of a cell, or why there is none."""
    from studio.notebooks.charting import chart

    form, frames = fields_of(cell), opened.frames(cell.id)
    if not isinstance(form, Chart) or form.of not in frames:
        return "Not drawn: the result it is made of is not there."
    try:
        return chart(frames[form.of], form)
    except PersonaForgeError as error:
        return str(error)


def _page(opened: Opened) -> str:
    from studio.reports.document import POLICY, sheet

    card = opened.notebook.card
    parts = [_part(opened, one, opened.notebook.cells[:at]) for at, one in enumerate(opened.notebook.cells)]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{as_html(card.title)}</title><style>{sheet()}</style></head><body><main>"
        f'<header><p class="eyebrow">Notebook</p><h1 dir="auto">{as_html(card.title)}</h1>'
        f'<p class="subtitle">version {card.number}, {card.updated_at:%d %B %Y}</p></header>{"".join(parts)}'
        "<footer>Made by PersonaForge. Run it again in the lab, or as .ipynb in Jupyter.</footer>"
        "</main></body></html>\n"
    )


def _part(opened: Opened, cell: Cell, above: Sequence[Cell]) -> str:
    form = fields_of(cell)
    if isinstance(form, Markdown):
        return f'<section class="part" dir="auto">{_rendered(form.text)}</section>'
    kind, result = kind_of(cell), opened.results.get(cell.id)
    code = f"<details><summary>Python</summary><pre>{as_html(python(cell, above))}</pre></details>"
    body = f"<pre>{as_html(str(cell.fields.get('query', '')))}</pre>" if kind == "sql" else ""
    told = ""
    name = "" if kind == "chart" else f" {as_html(cell.name)}"
    if kind == "chart":
        body += _figure(_drawn(opened, cell))
    elif result is not None:
        body += _problem(result.document) or "".join(
            _table(shown, name) for name, shown in _shown(cell, result).items()
        )
    if result is not None:
        stale = f" Stale: {opened.stale[cell.id]}" if cell.id in opened.stale else ""
        told = f'<p class="note">{as_html(made(result) + stale)}</p>'
    elif kind != "chart":
        told = '<p class="note">Not run.</p>'
    return f'<section class="part"><h3>{TITLES[kind]}{name}</h3>{body}{told}{code}</section>'


def _rendered(text: str) -> str:
    """Markdown as HTML: no HTML of its own, no pictures, no links but to the web."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    found: str = reader.render(plain(text))
    return found


def _figure(drawn: Drawn | str) -> str:
    from studio.charts.chart import drawable
    from studio.reports import svg

    if isinstance(drawn, str):
        return f"<p>{as_html(drawn)}</p>"
    picture = svg.draw(drawn) if drawable(drawn) else ""
    return (
        f'<figure><figcaption dir="auto">{as_html(drawn.title)}</figcaption>{picture}'
        f'<p class="note">{as_html(drawn.note)}</p></figure>'
    )


def _problem(document: object) -> str:
    found = told_problem(document)
    return f'<p class="notice">{as_html(found)}</p>' if found else ""


def told_problem(document: object) -> str:
    """What went wrong, in one line; empty for nothing."""
    problem = document.get("problem") if isinstance(document, dict) else None
    return " ".join(str(one) for one in problem.values() if one) if isinstance(problem, dict) else ""


def _shown(cell: Cell, result: Result) -> dict[str, Table]:
    """The tables of a result by name, the means of a probe in words and first."""
    frames = running.frames_of(result.document)
    arms = frames.pop(f"{cell.name}{MEANS}", None) if kind_of(cell) == "probe" else None
    first = {} if arms is None else {f"{cell.name}{MEANS}": means(arms)}
    return first | {name: table(frame) for name, frame in frames.items()}


def _table(shown: Table, name: str) -> str:
    head = "".join(f'<th scope="col">{as_html(one)}</th>' for one in shown.head)
    rows = "".join(
        "<tr>" + "".join(f'<td dir="auto">{as_html(one)}</td>' for one in row) + "</tr>" for row in shown.rows[:SHOWN]
    )
    left = f'<p class="note">{len(shown.rows) - SHOWN} more rows.</p>' if len(shown.rows) > SHOWN else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    whole = f'<div class="table"><table class="small">{body}</table></div>{left}'
    if len(shown.rows) <= 20:  # noqa: PLR2004 - more hide what stands below
        return whole if shown.rows else "<p>No rows.</p>"
    return f'<details class="long"><summary>{as_html(name)}: {len(shown.rows)} rows</summary>{whole}</details>'


def _text(opened: Opened) -> str:
    parts = [f"# {_inline(opened.notebook.card.title)}", _fenced(OPENING, "python")]
    for at, cell in enumerate(opened.notebook.cells):
        form = fields_of(cell)
        if isinstance(form, Markdown):
            parts.append(plain(form.text))
            continue
        parts.append(_fenced(python(cell, opened.notebook.cells[:at]), "python"))
        result = opened.results.get(cell.id)
        if kind_of(cell) == "chart":
            drawn = _drawn(opened, cell)
            parts.append(f"*{_inline(drawn if isinstance(drawn, str) else drawn.title)}*")
        elif result is not None:
            problem = told_problem(result.document)
            parts += [f"**{_inline(problem)}**"] * bool(problem)
            parts += [_pipes(shown) for shown in _shown(cell, result).values()]
            parts.append(f"*{_inline(made(result))}*")
    return "\n\n".join(parts) + "\n"


def _fenced(code: str, language: str) -> str:
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"


def _pipes(shown: Table) -> str:
    rows = [tuple(map(_inline, row)) for row in (shown.head, *shown.rows[:SHOWN])]
    rows.insert(1, ("---",) * len(shown.head))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if len(shown.rows) > SHOWN:
        lines += ["", f"{len(shown.rows) - SHOWN} more rows."]
    return "\n".join(lines)


def _inline(text: str) -> str:
    """Words on one line of Markdown that mean only themselves."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", " ".join(plain(text).split()))
