from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import static_embedder
from brain.drift.attribution import swap_score
from brain.drift.attribution.closeness import Person, closeness, nearest_two
from brain.drift.attribution.crowd import FEWEST, crowd
from brain.drift.attribution.sayings import sayings
from brain.drift.attribution.strangers import shipped
from brain.errors import InvalidInput

if TYPE_CHECKING:
    from brain.embeddings import Embedder

EMBEDDER = static_embedder.shared()
CARD = ("I keep bees behind the house.", "I work nights in a hospital.", "I have two cats.", "I want to see Japan.")
OWN = ("the hives made so much honey this year", "half my patients could not sleep on the ward")
STRANGE = ("i skate at the rink before school", "my law firm lost a case in court")


def test_lines_of_the_persona_score_above_those_of_a_stranger() -> None:
    """Lines about what the card says speak for the persona, lines about another life against it."""
    own, strange = (swap_score(CARD, lines, embedder=EMBEDDER) for lines in (OWN, STRANGE))
    assert own.value is not None
    assert strange.value is not None
    assert own.value > 0.0 > strange.value


def test_a_greeting_says_next_to_nothing() -> None:
    """What anybody says moves the score far less than a line about another life."""
    greeting, strange = (swap_score(CARD, [line], embedder=EMBEDDER).value for line in ("hi, how are you?", STRANGE[1]))
    assert greeting is not None
    assert strange is not None
    assert abs(greeting) < 0.5 < abs(strange)


def test_the_words_against_are_cut_from_the_line() -> None:
    """The sentence that speaks most against the persona is pointed to."""
    line = f"hello there. {STRANGE[1]}."
    found = swap_score(CARD, [line], embedder=EMBEDDER).lines[0]
    assert found.against == (f"{STRANGE[1]}.",)


def test_too_few_sentences_or_no_words_are_not_assessed() -> None:
    """A card of one sentence, no line, and a line of marks get no value but a reason."""
    for card, lines in ((CARD[:1], OWN), (CARD, ()), (CARD, ("!!!", ""))):
        found = swap_score(card, lines, embedder=EMBEDDER)
        assert found.value is None
        assert found.reason


def test_too_few_strangers_are_refused() -> None:
    """Fewer than eight strangers cannot say what is usual, and the message says so."""
    with pytest.raises(InvalidInput, match="strangers"):
        swap_score(CARD, OWN, embedder=EMBEDDER, strangers=shipped()[: FEWEST - 1])


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(4)))
def test_the_order_of_lines_and_sentences_does_not_matter(order: list[int], other: list[int]) -> None:
    """The value is a sum over lines against a set of sentences."""
    lines = (*OWN, *STRANGE)
    plain = swap_score(CARD, lines, embedder=EMBEDDER).value
    mixed = swap_score([CARD[i] for i in order], [lines[i] for i in other], embedder=EMBEDDER).value
    assert plain is not None
    assert mixed == pytest.approx(plain, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_line_gets_a_finite_value_or_a_reason(line: str) -> None:
    """No text raises, and no value is infinite."""
    found = swap_score(CARD, [line], embedder=EMBEDDER)
    assert found.reason if found.value is None else np.isfinite(found.value)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.integers(0, 12), st.randoms(use_true_random=False))
def test_the_two_nearest_are_those_of_sorting(rows: int, columns: int, chance: object) -> None:
    """The mean of the two largest is what sorting each row gives."""
    table = np.random.default_rng(chance.randrange(1 << 30)).normal(size=(rows, columns)).astype(np.float32)  # type: ignore[attr-defined]
    expected = np.sort(table, axis=1)[:, -2:].mean(axis=1) if columns else np.zeros(rows)
    assert nearest_two(table) == pytest.approx(expected, abs=1e-6)


def test_a_line_left_out_is_not_its_own_neighbour(embedder: Embedder) -> None:
    """A sentence is as near as can be to itself, and less so once its line, or its quotation, is left out."""
    own = sayings(CARD, embedder)
    known = Person(own, np.arange(len(own)))
    full = closeness(own, known)
    assert (closeness(own, known, left_out=np.arange(len(own))) < full).all()
    assert (closeness(own, known, quotations=False) < full).all()


def test_a_stranger_is_no_stranger_to_itself(embedder: Embedder) -> None:
    """What is usual for a stranger's talk is worked out without its own card, which is nearer than the rest."""
    everybody = crowd(shipped(), embedder)
    assert everybody.usual_talk.centre.mean() < everybody.usual(everybody.talk).centre.mean()
