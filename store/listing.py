"""Lists of personas as cards, a page at a time. Works within a caller's transaction; reads no genome."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union_all
from sqlalchemy import text as sql

from store import cursor as keyset
from store.tables import SHARED, personas
from store.values import Page, PersonaCard, PersonaStatus

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row, Select

    from store.actor import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which personas a list is to show."""

    cursor: str | None
    limit: int
    status: PersonaStatus | None
    archetype: str | None
    text: str | None


def cards(connection: Connection, actor: Actor, wanted: Wanted) -> Page[PersonaCard]:
    """A page of the personas the actor may see, newest first. Raises InvalidInput for a wrong cursor or limit."""
    columns = personas.c
    keyset.checked(wanted.limit)
    conditions = [*keyset.after(wanted.cursor, columns.created_at, columns.id), *_conditions(wanted)]
    if actor.role == "admin":
        query: Any = _newest(conditions, wanted.limit)
    elif wanted.status is PersonaStatus.DELETED:
        query = _newest([columns.user_id == actor.user_id, *conditions], wanted.limit)
    else:
        # Two lists that each follow an index and are merged: one condition with OR could follow none.
        own = _newest([columns.user_id == actor.user_id, *conditions], wanted.limit, columns.id)
        others = [sql(SHARED), columns.user_id != actor.user_id, *conditions]
        shared = _newest(others, wanted.limit, columns.id)
        both = union_all(*(select(part.subquery().c.id) for part in (own, shared)))
        query = _newest([columns.id.in_(both)], wanted.limit)
    rows = connection.execute(query).all()
    return keyset.page(rows, wanted.limit, value=card, place=lambda row: (row.created_at, row.id))


def card(row: Row[Any]) -> PersonaCard:
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
    )


def _newest(conditions: list[Any], limit: int, *chosen: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*(chosen or (personas,)))
        .where(*conditions)
        .order_by(personas.c.created_at.desc(), personas.c.id.desc())
        .limit(limit + 1)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = personas.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.status is PersonaStatus.DELETED:
        conditions.append(columns.deleted_at.is_not(None))
    else:
        conditions.append(columns.deleted_at.is_(None))
        if wanted.status is not None:
            conditions.append(columns.status == wanted.status.value)
    if wanted.archetype is not None:
        conditions.append(columns.archetype == wanted.archetype)
    if wanted.text is not None and wanted.text.strip():
        conditions.append(columns.search_text.contains(wanted.text.strip().casefold(), autoescape=True))
    return conditions
