"""Where somebody stands: the plan, what is used of each limit and when it resets, and the budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from store.periods import Period
    from store.quota_values import BudgetState, Quota
    from studio.quotas.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitState:
    """A limit of the plan: `used` of `most` (None: no limit), in messages or milliseconds, set aside included."""

    quota: Quota
    period: Period
    most: int | None
    used: int
    resets_at: datetime

    @property
    def left(self) -> int | None:
        """What is left, not below 0; None without a limit."""
        return None if self.most is None else max(0, self.most - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that limits a user, at a moment in their own time zone."""

    plan: str
    tier: Tier
    time_zone: str
    at: datetime
    limits: tuple[LimitState, ...]
    budgets: tuple[BudgetState, ...]
