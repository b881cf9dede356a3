"""Rates: too many are refused with how long to wait; all processes count together where there is a Redis server."""

from __future__ import annotations

import importlib.util
import os
import socket
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from brain.errors import InvalidInput, QuotaReached
from studio.quotas.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Callable

SERVER = ("127.0.0.1", 6379)


def missing() -> str:
    """Why nothing can be counted in Redis here; empty where it can."""
    if importlib.util.find_spec("redis") is None:
        return "The package redis is not installed."
    try:
        socket.create_connection(SERVER, timeout=3).close()
    except OSError as error:
        return f"No Redis answers at {SERVER}: {error}"
    return ""


@pytest.fixture
def redis() -> str:
    """The address of the loopback server; skips without one or its package, but never in CI."""
    if reason := missing():
        if os.environ.get("CI") == "true":  # noqa: TID251
            pytest.fail(reason)
        pytest.skip(reason)
    return f"redis://{SERVER[0]}:{SERVER[1]}/15"


def some_user() -> str:
    """A user whom nobody counted before: the server outlives the test."""
    return f"ada-{uuid4()}"


def allowed(check: Callable[[], None], *, most: int) -> int:
    """How many go through before one is refused."""
    for done in range(most):
        try:
            check()
        except QuotaReached:
            return done
    return most


def test_a_rate_is_counted_for_each_user_and_kind() -> None:
    """Whoever comes too fast is told how long to wait; others, and other kinds, go on."""
    rates = Rates(say="2/minute", api="3/10 seconds")
    for _ in range(2):
        rates.check("ada", "say")
    with pytest.raises(QuotaReached, match="2 in 1 min") as refused:
        rates.check("ada", "say")
    assert refused.value.retry_after is not None
    assert 1 <= refused.value.retry_after <= 61
    rates.check("ben", "say")
    for _ in range(3):
        rates.check("ada", "api")
    with pytest.raises(QuotaReached, match="10 s"):
        rates.check("ada", "api")


def test_no_rate_is_no_limit() -> None:
    """An empty one lets everybody through."""
    rates = Rates()
    for _ in range(1_000):
        rates.check("ada", "say")


def test_a_rate_or_storage_that_cannot_be_is_told() -> None:
    """The rate at once, the storage when it is first needed."""
    with pytest.raises(InvalidInput, match="no rate"):
        Rates(say="many")
    with pytest.raises(InvalidInput, match="PERSONAFORGE_RATE_STORAGE"):
        Rates(say="1/minute", storage="nowhere://").check("ada", "say")


def test_processes_count_together_in_redis(redis: str) -> None:
    """What one has let through, another does not let through again; users and kinds are kept apart there too."""
    one, other = (Rates(say="5/hour", api="2/hour", storage=redis) for _ in range(2))
    ada, ben = some_user(), some_user()
    assert allowed(lambda: one.check(ada, "say"), most=3) == 3
    assert allowed(lambda: other.check(ada, "say"), most=9) == 2
    with pytest.raises(QuotaReached, match="5 in 1 h") as refused:
        one.check(ada, "say")
    assert refused.value.retry_after is not None
    assert 1 <= refused.value.retry_after <= 2 * 3_600
    assert allowed(lambda: one.check(ada, "api"), most=9) == 2
    assert allowed(lambda: other.check(ben, "say"), most=9) == 5


def test_where_redis_does_not_answer_each_process_counts_for_itself(
    redis: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that is down refuses nobody and lets nobody through without limit, and the log says so."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        down = redis.replace(str(SERVER[1]), str(unused.getsockname()[1]))
        one, other = (Rates(say="3/hour", storage=down) for _ in range(2))
        assert allowed(lambda: one.check("ada", "say"), most=9) == 3
        assert allowed(lambda: other.check("ada", "say"), most=9) == 3
    assert "by this process alone" in caplog.text
