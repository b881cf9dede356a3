"""The week in five numbers, each with its interval and the week before. Knows no page and no SQL.

What it computes with is loaded when it is asked: that takes longer than the studio to start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from store.warehouse import week_questions as questions

if TYPE_CHECKING:
    from store import Store
    from store.actor import Actor

DAYS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number in words: `interval` what it is sure of, `change` against the week before, `source` what it is of."""

    name: str
    value: str
    interval: str
    change: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The five numbers, of `middle` until before `until`, against `since` until before `middle`."""

    since: datetime
    middle: datetime
    until: datetime
    all: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What an actor's last seven days were like. Asked once a minute, and whenever something was said."""

    store: Store
    _kept: dict[Actor, tuple[object, Numbers]] = field(default_factory=dict, init=False, repr=False)

    def of(self, actor: Actor, *, now: datetime | None = None) -> Numbers | None:
        """The numbers; None before the first conversation. Raises the StoreErrors."""
        newest = self.store.conversations.list(actor, limit=1).items
        if not newest:
            return None
        minute = (now or datetime.now(UTC)).astimezone(UTC).replace(second=0, microsecond=0)
        mark = (minute, newest[0].id, newest[0].turn_count, newest[0].last_activity_at)
        kept = self._kept.get(actor)
        if kept is None or kept[0] != mark:
            kept = self._kept[actor] = (mark, self._asked(actor, minute + timedelta(minutes=1)))
        return kept[1]

    def _asked(self, actor: Actor, until: datetime) -> Numbers:
        from studio.analytics import week_numbers

        middle, since = until - DAYS, until - 2 * DAYS
        span = {"since": since, "middle": middle, "until": until}
        talks = questions.talks(self.store.warehouse, actor, **span)
        spent = questions.cost(self.store.warehouse, actor, **span)
        return Numbers(**span, all=week_numbers.five(talks, spent))
