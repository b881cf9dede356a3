"""What an experiment costs: set aside from the budgets before it plays, and entered in the ledger case by case."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from brain.turn import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.harness import Bounds, Keeper
    from evals.outcome import Outcome
    from store import Store
    from store.actor import Actor
    from studio.quotas.service import Quotas

PURPOSE: Final = "experiment"
"""What its calls are entered as in the ledger."""


class Entering:
    """A Keeper that enters what each new outcome took, once it is kept. Safe for the threads of one arm.

    `model` is who plays the arm that is under way: arms are played one after the other.
    """

    def __init__(self, inner: Keeper, store: Store, actor: Actor, *, model: str, hold_id: str) -> None:
        self._inner, self._store, self._actor, self._hold_id = inner, store, actor, hold_id
        self.model = model

    def get(self, key: str) -> Outcome | None:
        """The inner keeper's."""
        return self._inner.get(key)

    def put(self, outcome: Outcome) -> None:
        """Keeps it, and enters its cost."""
        self._inner.put(outcome)
        spent, (provider, _, name) = outcome.spent, self.model.partition("/")
        if spent.calls:
            usage = Usage(
                provider=provider, model=name or provider, tokens=spent.tokens, cost_microdollars=spent.microdollars
            )
            self._store.usage.add(self._actor, usage, purpose=PURPOSE, hold_id=self._hold_id)


@contextmanager
def paid(
    quotas: Quotas | None, actor: Actor, models: Sequence[str], bounds: Bounds, persona_ids: Sequence[str] = ()
) -> Iterator[tuple[Bounds, str]]:
    """The bounds within which an experiment has to stay, and the id of what is set aside for it until it is over.

    Raises QuotaReached, and InvalidInput for a model whose price nobody knows while there is a budget.
    """
    hold_id = str(uuid4())
    if quotas is None:
        yield bounds, hold_id
        return
    cap = quotas.run(actor, hold_id, bounds.microdollars, models, persona_ids)
    try:
        yield (bounds if cap == bounds.microdollars else replace(bounds, microdollars=cap)), hold_id
    finally:
        quotas.store.quotas.refund(actor, hold_id)
