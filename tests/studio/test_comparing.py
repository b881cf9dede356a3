"""Two versions told the same words at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidInput, InvalidMessage
from brain.turn import Turn, TurnStatus
from studio import paired

if TYPE_CHECKING:
    from studio.comparing import Both
    from studio.wiring import Services

SCORES = st.lists(st.none() | st.floats(0, 1), max_size=12)


@pytest.fixture
def both(services: Services) -> Both:
    """Two demo personas, side by side."""
    left, right = (services.library.find(services.actor, slug) for slug in ("mira-okafor", "tomas-lindqvist"))
    return services.comparing.start(
        services.actor, (left.card.id, left.version.id), (right.card.id, right.version.id), seed=5
    )


def test_both_hear_the_same_words(services: Services, both: Both) -> None:
    """Each side answers in a conversation of its own with the same seed, and both can be found again."""
    events = list(services.comparing.say(services.actor, both, "What do you do on a rainy day?"))
    ended = {side: event for side, event in events if isinstance(event, Turn)}
    assert set(ended) == {"left", "right"}
    assert ended["left"].seed == ended["right"].seed
    assert ended["left"].reply != ended["right"].reply
    found = services.comparing.get(services.actor, both.left.id, both.right.id)
    assert (found.left.turn_count, found.right.turn_count) == (1, 1)
    assert found.left.title == "Compared"
    assert found.left.fresh


def test_one_version_beside_itself_says_the_same(services: Services) -> None:
    """With the same version on both sides the replies and readings are equal: what differs comes from the versions."""
    mira = services.library.find(services.actor, "mira-okafor")
    side = (mira.card.id, mira.version.id)
    same = services.comparing.start(services.actor, side, side, seed=9)
    events = services.comparing.say(services.actor, same, "Tell me about your work.")
    left, right = (event for _, event in events if isinstance(event, Turn))
    assert left.reply == right.reply
    assert left.drift.score == right.drift.score


def test_what_is_broken_off_is_kept_on_both_sides(services: Services, both: Both) -> None:
    """Leaving while replies arrive ends both threads and leaves two turns, none of them lost."""
    events = services.comparing.say(services.actor, both, "Tell me a long story about the sea.")
    next(events)
    events.close()  # type: ignore[attr-defined]
    for session in (both.left, both.right):
        (turn,) = services.conversations.turns(services.actor, session.id)
        assert turn.status in {TurnStatus.INTERRUPTED, TurnStatus.COMPLETE}


def test_nothing_is_said_that_cannot_be(services: Services, both: Both) -> None:
    """An empty message is refused before either side hears it; a conversation is not compared with itself."""
    with pytest.raises(InvalidMessage):
        services.comparing.say(services.actor, both, "  ")
    with pytest.raises(InvalidInput):
        services.comparing.get(services.actor, both.left.id, both.left.id)
    assert services.conversations.get(services.actor, both.left.id).turn_count == 0


def test_too_few_turns_have_no_interval() -> None:
    """Below five common turns the mean is told without an interval; without any, that there is none."""
    assert "No turn" in paired.words(paired.paired([None], [0.4]), left="1", right="2")
    few = paired.paired([0.2, 0.4], [0.6, 0.8])
    assert (few.mean, few.low) == (pytest.approx(0.4), None)
    assert "too few" in paired.words(few, left="1", right="2")


def test_a_clear_difference_is_told_and_an_unclear_one_is_not() -> None:
    """An interval beside 0 says that it holds for these words; one over 0 that it may be none."""
    clear = paired.paired([0.2, 0.3, 0.1, 0.2, 0.25], [0.8, 0.9, 0.85, 0.7, 0.9])
    assert clear.differs
    assert "version 2 scores 0.62 higher than version 1" in paired.words(clear, left="version 1", right="version 2")
    unclear = paired.paired([0.5, 0.6, 0.4, 0.7, 0.5], [0.6, 0.5, 0.5, 0.6, 0.5])
    assert not unclear.differs
    assert "includes no difference" in paired.words(unclear, left="a", right="b")


@given(SCORES, SCORES)
def test_the_interval_holds_the_mean_and_is_the_same_again(left: list[float | None], right: list[float | None]) -> None:
    """The interval lies within the differences, and the same scores give the same numbers."""
    found = paired.paired(left, right)
    assert found == paired.paired(left, right)
    if found.low is not None and found.high is not None:
        assert min(found.differences) - 1e-9 <= found.low <= found.high <= max(found.differences) + 1e-9
    mirrored = paired.paired(right, left)
    assert (found.mean or 0.0) == pytest.approx(-(mirrored.mean or 0.0))
