"""Tokens word by word are the tokens of the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain import static_embedder
from brain.word_tokens import WordTokens

EMBEDDER = static_embedder.shared()
BY_WORD = WordTokens(EMBEDDER)


@given(
    text=st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(["don't", "light,", "<s>", "\u2581", "", "caf\u00e9", "\n", "\ud83d", "42.", "x" * 300]),
            max_size=9,
        ).map(" ".join),
    )
)
def test_a_text_has_the_tokens_of_its_words(text: str) -> None:
    """Also with several blanks, the tokenizer's own marks, halves of pairs, and texts longer than are cut by word."""
    assert BY_WORD.tokens(text) == EMBEDDER.tokens(text)
    assert BY_WORD.tokens(text) == EMBEDDER.tokens(text)
