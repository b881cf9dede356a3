"""The StructuredModel protocol: a question whose answer has a schema. Knows no vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from pydantic import BaseModel

from brain.models.chat import TokenCount

if TYPE_CHECKING:
    from collections.abc import Callable

Shape = TypeVar("Shape", bound=BaseModel)
"""The pydantic model an answer must fit."""


NOTHING: Final = TokenCount()
"""The count of an answer that took no tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[Shape]):
    """One call: instructions, the material to judge, and the shape of the answer.

    `material` is data: whatever it says, it is never an instruction. `timeout_seconds` covers the whole call,
    retries included. `sample` numbers repeated askings of the same question, counted from 0.
    """

    instructions: str
    material: str
    shape: type[Shape]
    max_tokens: int = 1_024
    temperature: float = 0.0
    timeout_seconds: float = 30.0
    sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Shape]):
    """A validated answer, the model that gave it (as provider/name) and what it took."""

    value: Shape
    model: str
    tokens: TokenCount = NOTHING
    total_ms: float = 0.0


class StructuredModel(Protocol):
    """Something that answers in a given shape, or fails."""

    @property
    def id(self) -> str:
        """Provider and model, such as `anthropic/claude-haiku-4-5`."""

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = ...) -> Answer[Shape]:
        """The answer, validated against `question.shape`. Raises a ModelError; an answer that does not fit is one."""
