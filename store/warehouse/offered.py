"""What history there is to ask about: which personas, versions, models and modes, and from when to when.

Knows no window and no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from store.warehouse import sums

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse

Of = Literal["turns", "usage"]

_TOLD: Final[Mapping[Of, tuple[str, str]]] = {
    "turns": ("turns", "count(*) AS rows, min(created_at) AS first, max(created_at) AS last"),
    "usage": (sums.NAME, "sum(calls)::BIGINT AS rows, min(first) AS first, max(last) AS last"),
}
"""Which table tells it, and how it counts."""

SQL: Final[Mapping[Of, str]] = {
    of: f"""
WITH found AS (
  SELECT persona_id, version_id, model, mode, {told} FROM {source} GROUP BY ALL
)
SELECT coalesce(found.persona_id, '') AS persona_id, coalesce(p.name, '') AS persona, coalesce(p.slug, '') AS slug,
  coalesce(found.version_id, '') AS version_id, v.number AS number,
  coalesce(model, '') AS model, coalesce(mode, '') AS mode, rows, first, last
FROM found LEFT JOIN personas p ON p.id = found.persona_id LEFT JOIN versions v ON v.id = found.version_id
ORDER BY rows DESC, persona_id, version_id, model, mode
"""  # noqa: S608 - the names are the two of the type
    for of, (source, told) in _TOLD.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A persona's version on a model in a mode, with how many rows there are of it and the times of its ends.

    A name or number is empty or None where there is none, or where the actor may no longer see it.
    """

    persona_id: str
    persona: str
    slug: str
    version_id: str
    number: int | None
    model: str
    mode: str
    rows: int
    first: datetime
    last: datetime


def offered(warehouse: Warehouse, actor: Actor, *, of: Of = "turns") -> tuple[Offer, ...]:
    """Everything that the actor has history of, the most of it first. Raises the StoreErrors."""
    return tuple(Offer(**row) for row in warehouse.read(actor, SQL[of]).to_pylist())
