"""Human ratings as they are kept: each item once for each rater, the last taken back, rounds over runs only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import Conflict, InvalidInput, NotFound
from store.rating_values import NewRating, NewRound, RatingItem, RoundKind
from store.run_values import RunSubject

from .made_runs import new_outcome, new_run

if TYPE_CHECKING:
    from store import Store
    from store.rating_values import RoundCard

    from .conftest import People


def run_of(store: Store, people: People, *keys: str) -> tuple[str, list[str]]:
    """A run of the owner's with these outcomes: its id and theirs."""
    run = store.runs.create(people.owner, new_run(RunSubject("ada")))
    lease = store.leases.claim(run.id, at_once=9)
    assert lease is not None
    for position, key in enumerate(keys):
        store.outcomes.keep(lease, new_outcome(key), [position])
    return run.id, [one.id for one in store.outcomes.of_run(people.owner, run.id)]


def pairs(store: Store, people: People) -> RoundCard:
    """A round of two pairs over two runs."""
    first, one = run_of(store, people, "a", "b")
    second, other = run_of(store, people, "c", "d")
    items = tuple(RatingItem(at, *both) for at, both in enumerate(zip(one, other, strict=True)))
    new = NewRound(title="Old or new", kind=RoundKind.PAIR, run_a=first, run_b=second, seed=7, overlap=2, items=items)
    return store.ratings.create(people.owner, new)


def test_a_round_is_found_again_with_how_far_it_is(store: Store, people: People) -> None:
    """By its id, in the list, and by either of its runs; what was said comes back as it was said."""
    made = pairs(store, people)
    said = [
        store.ratings.add(
            people.owner, made.id, NewRating(position=at, rater=rater, value=value, swapped=bool(at), seconds=2.5)
        )
        for at, rater, value in ((0, "ann", 1.0), (0, "ben", -1.0), (1, "ann", 0.0))
    ]
    card = store.ratings.get(people.owner, made.id)
    assert (card.items, card.ratings, card.raters, card.overlap, card.kind) == (2, 3, 2, 2, RoundKind.PAIR)
    assert store.ratings.of(people.owner, made.id) == tuple(said)
    assert [one.outcome_b is not None for one in store.ratings.items(people.owner, made.id)] == [True, True]
    assert made.run_b is not None
    for run_id in (None, made.run_a, made.run_b):
        assert store.ratings.list(people.owner, run_id=run_id) == (card,)
    assert store.ratings.list(people.owner, run_id="another") == ()


def test_nobody_rates_the_same_twice(store: Store, people: People) -> None:
    """A second word by the same name is a conflict, and the first stands; another name may."""
    made = pairs(store, people)
    store.ratings.add(people.owner, made.id, NewRating(position=0, rater="ann", value=1.0))
    with pytest.raises(Conflict, match="'ann' has rated this one already"):
        store.ratings.add(people.owner, made.id, NewRating(position=0, rater="ann", value=-1.0))
    store.ratings.add(people.owner, made.id, NewRating(position=0, rater="ben", value=-1.0))
    assert [one.value for one in store.ratings.of(people.owner, made.id)] == [1.0, -1.0]


def test_the_last_is_taken_back_one_after_the_other(store: Store, people: People) -> None:
    """Only the rater's own, newest first; then it may be said anew."""
    made = pairs(store, people)
    for at, rater in ((0, "ann"), (1, "ann"), (0, "ben")):
        store.ratings.add(people.owner, made.id, NewRating(position=at, rater=rater, value=1.0))
    undone = [store.ratings.undo(people.owner, made.id, "ann") for _ in range(3)]
    assert [None if one is None else one.position for one in undone] == [1, 0, None]
    assert [one.rater for one in store.ratings.of(people.owner, made.id)] == ["ben"]
    store.ratings.add(people.owner, made.id, NewRating(position=0, rater="ann", value=0.0))


def test_what_is_not_there_cannot_be_rated(store: Store, people: People) -> None:
    """An item beyond the last, an outcome of another run, or nothing at all."""
    made = pairs(store, people)
    with pytest.raises(NotFound, match="no item 2"):
        store.ratings.add(people.owner, made.id, NewRating(position=2, rater="ann", value=1.0))
    _, others = run_of(store, people, "e")
    new = NewRound(
        title="", kind=RoundKind.SINGLE, run_a=made.run_a, run_b=None, seed=0, overlap=1,
        items=(RatingItem(0, others[0]),),
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="not of its runs"):
        store.ratings.create(people.owner, new)
    with pytest.raises(InvalidInput, match="nothing to rate"):
        store.ratings.create(people.owner, NewRound(title="", kind=RoundKind.SINGLE, run_a=made.run_a, run_b=None,
                                                    seed=0, overlap=1, items=()))  # fmt: skip


def test_a_deleted_round_is_out_of_sight_and_comes_back_with_its_ratings(store: Store, people: People) -> None:
    """Nothing that people took time for is lost by one click."""
    made = pairs(store, people)
    store.ratings.add(people.owner, made.id, NewRating(position=0, rater="ann", value=1.0))
    store.ratings.delete(people.owner, made.id)
    assert store.ratings.list(people.owner) == ()
    with pytest.raises(NotFound):
        store.ratings.of(people.owner, made.id)
    store.ratings.restore(people.owner, made.id)
    assert len(store.ratings.of(people.owner, made.id)) == 1
