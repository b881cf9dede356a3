from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import ModelError, ModelGarbled, ModelOverloaded, ModelUnauthorised, ModelUnreachable
from brain.models.anthropic import AnthropicModel
from brain.models.chat import ChatRequest, Completion, Delta, Message
from brain.models.retrying import Retrying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.brain.models.conftest import Vendor

ASK = ChatRequest(messages=(Message(role="user", text="Hello"),))
END = Completion(model="scripted")


class Scripted:
    """Plays one list of pieces an attempt; an error in it is raised."""

    id = "scripted"
    label = "scripted"

    def __init__(self, *attempts: list[Delta | Completion | ModelError]) -> None:
        self._attempts = list(attempts)
        self.asked = 0

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The next attempt."""
        del request, cancelled
        attempt = self._attempts[min(self.asked, len(self._attempts) - 1)]
        self.asked += 1
        for piece in attempt:
            if isinstance(piece, ModelError):
                raise piece
            yield piece


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def __call__(self) -> float:
        """The time now."""
        return self.now


def patient(inner: Scripted, clock: Clock, **rest: float) -> Retrying:
    """Retrying with the longest possible jitter and no real waiting."""
    return Retrying(inner, sleep=clock.sleep, clock=clock, uniform=lambda _low, high: high, **rest)  # type: ignore[arg-type]


def asked_to_wait(seconds: float) -> ModelOverloaded:
    """An overload with a wait."""
    error = ModelOverloaded("Busy.")
    error.retry_after = seconds
    return error


def test_a_passing_fault_is_overcome() -> None:
    """Two faults and then a reply look like a reply, after waits that double."""
    clock, inner = Clock(), Scripted([ModelOverloaded("Busy.")], [ModelGarbled("Eh?")], [Delta(text="Hi"), END])
    assert list(patient(inner, clock).stream(ASK)) == [Delta(text="Hi"), END]
    assert inner.asked == 3
    assert clock.now == pytest.approx(0.5 + 1.0)


def test_the_last_error_is_passed_on() -> None:
    """After the attempts are used up the last error is raised as it is."""
    last = ModelUnreachable("Gone.")
    inner = Scripted([ModelOverloaded("Busy.")], [ModelOverloaded("Busy.")], [last])
    with pytest.raises(ModelUnreachable) as caught:
        list(patient(inner, Clock(), attempts=3).stream(ASK))
    assert caught.value is last
    assert inner.asked == 3


def test_what_will_not_pass_is_not_retried() -> None:
    """A refused key is told at once."""
    inner = Scripted([ModelUnauthorised("No.")])
    with pytest.raises(ModelUnauthorised):
        list(patient(inner, Clock()).stream(ASK))
    assert inner.asked == 1


def test_a_reply_that_began_is_not_begun_again() -> None:
    """Once a word was passed on, the error passes on too, and no word comes twice."""
    inner = Scripted([Delta(text="Well"), ModelUnreachable("Gone.")], [Delta(text="Hi"), END])
    pieces = patient(inner, Clock()).stream(ASK)
    assert next(pieces) == Delta(text="Well")
    with pytest.raises(ModelUnreachable):
        next(pieces)
    assert inner.asked == 1


def test_a_wait_that_the_server_asks_for_is_honoured() -> None:
    """The wait is at least as long as asked for."""
    clock, inner = Clock(), Scripted([asked_to_wait(7.0)], [END])
    assert list(patient(inner, clock).stream(ASK)) == [END]
    assert clock.now == pytest.approx(7.0)


def test_a_wait_that_is_too_long_is_not_begun() -> None:
    """A server that asks for an hour gets no silent hour."""
    clock, inner = Clock(), Scripted([asked_to_wait(3_600.0)], [END])
    with pytest.raises(ModelOverloaded):
        list(patient(inner, clock).stream(ASK))
    assert clock.now == 0.0


def test_patience_ends() -> None:
    """No attempt begins later than the patience allows, whatever attempts are left."""
    clock, inner = Clock(), Scripted([asked_to_wait(10.0)])
    with pytest.raises(ModelOverloaded):
        list(patient(inner, clock, attempts=100, patience_seconds=25.0).stream(ASK))
    assert inner.asked == 3


def test_a_wait_can_be_cancelled() -> None:
    """Cancelling during a wait ends the reply as cancelled, and asks no more."""
    clock, inner = Clock(), Scripted([asked_to_wait(15.0)], [END])
    pieces = list(patient(inner, clock).stream(ASK, cancelled=lambda: clock.now > 1.0))
    assert pieces == [Completion(model="scripted", stop="cancelled")]
    assert clock.now < 2.0
    assert inner.asked == 1


def test_a_rate_limit_of_the_real_vendor_is_overcome(vendor: Vendor) -> None:
    """With the real SDK: 429 with retry-after, 529, a reset, and then a whole reply."""
    clock = Clock()
    vendor.will(
        vendor.fails(429, "rate_limit_error", "Slow down", retry_after="3"),
        vendor.fails(529, "overloaded_error", "Overloaded"),
        vendor.answer(vendor.RESET),
        vendor.answer(*vendor.reply("Hi")),
    )
    inner = AnthropicModel("claude-test", api_key="sk-test-0123456789", base_url=vendor.url)
    model = Retrying(inner, sleep=clock.sleep, clock=clock)
    pieces = list(model.stream(ASK))
    assert pieces[0] == Delta(text="Hi")
    assert len(vendor.heard) == 4
    assert clock.now >= 3.0
    assert (model.id, model.label) == (inner.id, inner.label)


def test_a_vendor_that_stays_overloaded_is_told_so(vendor: Vendor) -> None:
    """529 on every attempt ends as ModelOverloaded after exactly the attempts allowed."""
    vendor.will(vendor.fails(529, "overloaded_error", "Overloaded"))
    inner = AnthropicModel("claude-test", api_key="sk-test-0123456789", base_url=vendor.url)
    with pytest.raises(ModelOverloaded, match="understudy"):
        list(Retrying(inner, attempts=3, sleep=lambda _seconds: None).stream(ASK))
    assert len(vendor.heard) == 3
