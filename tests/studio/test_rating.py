"""Rating by hand: blind, balanced, taken back, agreed upon, and back among the scores."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from brain.errors import Conflict, InvalidInput
from evals.compare import compare
from evals.scorers.score import Score
from evals.statistics.estimate import CannotTell, Interval
from studio.rating_tasks import swapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case
    from evals.run import Run
    from studio.rating import Rating
    from studio.wiring import Services

    from .conftest import Invents

SUITE = """
name: small
title: Small
seeds: [0, 1, 2, 3, 4, 5, 6, 7]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: boundary held}, {name: human rating}]
"""


def judged(flaws: float) -> Callable[[Case], tuple[Score, ...]]:
    """What a judge says of every case: more flaws in later seeds."""
    return lambda case: (
        Score(name="judge", value=flaws * (case.seed % 3), unit="flaws in 10 replies", higher_is="worse"),
        Score(name="human rating", unit="rating from 1 to 5", higher_is="better", reason="Nobody has."),
    )


@pytest.fixture
def runs(invented: Invents, keep: Callable[[Run], str]) -> tuple[str, str]:
    """Two runs of eight cases: in the first every reply is old, in the second new."""
    made = [
        invented(
            SUITE,
            say=lambda case, turn, words=words: (f"Q{turn} {case.seed}", f"{words} {case.seed}.{turn}", 0.9),  # type: ignore[misc]
            scores=judged(flaws),
            name=words,
        )
        for words, flaws in (("Old", 2.0), ("New", 1.0))
    ]
    return keep(made[0]), keep(made[1])


@pytest.fixture
def rating(services: Services) -> Rating:
    """The service."""
    return services.rating


def prefers(services: Services, round_id: str, rater: str, word: str, *, most: int = 100) -> list[int]:
    """Rate until nothing is left, always for the side with this word; the positions in their order."""
    seen: list[int] = []
    while len(seen) < most and (task := services.rating.next(services.actor, round_id, rater)) is not None:
        assert task.right is not None
        side = "left" if word in task.left.exchanges[0][1] else "right"
        services.rating.rate(services.actor, round_id, rater, task.position, side, seconds=3.0)  # type: ignore[arg-type]
        seen.append(task.position)
    return seen


def test_a_rater_sees_both_conversations_and_nothing_that_tells_them_apart(
    services: Services, rating: Rating, runs: tuple[str, str]
) -> None:
    """Same user, two replies, the same persona beside both; the old one stands left about as often as right."""
    made = rating.pairs(services.actor, *runs)
    task = rating.next(services.actor, made.id, "ann")
    assert task is not None
    assert task.right is not None
    assert {task.left.exchanges[0][0]} == {task.right.exchanges[0][0]}
    assert {task.left.exchanges[0][1][:3], task.right.exchanges[0][1][:3]} == {"Old", "New"}
    told = repr(task)
    assert not any(run in told for run in runs)
    sides = [swapped(made, at, rater) for at in range(200) for rater in ("ann", "ben")]
    assert 150 < sum(sides) < 250


def test_what_was_chosen_is_kept_for_the_run_and_not_for_the_side(
    services: Services, rating: Rating, runs: tuple[str, str]
) -> None:
    """Somebody who always prefers the new one gives the first run a share of 0, whatever stood where."""
    made = rating.pairs(services.actor, *runs)
    assert len(prefers(services, made.id, "ann", "New")) == 8
    result = rating.result(services.actor, made.id)
    assert (result.value, isinstance(result, Interval)) == (0.0, True)
    found = compare(
        rating.scored(services.actor, runs[0], against=runs[1]), rating.scored(services.actor, runs[1], against=runs[0])
    )
    metric = next(one for one in found.metrics if one.name == "human rating: preference")
    assert (metric.before.value, metric.after.value, metric.pairs) == (0.0, 1.0, 8)
    unheld = rating.scored(services.actor, runs[0], against="another")
    assert not any(score.name == "human rating: preference" for one in unheld.outcomes for score in one.scores)


def test_raters_meet_on_the_same_items_and_no_item_gets_too_many(
    services: Services, rating: Rating, runs: tuple[str, str]
) -> None:
    """Two raters are wanted: the second gets what the first had, the third nothing but what is left."""
    made = rating.pairs(services.actor, *runs, overlap=2)
    first = prefers(services, made.id, "ann", "New", most=3)
    second = prefers(services, made.id, "ben", "New")
    assert set(second[:3]) == set(first)
    assert len(second) == 8
    third = prefers(services, made.id, "cid", "Old")
    assert sorted(third) == sorted(set(range(8)) - set(first))
    progress = rating.progress(services.actor, made.id, "ann")
    assert (progress.items, progress.mine, progress.finished, progress.ratings) == (8, 3, 8, 16)
    assert progress.raters == ("ann", "ben", "cid")


def test_agreement_grows_with_its_interval(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """Nothing is said before five items are shared; full agreement has no interval, and one that differs has."""
    made = rating.pairs(services.actor, *runs)
    assert isinstance(rating.agreement(services.actor, made.id).raters, CannotTell)
    prefers(services, made.id, "ann", "New", most=4)
    prefers(services, made.id, "ben", "New", most=4)
    assert "an interval needs 5" in rating.agreement(services.actor, made.id).raters.reason  # type: ignore[union-attr]
    prefers(services, made.id, "ann", "New", most=2)
    prefers(services, made.id, "ann", "Old")
    prefers(services, made.id, "ben", "New")
    found = rating.agreement(services.actor, made.id)
    assert isinstance(found.raters, Interval)
    assert found.raters.low < found.raters.value < 1.0
    assert found.left is not None


def test_the_judge_is_held_against_the_raters(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """Of a pair it prefers fewer flaws, and no one where both have none."""
    made = rating.pairs(services.actor, *runs, overlap=1)
    while (task := rating.next(services.actor, made.id, "ann")) is not None:
        assert task.right is not None
        seed = int(task.left.exchanges[0][0].split()[1])
        new = "left" if "New" in task.left.exchanges[0][1] else "right"
        rating.rate(services.actor, made.id, "ann", task.position, new if seed % 3 else "neither")  # type: ignore[arg-type]
    judge = rating.agreement(services.actor, made.id).judge
    assert judge is not None
    assert judge.value == pytest.approx(1.0)


def test_the_last_one_is_taken_back_and_comes_again(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """The same item with the same sides; taking back where nothing is says so."""
    made = rating.pairs(services.actor, *runs)
    before = rating.next(services.actor, made.id, "ann")
    prefers(services, made.id, "ann", "New", most=1)
    assert rating.undo(services.actor, made.id, "ann")
    assert rating.next(services.actor, made.id, "ann") == before
    assert not rating.undo(services.actor, made.id, "ann")


def test_one_conversation_is_rated_from_one_to_five(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """The mean of what raters said takes the place of the missing score."""
    made = rating.singles(services.actor, runs[0], most=4)
    assert made.items == 4
    for rater, value in (("ann", 5), ("ben", 4)):
        while (task := rating.next(services.actor, made.id, rater)) is not None:
            assert task.right is None
            rating.rate(services.actor, made.id, rater, task.position, value)
    found = rating.scored(services.actor, runs[0])
    values = [score.value for one in found.outcomes for score in one.scores if score.name == "human rating"]
    assert sorted(values, key=str) == [4.5, 4.5, 4.5, 4.5, None, None, None, None]
    assert rating.result(services.actor, made.id).value == 4.5
    assert rating.agreement(services.actor, made.id).left is None


@pytest.mark.parametrize("choice", ["left", 0, 6, True, "5"])
def test_a_choice_of_another_kind_is_refused(
    services: Services, rating: Rating, runs: tuple[str, str], choice: object
) -> None:
    """Nothing is kept of it."""
    made = rating.singles(services.actor, runs[0])
    with pytest.raises(InvalidInput, match="cannot be said in this round"):
        rating.rate(services.actor, made.id, "ann", 0, choice)  # type: ignore[arg-type]
    assert rating.progress(services.actor, made.id).ratings == 0


@pytest.mark.parametrize("name", ["", "  ", "=cmd()", "x" * 41, "a\nb<script>"])
def test_a_name_that_is_none_is_refused(services: Services, rating: Rating, runs: tuple[str, str], name: str) -> None:
    """No formula, no markup, not endless."""
    made = rating.singles(services.actor, runs[0])
    with pytest.raises(InvalidInput, match="no name to rate under"):
        rating.next(services.actor, made.id, name)


def test_the_same_twice_is_a_conflict(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """Two tabs under one name: the first word stands."""
    made = rating.singles(services.actor, runs[0])
    rating.rate(services.actor, made.id, "ann", 0, 5)
    with pytest.raises(Conflict):
        rating.rate(services.actor, made.id, " ann ", 0, 1)


def test_runs_without_two_different_conversations_make_no_round(
    services: Services, rating: Rating, runs: tuple[str, str]
) -> None:
    """A run against itself holds the same words."""
    with pytest.raises(InvalidInput, match="no two conversations"):
        rating.pairs(services.actor, runs[0], runs[0])
    with pytest.raises(InvalidInput, match="one rater at least"):
        rating.pairs(services.actor, *runs, overlap=0)


def test_the_table_has_a_line_a_rating(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """With which run stood left, how long it took, and the value about the first run."""
    made = rating.pairs(services.actor, *runs)
    prefers(services, made.id, "ann", "New", most=5)
    rows = list(csv.DictReader(io.StringIO(rating.export(services.actor, made.id))))
    assert len(rows) == 5
    assert {(row["rater"], row["value"], row["seconds"], row["run_a"]) for row in rows} == {
        ("ann", "-1", "3.0", runs[0])
    }
    assert {row["left"] for row in rows} <= {"a", "b"}


def test_a_round_that_was_put_away_comes_back(services: Services, rating: Rating, runs: tuple[str, str]) -> None:
    """With its ratings; meanwhile the list is without it."""
    made = rating.singles(services.actor, runs[0])
    rating.rate(services.actor, made.id, "ann", 0, 5)
    rating.delete(services.actor, made.id)
    assert rating.rounds(services.actor) == ()
    rating.restore(services.actor, made.id)
    assert rating.get(services.actor, made.id).ratings == 1
