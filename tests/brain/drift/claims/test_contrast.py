from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.drift.claims.compare import contrast
from brain.drift.claims.known import Held, Known, conflicts
from brain.drift.claims.places import relation
from brain.drift.claims.reader import claims

SENTENCES = st.sampled_from(
    [
        "I was born in Lisbon in 1950.",
        "I live in Geneva.",
        "I am fifty-eight.",
        "I have two sons and one daughter.",
        "My wife Karin is a dentist.",
        "I love jazz, rain and long walks.",
        "I can't stand audio guides.",
        "War is never justified.",
        "Imagination is more important than knowledge.",
        "The old bridge has seven arches.",
        "I never drink alcohol.",
        "Children should be told the truth.",
        "I do not believe that money can buy happiness.",
    ]
)
UNRELATED = st.sampled_from(
    [
        "The kettle boils slowly in thin air.",
        "Put the flour in first and the water after.",
        "A train leaves at nine.",
        "Moss grows on the north side of the wall.",
        "What a long evening!",
    ]
)
TEXTS = st.lists(SENTENCES | st.text(max_size=60), min_size=1, max_size=4).map(" ".join)


def known(*texts: str) -> Known:
    """Everything that these texts claim, each with its place as its source."""
    return Known(tuple(Held(claim, f"turn {at}") for at, text in enumerate(texts, start=1) for claim in claims(text)))


def weight(reply: str, *held: str) -> float:
    """The summed strength of what a reply contradicts."""
    return sum(conflict.strength for conflict in conflicts(claims(reply), known(*held))[0])


@given(TEXTS)
def test_no_claim_contradicts_itself(text: str) -> None:
    """Every claim of every text is at peace with itself."""
    assert all(contrast(claim, claim) <= 0.0 for claim in claims(text))


@given(TEXTS, TEXTS)
def test_contradiction_is_mutual(one: str, other: str) -> None:
    """What contradicts is contradicted, as surely."""
    for first in claims(one):
        for second in claims(other):
            assert contrast(first, second) == pytest.approx(contrast(second, first))


@pytest.mark.parametrize(
    ("held", "reply"),
    [
        ("Imagination is more important than knowledge.", "Knowledge is less important than imagination."),
        ("I was born in Ulm.", "I was born in Germany."),
        ("I have two sons.", "I've got two boys."),
        ("War is never justified.", "I do not believe that war is ever justified."),
        ("I can't stand parades.", "I hate parades."),
        ("I am past seventy.", "I am seventy-three."),
        ("Children should be told the truth.", "One must tell children the truth."),
        ("I was born in Ulm. I live in Berlin now.", "I live in Berlin and was born in Ulm."),
    ],
)
def test_a_paraphrase_contradicts_nothing(held: str, reply: str) -> None:
    """Saying the same in other words is no contradiction."""
    assert weight(reply, held) == 0.0


@given(SENTENCES, st.lists(UNRELATED, max_size=4), st.integers(0, 4), st.randoms(use_true_random=False))
def test_unrelated_sentences_change_nothing(held: str, others: list[str], place: int, random: object) -> None:
    """Neither further sentences in the reply nor the order of unrelated earlier replies removes a contradiction."""
    contrary = {
        "I was born in Lisbon in 1950.": "I was born in Oslo in 1961.",
        "War is never justified.": "War is sometimes justified.",
        "I live in Geneva.": "I live in Boston.",
    }.get(held, "I don't live in Geneva.")
    alone = weight(contrary, held)
    mixed = [*others[:place], contrary, *others[place:]]
    assert weight(" ".join(mixed), held) >= alone
    before = [held, *others]
    random.shuffle(before)  # type: ignore[attr-defined]
    assert weight(contrary, *before) == pytest.approx(alone)


@pytest.mark.parametrize(
    ("held", "reply"),
    [
        ("I was born in Enugu, in Nigeria.", "I was born in Lagos."),
        ("No husband, no kids.", "I have two kids."),
        ("Good weather makes better company than bad weather.", "Bad weather makes better company than good weather."),
        ("I practised at the Bar for nine years, chiefly in the north.", "I practised for two years at the Bar."),
        ("I left school at sixteen with good marks in drawing.", "I left school at nineteen."),
        ("I have one younger sister.", "I have no brothers or sisters."),
        ("I am past seventy.", "I shall be 62 in June."),
        ("I keep a whippet named Comet.", "I keep three cats and no dogs."),
    ],
)
def test_particulars_that_exclude_each_other_are_found(held: str, reply: str) -> None:
    """Narrower places, numbers of the same thing, sides of a comparison and ages are held against each other."""
    assert weight(reply, held) > 0.5


def test_what_anything_held_agrees_with_is_no_contradiction() -> None:
    """A persona that holds both of two things may say either."""
    assert weight("I live in Berlin.", "I live in Rome.") > 0.0
    assert weight("I live in Berlin.", "I live in Rome.", "I live in Berlin.") == 0.0


def test_claims_that_speak_against_each_other_are_held_against_nobody() -> None:
    """Of a genome that contradicts itself only the undisputed part is kept."""
    odd = known("I have two sons.", "I have five sons.", "I am Swedish.").consistent()
    assert {one.claim.slot for one in odd.held if one.claim.slot != "statement"} == {"nationality"}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("ulm", "germany", "compatible"),
        ("bloomsbury", "united kingdom", "compatible"),
        ("ulm", "paris", "apart"),
        ("yorkshire", "leeds", "compatible"),
        ("cornwall", "brighton", "apart"),
        ("hollowmere", "paris", "unknown"),
    ],
)
def test_places_lie_in_places(one: str, other: str, found: str) -> None:
    """A city is in its country; two cities are apart; of a place nobody listed nothing is said."""
    assert relation(one, other) == found
