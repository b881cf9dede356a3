"""Experiments that vary several things: which arms there are, and that planted effects and shares are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from brain.errors import InvalidInput
from evals.contrasts import Experiment, experiment
from evals.design import MEMORY, TEMPERATURE, Design, Factor, arms, steps
from evals.suites import load

if TYPE_CHECKING:
    from evals.cases import Case
    from evals.design import Levels
    from evals.run import Run

    from .conftest import MakesRun

SUITE = """
name: wide
title: Wide
seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
conversations: [{id: chat, turns: 2, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}, {name: style distance}]
"""
WARM = Factor(kind="field", path=TEMPERATURE, levels=(None, 0.3, 1.0))
HELD = Factor(kind="field", path=MEMORY, levels=(None, 0))


def design(*factors: Factor, crossed: bool = True) -> Design:
    """A design over one persona."""
    suite = load.parse(SUITE.encode())
    return Design(suite=suite, personas=("albert-einstein",), factors=factors or (WARM, HELD), crossed=crossed)


def played(made_run: MakesRun, of: Design, gain: float, *, without: Levels | None = None) -> dict[Levels, Run]:
    """Runs of all arms: the second level of the first factor gains so much, conversations differ, chance is small."""

    def run(levels: Levels) -> Run:
        def value(case: Case, name: str) -> float:
            chance = ((case.seed * 7 + sum(levels) * 3) % 5 - 2) / 500
            return 0.2 + case.seed / 100 + (gain if levels[0] == 1 and name == "drift mean" else 0.0) + chance

        return made_run(value, suite=of.suite, name=str(levels))

    return {levels: run(levels) for levels in arms(of) if levels != without}


def of_score(found: Experiment, name: str) -> dict[str, str]:
    """What may be said of each contrast of a score."""
    return {one.short: one.effects[name].finding for one in found.contrasts}


@given(st.lists(st.integers(2, 4), min_size=1, max_size=3), st.booleans())
@settings(max_examples=25)
def test_arms_begin_with_the_base_and_each_step_changes_one_thing(counts: list[int], crossed: bool) -> None:  # noqa: FBT001
    """All combinations, or the base and one change each; every pair of a step differs in its factor alone."""
    levels = [(None, *range(count - 1)) for count in counts]
    factors = [Factor(kind="field", path=f"mind.a{at}", levels=one) for at, one in enumerate(levels)]
    one = design(*factors, crossed=crossed)
    number = 1
    for count in counts:
        number *= count
    if crossed and number > 32:
        with pytest.raises(InvalidInput):
            arms(one)
        return
    found = arms(one)
    assert len(set(found)) == len(found) == (number if crossed else 1 + sum(counts) - len(counts))
    assert found[0] == (0,) * len(counts)
    for place, level, pairs in steps(one, found):
        assert pairs
        for base, other in pairs:
            assert [at for at in range(len(counts)) if base[at] != other[at]] == [place]
            assert (base[place], other[place]) == (0, level)


def test_what_cannot_be_told_apart_is_refused() -> None:
    """A field twice, a level twice, versions of two personas, and nothing varied."""
    for factors in ((WARM, WARM), (Factor(kind="model", levels=("a", "a")),), ()):
        with pytest.raises(ValidationError):
            Design(suite=load.parse(SUITE.encode()), personas=("a",), factors=factors)
    with pytest.raises(ValidationError, match="one persona"):
        Design(suite=load.parse(SUITE.encode()), personas=("a", "b"), factors=(Factor(kind="version", levels=(1, 2)),))


def test_a_planted_effect_is_found_and_nothing_else(made_run: MakesRun) -> None:
    """The level that gains is better, by what was planted; the others and the other score show no effect."""
    of = design()
    found = experiment(of, played(made_run, of, 0.1))
    assert of_score(found, "drift mean") == {
        "temperature: 0.3": "better", "temperature: 1.0": "no effect seen", "memory: at most 0": "no effect seen",
    }  # fmt: skip
    assert set(of_score(found, "style distance").values()) == {"no effect seen"}
    effect = found.contrasts[0].effects["drift mean"]
    assert effect.difference.value == pytest.approx(0.1, abs=0.01)
    assert (effect.pairs, effect.difference.clusters, found.shared, found.tests) == (32, 16, 16, 6)
    assert found.contrasts[0].words == "temperature: 0.3 instead of its own"
    assert [one.words for one in found.arms][:2] == ["base", "memory: at most 0"]


def test_the_variance_is_split_among_what_was_varied(made_run: MakesRun) -> None:
    """A large effect is the temperature's, without one it is the conversations'; shares sum to one."""
    of = design()
    for gain, most in ((0.5, "temperature"), (0.0, "conversation")):
        found = experiment(of, played(made_run, of, gain))
        kind = next(one for one in found.kinds if one.name == "drift mean")
        shares = {one.name: one.share or 0.0 for one in kind.split.components}
        assert sum(shares.values()) == pytest.approx(1.0)
        assert max(shares, key=shares.__getitem__) == most
        assert shares["memory"] < 0.02


def test_an_arm_that_is_missing_is_left_out(made_run: MakesRun) -> None:
    """The rest is compared as far as it has a counterpart."""
    of = design()
    found = experiment(of, played(made_run, of, 0.1, without=(1, 1)))
    assert len(found.arms) == 5
    assert found.contrasts[0].effects["drift mean"].pairs == 16
    assert of_score(found, "drift mean")["temperature: 0.3"] == "better"
