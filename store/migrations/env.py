"""Run by Alembic: hands it the connection that store.migrate opened. The transaction is the caller's."""

from alembic import context

from store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
