"""An ablation: what matters is ranked first, and nothing is called dead that was not shown to be."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import InvalidInput
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.ablate import ablate, stands_in_prompt
from evals.arms import Stage
from evals.edits import without
from evals.effects import clusters_needed
from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.suites import load

from .conftest import gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.outcome import Outcome

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")
SUITE = load.parse(b"""\
name: small
title: Small
seeds: [0, 1, 2, 3, 4, 5, 6, 7]
conversations:
  - id: talk
    turns: 2
    simulator: {kind: bank, bank: everyday}
    probes: [{id: end, over: belief, after: [-1], ask: ["What do you think about {topic}?"]}]
scorers: [{name: drift mean}, {name: belief survival}, {name: boundary held}]
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


@dataclass
class Restless:
    """The understudy with dice of its own, so that two sides differ by chance."""

    calls: int = 0
    id: str = "fake/restless"
    label: str = "restless"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says by another seed."""
        self.calls += 1
        other = request.model_copy(update={"seed": random.Random(self.calls).randrange(10**6)})  # noqa: S311 - a fake
        yield from UNDERSTUDY.stream(other, cancelled=cancelled)


def cast(genome: PersonaGenome, model: ChatModel | None = None) -> Cast:
    """By Einstein's gauge."""
    return Cast(genome=genome, model=model or UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)


def stage(kept: Memory | None = None, bounds: Bounds | None = None, model: ChatModel | None = None) -> Stage:
    """The local runner."""
    return Stage(lambda one, _: cast(one, model), LocalRunner(), keeper=kept, bounds=bounds or Bounds(at_once=1))


def test_a_persona_without_its_beliefs_no_longer_tells_them() -> None:
    """Measured by the whole persona, survival of beliefs falls; what is not said at all changes no reply."""
    paths = ["metadata.tagline", "mind.beliefs"]
    found = ablate(ORDER, paths, stage(), scorer="belief survival")
    assert (found.cases, found.clusters, found.left, found.stopped) == (8, 8, (), "")
    first, second = found.fields
    assert first.path == "mind.beliefs"
    assert first.same < first.replies == 8 * (2 + 13)
    assert first.effect is not None
    assert first.effect.missing + first.effect.pairs > 0
    assert (second.path, second.finding, second.same) == ("metadata.tagline", "no reply changed", second.replies)


def test_a_field_that_hurts_is_found_and_named_first() -> None:
    """Without its own lines the persona speaks less like itself, and eight conversations of one field can show it."""
    found = ablate(ORDER, ["mind.knowledge", "metadata.tagline"], stage(), scorer="drift mean")
    assert found.fields[0].path == "mind.knowledge"
    assert found.fields[0].words.startswith("knowledge domain removed")


def test_only_a_stated_margin_lets_a_field_be_dead() -> None:
    """The same effect is no effect seen without a margin, and does not matter within a wide one."""
    noisy = Restless()
    bare = ablate(ORDER, ["metadata.tagline"], stage(model=noisy), scorer="drift mean").fields[0]
    wide = ablate(ORDER, ["metadata.tagline"], stage(model=noisy), scorer="drift mean", margin=0.9).fields[0]
    assert bare.finding == "no effect seen"
    assert bare.effect is not None
    assert bare.effect.smallest is not None
    assert wide.finding == "does not matter"


def test_with_too_few_conversations_nothing_is_said() -> None:
    """No p of three conversations can be small enough: that is no evidence of no effect."""
    few = ORDER.model_copy(update={"seeds": (0, 1, 2)})
    found = ablate(few, ["metadata.tagline"], stage(model=Restless()), scorer="drift mean")
    assert found.fields[0].finding == "cannot tell"
    assert [clusters_needed(tests) for tests in (1, 44)] == [6, 11]


def test_what_stands_in_no_prompt_is_told() -> None:
    """A model reads a belief and a farewell; it never reads how quickly a persona's mood turns."""
    read = {path: stands_in_prompt(EINSTEIN, without(EINSTEIN, path), cast(EINSTEIN)) for path in
            ("mind.beliefs.0", "mind.farewells", "metadata.tagline", "mind.baseline", "mind.temper")}  # fmt: skip
    assert read == {path: path != "mind.temper" for path in read}


def test_it_goes_on_where_it_was_stopped_and_pays_for_nothing_twice() -> None:
    """Cancelled after the first field, the second time only the rest is played."""
    kept, paths = Memory(), ["mind.beliefs", "mind.knowledge"]
    done: list[int] = []
    one = Stage(
        lambda genome, _: cast(genome),
        LocalRunner(),
        keeper=kept,
        bounds=Bounds(at_once=1),
        cancelled=lambda: len(done) >= 18,
        progress=lambda at, _: done.append(at),
    )
    first = ablate(ORDER, paths, one, scorer="drift mean")
    assert first.stopped == "cancelled"
    assert first.left == ("mind.knowledge",)
    assert [field.path for field in first.fields] == ["mind.beliefs"]
    played = len(kept.known)
    second = ablate(ORDER, paths, stage(kept), scorer="drift mean")
    assert second.reused == played >= 16
    assert second.spent.calls == (24 - played) * 15
    assert second.left == ()


def test_at_a_cap_of_time_nothing_is_made_up() -> None:
    """No field, and all are named as left."""
    found = ablate(ORDER, ["mind.beliefs"], stage(bounds=Bounds(seconds=0.0)), scorer="drift mean")
    assert (found.fields, found.left, found.stopped) == ((), ("mind.beliefs",), "time")


@pytest.mark.parametrize(
    ("order", "paths", "margin", "told"),
    [
        (ORDER, [], None, "no field"),
        (ORDER, ["mind.beliefs"], 0.0, "not above 0"),
        (ORDER, ["mind.humour"], None, "no field"),
        (ORDER.model_copy(update={"subjects": ORDER.subjects * 2}), ["mind.beliefs"], None, "2 personas"),
    ],
)
def test_what_cannot_be_ablated_is_told(order: Order, paths: list[str], margin: float | None, told: str) -> None:
    """Nothing to take out, no margin, a field that is not there, two personas."""
    with pytest.raises(InvalidInput, match=told):
        ablate(order, paths, stage(), scorer="drift mean", margin=margin)
