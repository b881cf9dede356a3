"""What a run may spend where whoever orders it has budgets: told with its estimate, set aside before it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from studio.evaluation.playing import within
from studio.judges import LOCAL

if TYPE_CHECKING:
    from evals.harness import Bounds
    from evals.order import Order
    from store.actor import Actor
    from studio.quotas.service import Quotas


def affordable(quotas: Quotas, actor: Actor, order: Order, bounds: Bounds) -> Bounds:
    """The bounds, no wider than what is left of the budgets. Sets nothing aside."""
    cap = within(bounds, order.suite.budget).microdollars
    left = quotas.left(actor, _models(order), _personas(order))
    return bounds if left is None else replace(bounds, microdollars=left if cap is None else min(cap, left))


def set_aside(quotas: Quotas, actor: Actor, run_id: str, order: Order, bounds: Bounds, *, spent: int = 0) -> Bounds:
    """The bounds within which a run has to stay, once what it may still spend was set aside; `spent` it has already.

    Raises QuotaReached, and InvalidInput for a model whose price nobody knows.
    """
    asked = within(bounds, order.suite.budget).microdollars
    wanted = None if asked is None else max(0, asked - spent)
    cap = quotas.run(actor, run_id, wanted, _models(order), _personas(order))
    return bounds if cap is None or cap == wanted else replace(bounds, microdollars=cap + spent)


def _models(order: Order) -> list[str]:
    return [one for one in (order.model, order.user_model, order.judge_model) if one not in {"", LOCAL}]


def _personas(order: Order) -> list[str]:
    return [one.persona_id for one in order.subjects if one.persona_id]
