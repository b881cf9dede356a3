from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.memory.likeness import near_duplicate
from brain.memory.memory import Memory
from brain.memory.ranking import rank

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = ("tea", "Oslo", "sister", "Rex", "piano", "June", "nurse", "mountains", "blue", "Friday")


def memory(number: int, content: str = "", *, days: float = 1.0, importance: float = 0.5, **rest: object) -> Memory:
    """A memory with a content of its own."""
    made = {"id": f"m{number:03}", "persona_id": "p", "user_id": "u", "importance": importance, **rest}
    content = content or f"{WORDS[number % 10]} {WORDS[number // 10 % 10]}"
    return Memory.model_validate({"created_at": NOW - timedelta(days=days), "content": content, **made})


@st.composite
def candidates(draw: st.DrawFn) -> list[tuple[Memory, float]]:
    """Up to 30 memories of any age, importance and relevance, some quarantined, some alike."""
    count = draw(st.integers(0, 30))
    return [
        (
            memory(
                draw(st.integers(0, 40)),
                days=draw(st.floats(-1, 4_000)),
                importance=draw(st.floats(0, 1)),
                quarantined=draw(st.booleans()),
            ),
            draw(st.floats(allow_nan=True, allow_infinity=True)),
        )
        for _ in range(count)
    ]


@given(candidates(), st.integers(0, 12))
def test_the_best_come_first_and_no_more_than_asked(given_: list[tuple[Memory, float]], limit: int) -> None:
    """Scores never rise along the result, ids never repeat, every part is a share, and the limit holds."""
    ranked = rank(given_, now=NOW, limit=limit)
    assert len(ranked) <= limit
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert len({one.memory.id for one in ranked}) == len(ranked)
    assert all(0 <= part <= 1 for one in ranked for part in (one.recency, one.importance, one.relevance))


@given(candidates())
def test_quarantined_memories_never_come_up(given_: list[tuple[Memory, float]]) -> None:
    """However relevant, what was quarantined is not recalled, and changes no other memory's score."""
    ranked = rank(given_, now=NOW, limit=50)
    assert not any(one.memory.quarantined for one in ranked)
    assert ranked == rank([one for one in given_ if not one[0].quarantined], now=NOW, limit=50)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(relevances: list[float], random: object) -> None:
    """The same candidates in another order are ranked the same."""
    given_ = [(memory(i, days=i % 4), relevance) for i, relevance in enumerate(relevances)]
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(shuffled, now=NOW, limit=9) == rank(given_, now=NOW, limit=9)


def test_the_score_is_a_sum_of_normalised_parts() -> None:
    """Each part runs from 0 to 1 over the candidates, and the score is their sum."""
    old, middle, new = (memory(n, days=days, importance=w) for n, days, w in ((1, 20, 0.9), (2, 10, 0.5), (3, 0, 0.1)))
    ranked = rank([(old, 0.2), (middle, 0.8), (new, 0.5)], now=NOW, limit=3)
    parts = {one.memory.id: (one.recency, one.importance, one.relevance) for one in ranked}
    low, high = round(math.exp(-20 / 7), 2), 1.0
    assert parts["m001"] == (0.0, 1.0, 0.0)
    assert parts["m003"] == pytest.approx((1.0, 0.0, 0.5))
    assert parts["m002"] == pytest.approx(((round(math.exp(-10 / 7), 2) - low) / (high - low), 0.5, 1.0))
    assert [one.memory.id for one in ranked] == ["m002", "m003", "m001"]


def test_equal_candidates_are_ordered_by_id() -> None:
    """Where nothing tells two memories apart, the ids do, and each part counts a half."""
    ranked = rank([(memory(n), 0.5) for n in (7, 3, 5)], now=NOW, limit=3)
    assert [one.memory.id for one in ranked] == ["m003", "m005", "m007"]
    assert {one.score for one in ranked} == {1.5}


def test_of_two_that_say_the_same_only_the_better_is_kept() -> None:
    """A paraphrase by fillers takes no place from another memory."""
    given_ = [
        (memory(1, "I live in Oslo"), 0.7),
        (memory(2, "Well, I really live in Oslo!"), 0.9),
        (memory(3, "I don't live in Oslo"), 0.5),
        (memory(4, "My sister is a nurse"), 0.1),
    ]
    ranked = rank(given_, now=NOW, limit=3)
    assert [one.memory.id for one in ranked] == ["m002", "m003", "m004"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("I like tea", "I like tea.", True),
        ("I'm 34", "I am 34", True),
        ("I'm 34", "I'm 35", False),
        ("I like tea", "I never like tea", False),
        ("I can eat nuts", "I can't eat nuts", False),
        ("my dog Rex is old", "my dog Max is old", False),
        ("", "", True),
        ("", "tea", False),
    ],
)
def test_numbers_and_negations_make_another_statement(one: str, other: str, *, same: bool) -> None:
    """Nearly the same words are the same statement only with the same numbers and negation, both ways round."""
    assert near_duplicate(one, other) is same
    assert near_duplicate(other, one) is same


def test_seconds_change_nothing() -> None:
    """Two memories of one conversation are equally recent, however long the pauses in it were."""
    first = memory(1, days=0)
    later = first.model_copy(update={"id": "m002", "created_at": NOW - timedelta(minutes=20), "content": "I like tea"})
    assert {one.recency for one in rank([(first, 0.1), (later, 0.9)], now=NOW, limit=2)} == {0.5}
