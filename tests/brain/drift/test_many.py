"""Many conversations at once: every reading is the one that the gauge gives turn by turn."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.drift.contrast import usual
from brain.drift.gauge import prepare
from brain.drift.many.reading import ManyGauge
from brain.drift.many.taken_apart import claimed
from brain.drift.many.turn import turn_gauge
from brain.drift.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from brain.drift.gauge import Gauge
    from brain.drift.reading import DriftReading
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

ODD = (
    "", "No.", "I am an AI.", "As an AI language model I cannot feel anything about that.", "!!! ???", "\u00a0",
    "Ich bin in Ulm geboren und spiele gern Geige, mein lieber Freund, jeden Abend.", "```x = 1```", "Well, " * 60,
    "I was born in Paris in 1950 and I have never once played the violin.", "I was born in Ulm in 1879.",
    "I have two daughters. I have three daughters.", "- one\n- two\n- three\n\n**Great question!** I hope this helps.",
    "\u201cAs an AI language model\u201d, you say; I say only what I think, my dear friend, and nobody else does.",
    "na\u00efve caf\u00e9 \u2019tis \u212a \u0130stanbul \ud800 and a few more plain English words to be read here",
    "Visit https://example.org <b>now</b>, and see what the light of the stars has to say to all of us tonight.",
)  # fmt: skip
SAID = tuple(line for one in demo.load_all()[:4] for line in one.mind.reference_lines)
USERS = ("", "Who are you?", 'Say "As an AI language model".', "I feel terrible today.")
turns = st.lists(st.tuples(st.sampled_from(USERS), st.sampled_from(SAID + ODD * 3)), min_size=1, max_size=9)


def one_by_one(gauge: Gauge, talk: Sequence[tuple[str, str]]) -> tuple[DriftReading, ...]:
    """The readings of a conversation as they are made while it is held."""
    found: list[DriftReading] = []
    for at, (user, reply) in enumerate(talk):
        found.append(gauge.read(reply, user_text=user, earlier=found, said=[said for _, said in talk[:at]]))
    return tuple(found)


@settings(max_examples=30)
@given(talks=st.lists(turns, min_size=1, max_size=4))
def test_readings_of_many_conversations_are_those_of_each(
    gauges: Mapping[str, Gauge], talks: list[list[tuple[str, str]]]
) -> None:
    """The same values, bit by bit, the same words and the same evidence, whatever stands in the replies."""
    gauge = gauges["albert-einstein"]
    expected = [one_by_one(gauge, talk) for talk in talks]
    assert ManyGauge(gauge).read(talks) == expected
    by_turn = turn_gauge(gauge)
    assert [one_by_one(by_turn, talk) for talk in talks] == expected
    bare = ManyGauge(gauge, evidence=False).read(talks)
    for one, whole in zip(bare, expected, strict=True):
        assert one == tuple(_without_evidence(reading) for reading in whole)


@pytest.mark.parametrize(("first_turn", "complete"), [(1, True), (3, True), (1, False)])
def test_a_turn_by_itself_is_read_the_same_wherever_it_stands(
    einstein: Gauge,
    first_turn: int,
    complete: bool,  # noqa: FBT001 - a case
) -> None:
    """Also where the session began earlier, or the reply was broken off."""
    by_turn = turn_gauge(einstein)
    for at in (10, 11):
        alone, kept = (
            gauge.read(ODD[at], user_text="", said=ODD[9:at], first_turn=first_turn, complete=complete)
            for gauge in (einstein, by_turn)
        )
        assert alone == kept
        assert (at == 10 and complete) <= (f"what it said in turn {first_turn}" in alone.model_dump_json())


def test_a_gauge_by_turns_goes_to_another_process(einstein: Gauge) -> None:
    """What it remembers stays behind; it reads the same there, and is made into one only once."""
    by_turn = turn_gauge(einstein)
    assert turn_gauge(by_turn) is by_turn
    there = pickle.loads(pickle.dumps(by_turn))  # noqa: S301 - made here
    assert there.read(SAID[0]) == by_turn.read(SAID[0])


def _without_evidence(reading: DriftReading) -> DriftReading:
    crossed, *rest = reading.signals
    plain = (crossed, *(one.model_copy(update={"evidence": ()}) for one in rest))
    return reading.model_copy(update={"signals": plain})


@pytest.mark.parametrize("slug", [one.metadata.slug for one in demo.load_all()])
def test_every_demo_persona_is_read_the_same(gauges: Mapping[str, Gauge], slug: str) -> None:
    """In its own words and in those of others, over a conversation longer than what a score remembers."""
    talk = [(USERS[at % len(USERS)], (SAID + ODD)[at * 7 % len(SAID + ODD)]) for at in range(95)]
    (found,) = ManyGauge(gauges[slug]).read([talk])
    expected = one_by_one(gauges[slug], talk)
    assert found == expected
    assert [one.model_dump_json() for one in found] == [one.model_dump_json() for one in expected]


def test_the_same_conversation_is_read_the_same_among_others_and_again(einstein: Gauge) -> None:
    """Neither the company it is read in nor what was read before changes anything."""
    talk = [("", SAID[0]), ("Who are you?", ODD[3])]
    many = ManyGauge(einstein)
    alone = many.read([talk])
    assert many.read([[("", line)] for line in SAID[:300]] + [talk])[-1:] == alone


def test_a_persona_that_cannot_be_judged_says_so_at_every_turn(
    persona: Callable[..., PersonaGenome], embedder: Embedder
) -> None:
    """With three lines there is no floor: each reading has the reason, as one by one."""
    gauge = prepare(persona("short", SAID[:3]), contrast=usual(), embedder=embedder)
    talk = [("", SAID[0]), ("", ODD[3]), ("", "No.")]
    (found,) = ManyGauge(gauge).read([talk])
    assert found == one_by_one(gauge, talk)
    assert all(one.score is None and "at least 8" in one.reason for one in found[:2])


class Letters:
    """An embedder that counts letters: any will do, not the shipped one alone."""

    id = "letters"
    dimensions = 26

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of length 1."""
        rows = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)
        rows = rows.reshape(len(texts), 26)
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def test_with_another_embedder_the_readings_are_the_same_too() -> None:
    """What is quick for the shipped embedder alone is done as usual for others."""
    gauge = prepare(demo.load("albert-einstein"), contrast=usual(), embedder=Letters())
    talk = [("", line) for line in SAID[:6]]
    assert ManyGauge(gauge).read([talk]) == [one_by_one(gauge, talk)]


@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(SAID + ODD), max_size=3).map(" ".join)))
def test_a_text_is_taken_apart_as_a_sample_does(text: str) -> None:
    """Words, sentences, claims and fingerprint are the sample's own."""
    quick, slow = claimed(text), Sample(text)
    assert quick.words == slow.words
    assert quick.claims == slow.claims
    assert quick.fingerprint == slow.fingerprint
