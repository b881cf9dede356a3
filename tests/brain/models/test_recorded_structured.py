from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from brain.errors import InvalidInput, ModelCancelled, ModelMisfit, ModelUnknown
from brain.models.chat import TokenCount
from brain.models.recorded_structured import RecordedStructured, ReplayedStructured
from brain.models.structured import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from brain.models.structured import Shape


class Age(BaseModel):
    """A shape to be asked for."""

    years: int


ASK = Question(instructions="How old?", material="I am nine \ud800.", shape=Age)


class Scripted:
    """Answers nine, or fails."""

    id = "scripted"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The answer."""
        del cancelled
        if self._error:
            raise self._error
        value = question.shape.model_validate({"years": 9})
        return Answer(value=value, model="scripted-1", tokens=TokenCount(input=3), total_ms=4.0)


def test_what_was_recorded_is_answered_again(tmp_path: Path) -> None:
    """A replay gives the same answer with the same model, tokens and time."""
    path = tmp_path / "take.jsonl"
    first = RecordedStructured(Scripted(), path).ask(ASK)
    assert ReplayedStructured(path, id="scripted").ask(ASK) == first
    assert ReplayedStructured(path, id="scripted").ask(replace(ASK, timeout_seconds=1.0)) == first


@pytest.mark.parametrize("other", [{"material": "I am ten."}, {"sample": 1}, {"temperature": 0.5}, {"max_tokens": 9}])
def test_another_question_was_never_recorded(tmp_path: Path, other: dict[str, object]) -> None:
    """Only the very same question is answered."""
    path = tmp_path / "take.jsonl"
    RecordedStructured(Scripted(), path).ask(ASK)
    with pytest.raises(ModelUnknown, match="no recorded answer"):
        ReplayedStructured(path, id="scripted").ask(replace(ASK, **other))  # type: ignore[arg-type]


def test_a_fault_is_raised_again(tmp_path: Path) -> None:
    """A recorded error is raised again as the same kind, with the same words."""
    path = tmp_path / "take.jsonl"
    with pytest.raises(ModelMisfit) as before:
        RecordedStructured(Scripted(ModelMisfit("No fit.", why="years: missing.")), path).ask(ASK)
    with pytest.raises(ModelMisfit) as after:
        ReplayedStructured(path, id="scripted").ask(ASK)
    assert str(after.value) == str(before.value)


def test_a_cancelled_question_is_not_recorded(tmp_path: Path) -> None:
    """It is not what the model would say; and a replay can be cancelled too."""
    path = tmp_path / "take.jsonl"
    with pytest.raises(ModelCancelled):
        RecordedStructured(Scripted(ModelCancelled("Stop.")), path).ask(ASK)
    assert not path.exists()
    RecordedStructured(Scripted(), path).ask(ASK)
    with pytest.raises(ModelCancelled):
        ReplayedStructured(path, id="scripted").ask(ASK, cancelled=lambda: True)


@pytest.mark.parametrize("text", ["{", "[]\n", '{"version": 2}\n'])
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    """The error names the line, and a missing file by name."""
    path = tmp_path / "take.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="Line 1"):
        ReplayedStructured(path, id="scripted")
    with pytest.raises(InvalidInput, match=r"none\.jsonl"):
        ReplayedStructured(tmp_path / "none.jsonl", id="scripted")
