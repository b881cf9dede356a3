"""The searchable words of passages and personas: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Neither is a table as SQLAlchemy knows them: the migrations write them out, and they are no part of the metadata.
"""

from __future__ import annotations

from typing import Final

NAMES: Final = ("passage_words", "persona_words")
"""The names of the indices, and the beginnings of the names of whatever belongs to them."""


def is_index(name: str | None) -> bool:
    """Whether a table of the database belongs to a word index."""
    return name is not None and name.startswith(NAMES)
