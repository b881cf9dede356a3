"""A question of the store's own put to the warehouse within a window, and the same as text to be copied.

Knows no answer.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

WITHIN: Final = "/*within*/"
"""Where the condition of the window stands in a question."""

_NAMED: Final = re.compile(r"\$([a-z_]+)")


def ask(warehouse: Warehouse, actor: Actor, question: str, window: Window, **values: object) -> pa.Table:
    """The answer to a question that has `WITHIN` in it. Raises the StoreErrors."""
    where, named = window.where()
    return warehouse.read(actor, question.replace(WITHIN, where), named | values)


def sample(
    warehouse: Warehouse, actor: Actor, question: str, window: Window, every: int, values: Mapping[str, object]
) -> pa.Table:
    """The same of one conversation in `every`, drawn by their ids: the same ones each time."""
    if every == 1:
        return ask(warehouse, actor, question, window, **values)
    where, named = window.where()
    some = question.replace(WITHIN, f"{where} AND hash(session_id) % $every = 0")
    return warehouse.read(actor, some, {**named, "every": every, **values})


def text(question: str, window: Window, **values: object) -> str:
    """The question with every value written out, to be read and run by hand."""
    where, named = window.where()
    return filled(question.replace(WITHIN, where), **named, **values)


def filled(question: str, **values: object) -> str:
    """The same for a question without a window."""
    return _NAMED.sub(lambda found: _literal(values[found[1]]), question).strip() + ";\n"


def _literal(value: object) -> str:
    match value:
        case bool() | int() | float():
            return str(value)
        case datetime():
            return f"TIMESTAMPTZ '{value.isoformat()}'"
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return "'" + str(value).replace("'", "''") + "'"
