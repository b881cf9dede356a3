"""Limits and budgets in words, the same on the page and the command line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from store.budgets import MOST
from store.refusals import dollars, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.quota_values import BudgetState
    from studio.quotas.standing import LimitState
    from studio.quotas.tiers import Tier

NAMES: Final = {"messages": "Messages", "voice": "A provider's voice", "video": "Video"}
NOW: Final = {"day": "today", "month": "this month"}


def limit_name(limit: LimitState) -> str:
    """Such as `Messages today`."""
    return f"{NAMES[limit.quota]} {NOW[limit.period]}"


def used(limit: LimitState) -> str:
    """How much of how much: `3 of 20`, `3, no limit`, `1.5 of 60 min`, `not on this plan`."""
    if limit.most == 0:
        return "not on this plan"
    unit = "" if limit.quota == "messages" else " min"
    if limit.most is None:
        return f"{_number(limit.quota, limit.used)}{unit}, no limit"
    return f"{_number(limit.quota, limit.used)} of {_number(limit.quota, limit.most)}{unit}"


def spent(state: BudgetState) -> str:
    """How much of the cap: `$1.25 of $5.00`."""
    return f"{dollars(state.spent_microdollars)} of {dollars(state.budget.cap_microdollars)}"


def beside(state: BudgetState) -> str:
    """The alert that is reached, what is set aside, what has no known price; empty where there is none of it."""
    told = [f"{state.reached} % reached"] if state.reached else []
    told += [f"{dollars(state.set_aside_microdollars)} set aside"] if state.set_aside_microdollars else []
    calls = "call" if state.unpriced == 1 else "calls"
    told += [f"{state.unpriced} {calls} of unknown price not counted"] if state.unpriced else []
    return ", ".join(told)


def budget_name(state: BudgetState, names: Mapping[str, str]) -> str:
    """Such as `All personas today`, by the names of personas."""
    persona = state.budget.persona_id
    whose = names.get(persona, "A persona that is gone") if persona else "All personas"
    return f"{whose} {NOW[state.budget.period]}"


def tier_rows(tiers: Mapping[str, Tier]) -> list[tuple[str, str, str, str, str]]:
    """A row for each plan: name, messages a day, minutes of voice and of video a month, and what it opens."""

    def told(most: int | None) -> str:
        return "no limit" if most is None else f"{most:,}" if most else "none"

    return [
        (
            one.title,
            told(one.messages_a_day),
            told(one.voice_minutes_a_month),
            told(one.video_minutes_a_month),
            ", ".join(one.features),
        )
        for one in tiers.values()
    ]


def microdollars(text: str) -> int:
    """Dollars as somebody wrote them, exactly. Raises InvalidInput for what is no amount of whole micro-dollars."""
    try:
        exact = Decimal(text.strip().removeprefix("$").replace(",", "")) * 1_000_000
    except InvalidOperation:
        exact = Decimal(-1)
    if not exact.is_finite() or not 0 <= exact <= MOST or exact != int(exact):
        raise InvalidInput(f"{text!r} is no amount of money.", next_step="Write dollars, such as 5 or 0.25.")
    return int(exact)


def _number(quota: str, value: int) -> str:
    return f"{value:,}" if quota == "messages" else f"{value / 60_000:,.4g}"


__all__ = ["beside", "budget_name", "dollars", "limit_name", "microdollars", "spent", "tier_rows", "used", "when"]
