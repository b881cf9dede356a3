"""Structured models that write answers down and read them back. Knows no vendor; a question holds no key to leak."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from brain.errors import InvalidInput, ModelCancelled, ModelError, ModelUnknown
from brain.models.chat import TokenCount
from brain.models.recorded import Fault
from brain.models.structured import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.models.structured import Question, Shape, StructuredModel


class AnswerRecording(BaseModel):
    """One question and its answer: a line of a recording."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    asked: str
    digest: str
    instructions: str
    material: str
    sample: int = 0
    value: Any = None
    model: str = ""
    tokens: TokenCount = TokenCount()
    total_ms: float = 0.0
    fault: Fault | None = None


class RecordedStructured:
    """Passes on what `inner` answers and appends it to the JSONL file at `path`, one whole line at a time."""

    def __init__(self, inner: StructuredModel, path: Path) -> None:
        self._inner, self._path = inner, path
        self._writing = threading.Lock()

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The inner model's answer; its errors are recorded and passed on, except that it was cancelled."""
        try:
            answer = self._inner.ask(question, cancelled=cancelled)
        except ModelCancelled:
            raise
        except ModelError as error:
            self._write(question, fault=Fault.of(error), tokens=error.tokens or TokenCount())
            raise
        self._write(
            question,
            value=answer.value.model_dump(mode="json"),
            model=answer.model,
            tokens=answer.tokens,
            total_ms=answer.total_ms,
        )
        return answer

    def _write(self, question: Question[Shape], **found: object) -> None:
        recording = AnswerRecording.model_validate(
            {
                "asked": self.id,
                "digest": digest(self.id, question),
                "instructions": question.instructions,
                "material": question.material,
                "sample": question.sample,
                **found,
            }
        )
        line = json.dumps(recording.model_dump(mode="json"), ensure_ascii=False) + "\n"
        with self._writing, self._path.open("ab") as sink:
            sink.write(line.encode("utf-8", "replace"))


class ReplayedStructured:
    """Answers again what was recorded in the file at `path` for the model with this `id`; the last recording counts.

    Raises InvalidInput for a file that is missing or holds a line that is no recording.
    """

    def __init__(self, path: Path, *, id: str) -> None:  # noqa: A002  (the protocol's own name for it)
        self.id = id
        self._path = path
        self._recordings = {one.digest: one for one in _read(path) if one.asked == id}

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The recorded answer or error. Raises ModelUnknown for a question that was never recorded."""
        if cancelled():
            raise ModelCancelled(f"The question to {self.id!r} was cancelled.")
        recording = self._recordings.get(digest(self.id, question))
        if recording is None:
            raise ModelUnknown(
                f"There is no recorded answer of {self.id!r} to this question.",
                why=f"{self._path.name} holds {len(self._recordings)} others; a changed question is another one.",
                next_step="Record it with the real model, or go on without it.",
            )
        if recording.fault is not None:
            raise recording.fault.error()
        return Answer(
            value=question.shape.model_validate_json(json.dumps(recording.value)),
            model=recording.model,
            tokens=recording.tokens,
            total_ms=recording.total_ms,
        )


def digest(model: str, question: Question[Shape]) -> str:
    """SHA-256 of the model's id and all of the question but its time limit, as hexadecimal."""
    schema = question.shape.model_json_schema()
    asked = [question.instructions, question.material, schema, question.max_tokens, question.temperature]
    document = json.dumps([model, *asked, question.sample], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(document.encode()).hexdigest()


def _read(path: Path) -> Iterator[AnswerRecording]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InvalidInput(
            f"The recording {path.name!r} could not be opened.", why=f"{error.strerror}.", next_step="Check the path."
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield AnswerRecording.model_validate_json(line)
        except ValidationError as error:
            raise InvalidInput(
                f"{path.name!r} is no recording of answers.",
                why=f"Line {number} cannot be read.",
                next_step="Record it anew.",
            ) from error
