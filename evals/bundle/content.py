"""What a replay bundle holds, as frozen values. Knows no file and no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.models.chat import ChatRequest, Message

if TYPE_CHECKING:
    from evals.run import Run

FORMAT: Final = 1
"""Raised when a bundle is laid out in another way."""

RUN: Final = "run.json"
OUTCOMES: Final = "outcomes.jsonl"
TEXTS: Final = "texts.jsonl"
SENT: Final = "sent.jsonl"
MANIFEST: Final = "manifest.json"

MEMBERS: Final = (MANIFEST, RUN, OUTCOMES, SENT, TEXTS)
"""The files within a bundle, in their order."""

At = Annotated[int, Field(ge=0)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(_Frozen):
    """A file within the bundle: SHA-256 of its content as 64 hexadecimal digits, and its length in bytes."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: At


class Manifest(_Frozen):
    """What a bundle is, and what it holds. `prompt_tokens` is how long prompt and conversation could be."""

    kind: Literal["personaforge replay bundle"] = "personaforge replay bundle"
    format: Literal[1] = FORMAT
    run: str
    prompt_tokens: Annotated[int, Field(ge=1)]
    members: dict[str, Member]


class Sent(_Frozen):
    """What one call sent. Numbers are places in the bundle's texts; `missing` says why there is no prompt.

    `case` is the place of the outcome, `at` that of the turn, or of the turn after which a question (its id) was asked.
    """

    case: At
    at: At
    question: str = ""
    digest: str = ""
    stable: At = 0
    changing: At = 0
    messages: tuple[tuple[Literal["user", "assistant"], At], ...] = ()
    max_tokens: Annotated[int, Field(ge=1, le=64_000)] = 1
    temperature: Annotated[float, Field(ge=0.0, le=2.0)] | None = None
    seed: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A run with what was sent in it; `sent` is by outcome, then in the order in which the model was asked."""

    run: Run
    prompt_tokens: int
    sent: tuple[Sent, ...]
    texts: tuple[str, ...]

    def request(self, sent: Sent) -> ChatRequest | None:
        """What the model read, whole; None where it is missing."""
        if sent.missing:
            return None
        texts = self.texts
        return ChatRequest(
            stable=texts[sent.stable],
            changing=texts[sent.changing],
            messages=tuple(Message(role=role, text=texts[at]) for role, at in sent.messages),
            max_tokens=sent.max_tokens,
            temperature=sent.temperature,
            seed=sent.seed,
        )
