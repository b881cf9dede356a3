"""The questionnaire filled in for the understudy: from its facets, with noise, and the whole suite offline."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.genome.big_five import FACETS
from brain.models.chat import ChatRequest, Completion, Delta, DriftInstruction, Message, Scene
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.harness import Bounds, Plan
from evals.local_runner import LocalRunner
from evals.order import Order, Subject, cases_of
from evals.questionnaire import ipip
from evals.questionnaire.self_report import SelfReport, answered
from evals.run import Run, environment
from evals.scorers.questionnaire import levels
from evals.statistics.estimate import Interval
from evals.suites import load
from evals.summary import lines, summary

from .conftest import gauge_of

if TYPE_CHECKING:
    from brain.genome import PersonaGenome

EINSTEIN = demo.load("albert-einstein")
MODEL = SelfReport(Understudy())
FACET_NAMES = [facet for six in FACETS.values() for facet in six]


def like(genome: PersonaGenome, slug: str, facets: dict[str, float]) -> PersonaGenome:
    """The persona under another slug and with other facets, its factors their means."""
    factors = {name: sum(facets[facet] for facet in six) / len(six) for name, six in FACETS.items()}
    mind = genome.mind.model_copy(
        update={
            "facets": genome.mind.facets.model_copy(update=facets),
            "big_five": genome.mind.big_five.model_copy(update=factors),
        }
    )
    metadata = genome.metadata.model_copy(update={"slug": slug})
    return genome.model_copy(update={"mind": mind, "metadata": metadata})


def said(text: str, *, scene: Scene | None = None, seed: int = 1, model: SelfReport | Understudy = MODEL) -> str:
    """The reply to one message."""
    request = ChatRequest(messages=(Message(role="user", text=text),), scene=scene or Scene(genome=EINSTEIN), seed=seed)
    return "".join(one.text for one in model.stream(request) if isinstance(one, Delta))


def filled(scene: Scene, *, seed: int) -> dict[str, float]:
    """The level of each facet that the 120 answers speak for."""
    found: dict[str, list[float]] = {}
    for item in ipip.items():
        number = ipip.answer(answered(item, scene, seed=seed))
        assert number is not None
        found.setdefault(item.facet, []).append(ipip.keyed(item, number))
    return {facet: sum(one) / len(one) for facet, one in found.items()}


@given(st.sampled_from(ipip.items()), st.integers(0, 10**12), st.sampled_from(demo.load_all()))
def test_every_answer_is_read_as_the_number_it_gives(item: ipip.Item, seed: int, genome: PersonaGenome) -> None:
    """In words, with the scale's number first; the reason says the same of the facet as the number does."""
    reply = said(ipip.ASKED.format(item=item.text), scene=Scene(genome=genome), seed=seed)
    number = ipip.answer(reply)
    assert number == int(reply[0])
    assert reply.partition(", ")[2].partition(".")[0] in ipip.SCALE
    assert reply == said(ipip.ASKED.format(item=item.text), scene=Scene(genome=genome), seed=seed)


@pytest.mark.parametrize("text", ["How are you?", "How well does this describe you: “Worry about things”?", "4"])
def test_anything_else_is_the_inner_model_s_to_answer(text: str) -> None:
    """Word for word, with its count of tokens."""
    assert said(text) == said(text, model=Understudy())
    request = ChatRequest(messages=(Message(role="user", text=text),), scene=Scene(genome=EINSTEIN))
    ends = [
        [one.tokens for one in model.stream(request) if isinstance(one, Completion)] for model in (MODEL, Understudy())
    ]
    assert ends[0] == ends[1]
    assert MODEL.id == "understudy"


def test_answers_vary_by_seed_and_stay_near_the_genome() -> None:
    """Another moment gives other answers to some items; the facets stay within a quarter of the scale on average."""
    scene = Scene(genome=EINSTEIN)
    one, other = filled(scene, seed=1), filled(scene, seed=2)
    assert one != other
    own = EINSTEIN.mind.facets.model_dump()
    for found in (one, other):
        assert sum(abs(found[facet] - own[facet]) for facet in FACET_NAMES) / 30 < 0.15


def test_a_told_flip_of_traits_turns_the_answers() -> None:
    """At full dose they speak for the other end, from its turn on; at half a dose for the middle."""
    own = EINSTEIN.mind.facets.model_dump()
    marked = [facet for facet in FACET_NAMES if abs(own[facet] - 0.5) >= 0.2]

    def away(dose: float, turn: int = 3) -> float:
        """How far towards their own end the marked facets are answered: 1 as the genome, -1 turned round."""
        told = DriftInstruction(type="trait flip", dose=dose, from_turn=3)
        found = filled(Scene(genome=EINSTEIN, drift=told, turn_index=turn), seed=5)
        return sum((found[one] - 0.5) / (own[one] - 0.5) for one in marked) / len(marked)

    assert away(0.0) > 0.8
    assert away(1.0, turn=2) > 0.8
    assert away(1.0) < -0.8
    assert abs(away(0.5)) < 0.25
    other = DriftInstruction(type="bleed")
    assert filled(Scene(genome=EINSTEIN, drift=other), seed=5) == filled(Scene(genome=EINSTEIN), seed=5)


SUITE = load.parse(b"""\
name: asked
title: Asked
seeds: [0, 1, 2, 3, 4]
conversations:
  - id: t
    turns: 1
    simulator: {kind: bank, bank: everyday}
    probes: [{id: ipip, questionnaire: ipip-neo-120, after: [0, -1]}]
scorers: [{name: questionnaire distance}]
""")


def test_the_whole_questionnaire_works_offline() -> None:
    """Twelve personas: a distance, alpha and omega, test and retest; and it says what that is worth."""
    dice = random.Random(7)  # noqa: S311 - must be repeatable
    people = [
        like(EINSTEIN, f"person-{at}", {facet: dice.uniform(0.05, 0.95) for facet in FACET_NAMES}) for at in range(12)
    ]
    order = Order(suite=SUITE, subjects=tuple(Subject(genome=one) for one in people), seeds=(0,))
    gauge = gauge_of("albert-einstein")
    casts = {
        one.metadata.slug: Cast(genome=one, model=MODEL, detector=KeywordDetector(), gauge=gauge) for one in people
    }
    plan = Plan(cases_of(order), casts, ("questionnaire distance",))
    outcomes = LocalRunner().run(plan, bounds=Bounds(at_once=1)).outcomes
    run = Run(id="r", order=order, harness="local", outcomes=outcomes, environment=environment(drift_fit=""))
    found = summary(run)
    assert all(levels(one.record.answers).answered == 240 for one in outcomes)
    whole = [one.mean.value for one in found.measures if one.name == "questionnaire distance"]
    assert all(value is not None and value < 0.15 for value in whole)
    assert {type(one.found) for one in found.consistency} == {Interval}
    assert {one.name.partition(":")[0] for one in found.consistency} == {"alpha", "omega", "test and retest"}
    assert "says nothing of a language model" in "\n".join(lines(found))
