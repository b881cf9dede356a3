"""The derived rows of a persona: its name to sort by, its labels, lines and words. Within a caller's transaction.

Everything here can be made again from the newest genome. A deleted persona has none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy import text as sql

from store.folding import fold
from store.persona_lines import RULES, lines
from store.tables import persona_labels, persona_texts, personas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from brain.genome import PersonaGenome
    from store.persona_lines import Where

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "slug"),
    "labels": ("domain", "tag", "tagline"),
    "beliefs": ("belief",),
    "others": (),
}
"""The columns of words and the lines in each; all other lines are in the last. In the order of the lines."""

_LAST_POSITION: Final = 16_383
"""PostgreSQL knows no later one in a tsvector."""

_KEEP_SQLITE: Final = sql(
    "INSERT INTO persona_words (rowid, name, labels, beliefs, others) VALUES (:id, :name, :labels, :beliefs, :others)"
)
_KEEP_POSTGRESQL: Final = sql(
    "INSERT INTO persona_words (id, name, labels, beliefs, others, lexemes) "
    "VALUES (:id, :name, :labels, :beliefs, :others, CAST(:lexemes AS TSVECTOR))"
)
_DROP_SQLITE: Final = sql(
    "DELETE FROM persona_words WHERE rowid IN (SELECT id FROM persona_texts WHERE persona_id = :persona)"
)


def sort_name(name: str) -> str:
    """What a persona is sorted by: its name without case and accents; as it is if nothing is left."""
    return fold(name).strip() or name.casefold()


def keep(connection: Connection, persona_id: str, genome: PersonaGenome) -> None:
    """Make the rows of a persona whose newest genome this is, in place of what was there."""
    about = genome.metadata
    put(connection, persona_id, lines(genome), domains=about.domains, tags=about.tags)


def put(
    connection: Connection,
    persona_id: str,
    found: Sequence[tuple[Where, str]],
    *,
    domains: Sequence[str],
    tags: Sequence[str],
) -> None:
    """The same from lines and labels that are already read."""
    drop(connection, persona_id)
    labels = [*_labels(persona_id, "domain", domains), *_labels(persona_id, "tag", tags)]
    if labels:
        connection.execute(persona_labels.insert(), labels)
    told = "\n".join(f"{where}\t{text}" for where, text in found)
    connection.execute(persona_texts.insert(), {"persona_id": persona_id, "rules": RULES, "lines": told})
    made = connection.execute(select(persona_texts.c.id).where(persona_texts.c.persona_id == persona_id)).scalar_one()
    columns = _columns(found)
    if connection.dialect.name == "sqlite":
        connection.execute(_KEEP_SQLITE, {"id": made, **columns})
    else:
        connection.execute(_KEEP_POSTGRESQL, {"id": made, **columns, "lexemes": _lexemes(columns)})


def drop(connection: Connection, persona_id: str) -> None:
    """Take a persona out of the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(_DROP_SQLITE, {"persona": persona_id})
    connection.execute(persona_texts.delete().where(persona_texts.c.persona_id == persona_id))
    connection.execute(persona_labels.delete().where(persona_labels.c.persona_id == persona_id))


def due() -> Any:
    """The personas that belong into the index and are not there by today's rules."""
    there = select(persona_texts.c.persona_id).where(persona_texts.c.rules == RULES)
    return select(personas).where(personas.c.deleted_at.is_(None), personas.c.id.not_in(there))


def stray() -> Any:
    """The ids of deleted personas that are still in the index."""
    gone = select(personas.c.id).where(personas.c.deleted_at.is_not(None))
    return select(persona_texts.c.persona_id).where(persona_texts.c.persona_id.in_(gone))


def _labels(persona_id: str, kind: str, given: Iterable[str]) -> list[dict[str, str]]:
    """A label once, as it was written first; what nothing is left of once folded is kept as it is."""
    found: dict[str, str] = {}
    for label in given:
        found.setdefault(folded_label(label), " ".join(label.split()) or label)
    return [
        {"persona_id": persona_id, "kind": kind, "folded": folded, "label": label} for folded, label in found.items()
    ]


def folded_label(label: str) -> str:
    """What a label is compared by."""
    return fold(label).strip() or label.strip().casefold()


def _columns(found: Iterable[tuple[Where, str]]) -> dict[str, str]:
    column_of = {where: column for column, wheres in COLUMNS.items() for where in wheres}
    told: dict[str, list[str]] = {column: [] for column in COLUMNS}
    for where, text in found:
        told[column_of.get(where, "others")].append(fold(text))
    return {column: "\n".join(parts) for column, parts in told.items()}


def _lexemes(columns: Mapping[str, str]) -> str:
    """A tsvector as text: each word, letters and digits alone, with its place and its column's weight, A to D."""
    parts: list[str] = []
    place = 0
    for weight, words in zip("ABCD", columns.values(), strict=True):
        for line in words.split("\n"):
            # The gap keeps two signs at the seam of two lines from being read as one word.
            place += 1
            for word in line.split():
                place += 1
                parts.append(f"'{word}':{min(place, _LAST_POSITION)}{weight}")
    return " ".join(parts)
