"""Column types and constraints that mean the same on SQLite (STRICT tables) and PostgreSQL. Knows no table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    Integer,
    Text,
    TypeDecorator,
)
from sqlalchemy import text as sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.types import TypeEngine

BIG: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits."""

FLOAT: Final[Double[float]] = Double().with_variant(REAL(), "sqlite")
"""A number of double precision."""


def clean(text: str) -> str:
    """The text with each NUL and each lone surrogate replaced by U+FFFD, so that character offsets still hold.

    PostgreSQL refuses both, and what somebody said must not be lost for one unprintable character.
    """
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text


class Words(TypeDecorator[str]):
    """Text of any length, cleaned on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Text as the database takes it."""
        return None if value is None else clean(value)


class Moment(TypeDecorator[datetime]):
    """A point in time, always UTC-aware; on SQLite ISO 8601 text of fixed width, so that text order is time order."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite, TIMESTAMP WITH TIME ZONE elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuses a time without a zone: it could mean any of forty moments."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The same moment, in UTC."""
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return moment.astimezone(UTC)


class Flag(TypeDecorator[bool]):
    """True or false; INTEGER 1 or 0 on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """INTEGER on SQLite, whose STRICT tables know no BOOLEAN."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001 (SQLAlchemy's signature)
        """A number on SQLite."""
        if value is None:
            return None
        return int(value) if dialect.name == "sqlite" else bool(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """A bool everywhere."""
        return None if value is None else bool(value)


def text(name: str, *, default: str = "") -> Column[str]:
    """A text that is always there; `default` unless said."""
    return Column(name, Words, nullable=False, default=default)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A point in time."""
    return Column(name, Moment, nullable=nullable)


def flag(name: str) -> Column[bool]:
    """True or false, false unless said."""
    return Column(name, Flag, nullable=False, default=False)


def count(name: str) -> Column[int]:
    """A counter that starts at 0."""
    return Column(name, BIG, nullable=False, default=0)


def one_of(name: str, values: Iterable[str]) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def share(name: str) -> CheckConstraint:
    """The column holds a number from 0 to 1, or nothing."""
    return CheckConstraint(f"{name} >= 0 AND {name} <= 1", name=name)


def at_least(name: str, least: int) -> CheckConstraint:
    """The column holds a number no smaller than this, or nothing."""
    return CheckConstraint(f"{name} >= {least}", name=name)


def sparse(name: str) -> dict[str, Any]:
    """An index of the rows alone that have something in this column."""
    there = sql(f"{name} IS NOT NULL")
    return {"sqlite_where": there, "postgresql_where": there}
