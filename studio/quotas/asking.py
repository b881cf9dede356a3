"""What a question to a model asks of the budgets before it is asked: its shape, and the one that limits nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from brain.errors import InvalidInput, QuotaReached

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from store.actor import Actor


class Asking(Protocol):
    """Sets aside what a question may cost, until it is answered and the answer is in the ledger."""

    def __call__(
        self, actor: Actor, model: str, *, persona_id: str = "", cost: int | None = None
    ) -> AbstractContextManager[None]:
        """`cost` in micro-dollars, None for the dearest that a call can be. Raises QuotaReached and InvalidInput."""
        ...


@contextmanager
def freely(actor: Actor, model: str, *, persona_id: str = "", cost: int | None = None) -> Iterator[None]:
    """Limits nothing."""
    del actor, model, persona_id, cost
    yield


def refused(asking: Asking, actor: Actor, model: str) -> str:
    """Why a model may not be asked now, for work that can be done without it; empty if it may."""
    try:
        with asking(actor, model):
            return ""
    except (QuotaReached, InvalidInput) as error:
        return str(error)
