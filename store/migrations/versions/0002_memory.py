"""Memories with supersession and forgetting that can be undone; passages that are searched by words.

Stands alone: it never imports the tables of the day. Turns and memories that are there already become passages.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG: Final = sa.Boolean().with_variant(sa.Integer(), "sqlite")
BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE: Final = "forgotten_at IS NULL AND superseded_at IS NULL"
LIVE_BEFORE: Final = "deleted_at IS NULL"
LONGEST_IN_WINDOW: Final = 2_000


def upgrade() -> None:
    """Add what memories need to be superseded and forgotten, and fill the index of words."""
    _memories()
    op.add_column("interactions", sa.Column("unsearchable", FLAG, nullable=False, server_default=_false()))
    if not _on_sqlite():
        op.alter_column("interactions", "unsearchable", server_default=None)
    _outbox(nouns=True)
    _passages()
    connection = op.get_bind()
    for batch in _batches(connection, _MEMORIES):
        _index(connection, [_memory(row) for row in batch])
    before: dict[str, Any] = {}
    for batch in _batches(connection, _TURNS):
        _index(connection, [passage for row in batch for passage in _turn(row, before)])


def downgrade() -> None:
    """Go back. What was forgotten or superseded is deleted then: the old tables would recall it."""
    op.execute("DROP TABLE passage_words")
    op.drop_table("passages")
    op.drop_column("interactions", "unsearchable")
    op.execute("DELETE FROM outbox WHERE noun <> 'memory'")
    for index in (
        "content_unique",
        *(f"{name}_idx" for name in ("persona_id", "slot", "pinned", "session_id", "superseded_by")),
    ):
        op.drop_index(f"memories_{index}", "memories")
    op.drop_index("memories_forgotten_at_idx", "memories")
    op.execute("UPDATE memories SET forgotten_at = superseded_at WHERE forgotten_at IS NULL")
    op.execute("ALTER TABLE memories RENAME COLUMN forgotten_at TO deleted_at")
    for column in ("origin", "slot", "sources", "superseded_at", "superseded_why", "forgotten_why"):
        op.drop_column("memories", column)
    _live_indices(LIVE_BEFORE, LIVE_BEFORE)
    _outbox(nouns=False)


def _memories() -> None:
    for index in ("content_unique", "persona_id_idx"):
        op.drop_index(f"memories_{index}", "memories")
    op.execute("ALTER TABLE memories RENAME COLUMN deleted_at TO forgotten_at")
    for name, default in (("origin", "rules"), ("slot", None), ("sources", "[]")):
        _text("memories", name, default)
    op.add_column("memories", sa.Column("superseded_at", MOMENT, nullable=True))
    _text("memories", "superseded_why", "")
    _text("memories", "forgotten_why", "")
    op.execute("UPDATE memories SET superseded_at = created_at WHERE superseded_by IS NOT NULL")
    _live_indices(LIVE, "forgotten_at IS NULL")
    live = sa.text(LIVE)
    op.create_index(
        "memories_slot_idx", "memories", ["persona_id", "user_id", "slot"], sqlite_where=live, postgresql_where=live
    )
    op.create_index(
        "memories_pinned_idx", "memories", ["persona_id", "user_id", "created_at", "id"],
        sqlite_where=sa.text("pinned"), postgresql_where=sa.text("pinned"),
    )  # fmt: skip
    op.create_index("memories_session_id_idx", "memories", ["session_id", "turn_index"])
    op.create_index("memories_superseded_by_idx", "memories", ["superseded_by"])
    op.create_index("memories_forgotten_at_idx", "memories", ["forgotten_at"])


def _live_indices(unique_where: str, list_where: str) -> None:
    op.create_index(
        "memories_content_unique",
        "memories",
        ["persona_id", "user_id", "about", "content_hash"],
        unique=True,
        sqlite_where=sa.text(unique_where),
        postgresql_where=sa.text(unique_where),
    )
    op.create_index(
        "memories_persona_id_idx",
        "memories",
        ["persona_id", "user_id", "created_at", "id"],
        sqlite_where=sa.text(list_where),
        postgresql_where=sa.text(list_where),
    )


def _text(table: str, name: str, default: str | None) -> None:
    """A text column. A default is needed for the rows that are there, and taken away where that can be done."""
    column = sa.Column(name, sa.Text(), nullable=default is None, server_default=default)
    op.add_column(table, column)
    if default is not None and not _on_sqlite():
        op.alter_column(table, name, server_default=None)


def _outbox(*, nouns: bool) -> None:
    """Made anew: a check cannot be added to an SQLite table, nor taken away."""
    op.rename_table("outbox", "outbox_before")
    if not _on_sqlite():
        op.execute("ALTER TABLE outbox_before RENAME CONSTRAINT pk_outbox TO pk_outbox_before")
        op.execute("ALTER SEQUENCE outbox_id_seq RENAME TO outbox_before_id_seq")
    columns = ["memory_id", "persona_id", "user_id", "operation", "created_at"]
    noun = sa.Column("noun", sa.Text(), nullable=False)
    checked = sa.CheckConstraint("noun IN ('memory', 'turn')", name=op.f("ck_outbox_noun"))
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in columns[:4]),
        sa.Column("created_at", MOMENT, nullable=False),
        *((noun, checked) if nouns else ()),
        sa.CheckConstraint("operation IN ('upsert', 'delete')", name=op.f("ck_outbox_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_strict=True,
    )
    same = ", ".join(columns)
    into, values = (f"{same}, noun", f"{same}, 'memory'") if nouns else (same, same)
    op.execute(f"INSERT INTO outbox ({into}) SELECT {values} FROM outbox_before ORDER BY id")  # noqa: S608 - our own names
    op.drop_table("outbox_before")


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "source_id", "persona_id", "user_id")),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("turn_index", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('memory', 'said', 'replied', 'window')", name=op.f("ck_passages_kind")),
        sa.ForeignKeyConstraint(["persona_id"], ["personas.id"], name=op.f("fk_passages_persona_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_passages_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passages_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("source_id", "kind", name=op.f("uq_passages_source_id")),
        sqlite_strict=True,
    )
    op.create_index("passages_session_id_idx", "passages", ["session_id", "turn_index"])
    if _on_sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE passage_words USING fts5"
            "(scope, words, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        return
    op.execute(
        "CREATE TABLE passage_words (id BIGINT CONSTRAINT pk_passage_words PRIMARY KEY "
        "CONSTRAINT fk_passage_words_id REFERENCES passages (id) ON DELETE CASCADE, "
        "words TEXT NOT NULL, lexemes TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX passage_words_lexemes_idx ON passage_words USING gin (lexemes)")


_MEMORIES: Final = (
    """
    SELECT id, persona_id, user_id, session_id, turn_index, content FROM memories
    WHERE forgotten_at IS NULL AND superseded_at IS NULL AND NOT quarantined {more} ORDER BY id LIMIT 500
    """,
    "AND id > :id",
    ("id",),
)
_TURNS: Final = (
    """
    SELECT id, persona_id, user_id, session_id, turn_index, user_message, persona_response FROM interactions
    WHERE copied_from IS NULL {more} ORDER BY session_id, turn_index LIMIT 500
    """,
    "AND (session_id > :session_id OR (session_id = :session_id AND turn_index > :turn_index))",
    ("session_id", "turn_index"),
)


def _batches(connection: sa.Connection, query: tuple[str, str, tuple[str, ...]]) -> Iterator[list[sa.Row[Any]]]:
    statement, more, places = query
    rows = list(connection.execute(sa.text(statement.format(more=""))))
    while rows:
        yield rows
        last = {place: getattr(rows[-1], place) for place in places}
        rows = list(connection.execute(sa.text(statement.format(more=more)), last))


def _memory(row: sa.Row[Any]) -> dict[str, Any]:
    return _passage(row, "memory", row.content)


def _turn(row: sa.Row[Any], before: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What was said, what was replied, and the window over this turn and the one before it."""
    both = [part for part in (row.user_message, row.persona_response) if part]
    short = "\n".join(part[:LONGEST_IN_WINDOW] for part in both)
    follows = before.get("session_id") == row.session_id and before.get("turn_index") == row.turn_index - 1
    for kind, words in (("said", row.user_message), ("replied", row.persona_response)):
        if words:
            yield _passage(row, kind, words)
    yield _passage(row, "window", f"{before['words']}\n{short}" if follows else short)
    before.update(session_id=row.session_id, turn_index=row.turn_index, words=short)


def _passage(row: sa.Row[Any], kind: str, words: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "source_id": row.id,
        "persona_id": row.persona_id,
        "user_id": row.user_id,
        "session_id": row.session_id,
        "turn_index": row.turn_index,
        "scope": _scope(kind, row.persona_id, row.user_id),
        "words": words,
    }


def _scope(kind: str, persona_id: str, user_id: str) -> str:
    place = "turn" if kind in {"said", "replied"} else kind
    digest = hashlib.sha256(f"{place}|{persona_id}|{user_id}".encode()).digest()
    return str(int.from_bytes(digest[:12], "big"))


def _index(connection: sa.Connection, found: list[dict[str, Any]]) -> None:
    if not found:
        return
    connection.execute(
        sa.text(
            "INSERT INTO passages (kind, source_id, persona_id, user_id, session_id, turn_index) "
            "VALUES (:kind, :source_id, :persona_id, :user_id, :session_id, :turn_index)"
        ),
        found,
    )
    own = "FROM passages WHERE source_id = :source_id AND kind = :kind"
    connection.execute(
        sa.text(
            f"INSERT INTO passage_words (rowid, scope, words) SELECT id, :scope, :words {own}"
            if _on_sqlite()
            else "INSERT INTO passage_words (id, words, lexemes) "
            f"SELECT id, CAST(:words AS TEXT), to_tsvector('english', CAST(:words AS TEXT)) {own}"
        ),
        found,
    )


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _false() -> sa.TextClause:
    return sa.text("0" if _on_sqlite() else "false")
