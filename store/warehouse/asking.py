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


def text(question: str, window: Window, **values: object) -> str:
    """The question with every value written out, to be read and run by hand."""
    where, named = window.where()
    every = named | values
    return _NAMED.sub(lambda found: _literal(every[found[1]]), question.replace(WITHIN, where)).strip() + ";\n"


def numbers(row: Mapping[str, object]) -> dict[str, float | None]:
    """The numbers of a row by column."""
    return {key: float(one) if isinstance(one, int | float) else None for key, one in row.items()}


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
