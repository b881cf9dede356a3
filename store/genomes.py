"""Genomes as immutable documents, kept once for each hash. Knows no persona and no actor."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError
from sqlalchemy import select

from brain.errors import InvalidGenome, StoreCorrupt
from brain.genome import SCHEMA_VERSION, PersonaGenome, read
from store.tables import genomes

if TYPE_CHECKING:
    from sqlalchemy import Connection

LARGEST_CACHE: Final = 256
"""Most parsed genomes kept in memory."""


class Genomes:
    """Reads and writes genome documents; keeps the ones read last, which is safe because none ever changes."""

    def __init__(self) -> None:
        self._parsed: OrderedDict[str, PersonaGenome] = OrderedDict()
        self._guard = threading.Lock()

    def put(self, connection: Connection, genome: PersonaGenome) -> str:
        """Keep a genome; its hash (SHA-256 of the document, hexadecimal)."""
        document = genome.model_dump_json()
        found = _hash(document)
        there = connection.execute(select(genomes.c.hash).where(genomes.c.hash == found)).first()
        if there is None:
            connection.execute(
                genomes.insert().values(hash=found, schema_version=genome.schema_version, document=document)
            )
        return found

    def get(self, connection: Connection, genome_hash: str) -> PersonaGenome:
        """The genome of this hash, upgraded to the newest schema. Raises StoreCorrupt if it is damaged or gone."""
        with self._guard:
            known = self._parsed.get(genome_hash)
            if known is not None:
                self._parsed.move_to_end(genome_hash)
                return known
        genome = _parse(connection, genome_hash)
        with self._guard:
            self._parsed[genome_hash] = genome
            while len(self._parsed) > LARGEST_CACHE:
                self._parsed.popitem(last=False)
        return genome


def _parse(connection: Connection, genome_hash: str) -> PersonaGenome:
    row = connection.execute(
        select(genomes.c.schema_version, genomes.c.document).where(genomes.c.hash == genome_hash)
    ).first()
    if row is None or _hash(row.document) != genome_hash:
        raise _damaged(genome_hash, "The document is not there." if row is None else "Its hash does not fit.")
    try:
        if row.schema_version == SCHEMA_VERSION:
            return PersonaGenome.model_validate_json(row.document)
        return read(row.document)
    except (ValidationError, InvalidGenome) as error:
        raise _damaged(genome_hash, "This program cannot read it.") from error


def _damaged(genome_hash: str, why: str) -> StoreCorrupt:
    return StoreCorrupt(
        f"The genome {genome_hash[:12]} cannot be read.",
        why=why,
        next_step="Put back a backup, or delete the persona and import it again.",
    )


def _hash(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
