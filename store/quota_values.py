"""What quotas are asked and what they answer: wants, plans, budgets and their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from store.periods import Period, Window

Quota = Literal["cost", "messages", "video", "voice"]
"""What is limited: micro-dollars, messages, and milliseconds of video and voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Something to be set aside before work begins: at most `most` of a quota may be used in a window.

    `persona_id` is empty for all personas; `zone` and `plan` are for the words of a refusal.
    """

    quota: Quota
    amount: int
    most: int
    period: Period
    window: Window
    persona_id: str = ""
    zone: str = "UTC"
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a user wants to spend in a day or a month of theirs, on a persona or (empty) on all of them."""

    period: Period
    cap_microdollars: int
    persona_id: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What limits a user: the tier, the time zone in which their day begins, and their budgets."""

    user_id: str
    tier: str
    time_zone: str
    budgets: tuple[Budget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """A budget and what is spent of it, by the ledger; `set_aside` is for work under way.

    `unpriced` calls are not counted, since nobody knows what they cost. `reached` is the highest of 0, 50, 80 and 100
    percent of the cap that spending has reached.
    """

    budget: Budget
    spent_microdollars: int
    set_aside_microdollars: int
    unpriced: int
    window: Window
    zone: str
    reached: Literal[0, 50, 80, 100]

    @property
    def left_microdollars(self) -> int:
        """What may still be spent, not below 0."""
        return max(0, self.budget.cap_microdollars - self.spent_microdollars - self.set_aside_microdollars)

    @property
    def resets_at(self) -> datetime:
        """When the next period begins."""
        return self.window.ends_at
