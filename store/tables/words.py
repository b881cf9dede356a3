"""The searchable words of passages: `passage_words`, FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Neither is a table as SQLAlchemy knows them: the migrations write them out, and they are no part of the metadata.
"""

from __future__ import annotations

from typing import Final

NAME: Final = "passage_words"
"""The name of the index, and the beginning of the names of whatever belongs to it."""


def is_index(name: str | None) -> bool:
    """Whether a table of the database belongs to the word index."""
    return name is not None and name.startswith(NAME)
