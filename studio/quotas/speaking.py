"""What a voice asks of the plan before a provider speaks: the shape of it, and the one that limits nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from brain.models.prices import speech

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from store.actor import Actor


class Speaking(Protocol):
    """Sets aside what so many characters take; what it gives is told the seconds that they took."""

    def __call__(
        self, actor: Actor, characters: int, persona_id: str, cost: int | None, model: str
    ) -> AbstractContextManager[Callable[[float], None]]:
        """`cost` in micro-dollars, None where the price of the model is not known. Raises QuotaReached."""
        ...


@contextmanager
def unlimited(
    actor: Actor, characters: int, persona_id: str, cost: int | None, model: str
) -> Iterator[Callable[[float], None]]:
    """Limits nothing."""
    del actor, characters, persona_id, cost, model
    yield lambda _: None


def cost_of(model_id: str, characters: int) -> int | None:
    """What a provider will take for so many characters; None where its price is not known."""
    provider, _, name = model_id.partition("/")
    return speech(provider, name, characters)
