"""Quotas as rows: what is used, what is set aside, and giving it back. Works within a caller's transaction.

The user's row is locked before any counter, be it to make missing ones or by the foreign key of an entry in the
ledger, and counters in the order of their keys: so transactions wait for each other, and never in a circle.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from store import quota_counts
from store.quota_values import Budget, Plan
from store.ready import Ready
from store.refusals import reached
from store.tables import budgets, drafts, quota_counters, quota_holds, runs, users

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Table

    from store.liveness import Owner
    from store.quota_values import Quota, Want

_C: Final = quota_counters.c


def _same(table: Table) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row has the key of the parameters."""
    names = ("quota", "persona_id", "starts_at", "ends_at")
    return tuple(table.c[name] == bindparam(f"of_{name}") for name in names)


_PLAN: Final = Ready(
    select(users.c.tier, users.c.time_zone, budgets.c.persona_id, budgets.c.period, budgets.c.cap_microdollars)
    .select_from(users.outerjoin(budgets, budgets.c.user_id == users.c.id))
    .where(users.c.id == bindparam("user"))
)
_COUNTER: Final = (_C.user_id == bindparam("of_user"), *_same(quota_counters))
_TAKE: Final = Ready(
    update(quota_counters)
    .where(*_COUNTER, _C.used + bindparam("amount") <= bindparam("most"))
    .values(used=_C.used + bindparam("amount"))
)
_MOVE: Final = Ready(update(quota_counters).where(*_COUNTER).values(used=_C.used + bindparam("amount")))
_USED: Final = select(_C.used).where(*_COUNTER)
_THERE: Final = Ready(
    select(_C.quota, _C.persona_id, _C.starts_at, _C.ends_at).where(
        _C.user_id == bindparam("user"), _C.ends_at >= bindparam("since")
    )
)
_HOLD: Final = Ready(insert(quota_holds))
_LET_GO: Final = Ready(delete(quota_holds).where(quota_holds.c.id == bindparam("hold")).returning(quota_holds))
_WHOSE: Final = Ready(select(quota_holds.c.user_id).where(quota_holds.c.id == bindparam("hold")))
_SPENT_NOW: Final = Ready(
    select(_C.user_id.label("of_user"), *(_C[name].label(f"of_{name}") for name in (
        "quota", "persona_id", "starts_at", "ends_at")))
    .where(
        _C.user_id == bindparam("user"),
        _C.quota == "cost",
        or_(_C.persona_id == "", _C.persona_id == bindparam("persona")),
        _C.starts_at <= bindparam("at"),
        _C.ends_at > bindparam("at"),
    )
    .order_by(_C.persona_id, _C.starts_at, _C.ends_at)
    .with_for_update()
)  # fmt: skip


def plan(connection: Connection, user_id: str) -> Plan:
    """What limits a user; somebody who is not there has no plan."""
    rows = _PLAN.rows(connection, {"user": user_id})
    if not rows:
        return Plan(user_id, "", "UTC")
    capped = tuple(Budget(row.period, row.cap_microdollars, row.persona_id) for row in rows if row.period is not None)
    return Plan(user_id, rows[0].tier, rows[0].time_zone, capped)


def take(
    connection: Connection, user_id: str, hold_id: str, wants: Sequence[Want], *, owner_id: str, until: datetime
) -> None:
    """Set all of this aside under an id for a process. Raises QuotaReached for the first that does not fit.

    The transaction is to be taken back then: what was taken of the others stands in it.
    """
    now = datetime.now(UTC)
    wanted = sorted(wants, key=lambda one: (one.quota, one.persona_id, one.window))
    keys = [_key(user_id, want) for want in wanted]
    if len(wanted) > 1:
        _ensure(connection, user_id, wanted, keys)
    for want, key in zip(wanted, keys, strict=True):
        bounds = {"amount": want.amount, "most": want.most}
        if _TAKE.change(connection, key | bounds):
            continue
        made = len(wanted) == 1 and _ensure(connection, user_id, wanted, keys)
        if not (made and _TAKE.change(connection, key | bounds)):
            raise reached(want, connection.execute(_USED, key).scalar_one(), now)
    rows = [
        _stored(key) | {"id": hold_id, "amount": want.amount, "owner": owner_id, "expires_at": until}
        for want, key in zip(wanted, keys, strict=True)
    ]
    if len(rows) == 1:
        # `each` would be a pipeline of its own on PostgreSQL, with a word more to the server.
        _HOLD.change(connection, rows[0])
    else:
        _HOLD.each(connection, rows)


def whose(connection: Connection, hold_id: str) -> str | None:
    """The user for whom something is set aside by this id; None where nothing is."""
    found = _WHOSE.first(connection, {"hold": hold_id})
    return None if found is None else str(found.user_id)


def release(connection: Connection, hold_id: str, real: Mapping[Quota, int]) -> bool:
    """Put what was really used in the place of what was set aside; whether anything was.

    What `real` does not name was not used. Costs come by way of the ledger, so they are never named. A second time
    there is nothing to release.
    """
    rows = _LET_GO.rows(connection, {"hold": hold_id})
    for row in sorted(rows, key=lambda one: (one.quota, one.persona_id, one.starts_at, one.ends_at)):
        # What lapsed was taken off the counter already.
        before = row.amount if row.status == "held" else 0
        _move(connection, row, real.get(row.quota, 0) - before)
    return bool(rows)


def spent(connection: Connection, user_id: str, persona_id: str | None, microdollars: int, at: datetime) -> None:
    """Count a new entry of the ledger to the budgets that are counted. After the entry, in its transaction."""
    for key in _SPENT_NOW.rows(connection, {"user": user_id, "persona": persona_id or "", "at": at}):
        _MOVE.change(connection, key._asdict() | {"amount": microdollars})


def draw(connection: Connection, hold_id: str, microdollars: int) -> None:
    """Set aside less for a run by what it has just spent, which its entries in the ledger count from now on."""
    found = select(quota_holds).where(quota_holds.c.id == hold_id, quota_holds.c.status == "held")
    for row in connection.execute(found.order_by(quota_holds.c.persona_id, quota_holds.c.starts_at)).all():
        less = min(row.amount, microdollars)
        this = (quota_holds.c.id == hold_id, *_same(quota_holds))
        connection.execute(update(quota_holds).where(*this).values(amount=quota_holds.c.amount - less), _key_of(row))
        _move(connection, row, -less)


def lapse(connection: Connection, owner: Owner, user_id: str | None, now: datetime) -> int:
    """Give back what was set aside by processes that died, for runs that ended, or too long ago; how many holds.

    None means everybody's. Holds of drafts are left to the recovery of turns, which knows what was said.
    """
    columns = quota_holds.c
    query = (
        select(columns.id, columns.owner, columns.expires_at, runs.c.status)
        .outerjoin(runs, runs.c.id == columns.id)
        .where(columns.status == "held", columns.id.not_in(select(drafts.c.id)))
        .distinct()
    )
    if user_id is not None:
        query = query.where(columns.user_id == user_id)
    count = 0
    for row in connection.execute(query).all():
        if row.status is not None:
            if row.status not in {"queued", "running"}:
                count += release(connection, row.id, {})
        elif not owner.alive(row.owner):
            count += release(connection, row.id, {})
        elif row.expires_at <= now:
            count += _expire(connection, row.id)
    return count


def forget(connection: Connection, user_id: str) -> None:
    """Forget what was counted for a user, but for budgets, which are counted all the time."""
    connection.execute(delete(quota_counters).where(_C.user_id == user_id, _C.quota != "cost"))


def used(connection: Connection, user_id: str, wants: Sequence[Want]) -> list[int]:
    """What is used of each, set aside included: by its counter, or by the ledger where nothing was counted yet."""
    found = []
    for want in wants:
        counted = connection.execute(_USED, _key(user_id, want)).scalar_one_or_none()
        found.append(quota_counts.so_far(connection, user_id, want) if counted is None else counted)
    return found


def _ensure(connection: Connection, user_id: str, wants: Sequence[Want], keys: Sequence[Mapping[str, Any]]) -> bool:
    """Make the counters that are missing, from what the ledger and the turns say; whether any was."""
    wanted = [(key["of_quota"], key["of_persona_id"], key["of_starts_at"], key["of_ends_at"]) for key in keys]
    since = min(want.window.ends_at for want in wants)
    there = {tuple(row) for row in _THERE.rows(connection, {"user": user_id, "since": since})}
    missing = [place for place, one in enumerate(wanted) if one not in there]
    if not missing:
        return False
    # An entry into the ledger holds the user's row by its foreign key until it is committed: this waits for those
    # under way, so that each is either in the sum below or finds the counter.
    connection.execute(select(users.c.id).where(users.c.id == user_id).with_for_update())
    for place in missing:
        row = _stored(keys[place]) | {"used": quota_counts.so_far(connection, user_id, wants[place])}
        connection.execute(quota_counts.unless_there(connection, quota_counters), row)
    return True


def _expire(connection: Connection, hold_id: str) -> int:
    this = (quota_holds.c.id == hold_id, quota_holds.c.status == "held")
    rows = connection.execute(update(quota_holds).where(*this).values(status="lapsed").returning(quota_holds)).all()
    for row in sorted(rows, key=lambda one: (one.quota, one.persona_id, one.starts_at, one.ends_at)):
        _move(connection, row, -row.amount)
    return len(rows)


def _move(connection: Connection, row: Row[Any], by: int) -> None:
    if by:
        _MOVE.change(connection, _key_of(row) | {"of_user": row.user_id, "amount": by})


def _key(user_id: str, want: Want) -> dict[str, Any]:
    return {
        "of_user": user_id,
        "of_quota": want.quota,
        "of_persona_id": want.persona_id,
        "of_starts_at": want.window.starts_at,
        "of_ends_at": want.window.ends_at,
    }


def _key_of(row: Row[Any]) -> dict[str, Any]:
    return {
        "of_quota": row.quota,
        "of_persona_id": row.persona_id,
        "of_starts_at": row.starts_at,
        "of_ends_at": row.ends_at,
    }


def _stored(key: Mapping[str, Any]) -> dict[str, Any]:
    """A key as columns."""
    names = {"of_user": "user_id"}
    return {names.get(name, name.removeprefix("of_")): value for name, value in key.items()}


def total_held(connection: Connection, user_id: str, persona_id: str, starts_at: datetime, ends_at: datetime) -> int:
    """Micro-dollars that are set aside of a budget."""
    columns = quota_holds.c
    query = select(func.coalesce(func.sum(columns.amount), 0)).where(
        columns.user_id == user_id,
        columns.status == "held",
        columns.quota == "cost",
        columns.persona_id == persona_id,
        columns.starts_at == starts_at,
        columns.ends_at == ends_at,
    )
    return int(connection.execute(query).scalar_one())
