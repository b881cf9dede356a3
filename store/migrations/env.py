"""Run by Alembic: hands it the connection that store.migrate opened. The transaction is the caller's."""

from alembic import context

from store.tables import metadata
from store.tables.words import is_index

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transactional_ddl=True,
    include_name=lambda name, kind, _parents: kind != "table" or not is_index(name),
)
context.run_migrations()
