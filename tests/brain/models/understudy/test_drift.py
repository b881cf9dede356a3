import re
from collections.abc import Callable
from itertools import pairwise
from typing import get_args

import pytest

from brain.genome import PersonaGenome
from brain.models.chat import DriftInstruction, DriftType

Speak = Callable[..., str]
KINDS: tuple[DriftType, ...] = get_args(DriftType)
QUESTIONS = [
    "What do you think about clocks?",
    "Tell me about yourself.",
    "Where do you live?",
    "Tell me a story.",
    "What is the capital of Peru?",
    "Good morning!",
]
DOSES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def sentences(reply: str) -> list[str]:
    """The sentences of a reply, without its tags."""
    return re.split(r"(?<=[.!?])\s+", re.sub(r"\[[A-Z]+:[^\]]*\] ?", "", reply))


def kept(plain: str, other: str) -> int:
    """How many sentences of the undrifted reply are left."""
    return sum(sentence in other for sentence in sentences(plain))


@pytest.mark.parametrize("kind", KINDS)
def test_no_dose_changes_nothing(kind: DriftType, greta: PersonaGenome, speak: Speak) -> None:
    """Dose 0, and any dose before its first turn, leaves the reply as it is, byte for byte."""
    for question in QUESTIONS:
        plain = speak(greta, question, seed=2)
        assert speak(greta, question, seed=2, drift=DriftInstruction(type=kind, dose=0.0)) == plain
        assert speak(greta, question, seed=2, drift=DriftInstruction(type=kind, dose=1.0, from_turn=2)) == plain


@pytest.mark.parametrize("kind", KINDS)
def test_the_full_dose_changes_the_words(
    kind: DriftType, greta: PersonaGenome, nameless: PersonaGenome, speak: Speak
) -> None:
    """At dose 1 every reply of every kind is another one."""
    for genome in (greta, nameless):
        for question in QUESTIONS:
            for seed in range(3):
                plain = speak(genome, question, seed=seed)
                other = speak(genome, question, seed=seed, drift=DriftInstruction(type=kind, dose=1.0))
                assert sentences(other) != sentences(plain)


@pytest.mark.parametrize("kind", KINDS)
def test_a_larger_dose_keeps_what_a_smaller_one_changed(kind: DriftType, greta: PersonaGenome, speak: Speak) -> None:
    """The undrifted sentences that are left never become more as the dose grows, and new sentences stay."""
    for question in QUESTIONS:
        for seed in range(4):
            plain = speak(greta, question, seed=seed)
            replies = [
                speak(greta, question, seed=seed, drift=DriftInstruction(type=kind, dose=dose)) for dose in DOSES
            ]
            left = [kept(plain, reply) for reply in replies]
            assert left == sorted(left, reverse=True)
            if kind != "register shift":  # chat slang has no full stops to tell its sentences by
                added = [set(sentences(reply)) - set(sentences(plain)) for reply in replies]
                assert all(fewer <= more for fewer, more in pairwise(added))


@pytest.mark.parametrize("kind", KINDS)
def test_drift_is_varied(kind: DriftType, greta: PersonaGenome, speak: Speak) -> None:
    """Other seeds drift in other words."""
    instruction = DriftInstruction(type=kind, dose=1.0)
    assert len({speak(greta, QUESTIONS[0], seed=seed, drift=instruction) for seed in range(8)}) >= 6


def test_each_kind_does_what_it_is_called(greta: PersonaGenome, speak: Speak) -> None:
    """The kinds that have a mark of their own show it at full dose."""
    marks = {
        "belief reversal": r"belongs in the bin",
        "boundary breach": r"(?i)slide the pin up|bent wire",
        "assistant break": r"(?i)as an? (ai|large)|assistant|artificial intelligence|training data|factors|overview",
        "register shift": r"\b(u|da|dat|cuz|lol|tbh|ngl|smh|fr|bruh|yo|lmao|omg)\b",
    }
    for kind, mark in marks.items():
        replies = [
            speak(
                greta,
                "Should people throw away a broken clock?",
                seed=seed,
                drift=DriftInstruction.model_validate({"type": kind, "dose": 1.0}),
            )
            for seed in range(5)
        ]
        assert all(re.search(mark, reply) for reply in replies), kind


def test_flattening_takes_the_feeling_out(greta: PersonaGenome, speak: Speak) -> None:
    """At full dose the emotion is neutral and no exclamation mark is left."""
    reply = speak(greta, "I am so happy today!", drift=DriftInstruction(type="emotional flattening", dose=1.0))
    assert reply.startswith("[EMOTION:neutral]")
    assert "!" not in reply
