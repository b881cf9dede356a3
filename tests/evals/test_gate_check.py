"""The check of gates and comparisons: pools, draws, rates, and worlds of which the truth is known."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain import demo
from brain.models.chat import ChatRequest, Delta, Message, Scene
from brain.state import initial
from evals.gate_check.belonging import likeness
from evals.gate_check.draws import one_of_each, two_of_one
from evals.gate_check.pool import Flipped, Reseeded
from evals.gate_check.rates import Rate, false_alarms, power
from evals.gate_check.shipped import shipped
from evals.gate_check.truth import coverage
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.models.chat import ChatModel
    from evals.cases import Case
    from evals.run import Run

SCORERS = ("drift mean", "style distance")


def noisy(case: Case, name: str, *, dice: int, shift: float = 0.0) -> float:
    """A score that the subject has, with noise by dice."""
    own = random.Random(f"{case.talk}{case.subject}").uniform(0.5, 0.8)  # noqa: S311 - the same each time
    noise = random.Random(f"{case.id}{name}{dice}").gauss(0.0, 0.02)  # noqa: S311 - the same each time
    return own + noise + shift


@pytest.fixture
def pool(made_run: Callable[..., Run]) -> list[Run]:
    """Four runs of one version."""
    return [made_run(lambda case, name, at=at: noisy(case, name, dice=at)) for at in range(4)]


def test_two_runs_of_one_version_share_no_conversation(pool: list[Run]) -> None:
    """For every case the two sides come from different runs of the pool, and every case is there."""
    for seed in range(5):
        before, after = two_of_one(pool, np.random.default_rng(seed))
        assert [one.record.case_id for one in before.outcomes] == [case.id for case in before.cases]
        assert all(one.scores != other.scores for one, other in zip(before.outcomes, after.outcomes, strict=True))


def test_a_run_drawn_on_some_seeds_asks_for_these_alone(pool: list[Run]) -> None:
    """Both sides have the same seeds of one persona, each once."""
    sides = one_of_each(pool[:2], pool[2:], np.random.default_rng(0), persona="albert-einstein", seeds=1)
    before, after = sides
    assert [one.record.case_id for one in before.outcomes] == [case.id for case in before.cases]
    assert len(before.outcomes) == len(pool[0].outcomes) / 2
    assert before.order.seeds == after.order.seeds


def said(model: ChatModel, seed: int = 0) -> str:
    """A reply."""
    genome = demo.load("albert-einstein")
    asked = (Message(role="user", text="What do you make of people who never doubt?"),)
    request = ChatRequest(messages=asked, scene=Scene(genome=genome, state=initial(genome)), seed=seed)
    return "".join(piece.text for piece in model.stream(request) if isinstance(piece, Delta))


def test_other_dice_say_something_else_and_a_flip_changes_words_by_its_dose() -> None:
    """Moved seeds give other replies; a flip leaves them at dose 0 and not at dose 1; each has a name of its own."""
    assert len({said(Reseeded(number)) for number in range(6)}) > 1
    spoken = said(Reseeded(0)).rsplit("]", 1)[-1].strip()
    assert spoken in said(Flipped(0, 0.0))
    assert spoken not in said(Flipped(0, 1.0))
    assert len({Reseeded(0).id, Reseeded(1).id, Flipped(0, 0.5).id, Flipped(0, 1.0).id}) == 4


def test_noise_is_seldom_called_a_change_and_a_change_is(made_run: Callable[..., Run], pool: list[Run]) -> None:
    """Of the same version hardly anything is called; of one that is worse everything."""
    quiet = {one.name: one.hits for one in false_alarms(pool, 20, scorers=SCORERS)}
    assert sum(hits for name, hits in quiet.items() if "pass" not in name) <= 8
    worse = [made_run(lambda case, name, at=at: noisy(case, name, dice=at, shift=-0.1)) for at in range(4, 6)]
    seen = {one.name.split(":")[0]: one for one in power(pool[:2], worse, 5, talks=1)}
    assert {one.hits for one in seen.values()} == {5}


def test_repetitions_of_one_subject_are_alike_and_differences_of_one_version_are_not(pool: list[Run]) -> None:
    """The subject's own level makes its seeds alike; between two runs of one version it falls out."""
    found = {(one.what, one.grouped): one.correlation for one in likeness(pool, ["drift mean"])}
    assert found["level", "scripted: seeds of one subject"] > 0.7
    assert abs(found["difference", "scripted: seeds of one subject"]) < 0.5


@pytest.mark.parametrize("name", load.names())
def test_every_shipped_suite_gates_what_it_is_about(name: str) -> None:
    """At least one gate needs no other run; a margin, which does, never blocks for want of one."""
    gates = load.load(name).gates
    assert any(one.margin is None for one in gates)
    assert all(one.cannot_tell == "passes" for one in gates if one.margin is not None)


def test_shipped_gates_pass_a_faithful_understudy_and_no_drifting_one() -> None:
    """The questionnaire of Mira Okafor: faithful it passes, with half of her traits turned it is a breach."""
    faithful, drifting = shipped("questionnaire", None, slugs=["mira-okafor"])
    assert (faithful.kind, faithful.outcomes) == ("none", {"pass": 1})
    assert (drifting.kind, drifting.outcomes) == ("trait flip", {"breach": 1})
    assert faithful.most < 0.15 < drifting.least


def test_a_rate_is_told_with_its_exact_interval() -> None:
    """None of twenty may still be one in six."""
    assert Rate("x", 0, 20).words == "0.0% (0.0% to 16.8%)"


def test_intervals_hold_a_known_difference_mostly() -> None:
    """In twenty worlds of each layout the true difference is held in most."""
    for one in coverage(20):
        assert one.times == 20
        assert one.hits >= 15
