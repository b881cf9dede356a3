from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput, ModelError, ModelGarbled, ModelUnknown
from brain.models.anthropic import AnthropicModel
from brain.models.chat import ChatRequest, Completion, Delta, Message
from brain.models.recorded import Recorded, Replayed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.brain.models.conftest import Vendor

KEY = "sk-ant-api03-abcdefghijklmnop"


def ask(text: str, **rest: object) -> ChatRequest:
    """A request."""
    return ChatRequest.model_validate({"messages": (Message(role="user", text=text),), **rest})


def real(vendor: Vendor) -> AnthropicModel:
    """The real SDK at the loopback vendor."""
    return AnthropicModel("claude-test", api_key=KEY, base_url=vendor.url)


def test_what_was_recorded_is_said_again(vendor: Vendor, tmp_path: Path) -> None:
    """A replay gives the same pieces and the same completion, without the server, and never the key."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.answer(*vendor.reply("Grüß ", "dich")), vendor.answer(*vendor.reply("Bye")))
    model = Recorded(real(vendor), path)
    first = list(model.stream(ask("Hello \ud800")))
    second = list(model.stream(ask("Goodbye", temperature=0.2, seed=3)))
    again = Replayed(path, id=model.id)
    assert list(again.stream(ask("Hello \ud800"))) == first
    assert list(again.stream(ask("Goodbye", temperature=0.2, seed=3))) == second
    assert len(vendor.heard) == 2
    assert again.label == "anthropic/claude-test (replayed)"
    assert KEY not in path.read_text(encoding="utf-8")


def test_a_fault_is_said_again(vendor: Vendor, tmp_path: Path) -> None:
    """A recorded error is raised again as the same kind, after the words that came before it."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.answer(vendor.start(), vendor.delta("Well")))
    with pytest.raises(ModelGarbled) as before:
        list(Recorded(real(vendor), path).stream(ask("Hello")))
    pieces = Replayed(path, id="anthropic/claude-test").stream(ask("Hello"))
    assert next(pieces) == Delta(text="Well")
    with pytest.raises(ModelGarbled) as after:
        next(pieces)
    assert str(after.value) == str(before.value)


@pytest.mark.parametrize(
    "other", [ask("Hello!"), ask("Hello", seed=1), ask("Hello", stable="You are Ada."), ask("Hello", max_tokens=5)]
)
def test_another_request_was_never_recorded(vendor: Vendor, tmp_path: Path, other: ChatRequest) -> None:
    """Only the very same request is answered."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.answer(*vendor.reply("Hi")))
    list(Recorded(real(vendor), path).stream(ask("Hello")))
    with pytest.raises(ModelUnknown, match="no recorded reply"):
        list(Replayed(path, id="anthropic/claude-test").stream(other))


def test_a_cancelled_reply_is_not_recorded(vendor: Vendor, tmp_path: Path) -> None:
    """What was cut short is not what the model would say, so it is not written."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.answer(vendor.HANG))
    pieces = list(Recorded(real(vendor), path).stream(ask("Hello"), cancelled=lambda: True))
    assert isinstance(pieces[-1], Completion)
    assert not path.exists()


def test_a_replay_can_be_cancelled(vendor: Vendor, tmp_path: Path) -> None:
    """A replay keeps the protocol: it ends with a completion that says it was cancelled."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.answer(*vendor.reply("One ", "two")))
    list(Recorded(real(vendor), path).stream(ask("Hello")))
    pieces = list(Replayed(path, id="anthropic/claude-test").stream(ask("Hello"), cancelled=lambda: True))
    assert pieces == [Completion(model="anthropic/claude-test", stop="cancelled")]


@pytest.mark.parametrize("text", ["{", "[]\n", '{"version": 2}\n', "\x00\xff"])
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    """The error names the line."""
    path = tmp_path / "take.jsonl"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InvalidInput, match="Line 1"):
        Replayed(path, id="understudy")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The error says which file."""
    with pytest.raises(InvalidInput, match=r"none\.jsonl"):
        Replayed(tmp_path / "none.jsonl", id="understudy")


def test_an_unknown_kind_of_fault_is_still_a_model_error(vendor: Vendor, tmp_path: Path) -> None:
    """A recording of another version may name an error that no longer exists."""
    path = tmp_path / "take.jsonl"
    vendor.will(vendor.fails(418, "teapot", "Short and stout"))
    with pytest.raises(ModelError):
        list(Recorded(real(vendor), path).stream(ask("Hello")))
    path.write_text(path.read_text().replace('"ModelError"', '"ModelTeapot"'))
    with pytest.raises(ModelError, match="stout"):
        list(Replayed(path, id="anthropic/claude-test").stream(ask("Hello")))
