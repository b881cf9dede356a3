"""Notebooks taken away and taken in: what runs in Jupyter, what comes back as it was, and what is refused."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from starlette.applications import Starlette
from starlette.testclient import TestClient

from brain.errors import InvalidInput, NotFound
from store import Actor
from store.notebook_values import Insert
from studio.media.route import mount
from studio.notebooks import ipynb, ready
from studio.notebooks.cells import fields_of

if TYPE_CHECKING:
    from store.notebook_values import Notebook
    from studio.lab import Lab

SMALL = {"repeats": 1, "most": 1}
"""What makes a ready notebook quick."""


def shape(notebook: Notebook) -> list[tuple[str, str, dict[str, Any]]]:
    """What a notebook's cells are."""
    return [(one.kind, one.name, dict(one.fields)) for one in notebook.cells]


def small(lab: Lab, key: str) -> Notebook:
    """A copy of a ready notebook that says each thing once."""
    ours, me = lab.services.notebooks, lab.services.actor
    made = ours.begin_ready(me, key, persona="albert-einstein")
    for one in made.cells:
        quick = {name: value for name, value in SMALL.items() if name in one.fields}
        if quick:
            made = ours.write(me, made.card.id, one, quick, seen=one.revision)
    return made


@pytest.fixture(scope="module")
def copies(lab: Lab) -> list[Notebook]:
    """A small copy of each ready notebook."""
    return [small(lab, key) for key in ready.ORDER]


def test_the_ready_notebooks_run_in_jupyter(lab: Lab, copies: list[Notebook], monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken away as `.ipynb` every cell runs against `import studio`, offline, and charts are drawn."""
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(lab.services.settings.data_dir))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    ours, me = lab.services.notebooks, lab.services.actor
    books = [nbformat.reads(ours.file(me, one.card.id, "ipynb").data.decode(), as_version=4) for one in copies]
    for one in books:
        nbformat.validate(one)
    # One after the other in one kernel: to begin one takes longer than to run a small notebook.
    cells = [cell for one in books for cell in one.cells]
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"
        if cell.cell_type == "code":
            cell["outputs"] = []
    whole = nbformat.v4.new_notebook(cells=cells, metadata=books[0].metadata)
    NotebookClient(whole, timeout=120, kernel_name="python3").execute()
    shown = [out for cell in whole.cells for out in cell.get("outputs", ())]
    assert not [out for out in shown if out.output_type == "error"]
    assert sum("application/vnd.plotly.v1+json" in out.get("data", {}) for out in shown) == 5
    assert any("<table>" in out.get("data", {}).get("text/html", "") for out in shown)


def test_what_was_taken_away_comes_back_as_it_was(lab: Lab, copies: list[Notebook]) -> None:
    """Kinds, names and fields of all cells, and the title; nothing is said of it."""
    ours, me = lab.services.notebooks, lab.services.actor
    for one in copies:
        back, notes = ours.take_in(me, ours.file(me, one.card.id, "ipynb").data)
        assert (shape(back), back.card.title, notes) == (shape(one), one.card.title, ())


def test_a_ready_notebook_answers_offline(lab: Lab, copies: list[Notebook]) -> None:
    """Run here it has no cell that fails; the page that opens offline holds the figures, and no script."""
    ours, me, one = lab.services.notebooks, lab.services.actor, copies[1]
    opened = ours.run(me, one.card.id)
    assert not [kept.document["problem"] for kept in opened.results.values() if "problem" in kept.document]
    page = ours.file(me, one.card.id, "html").data.decode()
    assert "<svg" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    text = ours.file(me, one.card.id, "md").data.decode()
    assert "lab.probe(" in text
    assert "| arm |" in text
    with pytest.raises(NotFound, match="drift"):
        ours.begin_ready(me, "nothing")
    with pytest.raises(NotFound):
        ours.begin_ready(me, "drift", persona="nobody")


def book(*cells: dict[str, Any], **more: Any) -> bytes:
    """A file of Jupyter's with these cells."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | more).encode()


def test_foreign_notebooks_come_in_as_text(lab: Lab) -> None:
    """Words stay words, code is kept as text and said so, edited code of ours too; HTML stays text."""
    ours, me = lab.services.notebooks, lab.services.actor
    made = ours.begin(me, "Ours", [Insert("sql", "answer", {"query": "SELECT 1"})])
    edited = json.loads(ours.file(me, made.card.id, "ipynb").data)
    edited["cells"][-1]["source"] = "import os; os.system('true')  # ```"
    foreign = copy.deepcopy(edited["cells"][-1]) | {
        "metadata": {"personaforge": {"kind": "sql", "fields": {"nope": 1}}}
    }
    words = {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "<script>alert(1)</script>"]}
    back, notes = ours.take_in(me, book(words, edited["cells"][-1], foreign))
    assert [one.kind for one in back.cells] == ["markdown"] * 3
    assert back.card.title == "Title"
    assert "2 cells of code were kept as text" in notes[0]
    assert str(back.cells[1].fields["text"]).startswith("````python\nimport os")
    page = ours.file(me, back.card.id, "html").data.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_hostile_files_are_refused() -> None:
    """Too large, too deep, no JSON, no notebook, of another version, endless cells; and what only looks so is read."""
    deep = "[" * 100_000 + "]" * 100_000
    hostile = (
        b"", b"\xff\xfe", b"[]", b"{}", b"not json", b'{"cells": 1, "nbformat": 4}', deep.encode(),
        b'{"nbformat": 4, "cells": [1]}', book(nbformat=3), b" " * 5_000_001,
        book(*({"cell_type": "markdown", "source": ""} for _ in range(203))),
        book({"cell_type": "markdown", "source": "x" * 100_001}),
    )  # fmt: skip
    for one in hostile:
        with pytest.raises(InvalidInput):
            ipynb.read(one)
    read = ipynb.read(book({"cell_type": "markdown", "source": '"' + "[" * 200, "metadata": 3}, {"cell_type": "raw"}))
    assert [one.kind for one in read.cells] == ["markdown", "markdown"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["markdown", "code", "raw"]) | JSON,
        "source": st.text(max_size=30) | JSON,
        "metadata": st.fixed_dictionaries(
            {"personaforge": st.fixed_dictionaries(
                {}, optional={"kind": st.sampled_from(["sql", "chart", "probe", "eval", "markdown"]) | JSON,
                              "name": JSON, "fields": st.dictionaries(st.sampled_from(["query", "of", "x"]), JSON)})}
        ) | JSON,
    },
)  # fmt: skip


@given(st.lists(CELLS, max_size=4))
def test_any_file_is_read_or_refused(cells: list[dict[str, Any]]) -> None:
    """Whatever stands in a file, cells of known kinds come out of it, or one sentence."""
    try:
        read = ipynb.read(book(*cells))
    except InvalidInput:
        return
    for one in read.cells:
        fields_of(ipynb.as_cell(one, 1))


def test_files_come_by_a_signed_link(lab: Lab, copies: list[Notebook]) -> None:
    """To whom they belong, in each form; a link for another notebook or form is refused."""
    client = TestClient(Starlette(routes=[mount(lambda: lab.services)]))
    for form, kind in (("ipynb", "application/x-ipynb+json"), ("html", "text/html"), ("md", "text/markdown")):
        found = client.get(lab.services.links.notebook(lab.services.actor, copies[0].card.id, form=form))  # type: ignore[arg-type]
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, kind)
        assert f"does-my-persona-drift.{form}" in found.headers["content-disposition"]
    link = lab.services.links.notebook(lab.services.actor, copies[0].card.id, form="md")
    assert client.get(link.replace(copies[0].card.id, copies[1].card.id)).status_code == 403
    assert client.get(link.replace("form=md", "form=exe")).status_code == 400
    stranger = Actor("00000000-0000-4000-8000-000000000009")
    assert client.get(lab.services.links.notebook(stranger, copies[0].card.id, form="md")).status_code == 404
