"""Estimates: what is counted is exact, what is predicted holds what comes, and what is not known is not zero."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.harness import Bounds
from evals.suites.suite import ByModel, Scoring
from store.run_values import RunStatus
from studio.casting import Casting
from studio.evaluation.estimating import ENOUGH, Estimate, predicted
from studio.evaluation.playing import play
from studio.evaluation.queueing import new_run
from studio.settings import Settings

from .conftest import PRICED

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.order import Order
    from studio.wiring import Services
    from tests.studio.conftest import ModelServer


@pytest.mark.parametrize("spread", [0.1, 0.5])
def test_the_interval_holds_what_comes_in_95_of_100(spread: float) -> None:
    """2,000 simulated worlds: 12 cases seen, the sum over 20 new ones of unequal length predicted."""
    dice, held = np.random.default_rng(5), 0
    weights = [float(one) for one in range(1, 21)]
    for _ in range(2_000):
        seen, new = (np.maximum(0.0, dice.normal(2.0, spread, size)) for size in (12, 20))
        found = predicted(weights, seen.tolist())
        held += found.low <= float(np.dot(weights, new)) <= found.high
    assert 0.93 <= held / 2_000 <= 0.97


@given(rates=st.lists(st.floats(0, 1e6), min_size=2, max_size=30), weights=st.lists(st.floats(0, 1e3), max_size=30))
def test_an_interval_is_in_order_and_never_below_nothing(rates: list[float], weights: list[float]) -> None:
    """Whatever was seen."""
    found = predicted(weights, rates)
    assert 0 <= found.low <= found.estimate * (1 + 1e-9) + 1e-9
    assert found.estimate <= found.high * (1 + 1e-9) + 1e-9


def test_a_prediction_needs_two_rates() -> None:
    """One says nothing of a spread."""
    with pytest.raises(ValueError, match="two"):
        predicted([1.0], [1.0])


class World:
    """Estimates and runs over a priced model."""

    def __init__(self, studio: Services, server: ModelServer) -> None:
        self.studio, self.actor = studio, studio.actor
        self.casting = Casting(Settings(anthropic_api_key="none", anthropic_base_url=server.url))

    def estimate(self, order: Order, bounds: Bounds | None = None) -> Estimate:
        """What it would take."""
        evaluation = dataclasses.replace(self.studio.evaluation, casting=self.casting)
        return evaluation.estimate(self.actor, order, bounds or Bounds(at_once=1))

    def play(self, order: Order) -> None:
        """All of it."""
        store = self.studio.store
        run = store.runs.create(self.actor, new_run(self.casting, order, Bounds(at_once=1), harness="local"))
        lease = store.leases.claim(run.id, at_once=1)
        assert lease is not None
        play(store, self.casting, lease)
        assert store.runs.get(self.actor, run.id).status is RunStatus.DONE


@pytest.fixture
def world(studio: Services, model_server: ModelServer) -> World:
    """A priced model that answers always alike."""
    return World(studio, model_server)


def test_before_anything_was_played_it_is_assumed_and_says_so(world: World, order: Callable[..., Order]) -> None:
    """Cases, turns and calls are counted; tokens, money and time have bounds; the source names the assumptions."""
    found = world.estimate(order(model=PRICED))
    assert (found.cases, found.kept_cases, found.turns, found.calls, found.kept_calls) == (4, 0, 8, 8, 0)
    assert not found.measured
    assert "Assumed" in found.source
    assert found.microdollars is not None
    for one in (found.tokens, found.microdollars, found.seconds):
        assert 0 < one.low < one.estimate < one.high


def test_what_was_played_is_measured_and_what_is_kept_is_not_played_again(
    world: World, order: Callable[..., Order]
) -> None:
    """From eight outcomes on; the same order again takes no call, other seeds take what these took."""
    first = order(model=PRICED).model_copy(update={"seeds": tuple(range(ENOUGH))})
    world.play(first)
    again = world.estimate(first)
    assert (again.kept_cases, again.kept_calls, again.calls) == (ENOUGH, 2 * ENOUGH, 2 * ENOUGH)
    assert again.microdollars is not None
    assert (again.tokens.high, again.microdollars.high) == (0, 0)
    other = world.estimate(order(model=PRICED).model_copy(update={"seeds": (100, 101)}))
    assert other.measured
    assert "8 earlier outcomes" in other.source
    assert other.microdollars is not None
    assert other.microdollars.estimate == pytest.approx(4 * 46)
    assert other.tokens.estimate == pytest.approx(4 * 18)


def test_an_unknown_price_is_no_price(world: World, order: Callable[..., Order]) -> None:
    """Money is None, neither nothing nor a guess; tokens and time are there."""
    found = world.estimate(order(model="anthropic/nobody-knows"))
    assert found.microdollars is None
    assert found.tokens.estimate > 0


def test_the_understudy_takes_no_money(studio: Services, order: Callable[..., Order]) -> None:
    """By the service's own door: exactly nothing, and some time."""
    found = studio.evaluation.estimate(studio.actor, order())
    assert found.microdollars is not None
    assert (found.microdollars.low, found.microdollars.high) == (0, 0)
    assert 0 < found.seconds.low < found.seconds.high


def test_a_cap_that_may_be_reached_is_told_before(world: World, order: Callable[..., Order]) -> None:
    """And a limit of calls a minute makes it take as long as it must."""
    asked = order(model=PRICED)
    assert world.estimate(asked, Bounds(microdollars=1)).capped
    assert world.estimate(asked, Bounds(seconds=0.1)).capped
    assert not world.estimate(asked, Bounds(microdollars=10**9)).capped
    assert world.estimate(asked, Bounds(calls_a_minute=4)).seconds.low == pytest.approx(120.0)


def test_played_users_and_judges_are_counted_at_their_own_price(world: World, order: Callable[..., Order]) -> None:
    """A user by a model adds a call a turn, a judge three for ten replies; a judge without a price leaves no price."""
    asked = order(model=PRICED)
    talk = asked.suite.conversations[0].model_copy(
        update={"simulator": ByModel(kind="model", instructions="You are in a hurry."), "turns": 11}
    )
    suite = asked.suite.model_copy(
        update={"conversations": (talk,), "scorers": (*asked.suite.scorers, Scoring(name="judge"))}
    )
    played = asked.model_copy(update={"suite": suite, "user_model": "understudy"})
    free = world.estimate(played)
    assert free.calls == 4 * (11 + 11)
    paid = world.estimate(played.model_copy(update={"user_model": PRICED}))
    judged = world.estimate(played.model_copy(update={"judge_model": PRICED}))
    assert judged.calls == 4 * (11 + 11 + 3 * 2)
    assert "96 calls more" in judged.source
    assert free.microdollars is not None
    for more in (paid, judged):
        assert more.microdollars is not None
        assert more.microdollars.estimate > free.microdollars.estimate
    assert world.estimate(played.model_copy(update={"judge_model": "anthropic/nobody-knows"})).microdollars is None
