"""`/api/quota`: the plan, what is used of each limit and when it resets, and the budgets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter
from pydantic import BaseModel, Field

from studio.api.errors import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.quotas.standing import Standing
    from studio.wiring import Services


class Limit(BaseModel):
    """A limit of the plan, in messages or in milliseconds of voice or video."""

    quota: str
    period: str
    used: int
    most: int | None = Field(description="Null where there is no limit.")
    left: int | None
    resets_at: datetime = Field(description="In your time zone.")


class BudgetBody(BaseModel):
    """A budget, in micro-dollars."""

    period: str
    persona_id: str = Field(description="Empty for all personas.")
    cap_microdollars: int
    spent_microdollars: int
    set_aside_microdollars: int
    left_microdollars: int
    unpriced: int = Field(description="Calls whose price nobody knows; they are not counted.")
    reached: int = Field(description="The alert that is reached: 0, 50, 80 or 100 percent.")
    resets_at: datetime


class StandingBody(BaseModel):
    """Where you stand."""

    plan: str
    time_zone: str
    limits: list[Limit]
    budgets: list[BudgetBody]

    @classmethod
    def of(cls, standing: Standing) -> StandingBody:
        """The standing as the API gives it."""
        limits = [Limit.model_validate({name: getattr(one, name) for name in Limit.model_fields})
                  for one in standing.limits]  # fmt: skip
        budgets = [
            BudgetBody(
                period=one.budget.period,
                persona_id=one.budget.persona_id,
                cap_microdollars=one.budget.cap_microdollars,
                spent_microdollars=one.spent_microdollars,
                set_aside_microdollars=one.set_aside_microdollars,
                left_microdollars=one.left_microdollars,
                unpriced=one.unpriced,
                reached=one.reached,
                resets_at=one.resets_at,
            )
            for one in standing.budgets
        ]
        return cls(plan=standing.plan, time_zone=standing.time_zone, limits=limits, budgets=budgets)


def router(services: Callable[[], Services]) -> APIRouter:
    """The endpoint over the services that `services()` gives."""
    made = APIRouter(prefix="/quota", tags=["quota"])

    @made.get("", responses=told(429, 503))
    def show_quota() -> StandingBody:
        """Your plan, what is used of each limit and when it resets, and your budgets."""
        ours = services()
        return StandingBody.of(ours.quotas.standing(ours.actor))

    return made
