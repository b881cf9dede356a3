"""Opening the store: a database, migrated if wanted, and everything that is kept in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text as sql

from brain.errors import StoreError
from store import migrate as migrations
from store import sqlite
from store.assets import Assets
from store.audit import Audit
from store.blobs import Blobs
from store.budgets import Budgets
from store.catalogue import Catalogue
from store.consents import Consents
from store.conversations import Conversations
from store.database import BUSY_SECONDS, Database
from store.demo_history import DemoHistory
from store.experiments import Experiments
from store.figures import Statistics
from store.genomes import Genomes
from store.history import History
from store.leases import Leases
from store.liveness import FileOwner, Owner, ServerOwner
from store.memories import Memories
from store.notebooks import Notebooks
from store.outcomes import Outcomes
from store.outlines import Outlines
from store.personas import Personas
from store.quotas import Quotas
from store.ratings import Ratings
from store.runs import Runs
from store.searching import Search
from store.turn_ratings import TurnRatings
from store.upkeep import Upkeep
from store.usage import Usage
from store.users import Users
from store.vectors import VectorIndex
from store.version_drafts import VersionDrafts
from store.warehouse.sandbox import Sandbox
from store.warehouse.warehouse import Warehouse
from store.wizard_sessions import WizardSessions

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, one attribute a noun. Close it when done; threads may share it."""

    users: Users
    personas: Personas
    catalogue: Catalogue
    history: History
    version_drafts: VersionDrafts
    consents: Consents
    statistics: Statistics
    conversations: Conversations
    memories: Memories
    assets: Assets
    search: Search
    upkeep: Upkeep
    usage: Usage
    quotas: Quotas
    budgets: Budgets
    audit: Audit
    wizards: WizardSessions
    runs: Runs
    outcomes: Outcomes
    outlines: Outlines
    experiments: Experiments
    leases: Leases
    ratings: Ratings
    notebooks: Notebooks
    turn_ratings: TurnRatings
    warehouse: Warehouse
    demo: DemoHistory
    sandbox: Sandbox
    vectors: VectorIndex
    database: Database
    owner: Owner

    def ping(self) -> None:
        """Ask the database for a sign of life. Raises the StoreErrors."""
        with self.database.read() as connection:
            connection.execute(sql("SELECT 1"))

    def check(self) -> None:
        """Read the whole database. Raises StoreCorrupt if it is damaged; slow when large."""
        self.database.check()

    def close(self) -> None:
        """Let go of the index, the connections and the lock of this process."""
        self.vectors.close()
        self.warehouse.close()
        self.owner.close()
        self.database.close()


def open_store(
    url: str,
    *,
    index_path: Path | None = None,
    media_path: Path | None = None,
    warehouse_path: Path | None = None,
    embedder_id: str = "",
    dimensions: int = 256,
    migrate: bool = False,
    busy_seconds: float = BUSY_SECONDS,
) -> Store:
    """Open the database at an address such as `sqlite:///var/personaforge.db` or `postgresql+psycopg://…`.

    `migrate` makes it, or brings it to the tables this code needs; without it, one that is not there or not ready
    is a StoreError. `index_path` is the folder of the vector index, whose vectors are of `embedder_id` and have
    `dimensions` numbers; `media_path` that of the content of assets; `warehouse_path` that of the analytics copy; None
    goes without. Raises InvalidInput for an
    address of another kind, and the StoreErrors.
    """
    if migrate:
        migrations.upgrade(url)
    database = Database(url, busy_seconds=busy_seconds)
    try:
        migrations.require(database)
    except StoreError:
        database.close()
        raise
    owner: Owner
    if database.path is None:
        owner = ServerOwner(database.url, database.place)
    else:
        sqlite.restrict(database.path)
        owner = FileOwner(database.path.parent / "locks")
    genomes = Genomes()
    catalogue = Catalogue(database, genomes)
    if migrate:
        # What is derived is not migrated but made again, by today's rules.
        catalogue.mend()
    personas = Personas(database, genomes)
    warehouse = Warehouse(database, warehouse_path)
    return Store(
        users=Users(database),
        personas=personas,
        catalogue=catalogue,
        history=History(database, genomes),
        version_drafts=VersionDrafts(database),
        consents=Consents(database),
        statistics=Statistics(database),
        conversations=Conversations(database, owner),
        memories=Memories(database),
        assets=Assets(database, None if media_path is None else Blobs(media_path)),
        search=Search(database),
        upkeep=Upkeep(database),
        usage=Usage(database),
        quotas=Quotas(database, owner),
        budgets=Budgets(database),
        audit=Audit(database),
        wizards=WizardSessions(database, personas),
        runs=Runs(database),
        outcomes=Outcomes(database),
        outlines=Outlines(database),
        experiments=Experiments(database),
        leases=Leases(database, owner),
        ratings=Ratings(database),
        notebooks=Notebooks(database),
        turn_ratings=TurnRatings(database),
        warehouse=warehouse,
        demo=DemoHistory(database),
        sandbox=Sandbox(warehouse.read),
        vectors=VectorIndex(database, folder=index_path, embedder_id=embedder_id, dimensions=dimensions),
        database=database,
        owner=owner,
    )
