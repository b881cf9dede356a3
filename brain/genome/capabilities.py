"""What the persona can do, what it has done so far, and what it costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, Field

from brain.genome.strand import Strand, Unit


class PersonaCapabilities(Strand):
    """Which channels are switched on."""

    chat: bool = True
    voice: bool = False
    video: bool = False
    realtime: bool = False
    embed: bool = False
    tools: tuple[str, ...] = Field(default=(), description="Names of the tools it may use.")
    platforms: tuple[str, ...] = Field(default=(), description="Platforms it may write for.")


class PersonaStats(Strand):
    """Counters as they stood when the genome was written; the store counts for itself."""

    sessions: int = Field(default=0, ge=0)
    interactions: int = Field(default=0, ge=0)
    cost_microdollars: int = Field(default=0, ge=0, description="What it has cost so far, in millionths of a dollar.")
    rating: float | None = Field(default=None, ge=1.0, le=5.0, allow_inf_nan=False, description="Stars, 1 to 5.")
    last_used_at: AwareDatetime | None = None


class MonetizationConfig(Strand):
    """What talking to the persona costs. Prices in US dollars."""

    enabled: bool = False
    model: Literal["free", "subscription", "per_message", "per_minute"] = "free"
    price: Decimal = Field(
        default=Decimal(0), ge=0, max_digits=12, decimal_places=6, description="For one unit of the model."
    )
    currency: Literal["USD"] = "USD"
    revenue_share: Unit = Field(default=0.0, description="Share of the price that goes to the owner.")
