"""The real SDK of Anthropic pointed at the loopback vendor, for the tests of that model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import (
    ModelError,
)
from brain.models.anthropic import AnthropicModel
from brain.models.chat import ChatModel, ChatRequest, Completion, Delta, Message

if TYPE_CHECKING:
    from tests.brain.models.conftest import Vendor


KEY = "sk-ant-api03-abcdefghijklmnop"
ASK = ChatRequest(messages=(Message(role="user", text="Hello"),))


def make(vendor: Vendor, **times: float) -> AnthropicModel:
    """The real SDK, pointed at the loopback vendor."""
    times = {"connect_seconds": 1.0, "read_seconds": 5.0, "total_seconds": 10.0, **times}
    return AnthropicModel("claude-test", api_key=KEY, base_url=vendor.url, **times)


def play(model: ChatModel, request: ChatRequest = ASK) -> tuple[str, Completion | None, ModelError | None]:
    """Text, completion and error of one reply."""
    said, done = "", None
    try:
        for piece in model.stream(request):
            if isinstance(piece, Delta):
                said += piece.text
            else:
                done = piece
    except ModelError as error:
        return said, done, error
    return said, done, None
