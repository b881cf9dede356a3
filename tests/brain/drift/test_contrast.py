from __future__ import annotations

import pytest

from brain import demo
from brain.drift.contrast import ASSISTANT, BACKGROUND, Contrast, shipped


def test_an_assistant_and_eight_voices_ship() -> None:
    """The assistant has at least sixty lines, every other voice at least thirty, and no line stands in two voices."""
    voices = shipped().voices
    assert set(voices) == {ASSISTANT, *BACKGROUND}
    assert len(voices[ASSISTANT]) >= 60
    assert all(len(voices[name]) >= 30 for name in BACKGROUND)
    every = [line for lines in voices.values() for line in lines]
    assert len(every) == len(set(every))


def test_voices_come_and_go() -> None:
    """A voice can be added, replaced and taken out; what is there is not changed by it."""
    one = Contrast({"a": ("x",)})
    two = one.with_voice("b", ["y", "z"])
    assert set(one.voices) == {"a"}
    assert two.voices["b"] == ("y", "z")
    assert two.without("b") == one
    assert two.without("nobody") == two
    assert two.with_voice("b", []) == one


def test_equal_voices_make_equal_contrasts() -> None:
    """The order of names does not matter; one changed line does."""
    one, two = Contrast({"a": ("x",), "b": ("y",)}), Contrast({"b": ("y",), "a": ("x",)})
    assert (one, hash(one), one.id) == (two, hash(two), two.id)
    assert one.id != one.with_voice("a", ["X"]).id


def test_voices_cannot_be_changed_in_place() -> None:
    """The mapping is read-only."""
    with pytest.raises(TypeError):
        shipped().voices["assistant"] = ()  # type: ignore[index]


def test_personas_join_by_slug() -> None:
    """Every demo persona's reference lines become a voice."""
    joined = shipped().of_genomes(demo.load_all())
    assert joined.voices["albert-einstein"] == demo.load("albert-einstein").mind.reference_lines
