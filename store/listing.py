"""Lists of personas as cards, filtered and sorted, a page at a time. Works within a caller's transaction.

Reads no genome. A page is found by an index: what an actor owns and what others share are two lists that are merged.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy import text as sql

from store import cursor as keyset
from store.persona_index import folded_label
from store.sorting import ORDERS, Place, decode, encode
from store.tables import SHARED, persona_labels, personas, sessions
from store.values import Page, PersonaCard, PersonaFilter, PersonaSort, PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from store.actor import Actor
    from store.sorting import Order

Condition = Any


def cards(
    connection: Connection,
    actor: Actor,
    wanted: PersonaFilter,
    *,
    sort: PersonaSort = "newest",
    cursor: str | None = None,
    limit: int = 20,
    skip: int = 0,
) -> Page[PersonaCard]:
    """A page of the personas the actor may see, behind `skip` others. Raises InvalidInput: a wrong cursor or limit."""
    keyset.checked(limit)
    order = ORDERS[sort]
    place = decode(sort, cursor)
    if skip:
        place = _place(connection, actor, wanted, order, skip)
        if place is None:
            return Page()
    rows: list[tuple[Any, Place]] = []
    for stage in range(place.stage if place else 0, order.stages):
        after = place if place and place.stage == stage else None
        missing = limit + 1 - len(rows)
        found = _rows(connection, actor, wanted, order, stage, after, missing)
        rows += [(row, Place(stage, row.sort_key, row.id)) for row in found]
        if len(rows) > limit:
            break
    kept = rows[:limit]
    following = encode(sort, kept[-1][1]) if len(rows) > limit else None
    return Page(tuple(with_talks(connection, actor, [row for row, _ in kept])), following)


def count(connection: Connection, actor: Actor, wanted: PersonaFilter) -> int:
    """How many personas of the filter the actor may see."""
    return sum(
        int(connection.execute(select(func.count()).select_from(personas).where(*conditions)).scalar_one())
        for conditions in parts(actor, wanted)
    )


def parts(actor: Actor, wanted: PersonaFilter, *, leave: str = "") -> list[list[Condition]]:
    """The personas the actor may see, as one or two disjoint conditions that each follow an index.

    `leave` names a kind of the filter that does not count.
    """
    columns = personas.c
    narrowed = _conditions(wanted, leave)
    owner = None if leave == "owner" else wanted.owner
    if owner == "mine":
        return [[columns.user_id == actor.user_id, ~columns.is_demo, *narrowed]]
    if owner == "demo":
        narrowed.append(columns.is_demo)
    elif owner == "public":
        narrowed += [columns.is_public, ~columns.is_demo]
    if actor.role == "admin":
        return [narrowed]
    own = [columns.user_id == actor.user_id, *narrowed]
    return [own] if wanted.deleted else [own, [sql(SHARED), columns.user_id != actor.user_id, *narrowed]]


def card(row: Row[Any], last_talked_at: datetime | None = None) -> PersonaCard:
    """The card of a persona's row."""
    return PersonaCard(
        id=row.id,
        owner_id=row.user_id,
        name=row.name,
        slug=row.slug,
        tagline=row.tagline,
        archetype=row.archetype,
        domains=tuple(json.loads(row.domains)),
        status=PersonaStatus(row.status),
        is_real=row.is_real,
        is_demo=row.is_demo,
        is_public=row.is_public,
        accent=row.accent,
        version_id=row.version_id,
        version_number=row.version_number,
        turn_count=row.total_interactions,
        created_at=row.created_at,
        updated_at=row.updated_at,
        last_talked_at=last_talked_at,
        verified_at=row.verified_at,
    )


def with_talks(connection: Connection, actor: Actor, rows: Sequence[Row[Any]]) -> list[PersonaCard]:
    """The cards of rows, with when the actor last talked to each."""
    if not rows:
        return []
    columns = sessions.c
    query = (
        select(columns.persona_id, func.max(columns.last_activity_at).label("last"))
        .where(
            columns.persona_id.in_([row.id for row in rows]),
            columns.user_id == actor.user_id,
            columns.turn_count > 0,
        )
        .group_by(columns.persona_id)
    )
    last = {found.persona_id: found.last for found in connection.execute(query)}
    return [card(row, last.get(row.id)) for row in rows]


def _place(connection: Connection, actor: Actor, wanted: PersonaFilter, order: Order, number: int) -> Place | None:
    """Where the item of this number stands, from 1; None if there are not so many. Takes time by the number."""
    left = number
    for stage in range(order.stages):
        there = _places(actor, wanted, order, stage, left).subquery()
        found = connection.execute(
            select(there).order_by(*order.ends(stage, there.c.sort_key, there.c.id)).offset(left - 1).limit(1)
        )
        if row := found.first():
            return Place(stage, row.sort_key, row.id)
        left -= int(connection.execute(select(func.count()).select_from(there)).scalar_one())
    return None


def _places(actor: Actor, wanted: PersonaFilter, order: Order, stage: int, limit: int) -> Any:
    """The ids of a stage with what they are sorted by, at least the first ones of this number if there are so many."""
    key, source, extra = order.at(stage, actor.user_id)
    chosen = [personas.c.id, key.label("sort_key")]
    ends = order.ends(stage, key, personas.c.id)
    lists = [
        select(*chosen).select_from(source).where(*one, *extra).order_by(*ends).limit(limit)
        for one in _shown(actor, wanted, order, stage)
    ]
    return lists[0] if len(lists) == 1 else union_all(*(select(one.subquery()) for one in lists))


def _shown(actor: Actor, wanted: PersonaFilter, order: Order, stage: int) -> list[list[Condition]]:
    shown = parts(actor, wanted)
    # What was talked to is few: read once, whoever owns it.
    return [[or_(*(and_(*one) for one in shown))]] if stage == 0 and order.stages > 1 else shown


def _rows(
    connection: Connection,
    actor: Actor,
    wanted: PersonaFilter,
    order: Order,
    stage: int,
    after: Place | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Rows of a stage, each with what it is sorted by."""
    key, source, extra = order.at(stage, actor.user_id)
    columns = personas.c
    ends = order.ends(stage, key, columns.id)

    def narrowed(conditions: list[Condition], *chosen: Any) -> Any:
        return select(*chosen).select_from(source).where(*conditions, *extra).order_by(*ends).limit(limit)

    behind = order.behind(stage, key, columns.id, after)
    shown = _shown(actor, wanted, order, stage)
    chosen = [personas, key.label("sort_key")]
    if len(shown) == 1:
        return connection.execute(narrowed([*shown[0], *behind], *chosen)).all()
    # Two lists that each follow an index and are merged: one condition with OR could follow none.
    both = union_all(*(select(narrowed([*one, *behind], columns.id).subquery().c.id) for one in shown))
    return connection.execute(narrowed([columns.id.in_(both)], *chosen)).all()


def _conditions(wanted: PersonaFilter, leave: str) -> list[Condition]:
    columns = personas.c
    found: list[ColumnElement[bool]] = [
        columns.deleted_at.is_not(None) if wanted.deleted else columns.deleted_at.is_(None)
    ]
    if wanted.statuses and leave != "status" and not wanted.deleted:
        found.append(columns.status.in_([status.value for status in wanted.statuses]))
    if wanted.archetypes and leave != "archetype":
        found.append(columns.archetype.in_(wanted.archetypes))
    if wanted.real is not None and leave != "kind":
        found.append(columns.is_real == wanted.real)
    for kind, labels in (("domain", wanted.domains), ("tag", wanted.tags)):
        if labels and leave != kind:
            found.append(columns.id.in_(_labelled(kind, labels)))
    return found


def _labelled(kind: str, labels: Sequence[str]) -> Any:
    columns = persona_labels.c
    return select(columns.persona_id).where(
        columns.kind == kind, columns.folded.in_([folded_label(label) for label in labels])
    )
