"""Searching personas by words, best first, on either database. Works within a caller's transaction.

What was asked is letters and digits by then, and reaches the database as one bound value. SQLite ranks by BM25 with a
name counting ten times, labels six and beliefs three times as much as other lines; PostgreSQL by `ts_rank` with weights
in the same order.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, Text, bindparam, cast, column, func, literal_column, select, table, union_all
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY

from brain.errors import InvalidInput
from store import cursor as keyset
from store.listing import parts, with_talks
from store.persona_index import COLUMNS
from store.persona_words import asked, fts5, tsquery, where
from store.tables import persona_texts, personas
from store.values import Found, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.persona_words import Asked
    from store.values import PersonaFilter

COMPARED: Final = 500
"""So many of the newest personas with the words are compared and counted; only very common words have more."""

_SQLITE: Final = table("persona_words", column("rowid", Integer), *(column(name, Text) for name in COLUMNS))
_POSTGRESQL: Final = table("persona_words", column("id", Integer), *(column(name, Text) for name in COLUMNS))


def search(
    connection: Connection,
    actor: Actor,
    question: str,
    wanted: PersonaFilter,
    *,
    cursor: str | None,
    limit: int,
    skip: int = 0,
) -> Page[Found]:
    """A page of the personas that have all words of a question, with where they were found.

    A question without a word finds nothing. `total` is None where 500 or more were found. Raises InvalidInput for a
    wrong cursor or limit.
    """
    keyset.checked(limit, most=100)
    start = skip or _decoded(cursor)
    words = asked(question)
    if not words:
        return Page((), None, 0)
    hits = _hits(connection, actor, words, wanted)
    chosen = hits[start : start + limit]
    rows = _rows(connection, [hit.persona_id for hit in chosen])
    texts = _lines(connection, [hit.id for hit in chosen])
    known = [(rows[hit.persona_id], hit) for hit in chosen if hit.persona_id in rows]
    cards = with_talks(connection, actor, [row for row, _ in known])
    found = tuple(
        Found(card, float(hit.score), where(words, *texts[hit.id]) if hit.id in texts else None)
        for card, (_, hit) in zip(cards, known, strict=True)
    )
    following = _encoded(start + limit) if start + limit < len(hits) else None
    return Page(found, following, len(hits) if len(hits) < COMPARED else None)


def _hits(connection: Connection, actor: Actor, words: Asked, wanted: PersonaFilter) -> Sequence[Row[Any]]:
    """Id, persona and score of what was found, best first; of equal ones the newest first."""
    if connection.dialect.name == "sqlite":
        index, key = _SQLITE, _SQLITE.c.rowid
        score: Any = literal_column("-bm25(persona_words, 10.0, 6.0, 3.0, 1.0)")
        matches: Any = sql("persona_words MATCH :match").bindparams(bindparam("match", fts5(words)))
    else:
        index, key = _POSTGRESQL, _POSTGRESQL.c.id
        question = cast(bindparam("match", tsquery(words), Text), TSQUERY)
        score = func.ts_rank(literal_column("'{0.1,0.3,0.6,1.0}'::float4[]"), literal_column("lexemes"), question, 1)
        matches = literal_column("lexemes").op("@@")(question)
    texts = persona_texts.c
    source = index.join(persona_texts, texts.id == key).join(personas, personas.c.id == texts.persona_id)

    chosen = (texts.id.label("id"), texts.persona_id, score.label("score"))
    narrow = bool(wanted.archetypes or wanted.domains or wanted.tags or wanted.real is not None or wanted.owner)

    def newest(conditions: list[Any], *, few: bool) -> Any:
        if few and connection.dialect.name == "sqlite":
            # A set made once: else every persona with a common word would be looked up to see whether it fits.
            fit = select(texts.id).select_from(persona_texts.join(personas, personas.c.id == texts.persona_id))
            conditions = [literal_column("+persona_words.rowid", Integer).in_(fit.where(*conditions))]
            query = select(*chosen).select_from(index.join(persona_texts, texts.id == key))
        else:
            query = select(*chosen).select_from(source)
        return query.where(matches, *conditions).order_by(key.desc()).limit(COMPARED)

    # What others share is behind one's own, and mostly little: so it is a set too.
    lists = enumerate(parts(actor, wanted))
    shown = [select(newest(conditions, few=narrow or place > 0).subquery()) for place, conditions in lists]
    query = shown[0] if len(shown) == 1 else union_all(*shown)
    rows = list(connection.execute(query))
    rows.sort(key=lambda row: (-row.score, -row.id))
    return rows[:COMPARED]


def _rows(connection: Connection, ids: list[str]) -> dict[str, Row[Any]]:
    return {row.id: row for row in connection.execute(select(personas).where(personas.c.id.in_(ids)))}


def _lines(connection: Connection, ids: list[int]) -> dict[int, tuple[list[str], str]]:
    """For each text its lines, and the same lines folded."""
    index = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    key = index.c.rowid if index is _SQLITE else index.c.id
    query = select(persona_texts.c.id, persona_texts.c.lines, *(index.c[name] for name in COLUMNS)).select_from(
        persona_texts.join(index, key == persona_texts.c.id)
    )
    found = connection.execute(query.where(persona_texts.c.id.in_(ids)))
    return {row.id: (row.lines.split("\n"), "\n".join(filter(None, row[2:]))) for row in found}


def _encoded(start: int) -> str:
    return base64.urlsafe_b64encode(f"found|{start}".encode()).decode()


def _decoded(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        kind, _, start = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        place = int(start) if kind == "found" else -1
    except (ValueError, binascii.Error):
        place = -1
    if not 0 <= place < COMPARED:
        raise InvalidInput(
            "This page does not exist.",
            why="The cursor was not made by this search.",
            next_step="Start from the first page.",
        )
    return place


def counted(connection: Connection) -> int:
    """How many personas the words of are there."""
    index = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    return int(connection.execute(select(func.count()).select_from(index)).scalar_one())
