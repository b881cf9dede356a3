from __future__ import annotations

import math
from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from brain.style.fingerprint import Fingerprint, fingerprint


def test_a_text_without_words_has_an_empty_fingerprint() -> None:
    """All rates are 0 where there is nothing to count."""
    assert fingerprint("") == fingerprint("🙂 ...") == Fingerprint()


@given(st.text(max_size=400))
def test_every_rate_is_finite_and_within_its_range(text: str) -> None:
    """Shares lie from 0 to 1, counts are not negative, nothing is infinite."""
    found = fingerprint(text)
    assert all(math.isfinite(value) for value in astuple(found))
    assert 0.0 <= found.distinct_share <= 1.0
    assert 0.0 <= found.contractions <= 1.0
    assert found.words >= found.sentences >= 0


def test_registers_stand_on_their_own_side() -> None:
    """Formal words raise formality and slang sinks it; warm and harsh, certain and hedging words do likewise."""
    formal = fingerprint("One must therefore proceed; I shall nevertheless require further evidence hereafter.")
    slang = fingerprint("Nah, gonna grab some stuff, ya wanna come, dude? It's totally cool, yeah.")
    assert formal.formality > 0.0 > slang.formality
    assert fingerprint("Thank you, dear friend, I am glad.").warmth > 0.0
    assert fingerprint("You pathetic, worthless fool.").warmth < 0.0
    assert fingerprint("It is certainly, undoubtedly so.").assurance > 0.0
    assert fingerprint("Maybe it is, perhaps, I guess.").assurance < 0.0


def test_lengths_are_means() -> None:
    """Two sentences of three and one words average two, and letters are counted without marks."""
    found = fingerprint("We like tea. Good!")
    assert found.words_per_sentence == 2.0
    assert found.letters_per_word == (2 + 4 + 3 + 4) / 4
    assert found.exclamations == 0.5
