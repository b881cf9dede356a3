from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.drift.contrast import Contrast, shipped
from brain.drift.gauge import prepare
from brain.drift.voice_score import voice_score

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

POET = shipped().voices["poet"]
OTHERS = shipped().without("poet").without("lawyer")


def test_replies_in_the_voice_score_above_those_of_a_voice_that_was_never_met() -> None:
    """Held-back lines of the poet read like the poet; those of a lawyer the score has not met do not."""
    own = voice_score(POET[:20], POET[20:], contrast=OTHERS)
    strange = voice_score(POET[:20], shipped().voices["lawyer"][:12], contrast=OTHERS)
    assert own.value is not None
    assert strange.value is not None
    assert own.value > strange.value
    assert strange.value < 0.0


def test_it_is_the_signal_of_the_gauge(embedder: Embedder, persona: Callable[..., PersonaGenome]) -> None:
    """The value of a reply is the distance that the gauge of the same voice shows, turned round."""
    reply = shipped().voices["lawyer"][0]
    gauge = prepare(persona("poet", POET[:20]), contrast=OTHERS, embedder=embedder)
    shown = next(signal.z for signal in gauge.read(reply).signals if signal.name == "who said it")
    assert voice_score(POET[:20], [reply], contrast=OTHERS).value == -(shown or 0.0)


def test_the_words_against_the_voice_are_named() -> None:
    """A reply far from the voice shows words of its own."""
    reply = shipped().voices["lawyer"][0]
    found = voice_score(POET[:20], [reply], contrast=OTHERS).lines[0]
    assert found.against
    assert all(piece in reply for piece in found.against)


def test_too_little_is_not_assessed() -> None:
    """Seven lines, no contrast, no reply, or a reply of marks get no value but a reason."""
    for lines, replies, contrast in (
        (POET[:7], POET[20:], OTHERS),
        (POET[:20], POET[20:], Contrast({})),
        (POET[:20], (), OTHERS),
        (POET[:20], ("...",), OTHERS),
    ):
        found = voice_score(lines, replies, contrast=contrast)
        assert found.value is None
        assert found.reason


def test_a_voice_that_is_also_in_the_contrast_is_not_assessed() -> None:
    """Two voices that are the same cannot be told apart, and it says whose they are."""
    found = voice_score(POET, POET[:2], contrast=OTHERS.with_voice("twin", POET))
    assert found.value is None
    assert "twin" in found.reason


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_reply_gets_a_finite_value_or_a_reason(replies: list[str]) -> None:
    """No text raises, and the whole is the sum of what could be judged."""
    found = voice_score(POET[:20], replies, contrast=OTHERS)
    judged = [line.value for line in found.lines if line.value is not None]
    assert found.value == (sum(judged) if judged else None)
    assert all(np.isfinite(judged))
