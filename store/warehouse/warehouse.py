"""Questions over many turns, in DuckDB, about what an actor may see. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.warehouse import rows
from store.warehouse.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from store.actor import Actor
    from store.database import Database

_SETTINGS: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}


class Warehouse:
    """The tables `turns`, `usage`, `runs` and `scores` with the columns of `columns.py`, and `personas`, `versions`.

    An actor finds rows of their own, an admin those of everybody; personas and versions are those that such rows or
    the actor's own library name. Threads may share it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, actor: Actor, query: str, values: Mapping[str, object] | None = None) -> pa.Table:
        """The answer to a query of the store's own, in which `$name` stands for a value. Raises the StoreErrors.

        What users write is never put in here: that goes through the sandbox.
        """
        with self.connection(actor) as connection:
            return connection.sql(query, params=dict(values or {})).to_arrow_table()

    def connection(self, actor: Actor) -> DuckDBPyConnection:
        """A database in memory of the caller's own, whose only tables are the actor's; it does not follow changes.

        It may read no other file and load no extension. Its limits are the caller's to set, and then to lock; it is
        closed by `with`. Raises the StoreErrors.
        """
        import duckdb

        found = self._tail(actor)
        connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in found.items():
            connection.register("found", table)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM found")  # noqa: S608 - our own names
            connection.unregister("found")
        return connection

    def _tail(self, actor: Actor) -> dict[str, pa.Table]:
        """What is not in files yet, read from the database."""
        with self._database.read() as connection:
            found = {name: rows.table(name, connection.execute(rows.own(rows.QUERIES[name], actor))) for name in TABLES}
            return found | {
                "personas": rows.of_personas(connection, actor),
                "versions": rows.of_versions(connection, actor),
            }
