"""Searching passages by words with BM25, on either database behind one function. Works within a caller's transaction.

What a user wrote reaches the database as bound values only: on SQLite each word is quoted as an FTS5 string, on
PostgreSQL it goes through `plainto_tsquery`. BM25 with k1 = 1.2, b = 0.75: Robertson and Zaragoza 2009; on SQLite the
rarity of a word is counted over the whole index, on PostgreSQL over what is searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam
from sqlalchemy import text as sql

from brain.memory.terms import terms
from store.passages import KINDS, scope
from store.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from store.passages import Place

COMMON: Final = 500
"""A word in more passages than this tells little: it is looked for only where a question has no rarer one."""

AT_ONCE: Final = 1_500
"""Where the words of a question are in no more passages than this, all places are searched at once."""

COMPARED: Final = 500
"""So many of the newest passages with a word are compared; only common words have more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with a word of the question: its kind, the memory or turn it is of, and its BM25 (higher is better)."""

    kind: str
    source_id: str
    session_id: str | None
    turn_index: int | None
    bm25: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched: whose passages, of one session if named, and for which words.

    `few` says that all passages of the database with any of these words can be gone through at once.
    """

    persona_id: str
    user_id: str
    session_id: str | None
    words: tuple[str, ...]
    few: bool = False


def wanted(connection: Connection, question: str, *, persona_id: str, user_id: str, session_id: str | None) -> Wanted:
    """The words of a question that tell something in this database, for any number of searches."""
    asked = terms(question)
    if not asked:
        return Wanted(persona_id, user_id, session_id, ())
    if connection.dialect.name == "sqlite":
        counted = _counted_by_sqlite(connection, asked)
    else:
        counted = _counted_by_postgresql(connection, asked, {"persona_id": persona_id, "user_id": user_id})
    telling = tuple(_telling(asked, counted))
    # A count stops where a word is common, so only those of rare words add up.
    rare = connection.dialect.name == "sqlite" and all(counted[word] <= COMMON for word in telling)
    few = rare and sum(counted[word] for word in telling) <= AT_ONCE
    return Wanted(persona_id, user_id, session_id, telling, few=few)


def search(
    connection: Connection, places: Sequence[Place], asked: Wanted, *, limit: int
) -> dict[Place, tuple[Hit, ...]]:
    """For each place the best passages, best first; none if no word tells anything."""
    if not asked.words:
        return dict.fromkeys(places, ())
    if asked.few:
        found = _at_once(connection, asked, limit)
        return {place: found.get(place, ()) for place in places}
    return {place: _of_place(connection, place, asked, limit) for place in places}


def _of_place(connection: Connection, place: Place, asked: Wanted, limit: int) -> tuple[Hit, ...]:
    own = {
        "persona_id": asked.persona_id,
        "user_id": asked.user_id,
        "session_id": asked.session_id,
        "limit": limit,
        "compared": COMPARED,
    }
    if connection.dialect.name == "sqlite":
        part = scope(place, asked.persona_id, asked.user_id)
        rows: Sequence[Any] = _FOUND.rows(connection, own | {"match": f'scope : "{part}" AND {match(asked.words)}'})
    else:
        rows = _postgresql(connection, asked.words, KINDS[place], own)
    return tuple(Hit(kind, source, session, turn, float(bm25)) for kind, source, session, turn, bm25 in rows)


def _at_once(connection: Connection, asked: Wanted, limit: int) -> dict[Place, tuple[Hit, ...]]:
    """What `_of_place` finds, for all places by one search: looking for the mark of a place costs most of it."""
    own = {"persona_id": asked.persona_id, "user_id": asked.user_id, "match": match(asked.words)}
    rows: dict[Place, list[Any]] = {}
    for row in _ALL.rows(connection, own):
        rows.setdefault(_PLACE_OF[row[0]], []).append(row)
    return {place: _best(found, asked.session_id, limit) for place, found in rows.items()}


def _best(rows: list[Any], session_id: str | None, limit: int) -> tuple[Hit, ...]:
    """The best of the newest; `rows` come newest first."""
    newest = [row for row in rows[:COMPARED] if session_id is None or row[2] == session_id]
    best = sorted(newest, key=itemgetter(4), reverse=True)[:limit]
    return tuple(Hit(kind, source, session, turn, bm25) for kind, source, session, turn, bm25 in best)


def match(words: Sequence[str]) -> str:
    """An FTS5 expression for any of these words, each as a quoted string, whatever is in it."""
    quoted = (f'"{word}"' for word in (_inert(word) for word in words) if word)
    return "words : (" + " OR ".join(quoted) + ")"


def _inert(word: str) -> str:
    return word.replace("\x00", " ").replace('"', '""')


_PLACE_OF: Final[dict[str, Place]] = {kind: place for place, kinds in KINDS.items() for kind in kinds}

_FOUND: Final = Ready(
    sql(
        "SELECT p.kind, p.source_id, p.session_id, p.turn_index, -found.score AS bm25 FROM "
        "(SELECT rowid, bm25(passage_words, 0.0, 1.0) AS score FROM passage_words "
        "WHERE passage_words MATCH :match ORDER BY rowid DESC LIMIT :compared) AS found "
        "JOIN passages AS p ON p.id = found.rowid "
        "WHERE p.persona_id = :persona_id AND p.user_id = :user_id "
        "AND (CAST(:session_id AS TEXT) IS NULL OR p.session_id = :session_id) "
        "ORDER BY found.score, p.id DESC LIMIT :limit"
    )
)


_ALL: Final = Ready(
    sql(
        "SELECT p.kind, p.source_id, p.session_id, p.turn_index, -found.score AS bm25 FROM "
        "(SELECT rowid, bm25(passage_words, 0.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH :match "
        "ORDER BY rowid DESC LIMIT -1) AS found JOIN passages AS p ON p.id = found.rowid "
        "WHERE p.persona_id = :persona_id AND p.user_id = :user_id ORDER BY found.rowid DESC"
    )
)


def _counted_by_sqlite(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """In how many passages each word is, counted up to one more than matters."""
    values = {f"match{place}": match([word]) for place, word in enumerate(words)}
    return {words[place]: number for place, number in _count_of(len(words)).rows(connection, values)}


@cache
def _count_of(number: int) -> Ready:
    parts = (
        # Built of whole numbers alone; the words are bound.
        f"SELECT {place} AS place, count(*) AS number FROM (SELECT 1 FROM passage_words "  # noqa: S608
        f"WHERE passage_words MATCH :match{place} LIMIT {COMMON + 1})"
        for place in range(number)
    )
    return Ready(sql(" UNION ALL ".join(parts)))


def _telling(words: Sequence[str], counted: dict[str, int]) -> list[str]:
    """The words that are there and rare; if none is rare, all that are there."""
    there = [word for word in words if counted.get(word)]
    return [word for word in there if counted[word] <= COMMON] or there


_BM25: Final = sql(
    """
    WITH scoped AS (
      SELECT p.id, p.kind, p.source_id, p.session_id, p.turn_index, w.lexemes, length(w.lexemes) AS size
      FROM passages AS p JOIN passage_words AS w ON w.id = p.id
      WHERE p.persona_id = :persona_id AND p.user_id = :user_id AND p.kind IN :kinds
      AND (CAST(:session_id AS TEXT) IS NULL OR p.session_id = :session_id)
    ),
    asked AS (
      SELECT DISTINCT lexeme FROM unnest(CAST(:words AS TEXT[])) AS word, unnest(to_tsvector('english', word))
    ),
    corpus AS (SELECT count(*) AS number, greatest(avg(size), 1) AS mean FROM scoped),
    hits AS (
      SELECT s.id, s.size, part.lexeme, cardinality(part.positions) AS times
      FROM (SELECT * FROM scoped WHERE lexemes @@ CAST(:query AS TSQUERY) ORDER BY id DESC LIMIT :compared) AS s
      CROSS JOIN LATERAL unnest(s.lexemes) AS part
      WHERE part.lexeme IN (SELECT lexeme FROM asked)
    ),
    rarity AS (SELECT lexeme, count(*) AS number FROM hits GROUP BY lexeme),
    scored AS (
      SELECT h.id, sum(
        ln(1 + (c.number - r.number + 0.5) / (r.number + 0.5))
        * h.times * 2.2 / (h.times + 1.2 * (0.25 + 0.75 * h.size / c.mean))
      ) AS bm25
      FROM hits AS h JOIN rarity AS r USING (lexeme) CROSS JOIN corpus AS c GROUP BY h.id
    )
    SELECT s.kind, s.source_id, s.session_id, s.turn_index, scored.bm25
    FROM scored JOIN scoped AS s USING (id) ORDER BY scored.bm25 DESC, s.id DESC LIMIT :limit
    """
).bindparams(bindparam("kinds", expanding=True))


def _postgresql(
    connection: Connection, words: Sequence[str], kinds: Sequence[str], own: dict[str, Any]
) -> Sequence[Any]:
    query = connection.execute(_ANY_OF, {"words": list(words)}).scalar_one()
    if not query:
        return ()
    return connection.execute(_BM25, own | {"words": list(words), "query": query, "kinds": list(kinds)}).all()


_ANY_OF: Final = sql(
    "SELECT string_agg(CAST(asked AS TEXT), ' | ') FROM "
    "(SELECT plainto_tsquery('english', word) AS asked FROM unnest(CAST(:words AS TEXT[])) AS word) AS parts "
    "WHERE numnode(asked) > 0"
)
_COUNTED: Final = sql(
    "SELECT word, (SELECT count(*) FROM (SELECT 1 FROM passage_words AS w JOIN passages AS p ON p.id = w.id "
    "WHERE w.lexemes @@ plainto_tsquery('english', word) AND p.persona_id = :persona_id AND p.user_id = :user_id "
    "LIMIT :most) AS counted) AS number FROM unnest(CAST(:words AS TEXT[])) AS word"
)


def _counted_by_postgresql(connection: Connection, words: Sequence[str], own: dict[str, Any]) -> dict[str, int]:
    rows = connection.execute(_COUNTED, own | {"words": list(words), "most": COMMON + 1})
    return {row.word: row.number for row in rows}
