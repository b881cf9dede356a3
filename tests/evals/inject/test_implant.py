from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.drift.contrast import shipped
from brain.errors import InvalidInput
from brain.genome import PersonaGenome, PersonaMetadata
from brain.models.chat import DRIFT_TYPES, DriftType
from evals.inject import Implanted, Transcript, families, implant

AMARA = demo.load("nurse-amara-diallo")
BARE = PersonaGenome(metadata=PersonaMetadata(name="Nobody", slug="nobody"))
VOICES = {"poet": shipped().voices["poet"], "coach": shipped().voices["coach"]}
EVERY = [(kind, family) for kind in DRIFT_TYPES for family in families(kind)]
FAITHFUL = Transcript(
    genome=AMARA, users=("How do you rest on a hard day?",) * 6, replies=AMARA.mind.reference_lines[:6]
)

TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(AMARA.mind.reference_lines), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(
        ["", "…", "!!!", "Dr. No? No.", "like a dog,,,", "I'm '90s\n\n- a\n- b", "\ud800 it is", "don't" * 40]
    ),
)
TRANSCRIPTS = st.builds(
    lambda genome, turns: Transcript(
        genome=genome, users=tuple(user for user, _ in turns), replies=tuple(reply for _, reply in turns)
    ),
    st.sampled_from([AMARA, BARE]),
    st.lists(st.tuples(st.text(max_size=40), TEXTS), min_size=1, max_size=4),
)
CHOICES = st.sampled_from(EVERY)
SEEDS = st.integers(0, 5)


def put(
    transcript: Transcript, choice: tuple[DriftType, str], dose: float, *, turn: int = 1, seed: int = 0
) -> Implanted:
    """Drift of one family."""
    kind, family = choice
    return implant(transcript, kind, dose=dose, from_turn=turn, seed=seed, family=family, voices=VOICES)


@given(TRANSCRIPTS, CHOICES, SEEDS)
def test_dose_zero_changes_nothing(transcript: Transcript, choice: tuple[DriftType, str], seed: int) -> None:
    """Without a dose the transcript is the same and no span is noted."""
    found = put(transcript, choice, 0.0, seed=seed)
    assert found.transcript == transcript
    assert found.spans == ()
    assert found.share == 0.0


@given(TRANSCRIPTS, CHOICES, st.floats(0, 1), st.integers(1, 5), SEEDS)
def test_offsets_are_true(
    transcript: Transcript, choice: tuple[DriftType, str], dose: float, turn: int, seed: int
) -> None:
    """Each span names what stood before and what stands now; turning all of them back gives the old text."""
    found = put(transcript, choice, dose, turn=turn, seed=seed)
    restored = list(found.transcript.replies)
    for span in reversed(found.spans):
        old, new = transcript.replies[span.turn - 1], found.transcript.replies[span.turn - 1]
        assert old[span.before_start : span.before_end] == span.before
        assert new[span.start : span.end] == span.after
        assert span.before != span.after
        text = restored[span.turn - 1]
        restored[span.turn - 1] = text[: span.start] + span.before + text[span.end :]
    assert tuple(restored) == transcript.replies
    assert found.transcript.replies[: turn - 1] == transcript.replies[: turn - 1]
    assert all(span.turn >= turn for span in found.spans)


@given(TRANSCRIPTS, CHOICES, st.lists(st.floats(0, 1), min_size=2, max_size=4).map(sorted), SEEDS)
def test_a_larger_dose_keeps_what_a_smaller_one_changed(
    transcript: Transcript, choice: tuple[DriftType, str], doses: list[float], seed: int
) -> None:
    """The changed places of the smaller dose are among those of the larger, and the share of changed text grows."""
    found = [put(transcript, choice, dose, seed=seed) for dose in doses]
    for less, more in pairwise(found):
        kept = {(span.turn, span.before_start, span.before_end, span.after) for span in more.spans}
        assert {(span.turn, span.before_start, span.before_end, span.after) for span in less.spans} <= kept
        assert less.share <= more.share + 1e-12
        assert 0.0 <= more.share <= 1.0


@given(TRANSCRIPTS, CHOICES, st.floats(0, 1), SEEDS)
@settings(max_examples=40)
def test_the_same_seed_gives_the_same_text(
    transcript: Transcript, choice: tuple[DriftType, str], dose: float, seed: int
) -> None:
    """Nothing but the arguments decides what is changed."""
    assert put(transcript, choice, dose, seed=seed) == put(transcript, choice, dose, seed=seed)


@pytest.mark.parametrize("choice", EVERY, ids="/".join)
def test_every_family_changes_real_lines(choice: tuple[DriftType, str]) -> None:
    """At full dose every family finds a hold in most replies of a persona; two seeds change them differently."""
    one, other = (put(FAITHFUL, choice, 1.0, seed=seed) for seed in (1, 2))
    assert sum(one.changed(turn) for turn in range(1, 7)) >= 4
    mechanical = {"worded", "lexical", "stripped", "clipped"}
    assert one.family in mechanical or one.transcript.replies != other.transcript.replies


def test_every_type_has_families_to_hold_out() -> None:
    """At least three independent families a type, and the seed chooses among them when none is named."""
    for kind in DRIFT_TYPES:
        assert len(families(kind)) >= 3
        assert len({implant(FAITHFUL, kind, dose=0.5, seed=seed).family for seed in range(20)}) > 1


@pytest.mark.parametrize(("dose", "turn"), [(-0.1, 1), (1.1, 1), (float("nan"), 1), (0.5, 0)])
def test_impossible_orders_are_refused(dose: float, turn: int) -> None:
    """A dose outside 0 to 1 or a turn below 1 is an error, as is a family of another type."""
    with pytest.raises(InvalidInput):
        implant(FAITHFUL, "bleed", dose=dose, from_turn=turn)
    with pytest.raises(InvalidInput, match="avowed"):
        implant(FAITHFUL, "bleed", dose=1.0, family="avowed")


def test_turns_must_pair() -> None:
    """A transcript with more replies than messages is refused."""
    with pytest.raises(InvalidInput, match="replies"):
        Transcript(genome=BARE, users=(), replies=("Hello.",))


def test_beliefs_are_turned_round() -> None:
    """A negation is taken out, an auxiliary gets one, a universal is flipped."""
    lines = ("Rest is part of the job.", "I do not like long meetings.", "Everybody makes mistakes.", "I trust you.")
    said = Transcript(genome=BARE, users=("",) * 4, replies=lines)
    assert implant(said, "belief reversal", dose=1.0, family="denied").transcript.replies == (
        "Rest is not part of the job.",
        "I like long meetings.",
        "Nobody makes mistakes.",
        "I do not trust you.",
    )


def test_facts_are_swapped_in_place() -> None:
    """Numbers, months, kin and places change; the words around them stay."""
    said = Transcript(genome=BARE, users=("",), replies=("In March 1987 my sister moved to Dakar with two dogs.",))
    text = implant(said, "fact swap", dose=1.0, family="swapped").transcript.replies[0]
    assert text.startswith("In July ")
    assert "stepmother moved to" in text
    assert not {"March", "1987", "sister", "Dakar", "two"} & set(text.replace(".", "").split())
