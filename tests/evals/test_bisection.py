"""A bisection: the right version is named where noise lets it, and none where it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import InvalidInput
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.arms import Stage
from evals.bisection import bisect, search
from evals.bisection_check import tally, world
from evals.edits import put
from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.suites import load

from .conftest import gauge_of

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.bisection import Scores
    from evals.outcome import Outcome

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")
SUITE = load.parse(b"""\
name: small
title: Small
conversations:
  - {id: talk, turns: 1, simulator: {kind: bank, bank: everyday}, probes: [
      {id: end, over: belief, after: [-1], ask: ["What do you think about {topic}?"]}]}
scorers: [{name: belief survival}, {name: drift mean}]
""")
ORDER = Order(suite=SUITE, subjects=(Subject(genome=EINSTEIN),))


@dataclass
class Memory:
    """A keeper in memory."""

    known: dict[str, Outcome] = field(default_factory=dict)

    def get(self, key: str) -> Outcome | None:
        """The outcome, if there is one."""
        return self.known.get(key)

    def put(self, outcome: Outcome) -> None:
        """Keep it."""
        self.known[outcome.key] = outcome


def stage(kept: Memory | None = None, bounds: Bounds | None = None) -> Stage:
    """By Einstein's gauge."""

    def cast(genome: PersonaGenome, _: str) -> Cast:
        return Cast(genome=genome, model=UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)

    return Stage(cast, LocalRunner(), keeper=kept, bounds=bounds or Bounds(at_once=1))


def history(bad: int, versions: int = 6) -> list[PersonaGenome]:
    """Versions that only differ in their tagline, until one turns every belief into its contrary."""
    turned = EINSTEIN
    for at, belief in enumerate(EINSTEIN.mind.beliefs):
        turned = put(turned, f"mind.beliefs.{at}.statement", belief.opposite)
        turned = put(turned, f"mind.beliefs.{at}.reasons", [])
    return [put(turned if at >= bad else EINSTEIN, "metadata.tagline", f"Version {at}") for at in range(versions)]


def test_the_version_that_turned_its_beliefs_is_named() -> None:
    """By what the first version held; every version lies between ends that were played as well."""
    found = bisect(ORDER, history(bad=4), stage(), scorer="belief survival", against="first")
    assert (found.search.finding, found.search.first_bad) == ("found", 4)
    assert found.search.posterior.at[3] > 0.95
    assert found.search.posterior.size > 0.2
    assert found.search.plays[1] == 0
    assert found.cases == 1


def test_measured_by_itself_a_version_with_other_beliefs_holds_them() -> None:
    """Nothing falls then, and nothing is named."""
    found = bisect(ORDER, history(bad=4), stage(), scorer="belief survival", against="own", plays=10)
    assert found.search.first_bad is None


def test_where_nothing_fell_none_is_named() -> None:
    """Scores that are all the same are no fall."""
    found = bisect(ORDER, history(bad=9), stage(), scorer="belief survival", against="first", plays=12)
    assert found.search.finding == "no fall"


def test_what_was_played_is_not_played_again() -> None:
    """With the keeper of the first search the second one pays for nothing and says the same."""
    kept = Memory()
    first = bisect(ORDER, history(bad=2), stage(kept), scorer="belief survival", against="first")
    again = bisect(ORDER, history(bad=2), stage(kept), scorer="belief survival", against="first")
    assert first.spent.calls > 0
    assert again.spent.calls == 0
    assert again.search == first.search


def test_out_of_time_it_says_what_it_knows_and_names_none() -> None:
    """The cap is told; nothing is made up."""
    found = bisect(ORDER, history(bad=2), stage(bounds=Bounds(seconds=0.0)), scorer="belief survival")
    assert (found.stopped, found.search.finding, found.search.first_bad) == ("time", "cannot tell", None)
    assert found.search.posterior.none == 0.5


@pytest.mark.parametrize(
    ("scorer", "versions", "told"), [("charm", 3, "no score 'charm'"), ("drift mean", 1, "1 vers")]
)
def test_what_cannot_be_searched_is_told(scorer: str, versions: int, told: str) -> None:
    """A score that the suite does not give, and a single version."""
    with pytest.raises(InvalidInput, match=told):
        bisect(ORDER, history(bad=2, versions=versions), stage(), scorer=scorer)


def test_in_worlds_with_noise_what_is_named_is_right() -> None:
    """Of forty searches for a fall of the noise's size most find it, and at most two of those are wrong."""
    found = tally([world(seed, size=0.1, noise=0.1) for seed in range(40)])
    assert found.found >= 30
    assert found.right >= found.found - 2
    assert tally([world(seed, size=0.0, noise=0.1) for seed in range(20)]).found <= 2


def test_scores_of_which_less_is_better_fall_upwards() -> None:
    """The direction is that of the score."""

    def observe(version: int, repeat: int) -> Scores:
        return {"a": (1.0 if version >= 2 else 0.0) + 0.01 * np.sin(7 * version + repeat)}

    assert search(4, observe, better=lambda: False).first_bad == 2
    assert search(4, observe, better=lambda: True, plays=12).first_bad is None


def test_a_missing_score_is_left_out() -> None:
    """A conversation without a score at one version shifts nothing: each is held against its own mean."""

    def observe(version: int, repeat: int) -> Scores:
        low = None if version >= 3 and repeat % 2 else 0.1 + 0.001 * np.cos(version + 3 * repeat)
        return {"hard": low, "easy": 0.9 - (0.1 if version >= 3 else 0.0) + 0.001 * np.sin(5 * version + repeat)}

    assert search(5, observe).first_bad == 3
