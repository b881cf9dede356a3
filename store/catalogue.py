"""The library's reading side: filtered lists, counts, facets, search, and the upkeep of the index behind them.

Each actor sees their own personas, the public ones and the demos. Writing is in `store.personas`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy import text as sql

from brain.errors import StoreCorrupt
from store import facets, finding, listing, persona_index
from store.persona_lines import of_card
from store.tables import SHARED, persona_labels, persona_texts, personas
from store.tables import versions as version_table
from store.values import Page, PersonaFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from store.actor import Actor
    from store.database import Database
    from store.genomes import Genomes
    from store.values import Facet, Facets, Found, PersonaCard, PersonaSort

BATCH: Final = 100
"""So many personas are indexed in one transaction, so that nobody waits long."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What `verify` found: personas, those missing from the index, and what is there of deleted ones or twice."""

    personas: int
    missing: int
    stray: int

    @property
    def ok(self) -> bool:
        """Whether the index fits the personas."""
        return self.missing == 0 and self.stray == 0


class Catalogue:
    """Reads what the actor may see. The index belongs to the process: its upkeep takes no actor."""

    def __init__(self, database: Database, genomes: Genomes) -> None:
        self._database = database
        self._genomes = genomes

    def list(
        self,
        actor: Actor,
        wanted: PersonaFilter | None = None,
        *,
        sort: PersonaSort = "newest",
        cursor: str | None = None,
        limit: int = 20,
        skip: int = 0,
        total: bool = False,
    ) -> Page[PersonaCard]:
        """A page of personas; with `total` also how many there are on all pages. Raises InvalidInput.

        `skip` goes to a page by its number instead of a cursor; that takes longer the farther it is.
        Deleted ones are left out unless the filter asks for them; then only the actor's own are there.
        """
        chosen = wanted or PersonaFilter()
        with self._database.read() as connection:
            page = listing.cards(connection, actor, chosen, sort=sort, cursor=cursor, limit=limit, skip=skip)
            if not total:
                return page
            return Page(page.items, page.next_cursor, listing.count(connection, actor, chosen))

    def search(
        self,
        actor: Actor,
        question: str,
        wanted: PersonaFilter | None = None,
        *,
        cursor: str | None = None,
        limit: int = 20,
        skip: int = 0,
    ) -> Page[Found]:
        """A page of the personas that have all words of a question, best first, with where they were found.

        The last word may be the beginning of one; case, accents and a plural s do not matter. Deleted personas are
        never found. Raises InvalidInput for a wrong cursor or limit.
        """
        with self._database.read() as connection:
            return finding.search(
                connection, actor, question, wanted or PersonaFilter(), cursor=cursor, limit=limit, skip=skip
            )

    def names(self, actor: Actor, ids: Sequence[str]) -> dict[str, str]:
        """The names of these personas, as far as the actor may see them; own deleted ones too."""
        if not ids:
            return {}
        query = select(personas.c.id, personas.c.name).where(personas.c.id.in_(list(ids)))
        if actor.role != "admin":
            shared = and_(sql(SHARED), personas.c.deleted_at.is_(None))
            query = query.where(or_(personas.c.user_id == actor.user_id, shared))
        with self._database.read() as connection:
            return {row.id: row.name for row in connection.execute(query)}

    def facets(self, actor: Actor, wanted: PersonaFilter | None = None) -> Facets:
        """What the list can be narrowed to, and how many personas each choice would leave."""
        with self._database.read() as connection:
            return facets.read(connection, actor, wanted or PersonaFilter())

    def labels(
        self, actor: Actor, kind: Literal["domain", "tag"], wanted: PersonaFilter | None = None
    ) -> tuple[Facet, ...]:
        """The domains or tags that the list can be narrowed to, the most used first, at most 60."""
        with self._database.read() as connection:
            return facets.labels(connection, actor, wanted or PersonaFilter(), kind)

    def verify(self) -> IndexReport:
        """Compare the index with the personas."""
        alive = select(func.count()).select_from(personas).where(personas.c.deleted_at.is_(None))
        with self._database.read() as connection:
            due = connection.execute(select(func.count()).select_from(persona_index.due().subquery())).scalar_one()
            number = connection.execute(alive).scalar_one()
            texts = connection.execute(select(func.count()).select_from(persona_texts)).scalar_one()
            stray = len(connection.execute(persona_index.stray()).all())
            unindexed = abs(texts - finding.counted(connection))
        return IndexReport(personas=number, missing=due + unindexed, stray=stray)

    def mend(self) -> int:
        """Index what is missing and take out what is deleted; how many personas were changed."""
        with self._database.read() as connection:
            stray = [row.persona_id for row in connection.execute(persona_index.stray())]
            due = [row.id for row in connection.execute(persona_index.due())]
        for start in range(0, len(stray), BATCH):
            with self._database.write() as connection:
                for persona_id in stray[start : start + BATCH]:
                    persona_index.drop(connection, persona_id)
        for start in range(0, len(due), BATCH):
            self._index(due[start : start + BATCH])
        return len(due) + len(stray)

    def rebuild(self) -> int:
        """Make the whole index again; how many personas there are in it. Searches meanwhile find a part of them."""
        with self._database.write() as connection:
            connection.execute(persona_labels.delete())
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("DELETE FROM persona_words")
            connection.execute(persona_texts.delete())
        return self.mend()

    def _index(self, ids: Sequence[str]) -> None:
        with self._database.write() as connection:
            current = select(personas, version_table.c.genome_hash).outerjoin(
                version_table, version_table.c.id == personas.c.version_id
            )
            for row in connection.execute(current.where(personas.c.id.in_(ids), personas.c.deleted_at.is_(None))).all():
                self._index_one(connection, row)

    def _index_one(self, connection: Connection, row: Row[Any]) -> None:
        """A genome that cannot be read must not keep the studio from starting: its card is indexed instead."""
        try:
            genome = self._genomes.get(connection, row.genome_hash)
        except StoreCorrupt:
            domains = tuple(json.loads(row.domains))
            told = of_card(row.name, row.slug, row.tagline, domains)
            persona_index.put(connection, row.id, told, domains=domains, tags=())
        else:
            persona_index.keep(connection, row.id, genome)
        named = {"sort_name": persona_index.sort_name(row.name)}
        connection.execute(personas.update().where(personas.c.id == row.id).values(named))
