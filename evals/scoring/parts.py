"""Scored batches as files of a folder, until they are all there and become one file each of turns and scores.

A part counts once its scores are on the disk, which are written after its turns: a kill loses at most what was under
way.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from evals.scoring.work import Scored

ABOUT: Final = "about.json"


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of parts of one scoring."""

    folder: Path

    def open(self, about: Mapping[str, Any]) -> None:
        """Makes the folder, or goes on with it. Raises InvalidInput where it holds parts of another scoring."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept, wanted = self.folder / ABOUT, json.dumps(about, indent=1, sort_keys=True)
        if not kept.exists():
            _write(kept, wanted.encode())
        elif kept.read_text(encoding="utf-8") != wanted:
            raise InvalidInput(
                f"The folder {self.folder.name!r} holds the parts of another scoring.",
                why="Persona, files, scorers or versions were others when it was begun.",
                next_step="Score as before to go on with it, name another --out, or delete the folder.",
            )

    def done(self, number: int) -> bool:
        """Whether a batch was scored before."""
        return self._scores(number).exists()

    def put(self, scored: Scored) -> None:
        """Keeps a scored batch; what this returned from survives a kill."""
        _write(self._turns(scored.number), scored.turns)
        _write(self._scores(scored.number), scored.scores)

    def turns(self, count: int) -> Iterator[Path]:
        """The parts of the table of turns, in order."""
        return (self._turns(number) for number in range(count))

    def scores(self, count: int) -> Iterator[Path]:
        """The parts of the table of scores, in order."""
        return (self._scores(number) for number in range(count))

    def remove(self) -> None:
        """Deletes the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _turns(self, number: int) -> Path:
        return self.folder / f"turns-{number:07d}.parquet"

    def _scores(self, number: int) -> Path:
        return self.folder / f"scores-{number:07d}.parquet"


def _write(path: Path, content: bytes) -> None:
    """All of the content or nothing, on the disk."""
    held = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with held.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    held.replace(path)
