"""Claude, and any model behind a server that speaks Anthropic's messages format, as a StructuredModel. Knows no SDK."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from brain.errors import ModelCancelled, ModelMisfit
from brain.models.anthropic import without_temperature
from brain.models.anthropic_server import THINKING_ROOM, Server, sendable
from brain.models.chat import TokenCount
from brain.models.fitting import Misfit, fenced, fitted, schema_text, values_in
from brain.models.relay import Cancelled, OutOfTime, relay
from brain.models.structured import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.anthropic_server import Body
    from brain.models.structured import Question, Shape

TOOL: Final = "answer"
"""The tool whose parameters are the answer."""

_BY_TOOL: Final = f"Answer by calling the tool `{TOOL}` once."
_BY_TEXT: Final = "Answer with one JSON object and nothing else. It must fit this JSON Schema:\n"


class AnthropicStructured:
    """Asks for one forced call of a tool whose parameters have the shape of the answer, without streaming.

    A server that knows no tools, or ignores them, is asked for JSON as text. An answer that does not fit is asked for
    once more, with what was wrong with it. While nothing arrives, `cancelled` is asked every 50 ms. The temperature is
    left out for models that refuse one.
    """

    def __init__(self, model: str, *, api_key: str, base_url: str | None = None, connect_seconds: float = 5.0) -> None:
        self._model = model
        self._server = Server(model, api_key=api_key, base_url=base_url, connect_seconds=connect_seconds)
        self._refused: frozenset[str] = frozenset()
        self._thinks = False

    def __repr__(self) -> str:
        return f"AnthropicStructured({self._model!r}, host={self._server.faults.host!r})"

    @property
    def id(self) -> str:
        """Provider and model, such as `anthropic/claude-haiku-4-5`."""
        return f"anthropic/{self._model}"

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The answer. Raises ModelMisfit when two answers did not fit, ModelCancelled, or another ModelError.

        The tokens of both askings are counted, also in the error.
        """
        begun = time.monotonic()
        tokens, wrong, cut = TokenCount(), "", False
        for _ in range(2):
            left = question.timeout_seconds - (time.monotonic() - begun)
            document = self._said(self._body(question, wrong=wrong, cut=cut), seconds=left, cancelled=cancelled)
            tokens = _added(tokens, document.get("usage"))
            if document.get("stop_reason") == "refusal":
                error = self._server.faults.refused(_text_at(document, "stop_details", "explanation"))
                error.tokens = tokens
                raise error
            try:
                value = fitted(question.shape, _answers(document))
            except Misfit as misfit:
                wrong, cut = str(misfit), document.get("stop_reason") == "max_tokens"
            else:
                named = document.get("model")
                return Answer(
                    value=value,
                    model=f"anthropic/{named}" if isinstance(named, str) and named else self.id,
                    tokens=tokens,
                    total_ms=(time.monotonic() - begun) * 1_000,
                )
        misfit_error = ModelMisfit(
            f"{self._model!r} at {self._server.faults.host} gave no answer of the shape asked for.",
            why=self._server.faults.quote(f"It ran into its length limit. {wrong}" if cut else wrong),
            next_step="Choose a more capable model with PERSONAFORGE_READER_MODEL, or go on without it.",
        )
        misfit_error.tokens = tokens
        raise misfit_error

    def _said(self, body: Body, *, seconds: float, cancelled: Callable[[], bool]) -> dict[str, Any]:
        """The server's message as a JSON object. Raises a ModelError."""
        faults = self._server.faults
        late = "The answer was not complete in the time it was given."
        if seconds <= 0:
            raise faults.unreachable(late)
        call = self._server.call(body, silence=seconds, simpler=_simpler)
        arriving = relay(
            lambda: (call.document(),),
            abort=call.abort,
            cancelled=cancelled,
            seconds=seconds,
            is_last=lambda _: True,
        )
        try:
            document = next(arriving)
        except Cancelled:
            raise ModelCancelled(f"The question to {self._model!r} was cancelled.") from None
        except OutOfTime:
            raise faults.unreachable(late) from None
        finally:
            arriving.close()
            self._refused |= body.keys() - call.body.keys()
        self._thinks |= any(block.get("type") == "thinking" for block in _blocks(document))
        return document

    def _body(self, question: Question[Shape], *, wrong: str, cut: bool) -> Body:
        by_tool = "tools" not in self._refused
        shape = question.shape
        # A model that did not fit the tool's parameters may read the schema better where the question stands.
        told = "" if by_tool and not wrong else "\n" + _BY_TEXT + schema_text(shape)
        rules, material = fenced(question.material)
        again = f"\n\nAn earlier answer did not fit. {wrong}\nAnswer again, in full." if wrong else ""
        system = f"{question.instructions}\n\n{rules}" + (f"\n{_BY_TOOL}" if by_tool else "") + told
        limit = question.max_tokens * (2 if cut else 1) + (THINKING_ROOM if self._thinks else 0)
        body: Body = {
            "model": self._model,
            "max_tokens": limit,
            "system": [{"type": "text", "text": sendable(system), "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": sendable(material + again)}],
        }
        if by_tool:
            schema = shape.model_json_schema()
            body["tools"] = [{"name": TOOL, "description": "Takes the answer.", "input_schema": schema}]
            body["tool_choice"] = {"type": "tool", "name": TOOL}
        if "extra_body" not in self._refused:
            body["extra_body"] = {"temperature": min(question.temperature, 1.0)}
        return {name: part for name, part in body.items() if name not in self._refused}


def _simpler(body: Body, said: str) -> Body | None:
    """What to send to a server that refused a temperature, a forced tool, or tools altogether."""
    if (instead := without_temperature(body, said)) is not None:
        return instead
    for setting, signs in (("tool_choice", ("tool_choice", "thinking", "forced")), ("tools", ("tool",))):
        if setting in body and any(sign in said for sign in signs):
            return {name: part for name, part in body.items() if name not in {setting, "tool_choice"}}
    return None


def _answers(document: dict[str, Any]) -> Iterator[object]:
    """What may be the answer, the likeliest first: the tool's parameters, then JSON in the text."""
    blocks = _blocks(document)
    yield from (block.get("input") for block in blocks if block.get("type") == "tool_use")
    yield from values_in("".join(str(block.get("text") or "") for block in blocks if block.get("type") == "text"))


def _blocks(document: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    content = document.get("content")
    if isinstance(content, str):
        return ({"type": "text", "text": content},)
    return tuple(block for block in content if isinstance(block, dict)) if isinstance(content, list) else ()


def _added(tokens: TokenCount, usage: object) -> TokenCount:
    found = usage if isinstance(usage, dict) else {}

    def number(name: str) -> int:
        value = found.get(name)
        return value if isinstance(value, int) and value >= 0 else 0

    return TokenCount(
        input=tokens.input + number("input_tokens"),
        output=tokens.output + number("output_tokens"),
        cache_read=tokens.cache_read + number("cache_read_input_tokens"),
        cache_write=tokens.cache_write + number("cache_creation_input_tokens"),
    )


def _text_at(thing: object, *path: str) -> str:
    for name in path:
        thing = thing.get(name) if isinstance(thing, dict) else None
    return thing if isinstance(thing, str) else ""
