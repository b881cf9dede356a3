from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain import demo, static_embedder
from brain.drift.contrast import shipped
from brain.drift.reading import SignalReading, Verdict
from brain.drift.sample import Sample
from brain.drift.signals.contradiction import with_beliefs, with_earlier_replies
from brain.drift.signals.protocol import Yardstick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.gauge import Gauge
    from brain.drift.reading import DriftReading

BELIEFS, EARLIER = "contradiction with beliefs and facts", "contradiction with earlier replies"


def yardstick(slug: str) -> Yardstick:
    """What the signals of a demo persona are made from."""
    genome = demo.load(slug)
    references = tuple(map(Sample, genome.mind.reference_lines))
    return Yardstick(
        genome=genome, references=references, own=(), contrast=shipped(), embedder=static_embedder.shared()
    )


EINSTEIN = yardstick("albert-einstein")


def signal(reading: DriftReading, name: str) -> SignalReading:
    """One signal of a reading."""
    return next(one for one in reading.signals if one.name == name)


@pytest.mark.parametrize(
    ("reply", "named"),
    [
        ("Knowledge matters more than imagination, my friend.", "Imagination is more important than knowledge."),
        ("I have come to think that God plays dice with the world.", "God does not play dice"),
        ("You see, I was born in Vienna.", "Ulm"),
        ("I was born in 1890, in the spring.", "1879"),
        ("I have five sons, and all of them sail.", "two sons"),
        ("My sister Clara was the nearest person to me.", "Maja"),
        ("My name is Gustav.", "Albert Einstein"),
        ("It was foolish of me to claim that imagination is more important than knowledge.", "Imagination"),
        ("Is it really so that God does not play dice with the world? I say no.", "God does not play dice"),
        ("A good theory may be as complicated as it likes.", "few assumptions"),
        ("I grew up in Japan, over a bakery.", "ulm"),
    ],
)
def test_a_contradiction_points_to_the_words_and_to_what_they_contradict(reply: str, named: str) -> None:
    """The value rises, the words are shown, and the note quotes the genome."""
    read = with_beliefs(EINSTEIN)
    sample = Sample(reply)
    assert read.value(sample) >= 0.6
    pieces = read.evidence(sample, above=True)
    assert pieces
    assert all(reply[piece.start : piece.end] == piece.text for piece in pieces)
    assert any(named in piece.note for piece in pieces)


@pytest.mark.parametrize(
    "reply",
    [
        "Imagination is more important than knowledge, you see.",
        "I was born in Germany, in Ulm, in March of 1879.",
        "I live in Princeton now, though I was born in Ulm.",
        "Some say that God plays dice with the world, and I do not believe them.",
        "Is knowledge more important than imagination?",
        "No shame in it, imagination is more important than knowledge.",
        "No doubt, imagination is more important than knowledge.",
        "Is it true that knowledge is more important than imagination? No.",
        "It would be foolish of me to claim that knowledge is more important than imagination.",
        "If I had been born in Vienna, I would waltz better.",
        "Suppose I were a plumber. I live in Ohio, and my name is Joe.",
    ],
)
def test_faithful_and_unclaimed_things_contradict_nothing(reply: str) -> None:
    """Paraphrase, containment, hearsay, questions and pretence have value 0."""
    assert with_beliefs(EINSTEIN).value(Sample(reply)) == 0.0


def test_what_cannot_be_read_is_not_assessed() -> None:
    """Without a claim, and without anything to compare it with, the reason says which it was."""
    read = with_beliefs(EINSTEIN)
    assert "no claim" in read.unread(Sample("Oh, how very curious!"))
    assert "none is about" in read.unread(Sample("The committee approved the new plan for the harbour."))
    told = Sample("I was born in Ulm.")
    assert read.unread(told) == ""
    assert read.account(told).startswith("2 claims read, ")


def test_an_earlier_reply_is_named_by_its_turn() -> None:
    """Against the session's own replies the note gives turn and words; without any there is nothing to compare."""
    read = with_earlier_replies(EINSTEIN)
    sample = Sample("I have no dog at all.", said=("The lake is calm.", "I have a dog called Chico."))
    assert read.value(sample) > 0.8
    assert "turn 2: “I have a dog called Chico.”" in read.evidence(sample, above=True)[0].note
    later = Sample("I have no dog at all.", said=sample.said, first_turn=31)
    assert "turn 32:" in read.evidence(later, above=True)[0].note
    assert read.unread(Sample("I have no dog at all."))


def test_a_plain_contradiction_moves_the_verdict_and_is_its_reason(gauges: Mapping[str, Gauge]) -> None:
    """In the persona's own manner, at the first turn, the reply is at least drifting, and lies several spreads out."""
    reply = (
        "Let us look at this slowly, my friend. It seems to me that knowledge is far more important than imagination, "
        "and one should never stop wondering at it."
    )
    reading = gauges["albert-einstein"].read(reply)
    assert reading.verdict in (Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER)
    assert "Imagination is more important than knowledge" in reading.reason
    assert (signal(reading, BELIEFS).z or 0.0) >= 3.0
    assert signal(reading, BELIEFS).note


def test_a_short_contradiction_is_judged(gauges: Mapping[str, Gauge]) -> None:
    """Five words are enough where they plainly contradict a fact."""
    assert gauges["albert-einstein"].read("I was born in Texas.").verdict is not Verdict.CANNOT_TELL
    assert gauges["albert-einstein"].read("I was born in Ulm.").verdict is Verdict.CANNOT_TELL


def test_what_was_said_before_reaches_the_reading(gauges: Mapping[str, Gauge]) -> None:
    """`said` is compared with, turn by turn."""
    said = ("My neighbour in Bern had a parrot, and I have a parrot too; it is called Bibo.",)
    reply = "You ask about animals, and I must be honest with you: I have no parrot, and I never had one."
    found = signal(gauges["albert-einstein"].read(reply, said=said), EARLIER)
    assert found.assessed
    assert found.evidence
    assert "turn 1" in found.evidence[0].note


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_can_be_held_against_any_other(einstein: Gauge, reply: str, said: list[str]) -> None:
    """Whatever the reply and whatever was said before, a reading comes back."""
    assert einstein.read(reply, said=said).signals


def test_untouched_replies_of_every_persona_are_accused_of_nothing(gauges: Mapping[str, Gauge]) -> None:
    """No reference line contradicts the genome that it comes with."""
    for slug, gauge in gauges.items():
        for line in demo.load(slug).mind.reference_lines:
            reading = gauge.read(line)
            assert not signal(reading, BELIEFS).value, (slug, line)
