"""What somebody may change about their limits: the time zone, and budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.periods import Period


@dataclass(frozen=True, slots=True)
class NewTimeZone:
    """Where the day begins from now on, as an IANA name."""

    zone: str


@dataclass(frozen=True, slots=True)
class NewBudget:
    """A budget in micro-dollars, or (None) none any more; an empty persona id is all personas."""

    period: Period
    microdollars: int | None
    persona_id: str = ""


Change = NewTimeZone | NewBudget
