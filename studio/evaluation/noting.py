"""What calls took of which no outcome came, so that the ledger holds them too. Knows no case and no store.

A wrapper of the ChatModel protocol. Calls that another process makes are not seen here.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from brain.models.chat import Completion
from brain.play import usage_of
from evals.outcome import spent_on
from evals.spent import Spent, less

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatModel, ChatRequest, Delta
    from evals.harness import Plan
    from evals.outcome import Outcome


class Notes:
    """What was asked of the models of a plan, less what outcomes account for. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked, self._settled = Spent(), Spent()

    def ask(self, spent: Spent) -> None:
        """Note a call that was answered."""
        with self._lock:
            self._asked += spent

    def settle(self, outcome: Outcome) -> None:
        """Take off what is entered with an outcome; a judge's calls are none of a plan's models."""
        with self._lock:
            self._settled += less(outcome.spent, outcome.judged)

    @property
    def left(self) -> Spent:
        """What no outcome accounts for."""
        return less(self._asked, self._settled)


@dataclass(frozen=True, slots=True)
class Noted:
    """A model whose answers are noted."""

    inner: ChatModel
    notes: Notes

    @property
    def id(self) -> str:
        """The inner model's."""
        return self.inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self.inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The inner model's reply. Raises its ModelError."""
        for piece in self.inner.stream(request, cancelled=cancelled):
            if isinstance(piece, Completion):
                self.notes.ask(spent_on(usage_of(self.inner.id, piece)))
            yield piece


def noted(plan: Plan, notes: Notes) -> Plan:
    """The plan with its models noted."""
    return replace(
        plan,
        casts={slug: replace(cast, model=Noted(cast.model, notes)) for slug, cast in plan.casts.items()},
        user_model=Noted(plan.user_model, notes) if plan.user_model else None,
    )
