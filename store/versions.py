"""Versions: immutable genomes with a number, a parent and a message. Works within a caller's transaction."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, select

from store.persona_index import sort_name
from store.tables import personas, versions
from store.values import Version

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from brain.genome import PersonaGenome
    from store.actor import Actor


def add(
    connection: Connection,
    actor: Actor,
    *,
    persona_id: str,
    number: int,
    parent_id: str | None,
    message: str,
    genome_hash: str,
) -> Version:
    """Keep a version of a persona whose row is there and locked."""
    version = Version(
        id=str(uuid4()),
        persona_id=persona_id,
        number=number,
        parent_id=parent_id,
        message=message,
        genome_hash=genome_hash,
        author_id=actor.user_id,
        created_at=datetime.now(UTC),
    )
    connection.execute(
        versions.insert().values(
            id=version.id,
            persona_id=persona_id,
            number=number,
            parent_id=parent_id,
            message=message,
            genome_hash=genome_hash,
            author_id=version.author_id,
            created_at=version.created_at,
        )
    )
    return version


def from_row(row: Row[Any]) -> Version:
    """The version of a row."""
    return Version(
        id=row.id,
        persona_id=row.persona_id,
        number=row.number,
        parent_id=row.parent_id,
        message=row.message,
        genome_hash=row.genome_hash,
        author_id=row.author_id,
        created_at=row.created_at,
    )


def listed_columns(genome: PersonaGenome) -> dict[str, Any]:
    """The columns of a persona that follow from its newest genome, for lists that read no genome."""
    about = genome.metadata
    return {
        "name": about.name,
        "slug": about.slug,
        "tagline": about.tagline,
        "archetype": about.archetype.value,
        "domains": json.dumps(about.domains, ensure_ascii=False),
        "is_real": about.is_real,
        "accent": genome.visual.appearance.accent,
        "sort_name": sort_name(about.name),
    }


def make_current(connection: Connection, version: Version, genome: PersonaGenome, *, at: datetime) -> None:
    """Point a persona, whose row is locked, to a version of its own, and let its listed columns follow."""
    values = listed_columns(genome) | {"version_id": version.id, "version_number": version.number, "updated_at": at}
    connection.execute(personas.update().where(personas.c.id == version.persona_id).values(values))


def next_number(connection: Connection, persona_id: str) -> int:
    """The number after the highest of a persona whose row is locked."""
    highest = select(func.max(versions.c.number)).where(versions.c.persona_id == persona_id)
    return int(connection.execute(highest).scalar_one()) + 1
