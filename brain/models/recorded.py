"""Chat models that write their replies down and read them back. Knows no vendor; a request holds no key to leak."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from brain.errors import (
    InvalidInput,
    ModelError,
    ModelGarbled,
    ModelMisfit,
    ModelOverloaded,
    ModelRefused,
    ModelUnauthorised,
    ModelUnknown,
    ModelUnreachable,
)
from brain.models.chat import ChatRequest, Completion, Delta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from brain.models.chat import ChatModel

_KINDS: Final[Mapping[str, type[ModelError]]] = {
    kind.__name__: kind
    for kind in (
        ModelUnknown,
        ModelUnauthorised,
        ModelRefused,
        ModelOverloaded,
        ModelUnreachable,
        ModelGarbled,
        ModelMisfit,
    )
}


class Fault(BaseModel):
    """A model's error as a line of a recording holds it."""

    model_config = ConfigDict(frozen=True)

    kind: str
    what: str
    why: str = ""
    next_step: str = ""

    @classmethod
    def of(cls, error: ModelError) -> Fault:
        """The fault that an error was."""
        return cls(kind=type(error).__name__, what=error.what, why=error.why, next_step=error.next_step)

    def error(self) -> ModelError:
        """The error again; a ModelError where its kind no longer exists."""
        return _KINDS.get(self.kind, ModelError)(self.what, why=self.why, next_step=self.next_step)


class Recording(BaseModel):
    """One request and its reply: a line of a recording. Without the scene, of which only the digest is kept."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    model: str
    digest: str
    request: ChatRequest
    pieces: tuple[str, ...] = ()
    completion: Completion | None = None
    fault: Fault | None = None


class Recorded:
    """Passes on what `inner` says and appends it to the JSONL file at `path`, one whole line at a time.

    Replies that were cancelled or broken off by the caller are not written: they are not what the model would say.
    """

    def __init__(self, inner: ChatModel, path: Path) -> None:
        self._inner, self._path = inner, path
        self._writing = threading.Lock()

    @property
    def id(self) -> str:
        """The inner model's."""
        return self._inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self._inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The inner model's reply; its errors are recorded and passed on."""
        pieces: list[str] = []
        try:
            for piece in self._inner.stream(request, cancelled=cancelled):
                if isinstance(piece, Delta):
                    pieces.append(piece.text)
                elif piece.stop != "cancelled":
                    self._write(request, pieces, completion=piece)
                yield piece
        except ModelError as error:
            self._write(request, pieces, fault=Fault.of(error))
            raise

    def _write(
        self,
        request: ChatRequest,
        pieces: list[str],
        *,
        completion: Completion | None = None,
        fault: Fault | None = None,
    ) -> None:
        recording = Recording(
            model=self.id,
            digest=digest(self.id, request),
            request=request.model_copy(update={"scene": None}),
            pieces=tuple(pieces),
            completion=completion,
            fault=fault,
        )
        line = json.dumps(recording.model_dump(mode="json"), ensure_ascii=False) + "\n"
        with self._writing, self._path.open("ab") as sink:
            # A lone surrogate has no place in a file; the digest still tells two requests apart.
            sink.write(line.encode("utf-8", "replace"))


class Replayed:
    """Says again what was recorded in the file at `path` for the model with this `id`; the last recording counts.

    Raises InvalidInput for a file that is missing or holds a line that is no recording.
    """

    def __init__(self, path: Path, *, id: str) -> None:  # noqa: A002  (the protocol's own name for it)
        self.id = id
        self.label = f"{id} (replayed)"
        self._path = path
        self._recordings = {one.digest: one for one in _read(path) if one.model == id}

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """The recorded reply or error. Raises ModelUnknown for a request that was never recorded."""
        recording = self._recordings.get(digest(self.id, request))
        if recording is None:
            raise ModelUnknown(
                f"There is no recorded reply of {self.id!r} to this request.",
                why=f"{self._path.name} holds {len(self._recordings)} others; a changed prompt is another request.",
                next_step="Record it with the real model, or choose another model.",
            )
        for text in recording.pieces:
            if cancelled():
                yield Completion(model=self.id, stop="cancelled")
                return
            yield Delta(text=text)
        if recording.fault is not None:
            raise recording.fault.error()
        if recording.completion is not None:
            yield recording.completion


def digest(model: str, request: ChatRequest) -> str:
    """SHA-256 of the model's id and everything in the request, scene included, as hexadecimal."""
    document = json.dumps([model, request.model_dump(mode="json")], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(document.encode()).hexdigest()


def _read(path: Path) -> Iterator[Recording]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InvalidInput(
            f"The recording {path.name!r} could not be opened.",
            why=f"{error.strerror}.",
            next_step="Check the path.",
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield Recording.model_validate_json(line)
        except ValidationError as error:
            raise InvalidInput(
                f"Line {number} of {path.name!r} is no recording.",
                why="It was cut off, edited, or written by something else.",
                next_step="Remove the line, or record again.",
            ) from error
