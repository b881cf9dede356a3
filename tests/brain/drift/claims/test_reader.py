from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.drift.claims.reader import claims


def slots(text: str) -> set[tuple[str, str]]:
    """Slot and subject of every claim of a text but plain statements."""
    return {(claim.slot, claim.about) for claim in claims(text) if claim.slot != "statement"}


@pytest.mark.parametrize(
    ("text", "slot", "about"),
    [
        ("My name is Harriet Bloom.", "name", ""),
        ("I was born in Lisbon in May 1950.", "birth place", ""),
        ("I was born in Lisbon in May 1950.", "birth date", ""),
        ("I'm in my late thirties.", "age", ""),
        ("These days I live in Geneva.", "home", ""),
        ("I am Swedish.", "nationality", ""),
        ("I have two sons.", "family count", "son"),
        ("I am the second of four.", "family count", "sibling"),
        ("My wife Karin sings.", "family name", "wife"),
        ("My father was a blacksmith.", "family work", "father"),
        ("I never married.", "marriage", "ever"),
        ("I love the smell of rain.", "taste", ""),
        ("My favourite colour is green.", "favourite", "colour"),
        ("I am a vegetarian.", "diet", "meat"),
    ],
)
def test_a_plain_sentence_fills_its_slot(text: str, slot: str, about: str) -> None:
    """What a speaker says of itself is read in the slot that it belongs to."""
    assert (slot, about) in slots(text)


@pytest.mark.parametrize(
    "text",
    [
        "Were you born in Lisbon?",
        "If I lived in Geneva, I would ski.",
        "People say I am Swedish.",
        '"I have two sons," said the king.',
        "Imagine I am a pirate. I live in Havana. My name is Jack.",
        "I am a vegetarian, just kidding.",
        "I wish I had two sons.",
        "Your wife Karin sings.",
        "",
        "?!",
    ],
)
def test_what_is_not_claimed_is_not_read(text: str) -> None:
    """Questions, conditions, hearsay, quotations, pretence, jokes, wishes and others' lives fill no slot."""
    assert not slots(text)


def test_a_hedge_halves_the_strength() -> None:
    """What is said with a perhaps is worth half."""
    plain, hedged = (claims(text)[0] for text in ("I was born in Lisbon.", "Perhaps I was born in Lisbon."))
    assert hedged.strength == plain.strength / 2


def test_offsets_point_to_the_words() -> None:
    """Each claim lies where its words stand, whatever surrounds it."""
    text = "Well, my friend’s “tale” is long. And now? I have two sons, and I love chess."  # noqa: RUF001
    found = {claim.slot: text[claim.start : claim.end] for claim in claims(text) if claim.slot != "statement"}
    assert "two sons" in found["family count"]
    assert "love chess" in found["taste"]


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    """Reading never raises, and every claim lies within the text."""
    for claim in claims(text):
        assert 0 <= claim.start <= claim.end <= len(text)
        assert 0.0 < claim.strength <= 1.0
