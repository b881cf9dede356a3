"""How many requests in how much time: the one place that imports `limits`. Counts no money, which the store does.

Counted in this process; several processes count together where the storage is a Redis server. Where that does not
answer, each counts for itself until it does: nobody is kept from talking by it, and nobody goes without a limit.
"""

from __future__ import annotations

import logging
import math
import time
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from limits import parse
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from brain.errors import InvalidInput, QuotaReached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limits import RateLimitItem

logger = logging.getLogger(__name__)

What = Literal["say", "api"]

NAMES: Final[Mapping[What, str]] = {"say": "messages", "api": "requests"}


class Rates:
    """The rates of each user. A rate that is empty is none.

    The sliding window counts the last stretch of time and a share of the one before it, so that nobody gets twice the
    rate around a full minute. Raises InvalidInput for a rate or a storage that cannot be.
    """

    def __init__(self, *, say: str = "", api: str = "", storage: str = "memory://") -> None:
        rates: tuple[tuple[What, str], ...] = (("say", say), ("api", api))
        self._items = {what: _item(rate) for what, rate in rates if rate}
        self._storage = storage

    def check(self, user_id: str, what: What) -> None:
        """Count one more request of a user. Raises QuotaReached where that is too many."""
        item = self._items.get(what)
        if item is None:
            return
        try:
            self._count(self._limiter, item, user_id, what)
        except StorageError as error:
            logger.warning("Rates are counted by this process alone. The storage failed: %s", type(error).__name__)
            self._count(self._alone, item, user_id, what)

    @staticmethod
    def _count(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, user_id: str, what: What) -> None:
        if limiter.hit(item, what, user_id):
            return
        stats = limiter.get_window_stats(item, what, user_id)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        raise QuotaReached(
            f"Too many {NAMES[what]} in a short time.",
            limit=f"{item.amount} {NAMES[what]} in {_stretch(item)}",
            left=f"0 {NAMES[what]}",
            resets_at=datetime.fromtimestamp(time.time() + seconds, UTC),
            retry_after=seconds,
            why=f"At most {item.amount} in {_stretch(item)} are answered.",
            next_step=f"Wait {seconds} s and try again.",
        )

    @cached_property
    def _limiter(self) -> SlidingWindowCounterRateLimiter:
        """Made when it is first needed: the storage in memory starts a thread."""
        try:
            return SlidingWindowCounterRateLimiter(storage_from_string(self._storage, wrap_exceptions=True))
        except (ConfigurationError, ValueError) as error:
            raise InvalidInput(
                "Rates cannot be counted where PERSONAFORGE_RATE_STORAGE says.",
                why=f"{type(error).__name__}: the kind of storage is not known, or its package is missing.",
                next_step="Use memory://, or redis://host:port with the package `redis` installed.",
            ) from error

    @cached_property
    def _alone(self) -> SlidingWindowCounterRateLimiter:
        """Counts in this process, for the time that the storage does not answer."""
        return SlidingWindowCounterRateLimiter(MemoryStorage())


def _item(rate: str) -> RateLimitItem:
    try:
        return parse(rate)
    except ValueError:
        raise InvalidInput(
            f"{rate!r} is no rate.", next_step="Write a number and a time, such as 60/minute or 5/10 seconds."
        ) from None


def _stretch(item: RateLimitItem) -> str:
    seconds = item.get_expiry()
    name, unit = next((name, unit) for name, unit in (("h", 3_600), ("min", 60), ("s", 1)) if seconds % unit == 0)
    return f"{seconds // unit} {name}"
