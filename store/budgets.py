"""Budgets: the most that a user wants to spend in a day or a month, in all or on one persona."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import delete, func, select

from brain.errors import InvalidInput
from store import quota_rows, visibility
from store.periods import window
from store.quota_values import BudgetState
from store.tables import budgets, usage

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from store.actor import Actor
    from store.database import Database
    from store.periods import Period
    from store.quota_values import Budget, Plan

ALERTS: Final[tuple[Literal[100, 80, 50], ...]] = (100, 80, 50)
"""Percent of a budget at which there is an alert, the highest first."""

MOST: Final = 10**15
"""A budget is at most a thousand million dollars."""


class Budgets:
    """The actor's own budgets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self, actor: Actor, period: Period, cap_microdollars: int | None, *, persona_id: str = ""
    ) -> tuple[Budget, ...]:
        """Set a budget, or (None) take it away; all that there are then.

        Raises InvalidInput for a cap below 0, and NotFound for a persona that the actor may not see.
        """
        if cap_microdollars is not None and not 0 <= cap_microdollars <= MOST:
            raise InvalidInput("This is no budget.", next_step="Give dollars from 0 to a thousand million.")
        if period not in {"day", "month"}:
            raise InvalidInput(f"There is no budget a {period!r}.", next_step="Give a day or a month.")
        this = {"user_id": actor.user_id, "persona_id": persona_id, "period": period}
        with self._database.write() as connection:
            if persona_id and cap_microdollars is not None:
                visibility.persona(connection, actor, persona_id)
            connection.execute(delete(budgets).where(*(budgets.c[name] == value for name, value in this.items())))
            if cap_microdollars is not None:
                row = this | {"cap_microdollars": cap_microdollars, "updated_at": datetime.now(UTC)}
                connection.execute(budgets.insert().values(row))
            return quota_rows.plan(connection, actor.user_id).budgets

    def list(self, actor: Actor) -> tuple[Budget, ...]:
        """The actor's budgets."""
        with self._database.read() as connection:
            return quota_rows.plan(connection, actor.user_id).budgets

    def state(self, actor: Actor, now: datetime | None = None) -> tuple[BudgetState, ...]:
        """Each budget with what is spent of it in the period that is now, by the ledger; the fullest first."""
        at = now or datetime.now(UTC)
        with self._database.read() as connection:
            plan = quota_rows.plan(connection, actor.user_id)
            found = [_state(connection, plan, one, at) for one in plan.budgets]
        return tuple(sorted(found, key=lambda one: (-one.reached, one.budget.persona_id, one.budget.period)))


def _state(connection: Connection, plan: Plan, budget: Budget, at: datetime) -> BudgetState:
    this, columns = window(budget.period, at, plan.time_zone), usage.c
    query = select(
        func.coalesce(func.sum(columns.cost_microdollars), 0), func.count() - func.count(columns.cost_microdollars)
    ).where(columns.user_id == plan.user_id, columns.created_at >= this.starts_at, columns.created_at < this.ends_at)
    if budget.persona_id:
        query = query.where(columns.persona_id == budget.persona_id)
    spent, unpriced = connection.execute(query).one()
    held = quota_rows.total_held(connection, plan.user_id, budget.persona_id, this.starts_at, this.ends_at)
    return BudgetState(
        budget=budget,
        spent_microdollars=int(spent),
        set_aside_microdollars=held,
        unpriced=int(unpriced),
        window=this,
        zone=plan.time_zone,
        reached=reached(int(spent), budget.cap_microdollars),
    )


def reached(spent: int, cap: int) -> Literal[0, 50, 80, 100]:
    """The highest alert that spending has reached; a budget of nothing is reached from the start."""
    return next((percent for percent in ALERTS if spent * 100 >= percent * cap), 0)
