"""The words of a refusal: which limit, how much is left, when it resets in the user's own time, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from brain.errors import QuotaReached

if TYPE_CHECKING:
    from datetime import datetime

    from store.quota_values import Want

WHERE: Final = "Settings, under Plan and limits"
SEE: Final = f"What each plan has stands in {WHERE}."

_NOUNS: Final = {"messages": "messages", "voice": "minutes of a provider's voice", "video": "minutes of video"}


def reached(want: Want, used: int, now: datetime) -> QuotaReached:
    """The error for a want that does not fit into what is left."""
    return _budget(want, used, now) if want.quota == "cost" else _limit(want, used, now)


def amount(quota: str, value: int) -> str:
    """So much of a quota in words: `$0.25`, `20 messages`, `1.5 minutes of video`."""
    if quota == "cost":
        return dollars(value)
    number = f"{value:,}" if quota == "messages" else f"{value / 60_000:,.4g}"
    noun = _NOUNS[quota]
    if number == "1":
        noun = noun.replace("messages", "message").replace("minutes", "minute")
    return f"{number} {noun}"


def dollars(microdollars: int) -> str:
    """Exact to the micro-dollar, at least two decimals: `$0.25`, `$0.000125`."""
    whole, rest = divmod(microdollars, 1_000_000)
    decimals = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"${whole:,}.{decimals}"


def when(at: datetime, zone: str, *, named: bool = True) -> str:
    """A moment in the user's zone: `Friday 27 November 2026, 00:00 (Europe/Oslo)`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}" + f" ({zone})" * named


def _limit(want: Want, used: int, now: datetime) -> QuotaReached:
    name = f"{_NOUNS[want.quota]} a {want.period}"
    if want.most == 0:
        return QuotaReached(
            f"The plan {want.plan!r} has no {_NOUNS[want.quota]}.",
            limit=name,
            left=amount(want.quota, 0),
            next_step=f"{SEE} The preview voice on this machine is free on every plan.",
        )
    left = max(0, want.most - used)
    this = "today" if want.period == "day" else "this month"
    gone = "do not suffice" if left else "is used up" if want.most == 1 else "are used up"
    takes = f" {amount(want.quota, left)} left, and this may take {amount(want.quota, want.amount)}." if left else ""
    return QuotaReached(
        f"The {amount(want.quota, want.most)} of {this} {gone}.",
        limit=name,
        left=amount(want.quota, left),
        resets_at=want.window.ends_at.astimezone(ZoneInfo(want.zone)),
        retry_after=(want.window.ends_at - now).total_seconds(),
        why=f"That is what the plan {want.plan!r} has in a {want.period}.{takes}",
        next_step=f"They are back on {when(want.window.ends_at, want.zone)}. {SEE}",
    )


def _budget(want: Want, used: int, now: datetime) -> QuotaReached:
    left = max(0, want.most - used)
    whose = "of this persona " if want.persona_id else ""
    return QuotaReached(
        f"The budget {whose}of {dollars(want.most)} a {want.period} does not allow this.",
        limit=f"budget {whose}a {want.period}",
        left=dollars(left),
        resets_at=want.window.ends_at.astimezone(ZoneInfo(want.zone)),
        retry_after=(want.window.ends_at - now).total_seconds(),
        why=f"{dollars(left)} is left of it, and this may take up to {dollars(want.amount)}.",
        next_step=f"Raise it in {WHERE}, choose a cheaper model, or wait until {when(want.window.ends_at, want.zone)}.",
    )
