"""A persona's own emotion labels in its genome."""

from __future__ import annotations

from typing import Any

import pytest

from brain.emotion.labels import Emotion
from brain.errors import InvalidGenome
from brain.genome import read, write


def document(*emotions: dict[str, Any]) -> dict[str, Any]:
    """A small genome document with these labels."""
    return {"metadata": {"name": "Ada", "slug": "ada"}, "mind": {"emotions": list(emotions)}}


def test_labels_are_kept() -> None:
    """They survive writing and reading, with what was left out filled by the nearest of the 21."""
    wistful = {"name": "wistful", "vad": {"valence": -0.6, "arousal": 0.2, "dominance": 0.2}, "opposite": "smug"}
    genome = read(document(wistful, {"name": "smug", "nearest": "proud", "expression": "smirk"}))
    first, second = genome.mind.emotions
    assert (first.stands_for, second.stands_for) == (Emotion.SAD, Emotion.PROUD)
    assert read(write(genome)) == genome


def test_older_documents_have_none() -> None:
    """A document without the field is read as before."""
    assert read({"metadata": {"name": "Ada", "slug": "ada"}}).mind.emotions == ()


@pytest.mark.parametrize(
    "wrong",
    [
        [{"name": "happy"}],
        [{"name": "Smug"}],
        [{"name": ""}],
        [{"name": "a]b"}],
        [{"name": "x" * 41}],
        [{"name": "smug"}, {"name": "smug"}],
        [{"name": "smug", "opposite": "smug"}],
        [{"name": "smug", "opposite": "unheard"}],
        [{"name": "smug", "nearest": "wistful"}],
        [{"name": "smug", "vad": {"valence": 2.0}}],
    ],
)
def test_what_cannot_be_a_label_is_refused(wrong: list[dict[str, Any]]) -> None:
    """Names of the 21, capitals, brackets, repeats, unknown opposites and points off the scale are refused."""
    with pytest.raises(InvalidGenome) as caught:
        read(document(*wrong))
    assert all(path.startswith("mind.emotions") for path, _ in caught.value.problems)
