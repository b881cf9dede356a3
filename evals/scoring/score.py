"""Scores files of conversations into tables, and goes on after a kill with what is missing. Knows no command line."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock, Timeout

from brain.errors import Conflict, InvalidInput
from evals.scoring.parts import Parts
from evals.scoring.sources import opened
from evals.scoring.summary import Summary, summary
from evals.scoring.talk import Batch, Noted, Talk, batches
from evals.scoring.work import Local
from evals.scoring.written import about, checked, join, turns_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from evals.scoring.recipe import Recipe
    from evals.scoring.work import Engine

TURNS: Final = 2_000
"""Turns of a batch: about two seconds of work, and what a kill loses at most for each worker."""


FIRST: Final = 3
"""So many remarks are told where nothing can be scored."""


def _nobody(_: Noted) -> None:
    """Remarks that nobody listens to."""


def _unseen(_: int) -> None:
    """Progress that nobody follows."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files of conversations, and how they are read: format, columns and roles as they were named."""

    paths: tuple[Path, ...]
    format: str = "auto"
    columns: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def opened(self) -> Iterator[Talk | Noted]:
        """Conversations and remarks. Raises InvalidInput for what cannot be read."""
        return opened(self.paths, format=self.format, columns_named=self.columns, roles_named=self.roles)


@dataclass(frozen=True, slots=True)
class Tables:
    """Where the scores and the turns lie, and what they come to; `kept` batches of them were scored before."""

    scores: Path
    turns: Path
    summary: Summary
    batches: int
    kept: int


def score(
    recipe: Recipe,
    source: Source,
    out: Path,
    *,
    engine: Engine | None = None,
    turns: int = TURNS,
    remark: Callable[[Noted], None] = _nobody,
    progress: Callable[[int], None] = _unseen,
) -> Tables:
    """The tables of these conversations at `out` and beside it; `turns` is the size of a batch.

    The same again after a kill scores what is missing, and after the end nothing. `remark` is told what was not as it
    should be in the files, `progress` the number of turns that each batch brings. Raises InvalidInput where a file
    cannot be read or holds nothing to score, or where `out` is there already and holds something else, and Conflict
    where another process is at it.
    """
    found = source.opened()
    told = _told(recipe, source, turns)
    parts = Parts(checked(out).with_name(f"{out.name}.parts"))
    before = about(out)
    if before is not None and {key: value for key, value in before.items() if key != "summary"} == told:
        parts.remove()
        known = Summary.model_validate(before["summary"])
        return Tables(out, turns_beside(out), known, batches=0, kept=0)
    if out.exists():
        raise InvalidInput(
            f"The file {out.name!r} is there already.",
            why="It does not hold the scores of these files by this persona, or was made by another version.",
            next_step="Name another --out, or delete it.",
        )
    first: list[Noted] = []
    with _alone(parts.folder):
        parts.open(told)
        talks = _listening(found, remark, first)
        count, kept = _scored(recipe, talks, parts, engine or Local(), turns, progress)
        if not count:
            parts.remove()
            raise _nothing(first)
        known = summary(parts.turns(count), parts.scores(count))
        join(parts.turns(count), turns_beside(out), told={**told, "summary": known.model_dump()})
        join(parts.scores(count), out, told={**told, "summary": known.model_dump()})
        parts.remove()
    return Tables(out, turns_beside(out), known, batches=count, kept=kept)


def _scored(
    recipe: Recipe,
    talks: Iterable[Talk],
    parts: Parts,
    engine: Engine,
    turns: int,
    progress: Callable[[int], None],
) -> tuple[int, int]:
    """Scores the batches that are missing: how many there are, and how many were there."""
    count = kept = 0
    sizes: dict[int, int] = {}

    def missing() -> Iterator[Batch]:
        nonlocal count, kept
        for batch in batches(talks, turns=turns):
            count += 1
            if parts.done(batch.number):
                kept += 1
                progress(batch.turns)
            else:
                sizes[batch.number] = batch.turns
                yield batch

    for scored in engine.scored(recipe, missing()):
        parts.put(scored)
        progress(sizes.pop(scored.number))
    return count, kept


def _listening(found: Iterable[Talk | Noted], remark: Callable[[Noted], None], first: list[Noted]) -> Iterator[Talk]:
    """The conversations; remarks are told, and the first ones noted."""
    for one in found:
        if isinstance(one, Talk):
            yield one
        else:
            remark(one)
            if len(first) < FIRST:
                first.append(one)


def _nothing(first: Iterable[Noted]) -> InvalidInput:
    said = " ".join(f"{one.file}:{one.remark.line}: {one.remark.reason}" for one in first)
    return InvalidInput(
        "There is no conversation to score.",
        why=f"In none of them the persona says anything. {said}".strip(),
        next_step="Say who speaks with --roles, and which columns hold what with --columns.",
    )


def _told(recipe: Recipe, source: Source, turns: int) -> dict[str, Any]:
    """What the tables follow from: the recipe's versions, and the content of each file."""
    files = []
    for path in source.paths:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        files.append({"file": str(path), "sha256": digest})
    read = {"format": source.format, "columns": list(source.columns), "roles": list(source.roles), "batch": turns}
    return {"key": recipe.key, "versions": recipe.versions, "files": files, "read": read}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A lock in the folder, so that no two processes write the same parts."""
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Conflict(
            f"Another process is scoring into {folder.name!r}.", next_step="Wait for it, or name another --out."
        ) from None
    try:
        yield
    finally:
        lock.release()
