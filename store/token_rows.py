"""The tokens of calls as columns, which turns, outcomes and the ledger share. Works on a caller's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain.models.chat import TokenCount

if TYPE_CHECKING:
    from sqlalchemy import Row


def tokens(row: Row[Any]) -> TokenCount:
    """The tokens of a row that holds those of calls: an outcome's, a turn's or an entry's of the ledger."""
    return TokenCount(
        input=row.input_tokens,
        output=row.output_tokens,
        cache_read=row.cache_read_tokens,
        cache_write=row.cache_write_tokens,
    )
