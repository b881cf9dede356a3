from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from brain.memory.consolidation import merges, summaries
from brain.memory.likeness import near_duplicate
from brain.memory.memory import Memory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = ("tea", "Oslo", "sister", "Rex", "piano", "nurse", "mountains", "blue", "Friday", "not")


def memory(number: int, content: str, *, days: float = 40.0, **rest: object) -> Memory:
    """An event of a conversation, some weeks old."""
    made = {"id": f"m{number:02}", "persona_id": "p", "user_id": "u", "session_id": "s", "type": "event"}
    return Memory.model_validate(made | {"created_at": NOW - timedelta(days=days), "content": content} | rest)


def test_like_memories_are_merged_into_the_best() -> None:
    """The more important stays, then the newer; another number, a denial or another side stays by itself."""
    told = [
        memory(1, "I went to see the mountains near Oslo"),
        memory(2, "Well, I really went to see the mountains near Oslo", importance=0.8),
        memory(3, "I went to see the mountains near Oslo", about="persona"),
        memory(4, "I never went to see the mountains near Oslo"),
        memory(5, "I am 34"),
        memory(6, "I am 35"),
    ]
    ((kept, others),) = merges(told)
    assert (kept.id, [one.id for one in others]) == ("m02", ["m01"])


def test_what_was_kept_apart_stays_apart() -> None:
    """Pinned, quarantined or undone ones are merged into nothing."""
    for rest in ({"pinned": True}, {"quarantined": True}, {"superseded_why": "undone"}):
        told = [memory(1, "I like tea", importance=0.9), memory(2, "I really like tea", importance=0.1, **rest)]
        assert all("m02" not in {one.id for one in others} for _, others in merges(told))


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join), max_size=14))
def test_every_pair_that_is_alike_is_seen(contents: list[str]) -> None:
    """No two memories that remain after merging are alike: looking only at rare words misses none."""
    told = [memory(number, content) for number, content in enumerate(contents)]
    gone = {one.id for _, others in merges(told) for one in others}
    left = [one for one in told if one.id not in gone]
    assert not [(a, b) for a, b in combinations(left, 2) if near_duplicate(a.content, b.content)]


def test_old_episodes_of_a_conversation_are_quoted_in_one() -> None:
    """Each is quoted in its order with its id; the young, the important, the pinned and other types stay."""
    told = [memory(n, f'I saw "film {n}" on Friday', turn_index=n) for n in range(5)]
    kept = [
        memory(10, "young", days=3),
        memory(11, "important", importance=0.9),
        memory(12, "pinned", pinned=True),
        memory(13, "a fact", type="fact"),
    ]
    (made,) = summaries([*kept, *reversed(told)], NOW)
    assert made.sources == tuple(one.id for one in told)
    assert made.content.startswith('Told on 22 March 2026: "I saw \'film 0\' on Friday"; "I saw')
    assert (made.origin, made.importance, made.turn_index) == ("summary", 0.5, None)


def test_few_episodes_are_left_as_they_are() -> None:
    """Three are not worth a summary, nor are four of two conversations."""
    told = [memory(n, f"film {n}") for n in range(3)]
    assert summaries([*told, memory(4, "film 4", session_id="other")], NOW) == ()


@given(st.lists(st.text(min_size=1, max_size=900), min_size=4, max_size=12))
def test_a_summary_always_can_be_kept(contents: list[str]) -> None:
    """Whatever was told, it is of a length that can be kept, and names only sources that it quotes."""
    for made in summaries([memory(n, content) for n, content in enumerate(contents)], NOW):
        assert len(made.content) < 4_000
        assert made.content.count('"') == 2 * len(made.sources)
