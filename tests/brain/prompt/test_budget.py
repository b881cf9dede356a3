from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.anchor import derive, reminder
from brain.memory.memory import Memory, Recalled
from brain.prompt.budget import STABLE_SHARE, TURNS, Budget, Exchange, Fitted, fit
from brain.prompt.prompt import SectionName
from brain.prompt.tokens import ByLength, ByTokenizer
from brain.state import initial
from brain.static_embedder import load

EINSTEIN = demo.load("albert-einstein")
SAID = [Exchange(f"What of {number}?", f"Of {number} I think much, and say little. " * 12) for number in range(30)]


def remembered(number: int) -> Recalled:
    """A memory, recalled."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    memory = Memory(id=f"m{number}", persona_id="p", user_id="u", content=f"The user has {number} cats.", created_at=at)
    return Recalled(memory=memory, recency=0.5, importance=0.5, relevance=0.5)


CATS = tuple(remembered(number) for number in range(6))


def fitted(tokens: int, *, memories: int = 6, turns: int = 30, strength: float = 0.0, words: str = "Well?") -> Fitted:
    """Einstein's prompt within so many tokens."""
    return fit(
        EINSTEIN,
        state=initial(EINSTEIN),
        user_text=words,
        memories=CATS[:memories],
        exchanges=SAID[:turns],
        reminder=strength,
        budget=Budget(tokens=tokens),
    )


def cut(one: Fitted) -> dict[str, tuple[int, int]]:
    """What was left out, by name: how many, of how many."""
    return {trimmed.what: (trimmed.number, trimmed.of) for trimmed in one.trimmed}


def section(one: Fitted, name: SectionName) -> str:
    """The text of a section."""
    return next(part.text for part in one.prompt.sections if part.name is name)


def test_what_fits_is_left_whole() -> None:
    """With room enough nothing is left out but turns beyond the twentieth, and it says how long it is."""
    one = fitted(50_000)
    assert cut(one) == {"history": (10, 30)}
    assert one.exchanges == tuple(SAID[-TURNS:])
    assert (len(one.memories), one.over) == (6, 0)
    assert 4_000 < one.tokens < 9_000


def test_memories_go_first() -> None:
    """As room shrinks the memories go, the least important first, before any turn within the last twenty does."""
    whole = fitted(50_000)
    kept = []
    for missing in (1, 12, 24):
        one = fitted(whole.tokens - missing)
        assert one.memories == CATS[: len(one.memories)]
        assert cut(one)["history"] == (10, 30)
        kept.append(len(one.memories))
    assert 6 > kept[0] > kept[1] > kept[2] > 0
    assert cut(fitted(whole.tokens - 900))["memories"] == (6, 6)
    assert cut(fitted(whole.tokens - 900))["history"][0] > 10
    assert "knowledge" not in cut(fitted(whole.tokens - 900))


@settings(max_examples=60, deadline=None)
@given(st.integers(1_000, 9_000), st.integers(0, 6), st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0]))
def test_the_order_holds_whatever_the_room(tokens: int, memories: int, turns: int, strength: float) -> None:
    """Memories go before knowledge, knowledge before examples, those before life; it is over only with nothing left."""
    one = fitted(tokens, memories=memories, turns=turns, strength=strength)
    left = cut(one)

    def gone(what: str) -> bool:
        number, of = left.get(what, (0, 1))
        return number == of

    if "knowledge" in left and memories:
        assert gone("memories")
    if "examples" in left:
        assert gone("knowledge")
    if "life facts" in left:
        assert gone("examples")
    if left.get("history", (0, 0))[0] > max(0, turns - TURNS) and memories:
        assert gone("memories")
    if one.over:
        assert gone("life facts")
        assert not one.exchanges
    assert one.over == max(0, one.tokens - tokens)


@pytest.mark.parametrize("tokens", [1_000, 3_000, 5_000])
def test_constitution_rules_and_anchor_are_never_shortened(tokens: int) -> None:
    """However little room there is, they stand there in full, with the reminder and the user's words."""
    whole, short = fitted(50_000, strength=1.0), fitted(tokens, strength=1.0)
    for name in (SectionName.CONSTITUTION, SectionName.PERSONALITY, SectionName.RULES, SectionName.STATE):
        assert section(short, name) == section(whole, name)
    assert reminder(derive(EINSTEIN), 1.0) in short.prompt.changing
    for phrase in EINSTEIN.mind.signature_phrases:
        assert phrase in section(short, SectionName.SPEAKING)


@pytest.mark.parametrize("tokens", [3_000, 5_000, 12_000])
def test_the_stable_part_is_the_same_on_every_turn(tokens: int) -> None:
    """Byte for byte, whatever was said, remembered or felt, and also when the reminder appears."""
    parts = {
        fitted(tokens, memories=memories, turns=turns, strength=strength, words=words).prompt.stable
        for memories, turns, strength, words in [
            (0, 0, 0.0, "Hello"),
            (6, 3, 0.0, "And?"),
            (2, 30, 1.0, "word " * 900),
            (6, 30, 0.4, ""),
        ]
    }
    assert len(parts) == 1


def test_the_stable_part_takes_its_share_at_most() -> None:
    """A prompt that had to be shortened leaves room for the conversation."""
    counter = ByLength()
    one = fitted(5_000)
    assert counter.count(one.prompt.stable) <= 5_000 * STABLE_SHARE
    assert one.exchanges


def test_the_oldest_turns_go_first() -> None:
    """What is kept of the conversation is its end."""
    one = fitted(7_000, memories=0)
    assert 0 < len(one.exchanges) < TURNS
    assert one.exchanges == tuple(SAID[-len(one.exchanges) :])


def test_the_embedded_tokenizer_counts_and_says_that_it_estimates() -> None:
    """Counts grow with text, long texts are counted whole, any text will do, and the label says it is an estimate."""
    counter = ByTokenizer(load().token_count)
    assert counter.count("") == 0
    assert 2 <= counter.count("Hello there") <= 4
    assert counter.count("word " * 10_000) >= 10_000
    assert counter.count("\ud800\U0001f600") > 0
    assert counter.label.startswith("estimated")
    assert ByLength().label.startswith("estimated")
