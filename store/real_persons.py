"""The rules for personas that stand for real persons, and for copies of them. Works within a caller's transaction.

Every way to make, change, show or wake a persona passes here, so that pages, command line and API cannot differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from brain.errors import Protected, Uncited
from brain.genome.real_person import SYNTHETIC, same_name, uncited
from store.tables import consents, personas, versions
from store.values import PersonaStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from brain.genome import PersonaGenome
    from store.actor import Actor
    from store.genomes import Genomes

AWAKE: Final = frozenset({PersonaStatus.ACTIVE.value, PersonaStatus.PAUSED.value})
"""A persona of these statuses can be met; one that is being made, put away or deleted cannot."""

_LONGEST_CHAIN: Final = 32


def check_new(
    connection: Connection,
    genomes: Genomes,
    actor: Actor,
    genome: PersonaGenome,
    *,
    status: PersonaStatus,
    is_public: bool,
    copied_from: str | None,
) -> None:
    """Raise Uncited or Protected where a persona may not be made so."""
    if is_public or status.value in AWAKE:
        check_cited(genome)
    _check_copy(connection, genomes, actor, genome, copied_from)
    _check_voice(connection, genomes, genome, persona_id=None, copied_from=copied_from)


def check_change(connection: Connection, genomes: Genomes, actor: Actor, genome: PersonaGenome, row: Row[Any]) -> None:
    """Raise Uncited or Protected where a persona may not become so."""
    if row.is_public or row.status in AWAKE:
        check_cited(genome)
    _check_copy(connection, genomes, actor, genome, row.copied_from)
    _check_voice(connection, genomes, genome, persona_id=row.id, copied_from=row.copied_from)


def check_shown(connection: Connection, genomes: Genomes, row: Row[Any]) -> None:
    """Raise Uncited where the current genome of a persona may not be met or published."""
    if row.is_real:
        check_cited(_genome(connection, genomes, row.version_id))


def check_cited(genome: PersonaGenome) -> None:
    """Raise Uncited, naming each belief and trait of a real person without a source."""
    missing = uncited(genome)
    if missing:
        named = "; ".join(f"{path}: {what}" for path, what in missing[:5])
        raise Uncited(
            f"{genome.name!r} is a real person, and {len(missing)} of its beliefs and traits name no source.",
            problems=missing,
            why=named + ("; …" if missing[5:] else ""),
            next_step="Add the sources, or mark it as no real person and give it another name.",
        )


def protected(row: Row[Any], actor: Actor) -> Protected | None:
    """Why the actor may not change a verified real person; None where nothing stands against it."""
    if row.verified_at is None or actor.role == "admin":
        return None
    return Protected(
        f"{row.name!r} cannot be changed.",
        why="It stands for a real person and was verified by an admin.",
        next_step="Ask an admin, or make a copy: that is marked as synthetic and gets another name.",
    )


def _check_copy(
    connection: Connection, genomes: Genomes, actor: Actor, genome: PersonaGenome, copied_from: str | None
) -> None:
    """A copy of a real person, made by anybody but an admin, is marked and bears another name."""
    if copied_from is None or actor.role == "admin":
        return
    about = genome.metadata
    for real in _real_ones(connection, genomes, copied_from):
        name = real.metadata.name
        if about.is_real or SYNTHETIC not in about.tags:
            raise Protected(
                f"This copy of {name!r} cannot be kept so.",
                why="A copy of a real person is no real person.",
                next_step=f"Leave `is_real` off and keep the tag {SYNTHETIC!r}.",
            )
        if same_name(about.name, name) or about.slug == real.metadata.slug:
            raise Protected(
                f"A copy of {name!r} cannot be called {about.name!r} ({about.slug}).",
                why="It would pass for the real person.",
                next_step="Give it another name and another slug.",
            )


def _check_voice(
    connection: Connection, genomes: Genomes, genome: PersonaGenome, *, persona_id: str | None, copied_from: str | None
) -> None:
    if not genome.voice.is_cloned:
        return
    if not genome.metadata.is_real and not any(True for _ in _real_ones(connection, genomes, copied_from)):
        return
    found = select(consents.c.id).where(
        consents.c.persona_id == persona_id, consents.c.kind == "voice", consents.c.revoked_at.is_(None)
    )
    if persona_id is None or connection.execute(found).first() is None:
        raise Protected(
            f"The voice of {genome.name!r} cannot be cloned.",
            why="It is a real person's, and no consent to that is recorded.",
            next_step="Record the consent first, or choose a voice that is not cloned.",
        )


def _real_ones(connection: Connection, genomes: Genomes, copied_from: str | None) -> list[PersonaGenome]:
    """The real persons that a copy goes back to, the nearest first."""
    found: list[PersonaGenome] = []
    for _ in range(_LONGEST_CHAIN):
        if copied_from is None:
            break
        genome = _genome(connection, genomes, copied_from)
        if genome.metadata.is_real:
            found.append(genome)
        above = select(personas.c.copied_from).join(versions, versions.c.persona_id == personas.c.id)
        copied_from = connection.execute(above.where(versions.c.id == copied_from)).scalar_one()
    return found


def _genome(connection: Connection, genomes: Genomes, version_id: str) -> PersonaGenome:
    found = select(versions.c.genome_hash).where(versions.c.id == version_id)
    return genomes.get(connection, connection.execute(found).scalar_one())
