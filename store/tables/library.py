"""Tables of users, personas, their versions and the audit log. Names follow the system report, section 3.2."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint
from sqlalchemy import text as sql

from brain.genome import Archetype
from store.tables.columns import Words, at_least, count, flag, moment, one_of, text
from store.values import PersonaStatus

metadata: Final = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
"""Every table of the store. The Alembic revisions build the same."""

SHARED: Final = "(is_public OR is_demo)"
"""What everybody may read, as SQL; the partial index below is only used when a query says exactly this."""

users: Final = Table(
    "users",
    metadata,
    Column("id", Words, primary_key=True),
    text("name"),
    Column("email", Words, nullable=True),
    text("role", default="member"),
    text("time_zone", default="UTC"),
    moment("created_at"),
    text("tier", default="free"),
    one_of("role", ("member", "admin")),
    Index("users_email_unique", "email", unique=True),
    sqlite_strict=True,
)

# `version_id` names the current version, `copied_from` the version that a copy was made from. They are no foreign
# keys, since the two tables would then need each other before either exists; both rows are written in one transaction.
personas: Final = Table(
    "personas",
    metadata,
    Column("id", Words, primary_key=True),
    Column("user_id", Words, ForeignKey("users.id"), nullable=False),
    text("name"),
    text("slug"),
    text("tagline"),
    text("archetype"),
    text("domains", default="[]"),
    text("status", default=PersonaStatus.ACTIVE.value),
    flag("is_real"),
    flag("is_demo"),
    flag("is_public"),
    text("accent"),
    text("version_id"),
    Column("version_number", Integer, nullable=False),
    count("total_interactions"),
    count("total_cost_microdollars"),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    text("sort_name"),
    Column("status_before", Words, nullable=True),
    Column("copied_from", Words, nullable=True),
    moment("verified_at", nullable=True),
    Column("verified_by", Words, nullable=True),
    one_of("status", PersonaStatus),
    one_of("archetype", Archetype),
    at_least("version_number", 1),
    at_least("total_interactions", 0),
    Index("personas_user_id_idx", "user_id", "created_at", "id"),
    Index("personas_created_at_idx", "created_at", "id"),
    Index("personas_slug_idx", "slug"),
    Index("personas_facets_idx", "user_id", "deleted_at", "status", "archetype", "is_real", "is_demo", "is_public"),
    Index("personas_sort_name_idx", "user_id", "sort_name", "id"),
    Index("personas_status_idx", "user_id", "status", "created_at", "id"),
    Index("personas_archetype_idx", "user_id", "archetype", "created_at", "id"),
    Index(
        "personas_is_public_idx",
        "created_at",
        "id",
        sqlite_where=sql(f"{SHARED} AND deleted_at IS NULL"),
        postgresql_where=sql(f"{SHARED} AND deleted_at IS NULL"),
    ),
    Index(
        "personas_user_slug_unique",
        "user_id",
        "slug",
        unique=True,
        sqlite_where=sql("deleted_at IS NULL"),
        postgresql_where=sql("deleted_at IS NULL"),
    ),
    sqlite_strict=True,
)

genomes: Final = Table(
    "genomes",
    metadata,
    Column("hash", Words, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    text("document"),
    sqlite_strict=True,
)

versions: Final = Table(
    "versions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("persona_id", Words, ForeignKey("personas.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("parent_id", Words, ForeignKey("versions.id"), nullable=True),
    text("message"),
    Column("genome_hash", Words, ForeignKey("genomes.hash"), nullable=False),
    Column("author_id", Words, ForeignKey("users.id"), nullable=False),
    moment("created_at"),
    UniqueConstraint("persona_id", "number"),
    at_least("number", 1),
    sqlite_strict=True,
)

# The log outlives whom and what it speaks of: no foreign keys.
audit_log: Final = Table(
    "audit_log",
    metadata,
    Column("id", Words, primary_key=True),
    text("actor_id"),
    text("action"),
    text("noun"),
    text("noun_id"),
    text("detail", default="{}"),
    moment("created_at"),
    Index("audit_log_created_at_idx", "created_at", "id"),
    Index("audit_log_actor_id_idx", "actor_id", "created_at", "id"),
    Index("audit_log_noun_id_idx", "noun_id", "created_at", "id"),
    sqlite_strict=True,
)
