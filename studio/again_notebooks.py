"""How to have what a notebook gave again: the Python, the command line and the SQL, ready to copy."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from studio.again import Again
from studio.notebooks.cells import kind_of
from studio.notebooks.python import OPENING, python

if TYPE_CHECKING:
    from store.notebook_values import Notebook


def of_notebook(notebook: Notebook) -> Again:
    """All cells, one after the other; the SQL alone reads results of other cells by their names."""
    cells = notebook.cells
    told = [python(one, cells[:at]) for at, one in enumerate(cells)]
    asked = [f"-- {one.name}\n{one.fields.get('query', '')};\n" for one in cells if kind_of(one) == "sql"]
    return Again(
        python="\n\n".join([OPENING, *filter(None, told)]) + "\n",
        command=shlex.join(["personaforge", "notebook", "run", notebook.card.id]) + "\n",
        sql="\n".join(asked) or "-- This notebook asks nothing in SQL.\n",
    )
