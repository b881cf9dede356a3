from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.style.phrases import PhraseBook
from brain.style.words import words


def test_a_phrase_is_found_in_spite_of_case_and_punctuation() -> None:
    """Only the words and their order matter, and the place is exact."""
    text = "Well, as an A.I... no: As, an AI — I cannot!"
    (hit,) = PhraseBook(["as an ai"]).hits(words(text))
    assert text[hit.start : hit.end] == "As, an AI"


def test_a_phrase_needs_word_boundaries() -> None:
    """A phrase inside a longer word does not count."""
    assert PhraseBook(["war is good"]).hits(words("waris good, and a war is goodness")) == ()


def test_the_longest_of_several_phrases_counts() -> None:
    """Where one phrase begins another, the longer one is the hit."""
    book = PhraseBook({"happy to": 0.1, "happy to help": 0.5})
    (hit,) = book.hits(words("I am happy to help."))
    assert (hit.phrase, hit.weight) == ("happy to help", 0.5)


def test_the_personas_own_phrases_leave_the_book() -> None:
    """A phrase that the persona uses is taken out, and so is a shorter one that the longer one hid."""
    book = PhraseBook(["happy to", "happy to help", "great question"])
    left = book.without([words("I'm happy to help you.")])
    assert len(left) == 1
    assert left.hits(words("Great question!"))


def test_phrases_without_words_are_left_out() -> None:
    """Marks alone are no phrase."""
    assert len(PhraseBook(["...", "", "!"])) == 0


@given(st.lists(st.text(alphabet="ab ", max_size=6), max_size=5), st.text(alphabet="ab .", max_size=60))
def test_hits_do_not_overlap(phrases: list[str], text: str) -> None:
    """Hits come from left to right and never share a word."""
    at = 0
    for hit in PhraseBook(phrases).hits(words(text)):
        assert hit.start >= at
        at = hit.end
