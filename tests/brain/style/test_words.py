from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.style.words import sentences, words


@given(st.text(max_size=300))
def test_words_and_sentences_lie_where_they_say(text: str) -> None:
    """Words come in order without overlap; every sentence holds a word and no surrounding white space."""
    at = 0
    for word in words(text):
        assert at <= word.start < word.end <= len(text)
        at = word.end
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


def test_abbreviations_do_not_end_a_sentence() -> None:
    """A title with a full stop belongs to the sentence it stands in."""
    text = "Dr. Hale met Mr. Oke at 5 p.m. sharp. They left! Really?\nYes"
    assert [text[start:end] for start, end in sentences(text)] == [
        "Dr. Hale met Mr. Oke at 5 p.m. sharp.",
        "They left!",
        "Really?",
        "Yes",
    ]


def test_a_word_is_known_however_it_is_written() -> None:
    """Capitals, curly apostrophes, full-width letters and invisible joiners make no other word."""
    assert [word.form for word in words("DON’T ＡＩ A\u200bI")] == ["don't", "ai", "ai"]  # noqa: RUF001


def test_marks_alone_are_no_words() -> None:
    """Punctuation, underscores and emoji hold no words and no sentences."""
    assert words("... _ -- 🙂 !!!") == ()
    assert sentences("... _ -- 🙂 !!!") == ()
