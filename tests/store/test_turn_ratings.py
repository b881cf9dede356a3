"""What users think of replies: one word each a user and a turn, replaced by the next, and taken back by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput, NotFound
from brain.turn import TurnResult, TurnStatus
from store.turn_ratings import TurnRating

if TYPE_CHECKING:
    from store import Store
    from store.values import Session

    from .conftest import People


@pytest.fixture
def talk(store: Store, people: People, session: Session) -> Session:
    """The owner's conversation: a reply, and a turn that failed."""
    for index, reply in ((1, "Bah, humbug"), (2, "")):
        draft = store.conversations.begin(people.owner, session.id, "hello")
        status = TurnStatus.COMPLETE if reply else TurnStatus.FAILED
        store.conversations.finish(
            people.owner, draft, TurnResult(index=index, user_text="hello", reply=reply, status=status)
        )
    return session


def test_the_newest_word_is_kept_and_nothing_takes_it_back(store: Store, people: People, talk: Session) -> None:
    """A thumb, then stars beside it, then another mind, then none; the warehouse sees the same at every step."""
    for thumb, stars in ((1, None), (1, 4), (-1, 2), (None, 5), (None, None)):
        said = TurnRating(thumb=thumb, stars=stars)  # type: ignore[arg-type]
        kept = store.turn_ratings.put(people.owner, talk.id, 1, said)
        nothing = thumb is None and stars is None
        assert store.turn_ratings.of(people.owner, talk.id) == ({} if nothing else {1: kept})
        assert kept is None if nothing else kept is not None and (kept.thumb, kept.stars) == (thumb, stars)
        query = "SELECT thumb, stars FROM turns WHERE turn_index = 1"
        assert store.warehouse.read(people.owner, query).to_pylist() == [{"thumb": thumb, "stars": stars}]


def test_everybody_has_a_word_of_their_own(store: Store, people: People, talk: Session) -> None:
    """An admin's does not replace the owner's, and the warehouse keeps that of whose conversation it is, on one row."""
    store.turn_ratings.put(people.owner, talk.id, 1, TurnRating(stars=5))
    store.turn_ratings.put(people.admin, talk.id, 1, TurnRating(thumb=-1, stars=1))
    found = [store.turn_ratings.of(actor, talk.id)[1].stars for actor in (people.owner, people.admin)]
    assert found == [5, 1]
    rows = store.warehouse.read(people.admin, "SELECT stars FROM turns WHERE turn_index = 1").to_pylist()
    assert rows == [{"stars": 5}]


def test_what_cannot_be_meant_is_refused(store: Store, people: People, talk: Session) -> None:
    """No turn, no reply, and values that there are not; nothing is kept of them."""
    with pytest.raises(NotFound, match="no turn 3"):
        store.turn_ratings.put(people.owner, talk.id, 3, TurnRating(thumb=1))
    with pytest.raises(InvalidInput, match="no reply to rate"):
        store.turn_ratings.put(people.owner, talk.id, 2, TurnRating(thumb=1))
    for wrong in (TurnRating(stars=0), TurnRating(stars=6), TurnRating(thumb=2)):  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            store.turn_ratings.put(people.owner, talk.id, 1, wrong)
    assert store.turn_ratings.of(people.owner, talk.id) == {}
