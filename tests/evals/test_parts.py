"""What a difference is made of: anchors tell a change of the instrument from one of the persona."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from brain import demo
from evals.anchors.rescoring import SCORED, frozen, rescored
from evals.compare import compare, explained
from evals.compare_words import lines
from evals.parts import causes, instrument
from evals.run import Anchored, Run
from evals.statistics.estimate import CannotTell, Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case


def noisy(case: Case, name: str, *, shift: float = 0.0) -> float:
    """A score near 0.7 from the case alone."""
    return 0.7 + random.Random(f"{case.id}{name}{shift}").uniform(-0.05, 0.05) + shift  # noqa: S311 - the same by case


def anchored(run: Run, shift: float) -> Run:
    """The run with six anchors, moved by about this much."""
    found = tuple(
        Anchored(anchor=f"a{at}", score="drift mean", value=0.5 + at / 20 + shift * (1 + at / 50)) for at in range(6)
    )
    return run.model_copy(update={"environment": run.environment.model_copy(update={"anchors": found})})


def drift(before: Run, after: Run) -> tuple[object, str]:
    """The drift mean's parts, and the comparison in words."""
    found = explained(compare(before, after), before, after)
    (metric,) = [one for one in found.metrics if one.name == "drift mean"]
    return metric.parts, "\n".join(lines(found, ()))


def test_an_instrument_that_moved_is_told_from_a_persona_that_did(made_run: Callable[..., Run]) -> None:
    """Where the anchors moved as far as the scores, nothing is left for the persona; where they stood, all of it is."""
    before, after = made_run(noisy), made_run(lambda case, name: noisy(case, name, shift=-0.1))
    moved, words = drift(anchored(before, 0.0), anchored(after, -0.1))
    assert moved.instrument.steady == "changed"
    assert isinstance(moved.rest, Interval)
    assert moved.rest.low < 0.0 < moved.rest.high
    assert "instrument moved by -0.10" in words
    stood, words = drift(anchored(before, 0.0), anchored(after, 0.0))
    assert stood.instrument.steady == "unchanged"
    assert stood.rest.high < 0.0
    assert "instrument unchanged on 6 frozen anchors" in words


def test_without_anchors_the_instrument_is_not_known(made_run: Callable[..., Run]) -> None:
    """A run that scored none says so, and nothing is put down to the persona alone."""
    found, words = drift(anchored(made_run(noisy), 0.0), made_run(lambda case, name: noisy(case, name, shift=-0.1)))
    assert found.instrument.steady == "not known"
    assert isinstance(found.rest, CannotTell)
    assert "whether the instrument moved is not known" in words


def test_what_changed_together_is_named_together(made_run: Callable[..., Run]) -> None:
    """Persona, memory and model are causes where they differ, and none where nothing does."""
    run, mira = made_run(noisy), demo.load("albert-einstein")
    assert list(causes(run, run)) == []
    mind = mira.mind.model_copy(update={"memory": mira.mind.memory.model_copy(update={"recall_limit": 1})})
    other = made_run(noisy, genomes=(mira.model_copy(update={"mind": mind}),))
    other = other.model_copy(update={"order": other.order.model_copy(update={"model": "anthropic/x"})})
    assert list(causes(run, other)) == ["persona", "memory", "model"]
    _, words = drift(anchored(run, 0.0), anchored(other, 0.0))
    assert "persona and memory and model, which changed together, or noise" in words


def test_a_change_takes_its_share_of_the_variance(made_run: Callable[..., Run]) -> None:
    """A large change brings most of it, none brings next to nothing; the shares add up to one."""
    before = made_run(noisy)
    for shift, least, most in ((0.0, 0.0, 0.3), (0.25, 0.7, 1.0)):
        found, _ = drift(before, made_run(lambda case, name, by=shift: noisy(case, name, shift=by) + 1e-6))
        shares = {one.name: one.share for one in found.shares}
        assert least <= shares["change"] <= most
        assert sum(shares.values()) == pytest.approx(1.0)


def test_the_frozen_anchors_are_scored_the_same_twice() -> None:
    """Eight conversations, labelled as what they are, half of them turned round; each score is had or missing."""
    found = rescored()
    assert len({one.anchor for one in found}) == len(frozen().anchors) == 8
    means = {one.anchor: one.value for one in found if one.score == "drift mean"}
    faithful = [value for name, value in means.items() if "faithful" in name]
    turned = [value for name, value in means.items() if "turned round" in name]
    assert sum(faithful) / 4 > sum(turned) / 4 + 0.1
    assert {one.score.split(":")[0] for one in found} == set(SCORED)
    rescored.cache_clear()
    assert rescored() == found


def test_what_both_runs_scored_is_compared_by_anchor(made_run: Callable[..., Run]) -> None:
    """The shift has an interval over anchors, and the farthest is named."""
    run = made_run(noisy)
    found = instrument("drift mean", anchored(run, 0.0), anchored(run, 0.2))
    assert isinstance(found.shift, Interval)
    assert found.shift.clusters == 6
    assert found.most == pytest.approx(0.2 * 1.1)
