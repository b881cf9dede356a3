from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.drift.contrast import Contrast, shipped
from brain.drift.gauge import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.drift.gauge import Gauge
    from brain.drift.reading import SignalReading
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

LINES = [
    "I walked to the harbour, and the boats were late again.",
    "You should have seen the fog; nobody could find the pier.",
    "My brother mends nets, and I keep the books for him.",
    "We had herring for supper, with bread and a little salt.",
    "I never learned to swim, though I was born by the water.",
    "The old captain tells the same story, and I listen every time.",
    "There is no hurry on a Sunday, so sit down with me.",
    "You can hear the bell from my window when the wind is right.",
    "I painted the door blue, because the sea was grey all winter.",
]


@pytest.fixture(scope="module")
def fisher(persona: Callable[..., PersonaGenome], embedder: Embedder) -> Gauge:
    """A persona of nine plain lines, among voices that are nothing like it."""
    others = Contrast({"teenager": shipped().voices["teenager"]})
    return prepare(persona("fisher", LINES), contrast=others, embedder=embedder)


def signal(gauge: Gauge, reply: str, name: str) -> SignalReading:
    """One signal of the reading of a reply."""
    return next(one for one in gauge.read(reply).signals if one.name == name)


@pytest.mark.parametrize(
    ("name", "reply", "value"),
    [
        ("exclamations", "The boats are late! Nobody knows why! I wait here and listen.", 2 / 3),
        ("pauses", "I waited, and waited; the boats, as ever, were late again today.", 4.0),
        ("small starts", "the boats are late again today. I sit here and wait for them.", 0.5),
        ("denials", "I do not know, and I can't say, and nobody ever will tell us", 300 / 14),
        ("self-reference", "I keep my books and I mend the nets of my old brother", 400 / 13),
        ("address", "You know your way, and you will find the pier by yourself", 400 / 12),
        ("questions", "Are the boats late? Who knows? I wait here and listen to it.", 2 / 3),
        ("contractions", "I don't know what they've said, and I'm tired; it's late tonight", 300 / 12),
        ("full forms", "It is late, and I do not know what we cannot see tonight", 300 / 13),
        ("modal verbs", "You should wait, and you might see what the fog would hide", 300 / 12),
        ("pointing words", "There it was, and that was all of it, as these things go", 500 / 13),
        ("casual words", "Yeah, the boats are kinda late and I wait for them tonight", 200 / 12),
    ],
)
def test_a_rate_counts_what_it_says(fisher: Gauge, name: str, reply: str, value: float) -> None:
    """Marks are counted a sentence, small words a hundred words."""
    assert signal(fisher, reply, name).value == pytest.approx(value)


def test_too_many_are_pointed_to(fisher: Gauge) -> None:
    """Where a rate is far above the persona's own, the places are shown; where below, nothing can be."""
    loud = signal(fisher, "The boats! The fog! The bell! I hear it all the time, and I love it!", "exclamations")
    assert loud.z is not None
    assert loud.z > 1.0
    assert [piece.text for piece in loud.evidence] == ["!"] * 4


def test_words_the_persona_never_used_are_unfamiliar(fisher: Gauge) -> None:
    """Rare words of its own are familiar in any inflection, rare ones of others are not, common ones never count."""
    own = signal(fisher, "The herring lies in the harbour, and I was born to paint the piers blue", "unfamiliar words")
    strange = signal(
        fisher, "The hermeneutics of bureaucratic ontology lie in the harbour of the fog", "unfamiliar words"
    )
    assert own.value == 0.0
    assert strange.value is not None
    assert strange.value > 20.0
    assert "hermeneutics" in [piece.text for piece in strange.evidence]
