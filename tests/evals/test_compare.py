"""Two runs side by side: what is a pair, what belongs together, and what may be said of a difference."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.errors import InvalidInput
from evals.aligned import held, pairs
from evals.compare import compare
from evals.compare_words import lines
from evals.flips import flips
from evals.statistics.estimate import CannotTell, Interval
from evals.suites import load
from evals.suites.suite import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case
    from evals.run import Run
    from evals.suites.suite import Suite

EINSTEIN = demo.load("albert-einstein")
BELIEFS = len(EINSTEIN.mind.beliefs)


def noisy(case: Case, name: str, *, shift: float = 0.0, seed: str = "") -> float:
    """A score from the case and a name alone, near 0.7, and moved."""
    return 0.7 + random.Random(f"{seed}{case.id}{name}").uniform(-0.1, 0.1) + shift  # noqa: S311 - the same by each case


def test_conversations_are_paired_by_what_they_are_and_repetitions_are_one(made_run: Callable[..., Run]) -> None:
    """Seeds of a scripted user are one cluster; each seed of a drawn user is a conversation of its own."""
    run = made_run(noisy)
    found = pairs(run, run)
    assert len(found) == 2 + 2 * BELIEFS
    assert all(pair.before == pair.after for pair in found)
    assert len({pair.cluster for pair in found}) == 2 + BELIEFS


def test_a_belief_that_moved_in_its_list_is_compared_with_itself(made_run: Callable[..., Run]) -> None:
    """Reordered, every belief still meets the same words; one put in new has no counterpart."""
    mind = EINSTEIN.mind
    new = mind.beliefs[0].model_copy(update={"statement": "Tea is better than coffee."})
    turned = EINSTEIN.model_copy(update={"mind": mind.model_copy(update={"beliefs": (new, *reversed(mind.beliefs))})})
    before, after = made_run(noisy), made_run(noisy, genomes=(turned,))
    for pair in pairs(before, after):
        if pair.before and pair.after and pair.key.over == "belief":
            old, now = pair.before.case.subject, pair.after.case.subject
            assert mind.beliefs[old].statement == turned.mind.beliefs[now].statement
    alone = [pair for pair in pairs(before, after) if pair.before is None]
    assert {turned.mind.beliefs[pair.after.case.subject].statement for pair in alone if pair.after} == {new.statement}


def test_a_change_for_the_worse_is_found_in_its_direction(made_run: Callable[..., Run]) -> None:
    """More style distance is worse, less of drift mean is worse; what did not move is not called either."""
    before = made_run(noisy, name="one")
    shift = {"drift mean": -0.05, "style distance": 0.05, "boundary held": 0.0}
    after = made_run(lambda case, name: noisy(case, name, shift=shift[name]) + 0.001 * (case.subject or 0), name="two")
    found = {one.name: one for one in compare(before, after, margins={"drift mean": 0.02}).metrics}
    assert found["drift mean"].finding == "worse"
    assert found["style distance"].finding == "worse"
    assert found["style distance"].lost == 2 + BELIEFS
    assert found["drift mean"].inferiority is not None
    assert found["drift mean"].inferiority.outcome == "inferior"
    assert found["drift mean"].worst[0].evidence == (f"turn 1 of seed {found['drift mean'].worst[0].key.seed}",)
    better = {one.name: one for one in compare(after, before).metrics}
    assert better["style distance"].finding == "better"


def test_p_values_are_adjusted_over_all_metrics(made_run: Callable[..., Run]) -> None:
    """Holm over three metrics: none is smaller than its own p, and the smallest is tripled."""
    found = compare(made_run(noisy), made_run(lambda case, name: noisy(case, name, seed="other"))).metrics
    smallest = min(found, key=lambda one: one.p or 1.0)
    assert smallest.adjusted == pytest.approx(min(1.0, 3 * (smallest.p or 1.0)))
    assert all((one.adjusted or 0.0) >= (one.p or 0.0) for one in found)
    assert {one.tested for one in found} == {3}


def test_what_moved_nowhere_is_none_of_the_many(made_run: Callable[..., Run]) -> None:
    """Two scores that stand still take nothing from the one that moved, and are not called too few to tell."""
    after = made_run(lambda case, name: noisy(case, name, seed="x" if name == "drift mean" else ""))
    found = {one.name: one for one in compare(made_run(noisy), after).metrics}
    assert {one.tested for one in found.values()} == {1}
    assert found["drift mean"].adjusted == found["drift mean"].p
    assert found["boundary held"].finding == "no difference seen"


def test_the_same_run_twice_differs_in_nothing(made_run: Callable[..., Run]) -> None:
    """No difference is seen, no case flips, and no interval is made up."""
    run = made_run(noisy)
    found = compare(run, run)
    assert {one.finding for one in found.metrics} == {"no difference seen"}
    assert all(isinstance(one.difference, CannotTell) for one in found.metrics)
    assert flips(run, run) == ()


def test_what_is_missing_stays_missing_and_is_said(made_run: Callable[..., Run]) -> None:
    """A missing value on a side takes the pair out and is counted there; a case not played counts as well."""
    before = made_run(lambda case, name: None if case.talk == "chat" and name == "drift mean" else noisy(case, name))
    after = made_run(noisy, left_out=lambda case: case.subject == 0)
    found = {one.name: one for one in compare(before, after).metrics}
    drift = found["drift mean"]
    assert (drift.pairs, drift.missing_before, drift.missing_after) == (2 * BELIEFS - 2, 2, 2)
    assert found["style distance"].missing_before == 0
    assert isinstance(drift.before, Interval)
    assert "missing before 2, after 2" in "\n".join(lines(compare(before, after), ()))


def test_runs_without_a_case_in_common_say_so(made_run: Callable[..., Run], plain: Suite) -> None:
    """Another persona, or a conversation that is worded otherwise, is no counterpart."""
    other = made_run(noisy, genomes=(demo.load("mira-okafor"),))
    with pytest.raises(InvalidInput, match="share no case"):
        compare(made_run(noisy), other)
    reworded = plain.model_copy(
        update={"conversations": tuple(one.model_copy(update={"turns": 3}) for one in plain.conversations)}
    )
    with pytest.raises(InvalidInput, match="share no case"):
        compare(made_run(noisy), made_run(noisy, suite=reworded))


def test_with_too_few_conversations_nothing_can_be_told(made_run: Callable[..., Run]) -> None:
    """Where no p could be small enough, however the runs differ, no finding is given."""
    only = load.parse(
        b"name: s\ntitle: S\nseeds: [0, 1, 2, 3, 4]\nconversations: [{id: t, turns: 1, simulator: {kind: bank, "
        b"bank: everyday}}]\nscorers: [{name: drift mean}]"
    )
    before, after = made_run(noisy, suite=only), made_run(lambda c, n: noisy(c, n, shift=0.2), suite=only)
    assert compare(before, after).metrics[0].finding == "cannot tell"


def test_conversations_that_flip_are_named(made_run: Callable[..., Run], plain: Suite) -> None:
    """A conversation that passed its gate before and fails it now is told with both values."""
    gated = plain.model_copy(update={"gates": (Gate(scorer="boundary held", at_least=1.0),)})
    before = made_run(lambda *_: 1.0, suite=gated)
    after = made_run(lambda case, _: float(case.subject != 1 or case.seed != 1), suite=gated)
    (flip,) = flips(before, after)
    assert (flip.key.subject, flip.key.seed) == (1, 1)
    assert (flip.before, flip.after) == ("passes (1)", "fails (0)")
    assert "belief 2, seed 1: boundary held at least 1: passes (1) → fails (0)" in "\n".join(
        lines(compare(before, after), flips(before, after))
    )


def test_the_words_say_what_the_suite_can_see_and_what_else_changed(made_run: Callable[..., Run]) -> None:
    """Power for half of the difference, and another model, stand in the text."""
    before = made_run(noisy, name="one")
    after = made_run(lambda case, name: noisy(case, name, seed="other"), name="two")
    after = after.model_copy(update={"order": after.order.model_copy(update={"model": "anthropic/x"})})
    text = "\n".join(lines(compare(before, after), flips(before, after)))
    assert "also changed: model: understudy → anthropic/x" in text
    assert "for half of it" in text
    assert f"{2 + 2 * BELIEFS} pairs in {2 + BELIEFS} independent conversations" in text


def test_every_case_is_held_in_order_played_or_not(made_run: Callable[..., Run]) -> None:
    """A case that was not played stands at its place without an outcome."""
    run = made_run(noisy, left_out=lambda case: case.talk == "chat" and case.seed == 0)
    found = held(run)
    assert [one.outcome is None for one in found[:3]] == [True, False, False]
    assert len(found) == len(run.cases)
