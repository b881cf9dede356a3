"""What the ledger gives out: its entries, and sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from brain.models.chat import TokenCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call: whose it was, what for, and what it took. `cost_microdollars` None is a price that is not known.

    `operation` is one of `brain.turn.OPERATIONS`; `seconds` are of sound or film.
    """

    id: str
    user_id: str
    persona_id: str | None
    session_id: str | None
    interaction_id: str | None
    purpose: str
    operation: str
    provider: str
    model: str
    tokens: TokenCount
    characters: int
    seconds: float
    pictures: int
    cost_microdollars: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UsageTotal:
    """Sums over the ledger. `unpriced` counts the calls whose price is unknown and which the cost leaves out."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_microdollars: int
    unpriced: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    characters: int = 0
    seconds: float = 0.0
    pictures: int = 0
