"""Quotas: reserve before work begins, settle with the real amount after it, refund what failed. Knows no plan's limits.

One conditional UPDATE a limit, so that nobody overspends, however many ask at once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import uuid4

from sqlalchemy import delete

from brain.errors import NotFound, QuotaReached
from store import quota_rows, visibility
from store.tables import quota_holds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.actor import Actor
    from store.database import Database
    from store.liveness import Owner
    from store.quota_values import Plan, Quota, Want

Result = TypeVar("Result")

LEASE: Final = timedelta(minutes=15)
"""What is set aside for a call is given back after so long, even if its process lives."""

KEPT: Final = timedelta(days=40)
"""A hold that lapsed is remembered for so long: whoever comes for it is counted still."""


def again(work: Callable[[], Result], database: Database, owner: Owner, actor: Actor) -> Result:
    """Do something that takes of quotas; refused, once more if dead processes had set some of the actor's aside.

    In a transaction of its own in between: giving back locks counters in an order that taking may not.
    """
    try:
        return work()
    except QuotaReached:
        with database.write() as connection:
            freed = quota_rows.lapse(connection, owner, actor.user_id, datetime.now(UTC))
        if not freed:
            raise
        return work()


class Quotas:
    """What an actor has used and set aside. Only for themselves; an admin for all."""

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database = database
        self._owner = owner

    def plan(self, actor: Actor) -> Plan:
        """The actor's tier, time zone and budgets."""
        with self._database.read() as connection:
            return quota_rows.plan(connection, actor.user_id)

    def reserve(
        self,
        actor: Actor,
        wants: Callable[[Plan], Sequence[Want]],
        *,
        hold_id: str | None = None,
        lease: timedelta = LEASE,
    ) -> str:
        """Set aside what `wants` asks of the actor's plan, all or nothing; the id to settle or refund it by.

        Raises QuotaReached where something does not fit.
        """
        hold_id = hold_id or str(uuid4())
        owner_id = self._owner.hold()

        def take() -> None:
            with self._database.write() as connection:
                wanted = wants(quota_rows.plan(connection, actor.user_id))
                if wanted:
                    until = datetime.now(UTC) + lease
                    quota_rows.take(connection, actor.user_id, hold_id, wanted, owner_id=owner_id, until=until)

        again(take, self._database, self._owner, actor)
        return hold_id

    def settle(self, actor: Actor, hold_id: str, real: Mapping[Quota, int]) -> bool:
        """Count what was really used, more or less than was set aside; False where that was done before.

        What it cost is counted by its entry in the ledger. Raises NotFound for somebody else's.
        """
        with self._database.write() as connection:
            whose = quota_rows.whose(connection, hold_id)
            if whose is not None and not visibility.owns(actor, whose):
                raise NotFound("Nothing is set aside by this id.", next_step="Check the id.")
            return quota_rows.release(connection, hold_id, real)

    def refund(self, actor: Actor, hold_id: str) -> bool:
        """Give back what was set aside for work that failed; False where it was settled or refunded before."""
        return self.settle(actor, hold_id, {})

    def used(self, actor: Actor, wants: Callable[[Plan], Sequence[Want]]) -> tuple[int, ...]:
        """What is used of each of these, what is set aside included."""
        with self._database.read() as connection:
            wanted = wants(quota_rows.plan(connection, actor.user_id))
            return tuple(quota_rows.used(connection, actor.user_id, wanted))

    def recover(self, now: datetime | None = None) -> int:
        """Give back what dead processes had set aside; how many holds. For the start of a process."""
        at = now or datetime.now(UTC)
        with self._database.write() as connection:
            old = (quota_holds.c.status == "lapsed", quota_holds.c.expires_at < at - KEPT)
            connection.execute(delete(quota_holds).where(*old))
            return quota_rows.lapse(connection, self._owner, None, at)
