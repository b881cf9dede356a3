"""Which tier reads emotion in the studio, and the commands about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from typer.testing import CliRunner

from brain.emotion.labels import Emotion
from brain.errors import NotFound
from studio.casting import Casting
from studio.cli import app
from studio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from brain.emotion.reading import EmotionReading


def reading(tier: Literal["keyword", "hybrid", "llm"]) -> EmotionReading:
    """What the studio reads by this setting."""
    detector = Casting(Settings(emotion_tier=tier)).detector
    found = detector.read("I am so happy today, thank you!")
    while found.note.endswith("still being loaded."):
        found = detector.read("I am so happy today, thank you!")
    return found


@pytest.mark.parametrize(("tier", "answers"), [("keyword", "keyword"), ("hybrid", "hybrid"), ("llm", "hybrid")])
def test_the_setting_chooses_the_highest_tier(tier: Literal["keyword", "hybrid", "llm"], answers: str) -> None:
    """The tier that is set answers; without a key there is no model to ask, and the hybrid tier does."""
    found = reading(tier)
    assert (found.tier, found.primary, found.note) == (answers, Emotion.HAPPY, "")


def test_messages_are_read_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message gets a line with label, confidence, tier and the words that moved it."""
    monkeypatch.setenv("PERSONAFORGE_EMOTION_TIER", "keyword")
    done = CliRunner().invoke(app, ["emotion", "read", "I am so happy!", "The meeting is at four."])
    assert done.exit_code == 0
    first, second = done.output.splitlines()
    assert first.startswith("happy ")
    assert "keyword tier · happy" in first
    assert second.startswith("neutral ")


def test_the_fit_needs_its_data(tmp_path: Path) -> None:
    """Without the data the command fails with the name of the file that is missing."""
    done = CliRunner().invoke(app, ["emotion", "fit", "--data", str(tmp_path), "--out", str(tmp_path)])
    assert isinstance(done.exception, NotFound)
    assert "labels.txt" in str(done.exception)


def test_the_weights_are_up_to_date() -> None:
    """`emotion check` succeeds on what ships."""
    assert CliRunner().invoke(app, ["emotion", "check"]).exit_code == 0
