"""What a list of personas can be narrowed to, and how many each choice would leave. Within a caller's transaction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, union_all

from store.listing import parts
from store.tables import persona_labels, personas
from store.values import Facet, Facets, PersonaFilter, PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from sqlalchemy import Connection, Row

    from store.actor import Actor

MOST: Final = 60
"""So many domains or tags are offered, the most used ones first."""

_KINDS: Final = ("archetypes", "statuses", "kinds", "owners")


def read(connection: Connection, actor: Actor, wanted: PersonaFilter) -> Facets:
    """The choices of each kind but domains and tags, all from one query."""
    groups = _groups(connection, actor, wanted)
    told = {kind: _counted(actor, wanted, kind, groups) for kind in _KINDS}
    return Facets(**told)


def labels(
    connection: Connection, actor: Actor, wanted: PersonaFilter, kind: Literal["domain", "tag"]
) -> tuple[Facet, ...]:
    """The domains or tags there are, the most used first, at most 60."""
    columns = persona_labels.c
    joined = persona_labels.join(personas, personas.c.id == columns.persona_id)
    shown = [
        select(columns.folded, columns.label).select_from(joined).where(columns.kind == kind, *conditions)
        for conditions in parts(actor, wanted, leave=kind)
    ]
    every = union_all(*shown).subquery() if len(shown) > 1 else shown[0].subquery()
    number = func.count().label("number")
    query = (
        select(every.c.folded, func.min(every.c.label).label("label"), number)
        .group_by(every.c.folded)
        .order_by(number.desc(), every.c.folded)
        .limit(MOST)
    )
    return tuple(Facet(row.folded, row.label, row.number) for row in connection.execute(query))


def _groups(connection: Connection, actor: Actor, wanted: PersonaFilter) -> Sequence[Row[Any]]:
    """How many personas there are of each combination: a few hundred rows at most, read from one index alone."""
    columns = personas.c
    by = (columns.user_id, columns.status, columns.archetype, columns.is_real, columns.is_demo, columns.is_public)
    number = func.count().label("number")
    only = PersonaFilter(domains=wanted.domains, tags=wanted.tags, deleted=wanted.deleted)
    shown = [
        select(*by, number).select_from(personas).where(*conditions).group_by(*by) for conditions in parts(actor, only)
    ]
    return [row for query in shown for row in connection.execute(query)]


def _counted(actor: Actor, wanted: PersonaFilter, kind: str, groups: Iterable[Row[Any]]) -> tuple[Facet, ...]:
    """The choices of one kind, with everything but that kind narrowed."""
    found: Counter[str] = Counter()
    for row in groups:
        fits = {
            "archetypes": not wanted.archetypes or row.archetype in wanted.archetypes,
            "statuses": not wanted.statuses or wanted.deleted or PersonaStatus(row.status) in wanted.statuses,
            "kinds": wanted.real is None or row.is_real == wanted.real,
            "owners": wanted.owner is None or wanted.owner in _owners(actor, row),
        }
        if all(fit for name, fit in fits.items() if name != kind):
            for value in _values(actor, kind, row):
                found[value] += row.number
    return tuple(Facet(value, value, number) for value, number in sorted(found.items(), key=lambda one: (-one[1], one)))


def _values(actor: Actor, kind: str, row: Row[Any]) -> tuple[str, ...]:
    match kind:
        case "archetypes":
            return (str(row.archetype),)
        case "statuses":
            return (str(row.status),)
        case "kinds":
            return ("real" if row.is_real else "synthetic",)
    return _owners(actor, row)


def _owners(actor: Actor, row: Row[Any]) -> tuple[str, ...]:
    if row.is_demo:
        return ("demo",)
    return ("mine",) * bool(row.user_id == actor.user_id) + ("public",) * bool(row.is_public)
