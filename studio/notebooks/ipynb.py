"""Notebooks as `.ipynb`, version 4: written so that they run against `import studio`, and read back. Runs nothing.

A cell of ours keeps its form in its metadata. What comes from elsewhere is read with suspicion: words stay words, code
of others is kept as text, and nothing is run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput, PersonaForgeError
from store.notebook_values import LONGEST_TITLE, MOST_CELLS, Insert
from studio.notebooks import running
from studio.notebooks.cells import KINDS, NAMES, checked, document, kind_of
from studio.notebooks.python import OPENING, python
from studio.ui.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.notebook_values import Cell, Result
    from studio.notebooks.cells import CellKind
    from studio.notebooks.service import Opened

OURS: Final = "personaforge"
LAYOUT: Final = 1
LARGEST: Final = 5_000_000
"""Bytes of a file that is read."""

_QUOTED: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
DEEPEST: Final = 40
"""How deep the JSON of a file may be nested. Jupyter's own needs about ten."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: a title, cells to begin a notebook with, and what is to be said of it."""

    title: str
    cells: tuple[Insert, ...]
    notes: tuple[str, ...]


def write(opened: Opened) -> bytes:
    """The notebook as a file that Jupyter runs; what its cells gave is in it as tables."""
    import nbformat

    v4: Any = nbformat.v4
    cells = opened.notebook.cells
    opening = v4.new_code_cell(OPENING, id="opening", metadata={OURS: {"kind": "opening"}})
    made = [
        v4.new_markdown_cell(f"# {_one_line(opened.notebook.card.title)}", id="title",
                             metadata={OURS: {"kind": "title"}}),
        opening,
        *(_cell(v4, one, cells[:at], opened.results.get(one.id)) for at, one in enumerate(cells)),
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"},
             OURS: {"layout": LAYOUT, "title": opened.notebook.card.title}}  # fmt: skip
    book = v4.new_notebook(cells=made, metadata=about)
    return json.dumps(book, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Read:
    """A file as cells. Raises InvalidInput for one that is too large, too deep, no notebook, or of another version."""
    book = _parsed(data)
    if len(book["cells"]) > MOST_CELLS + 2:
        raise _refused(f"It has {len(book['cells'])} cells.", f"A notebook has at most {MOST_CELLS}.")
    cells: list[Insert] = []
    above: list[Cell] = []
    kept = 0
    for one in book["cells"]:
        if not isinstance(one, dict):
            raise _refused("It holds a cell that is none.")
        ours = _ours(one)
        if ours.get("kind") in ("opening", "title"):
            continue
        made = _of_ours(ours, _source(one), above)
        if made is None:
            made = _foreign(one)
            kept += one.get("cell_type") == "code"
        cells.append(made)
        above.append(as_cell(made, len(cells)))
    was = "cell of code was" if kept == 1 else "cells of code were"
    note = f"{kept} {was} kept as text: only cells of the lab's own kinds are run here."
    title = _ours(book).get("title")
    found = title if isinstance(title, str) else next(filter(None, map(_heading, cells)), "")
    return Read(_one_line(found)[:LONGEST_TITLE].strip() or "Imported notebook", tuple(cells), (note,) * bool(kept))


def _ours(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the lab wrote into the metadata of a cell or a file; empty for nothing."""
    about = part.get("metadata")
    ours = about.get(OURS) if isinstance(about, dict) else None
    return ours if isinstance(ours, dict) else {}


def _cell(v4: Any, cell: Cell, above: Sequence[Cell], result: Result | None) -> Any:
    kind = kind_of(cell)
    ours = {OURS: {"kind": kind, "name": cell.name, "fields": dict(cell.fields)}}
    if kind == "markdown":
        return v4.new_markdown_cell(str(cell.fields.get("text", "")), id=cell.id, metadata=ours)
    outputs = [] if result is None else _outputs(v4, result)
    return v4.new_code_cell(python(cell, above), id=cell.id, metadata=ours, outputs=outputs)


def _outputs(v4: Any, result: Result) -> list[Any]:
    found = running.frames_of(result.document)
    return [
        v4.new_output(
            "display_data",
            {"text/html": frame._repr_html_(), "text/plain": f"{name}: {len(frame.rows)} rows"},
        )
        for name, frame in found.items()
    ]


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise _refused(f"It has {len(data):,} bytes.", f"At most {LARGEST:,} are read.")
    if _depth(data) > DEEPEST:
        raise _refused("It is nested too deeply.")
    try:
        book = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _refused(f"It is no JSON: {type(error).__name__}.") from None
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise _refused("It has no cells.", "Notebooks of version 4 are read.")
    if book.get("nbformat") != 4:  # noqa: PLR2004 - the version of nbformat
        raise _refused(f"It is of version {str(book.get('nbformat'))[:10]!r}.", "Save it again in a newer Jupyter.")
    return book


def _depth(data: bytes) -> int:
    """How deep brackets are nested, those in texts left out."""
    deepest = depth = 0
    for one in re.findall(rb"[\[{\]}]", _QUOTED.sub(b"", data)):
        depth += 1 if one in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _of_ours(ours: Mapping[str, Any], source: str, above: Sequence[Cell]) -> Insert | None:
    """A cell by its form; None where the form is none, or the code was changed since it was written."""
    kind = next((one for one in KINDS if one == ours.get("kind")), None)
    fields = ours.get("fields")
    if kind is None or not isinstance(fields, dict):
        return None
    try:
        made = Insert(kind, _name(ours.get("name"), kind), document(checked(kind, fields)))
        if kind == "markdown":
            # Words may be edited elsewhere.
            return Insert(kind, made.name, {"text": source})
        return made if python(as_cell(made, len(above) + 1), above) == source else None
    except PersonaForgeError:
        return None


def _foreign(cell: Mapping[str, Any]) -> Insert:
    words = plain(_source(cell))
    if cell.get("cell_type") == "code":
        fence = "```"
        while fence in words:
            fence += "`"
        words = f"{fence}python\n{words}\n{fence}"
    return Insert("markdown", NAMES["markdown"], document(checked("markdown", {"text": words})))


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(one for one in source if isinstance(one, str))
    return source if isinstance(source, str) else ""


def _name(name: object, kind: CellKind) -> str:
    from store.warehouse.statement import NAME

    return name if isinstance(name, str) and NAME.fullmatch(name) else NAMES[kind]


def as_cell(made: Insert, at: int) -> Cell:
    """The cell that an insertion makes, under a number for its id."""
    from store.notebook_values import Cell as Made

    return Made(str(at), made.kind, made.name, made.fields)


def _heading(made: Insert) -> str:
    text = str(made.fields.get("text", "")).lstrip()
    return text.partition("\n")[0].lstrip("# ") if text.startswith("#") else ""


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _refused(why: str, next_step: str = "Check that this is a notebook of Jupyter's.") -> InvalidInput:
    return InvalidInput("The notebook cannot be read.", why=why, next_step=next_step)
