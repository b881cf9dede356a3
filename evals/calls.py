"""What a persona's model was sent and what came back, call by call, kept so that it can be said again with no model."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict

from brain.errors import ModelError, ModelUnknown
from brain.models.chat import Completion, Delta, TokenCount
from brain.models.recorded import Fault
from brain.play import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.models.chat import ChatModel, ChatRequest

DIGITS: Final = 32
"""Hexadecimal digits of a digest."""


class Call(BaseModel):
    """One call. `digest` is that of what was sent with `seed`, `stop` how the reply ended (None: before its end).

    `said` is the reply as it came, with its response tags but without control characters; None where the record holds
    those very words.
    """

    model_config = ConfigDict(frozen=True)

    digest: str
    seed: int = 0
    said: str | None = None
    stop: Literal["end", "length", "cancelled"] | None = "end"
    tokens: TokenCount = TokenCount()
    fault: Fault | None = None


class Noted:
    """Passes on what `inner` says and notes each call; for one caller at a time."""

    def __init__(self, inner: ChatModel) -> None:
        self._inner = inner
        self._last: Call | None = None

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self._inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The inner model's reply; its errors are noted and passed on."""
        said: list[str] = []
        done: Completion | None = None
        fault: Fault | None = None
        try:
            for piece in self._inner.stream(request, cancelled=cancelled):
                if isinstance(piece, Delta):
                    said.append(printable(piece.text))
                else:
                    done = piece
                yield piece
        except ModelError as error:
            fault = Fault.of(error)
            raise
        finally:
            self._last = Call(
                digest=digest(self.id, request),
                seed=request.seed,
                said="".join(said),
                stop=done.stop if done else None,
                tokens=done.tokens if done else TokenCount(),
                fault=fault,
            )

    def last(self, reply: str) -> Call | None:
        """The last call, of which `reply` was kept; None before the first."""
        call = self._last
        return call.model_copy(update={"said": None}) if call is not None and call.said == reply else call


class SaidAgain:
    """A model that says again what calls once said, in their order, whatever it is sent.

    It keeps what it is sent, with the seeds of the calls: a case throws its dice by what a record does not hold.
    """

    label = "recorded"

    def __init__(self, id: str, calls: Sequence[Call]) -> None:  # noqa: A002 - the protocol's own name for it
        self.id = id
        self.requests: list[ChatRequest] = []
        self._calls = calls

    def stream(
        self,
        request: ChatRequest,
        *,
        cancelled: Callable[[], bool] = lambda: False,  # noqa: ARG002 - what was said was said
    ) -> Iterator[Delta | Completion]:
        """The reply or error of the next call. Raises ModelUnknown after the last."""
        at = len(self.requests)
        if at >= len(self._calls):
            raise ModelUnknown(
                "Nothing more was recorded.", why=f"There are {len(self._calls)} calls.", next_step="Record it again."
            )
        call = self._calls[at]
        self.requests.append(request.model_copy(update={"seed": call.seed}))
        if call.said:
            yield Delta(text=call.said)
        if call.fault is not None:
            raise call.fault.error()
        if call.stop is not None:
            yield Completion(model=self.id, stop=call.stop, tokens=call.tokens)


def digest(model: str, request: ChatRequest) -> str:
    """SHA-256 of the model's id and all that it reads, as 32 hexadecimal digits; the scene is not part of that."""
    read = (
        model,
        request.stable,
        request.changing,
        [(one.role, one.text) for one in request.messages],
        request.max_tokens,
        request.temperature,
        request.seed,
    )
    return hashlib.sha256(json.dumps(read, ensure_ascii=True).encode()).hexdigest()[:DIGITS]
