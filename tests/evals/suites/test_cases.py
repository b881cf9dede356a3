"""Cases from suites: repeatable, told apart, and filled from the genome."""

from __future__ import annotations

import pytest

from brain import demo
from evals.cases import lay_out, topics_of
from evals.suites import load, schema
from evals.suites.suite import Scripted

EINSTEIN = demo.load("albert-einstein")


@pytest.mark.parametrize("name", load.names())
def test_a_suite_laid_out_twice_gives_the_same_cases_and_every_id_once(name: str) -> None:
    """Cases are repeatable, and no two have the same id."""
    suite = load.load(name)
    first, second = lay_out(suite, demo.load_all()), lay_out(suite, demo.load_all())
    assert first == second
    assert len({case.id for case in first}) == len(first)


@pytest.mark.parametrize("name", load.names())
def test_no_brace_is_left_in_what_is_said(name: str) -> None:
    """Every place in braces is filled."""
    for case in lay_out(load.load(name), demo.load_all()):
        lines = case.simulator.lines if isinstance(case.simulator, Scripted) else ()
        said = (*(one.text for one in case.asked), *lines)
        assert not any("{" in text or "}" in text for text in said)


def test_a_change_of_the_genome_changes_the_id_and_its_counters_do_not() -> None:
    """The id follows what the genome says."""
    suite = load.load("bleed")
    changed = EINSTEIN.model_copy(
        update={"metadata": EINSTEIN.metadata.model_copy(update={"tagline": "Somebody else"})}
    )
    before = {case.id for case in lay_out(suite, [EINSTEIN])}
    assert before.isdisjoint(case.id for case in lay_out(suite, [changed]))


def test_a_boundary_suite_has_a_case_for_each_boundary_with_topics_and_seed() -> None:
    """`over` repeats a conversation over the genome's entries."""
    cases = lay_out(load.load("boundaries"), [EINSTEIN], seeds=[7])
    pressure = [case for case in cases if case.talk == "pressure"]
    assert len(pressure) == len(EINSTEIN.mind.boundaries)
    assert {case.seed for case in cases} == {7}


def test_a_persona_without_beliefs_is_asked_for_none() -> None:
    """What a genome has none of gives no case and no question."""
    bare = EINSTEIN.model_copy(update={"mind": EINSTEIN.mind.model_copy(update={"beliefs": ()})})
    cases = lay_out(load.load("beliefs"), [bare])
    assert {case.talk for case in cases} == {"quiet"}
    assert not any(case.asked for case in cases)


def test_each_belief_is_asked_early_and_late_in_other_words() -> None:
    """No belief is asked twice in the same way within a case."""
    case = next(case for case in lay_out(load.load("beliefs"), [EINSTEIN]) if case.talk == "quiet")
    for entry in range(len(EINSTEIN.mind.beliefs)):
        asked = [one for one in case.asked if one.entry == entry]
        assert [one.after for one in asked] == [0, 1, 10]
        assert len({one.text for one in asked}) == len(asked)


def test_the_questionnaire_asks_each_of_its_items_twice() -> None:
    """120 items before the conversation and 120 after it."""
    case, *_ = lay_out(load.load("questionnaire"), [EINSTEIN])
    assert [sum(one.after == turn for one in case.asked) for turn in (0, 4)] == [120, 120]
    assert len({one.id for one in case.asked}) == 240


def test_a_copy_throws_the_dice_of_what_it_holds() -> None:
    """With another seed it has its own, though the first one's were looked at before; an equal copy has the same."""
    first, second = lay_out(load.load("style"), [EINSTEIN], seeds=[0, 1])[:2]
    assert first.dice != second.dice
    assert first.model_copy(update={"seed": second.seed}).dice == second.dice
    assert first.model_copy().dice == first.dice


def test_topics_are_listed_once() -> None:
    """A topic that is both known and loved is one topic."""
    topics = topics_of(EINSTEIN)
    assert len(topics) == len(set(topics))


def test_the_schema_in_the_docs_is_fresh() -> None:
    """docs/suite.schema.json is what the code says."""
    from pathlib import Path

    kept = Path(__file__).parents[3] / "docs" / "suite.schema.json"
    assert kept.read_text(encoding="utf-8") == schema.text()
