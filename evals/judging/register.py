"""Qualifications in a folder, one file for each judge, set of personas and version of the test. Tests nobody."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from filelock import FileLock
from pydantic import ValidationError

from evals.judging.qualification import Qualification

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class InFolder:
    """A Register that several processes may share; only one of them tests a judge while the others wait."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._failed: dict[str, Qualification] = {}

    def once(self, key: str, make: Callable[[], Qualification]) -> Qualification:
        """The kept one, or a new one. What could not be measured is kept in this process only; the next tries again."""
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        path = self._folder / f"{name}.json"
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / f"{name}.lock"):
            known = _read(path) or self._failed.get(key)
            if known is not None:
                return known
            made = make()
            if made.right is None:
                self._failed[key] = made
                return made
            whole = path.with_suffix(".new")
            whole.write_text(made.model_dump_json(), encoding="utf-8")
            whole.replace(path)
            return made


def _read(path: Path) -> Qualification | None:
    if not path.is_file():
        return None
    try:
        return Qualification.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
