"""Answers that break, stall or are none: each a typed error, after the words that came before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import (
    ModelError,
    ModelGarbled,
    ModelOverloaded,
    ModelUnauthorised,
    ModelUnreachable,
)

from .anthropic_calls import make, play

if TYPE_CHECKING:
    from tests.brain.models.conftest import Answer, Vendor


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("overloaded_error", ModelOverloaded),
        ("rate_limit_error", ModelOverloaded),
        ("authentication_error", ModelUnauthorised),
        ("api_error", ModelUnreachable),
        ("never_heard_of", ModelUnreachable),
    ],
)
def test_an_error_inside_a_stream_keeps_what_was_said(vendor: Vendor, kind: str, expected: type[ModelError]) -> None:
    """An error event in mid-reply is typed by its kind, and the words before it stand."""
    broken = f'event: error\ndata: {{"type":"error","error":{{"type":"{kind}","message":"Sorry"}}}}\n\n'
    vendor.will(vendor.answer(vendor.start(), vendor.delta("So far"), broken))
    said, _, error = play(make(vendor))
    assert said == "So far"
    assert type(error) is expected
    assert "Sorry" in error.why


def _bodies(vendor: Vendor) -> dict[str, tuple[Answer, str, type[ModelError]]]:
    begin, hello = vendor.start(), vendor.delta("Hello")
    whole = vendor.reply("Hello")
    html = "<html><body>Bad gateway</body></html>"
    number = (
        'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":5}}\n\n'
    )
    return {
        "half a stream, ended properly": (vendor.answer(begin, hello), "Hello", ModelGarbled),
        "half a stream, cut off": (vendor.answer(begin, hello, finish=False), "Hello", ModelGarbled),
        "half an event": (vendor.answer(begin, hello, "event: content_b", finish=False), "Hello", ModelGarbled),
        "reset in mid-reply": (vendor.answer(begin, hello, vendor.RESET), "Hello", ModelUnreachable),
        "reset before a word": (vendor.answer(vendor.RESET), "", ModelUnreachable),
        "silence in mid-reply": (vendor.answer(begin, hello, vendor.HANG), "Hello", ModelUnreachable),
        "silence from the start": (vendor.answer(vendor.HANG), "", ModelUnreachable),
        "no JSON": (vendor.answer(begin, hello, "event: message_delta\ndata: {{{\n\n"), "Hello", ModelGarbled),
        "no UTF-8": (vendor.answer(begin, b"event: message_delta\ndata: \xff\xfe\n\n"), "", ModelGarbled),
        "JSON of another kind": (vendor.answer("event: message_start\ndata: [1, 2]\n\n"), "", ModelGarbled),
        "no text in the text": (vendor.answer(begin, number), "", ModelGarbled),
        "text before the start": (vendor.answer(hello, *whole), "", ModelGarbled),
        "two starts": (vendor.answer(begin, hello, *whole), "Hello", ModelGarbled),
        "text after the end": (vendor.answer(*whole[:-1], vendor.delta("more")), "Hello", ModelGarbled),
        "nothing at all": (vendor.answer(), "", ModelGarbled),
        "a page instead": (vendor.answer(html, content_type="text/html"), "", ModelGarbled),
        "an error page": (vendor.answer(html, status=502, content_type="text/html"), "", ModelUnreachable),
        "no stream": (vendor.answer("{}", content_type="application/json"), "", ModelGarbled),
        "no gzip": (vendor.answer("abc", headers={"content-encoding": "gzip"}), "", ModelGarbled),
    }


FAULTS = (
    "half a stream, ended properly",
    "half a stream, cut off",
    "half an event",
    "reset in mid-reply",
    "reset before a word",
    "silence in mid-reply",
    "silence from the start",
    "no JSON",
    "no UTF-8",
    "JSON of another kind",
    "no text in the text",
    "text before the start",
    "two starts",
    "text after the end",
    "nothing at all",
    "a page instead",
    "an error page",
    "no stream",
    "no gzip",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_error_and_what_was_said_stands(vendor: Vendor, fault: str) -> None:
    """A broken answer becomes a typed, retryable error with a next step, after the words that came before it."""
    bodies = _bodies(vendor)
    assert set(bodies) == set(FAULTS)
    answer, words, expected = bodies[fault]
    vendor.will(answer)
    said, done, error = play(make(vendor, read_seconds=0.5 if "silence" in fault else 20.0))
    assert (said, done) == (words, None)
    assert type(error) is expected
    assert error.retryable
    assert "understudy" in error.next_step
    assert "<" not in str(error)


def test_a_slow_close_does_not_hold_the_reply_up(vendor: Vendor) -> None:
    """A server that keeps the connection open after the end still gives a whole reply, before any time-out."""
    vendor.will(vendor.answer(*vendor.reply("Hi"), vendor.HANG))
    said, done, error = play(make(vendor, total_seconds=60.0, read_seconds=60.0))
    assert (said, error) == ("Hi", None)
    assert done is not None


def test_a_server_that_drips_runs_out_of_time(vendor: Vendor) -> None:
    """However often something arrives, a reply may not take longer than the total time."""
    vendor.will(vendor.answer(vendor.start(), vendor.DRIP))
    said, _, error = play(make(vendor, total_seconds=1.0))
    assert set(said) == {"."}
    assert isinstance(error, ModelUnreachable)
    assert "1 seconds" in error.why
    assert vendor.gone.wait(5)


def test_a_server_that_hangs_runs_out_of_time(vendor: Vendor) -> None:
    """The total time also ends a wait that is still shorter than the time-out of a read."""
    vendor.will(vendor.answer(vendor.start(), vendor.delta("Hm"), vendor.HANG))
    said, _, error = play(make(vendor, total_seconds=1.0, read_seconds=60.0))
    assert said == "Hm"
    assert isinstance(error, ModelUnreachable)
    assert vendor.gone.wait(5)


def test_nothing_listening_is_unreachable(vendor: Vendor) -> None:
    """A refused connection says that the server could not be reached, and where."""
    vendor.close()
    error = play(make(vendor))[2]
    assert isinstance(error, ModelUnreachable)
    assert vendor.url.removeprefix("http://") in error.what
