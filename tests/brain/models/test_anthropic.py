from __future__ import annotations

import logging
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import pytest

from brain.errors import (
    ModelError,
    ModelGarbled,
    ModelOverloaded,
    ModelRefused,
    ModelUnauthorised,
    ModelUnknown,
    ModelUnreachable,
)
from brain.models.anthropic import THINKING_ROOM, AnthropicModel
from brain.models.chat import ChatRequest, Completion, Delta, Message, TokenCount

from .anthropic_calls import ASK, KEY, make, play

if TYPE_CHECKING:
    from tests.brain.models.conftest import Vendor


def test_a_reply_streams_and_ends_with_its_counts(vendor: Vendor) -> None:
    """The words arrive in order and the completion carries model, stop, tokens, request id and times."""
    reply = vendor.reply("Good ", "day", "!", cache_read_input_tokens=90, cache_creation_input_tokens=30)
    vendor.will(vendor.answer(*reply))
    pieces = list(make(vendor).stream(ASK))
    assert pieces[:-1] == [Delta(text="Good "), Delta(text="day"), Delta(text="!")]
    done = pieces[-1]
    assert isinstance(done, Completion)
    assert (done.model, done.stop, done.request_id) == ("claude-test-20260101", "end", "req_test_1")
    assert done.tokens == TokenCount(input=11, output=7, cache_read=90, cache_write=30)
    assert done.first_token_ms is not None
    assert 0 < done.first_token_ms <= done.total_ms


def test_the_stable_part_of_the_prompt_is_marked_for_the_cache(vendor: Vendor) -> None:
    """The system prompt goes as two blocks, of which only the stable first one is cached."""
    vendor.will(vendor.answer(*vendor.reply("Yes")))
    messages = (
        Message(role="user", text="One"),
        Message(role="assistant", text="  "),
        Message(role="user", text="Two \ud800"),
    )
    request = ChatRequest(
        stable="You are Ada.", changing="It is late.", messages=messages, temperature=1.5, max_tokens=9
    )
    play(make(vendor), request)
    body = vendor.heard[0].body
    assert body["system"] == [
        {"type": "text", "text": "You are Ada.", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "It is late."},
    ]
    assert body["messages"] == [{"role": "user", "content": "One"}, {"role": "user", "content": "Two ?"}]
    assert (body["stream"], body["max_tokens"], body["temperature"]) == (True, 9, 1.0)
    assert vendor.heard[0].path == "/v1/messages"


def test_a_base_url_that_ends_in_v1_is_understood(vendor: Vendor) -> None:
    """Servers that name their address with /v1 work, and no key is needed for them."""
    vendor.will(vendor.answer(*vendor.reply("Hi")))
    model = AnthropicModel("llama", api_key="", base_url=vendor.url + "/v1/")
    assert play(model)[0] == "Hi"
    assert vendor.heard[0].path == "/v1/messages"
    assert (model.id, model.label) == ("anthropic/llama", f"llama ({vendor.url.removeprefix('http://')})")


def test_the_connection_is_used_again(vendor: Vendor) -> None:
    """Later replies of one model come over a connection that is already there."""
    vendor.will(vendor.answer(*vendor.reply("Hi")))
    model = make(vendor)
    while len({heard.port for heard in vendor.heard}) == len(vendor.heard):
        play(model)
        assert len(vendor.heard) < 50


def test_the_sdk_is_not_imported_before_it_is_needed() -> None:
    """Importing and making a model costs no two seconds: the SDK comes with the first question."""
    code = (
        "import sys; from brain.models.anthropic import AnthropicModel; AnthropicModel('m', api_key='k');"
        "sys.exit('anthropic' in sys.modules or 'httpx2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  (our own code)


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("end_turn", "end"),
        ("stop_sequence", "end"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("something_new", "end"),
        (None, "end"),
    ],
)
def test_every_stop_reason_has_its_meaning(vendor: Vendor, reason: str | None, stop: str) -> None:
    """A reply ends, or ran into its length limit; a reason that is not known is an end."""
    vendor.will(vendor.answer(*vendor.reply("Hi", stop=reason)))
    done = play(make(vendor))[1]
    assert done is not None
    assert done.stop == stop


def test_a_refusal_keeps_what_was_said(vendor: Vendor) -> None:
    """A refusal raises ModelRefused with the provider's explanation, after the words that came before it."""
    details = {"type": "refusal", "category": "bio", "explanation": "This touches biology."}
    vendor.will(vendor.answer(*vendor.reply("Well, ", stop="refusal", details=details)))
    said, done, error = play(make(vendor))
    assert (said, done) == ("Well, ", None)
    assert isinstance(error, ModelRefused)
    assert "biology" in error.why
    assert not error.retryable


@pytest.mark.parametrize(
    ("status", "kind", "expected", "retryable"),
    [
        (400, "invalid_request_error", ModelError, False),
        (401, "authentication_error", ModelUnauthorised, False),
        (402, "billing_error", ModelError, False),
        (403, "permission_error", ModelUnauthorised, False),
        (404, "not_found_error", ModelUnknown, False),
        (413, "request_too_large", ModelError, False),
        (429, "rate_limit_error", ModelOverloaded, True),
        (500, "api_error", ModelUnreachable, True),
        (503, "api_error", ModelOverloaded, True),
        (504, "timeout_error", ModelUnreachable, True),
        (529, "overloaded_error", ModelOverloaded, True),
    ],
)
def test_every_status_has_its_error(
    vendor: Vendor, status: int, kind: str, expected: type[ModelError], *, retryable: bool
) -> None:
    """Each error status becomes its typed error, once, with the server's words and a next step, without the key."""
    vendor.will(vendor.fails(status, kind, f"it says {KEY} and sk-proj-0123456789 here"))
    said, _, error = play(make(vendor))
    assert said == ""
    assert type(error) is expected
    assert error.retryable is retryable
    assert "it says [key] and [key] here" in error.why
    assert error.next_step
    assert len(vendor.heard) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "12"}, 12.0),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_a_server_asks_for_is_kept(vendor: Vendor, headers: dict[str, str], seconds: float | None) -> None:
    """The error carries the time to wait, whether in seconds, milliseconds or as a date."""
    vendor.will(vendor.fails(429, "rate_limit_error", "Slow down", **headers))
    error = play(make(vendor))[2]
    assert error is not None
    assert error.retry_after == seconds


@pytest.mark.parametrize("url", ["not an address", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    """A base URL that cannot be one is told before anything is sent."""
    error = play(AnthropicModel("claude-test", api_key=KEY, base_url=url))[2]
    assert isinstance(error, ModelUnreachable)
    assert "base URL" in str(error)


@pytest.mark.parametrize("key", ["", "   ", "sk ant", "clé-secrète-0123", "line\nbreak"])
def test_a_key_that_can_be_none_is_never_sent(key: str) -> None:
    """Without a usable key Anthropic's own server is not asked at all."""
    error = play(AnthropicModel("claude-test", api_key=key))[2]
    assert isinstance(error, ModelUnauthorised)
    assert "understudy" in error.next_step


def test_cancelling_while_nothing_arrives(vendor: Vendor) -> None:
    """A cancelled reply ends with a completion that says so, though the server hangs, and the server is let go."""
    vendor.will(vendor.answer(vendor.start(cache_read_input_tokens=5), vendor.delta("Well"), vendor.HANG))
    said: list[str] = []
    pieces = make(vendor, read_seconds=60.0, total_seconds=60.0).stream(ASK, cancelled=lambda: bool(said))
    for piece in pieces:
        if isinstance(piece, Delta):
            said.append(piece.text)
    assert said == ["Well"]
    assert isinstance(piece, Completion)
    assert piece.stop == "cancelled"
    assert piece.tokens == TokenCount(input=11, output=1, cache_read=5)
    assert vendor.gone.wait(5)


def test_cancelling_before_the_server_answers(vendor: Vendor) -> None:
    """A reply can be cancelled while the server has not even begun to answer."""
    vendor.will(vendor.answer(vendor.HANG))
    asked = iter([False, False, True])
    pieces = list(make(vendor).stream(ASK, cancelled=lambda: next(asked, True)))
    assert [type(piece) for piece in pieces] == [Completion]
    assert pieces[0] == Completion(
        model="claude-test",
        stop="cancelled",
        total_ms=pieces[0].total_ms,  # type: ignore[union-attr]
    )


def test_closing_the_iterator_closes_the_connection(vendor: Vendor) -> None:
    """Whoever stops listening in mid-reply hangs up on the server."""
    vendor.will(vendor.answer(vendor.start(), vendor.delta("Well"), vendor.HANG))
    pieces = make(vendor, read_seconds=60.0).stream(ASK)
    assert next(pieces) == Delta(text="Well")
    pieces.close()  # type: ignore[attr-defined]
    assert vendor.gone.wait(5)


def test_a_model_that_refuses_a_temperature_is_asked_without_one(vendor: Vendor) -> None:
    """The refused setting is left out and not sent again."""
    refusal = vendor.fails(400, "invalid_request_error", "`temperature` is not supported by this model.")
    vendor.will(refusal, vendor.answer(*vendor.reply("Hi")))
    model, request = make(vendor), ASK.model_copy(update={"temperature": 0.7})
    assert play(model, request)[0] == "Hi"
    assert play(model, request)[0] == "Hi"
    assert ["temperature" in heard.body for heard in vendor.heard] == [True, False, False]


def test_a_model_that_thinks_is_given_room_for_it(vendor: Vendor) -> None:
    """Thoughts are not part of the reply, and do not eat the words' share of the limit the next time."""
    thought = vendor.start().replace('"type": "text", "text"', '"type": "thinking", "thinking"')
    vendor.will(vendor.answer(thought, *vendor.reply("Hi")[1:]))
    model = make(vendor)
    assert play(model)[0] == "Hi"
    play(model)
    assert [heard.body["max_tokens"] for heard in vendor.heard] == [1_024, 1_024 + THINKING_ROOM]


def test_a_check_says_how_it_went(vendor: Vendor) -> None:
    """The connection test answers in a sentence, or raises what went wrong."""
    vendor.will(vendor.answer(*vendor.reply("OK")))
    assert make(vendor).check().startswith("claude-test at 127.0.0.1:")
    assert vendor.heard[0].body["max_tokens"] == 16
    vendor.will(vendor.fails(401, "authentication_error", "invalid x-api-key"))
    with pytest.raises(ModelUnauthorised, match="invalid x-api-key"):
        make(vendor).check()


def test_the_key_is_shown_nowhere(vendor: Vendor, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the errors with their traces nor the model's repr nor any log line holds the key."""
    caplog.set_level(logging.DEBUG)
    seen = [repr(make(vendor)), repr(make(vendor)._faults), make(vendor).label]
    for fault in (
        vendor.fails(401, "authentication_error", f"Bad key {KEY}"),
        vendor.answer(f"key {KEY}", status=500, content_type="text/plain"),
        vendor.answer(f'event: error\ndata: "{KEY}"\n\n'),
        vendor.answer(f"event: message_start\ndata: {KEY}\n\n"),
        vendor.answer(vendor.RESET),
    ):
        vendor.will(fault)
        error = play(make(vendor))[2]
        assert error is not None
        seen.append("".join(traceback.format_exception(error)))
    assert any(KEY in heard.headers.get("authorization", "") for heard in vendor.heard) or any(
        KEY in value for heard in vendor.heard for value in heard.headers.values()
    )
    assert [text for text in [*seen, caplog.text] if KEY in text] == []


def test_a_key_in_a_header_of_the_answer_is_not_repeated(vendor: Vendor) -> None:
    """Even a server that puts the key into its content type does not get it into an error."""
    vendor.will(vendor.answer("hello", content_type=f"text/{KEY}"))
    error = play(make(vendor))[2]
    assert isinstance(error, ModelGarbled)
    assert "[key]" in error.why
    assert KEY not in str(error)
