"""One batch scored, and what scores many: the Engine protocol and the engine of this machine. Knows no file."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from brain.drift.session import KEPT
from brain.drift.signals.boundary import NAME as BOUNDARY
from evals.scoring.reader import reader
from evals.scoring.tables import packed, score_table, turn_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evals.scoring.reader import Reader
    from evals.scoring.recipe import Recipe
    from evals.scoring.talk import Batch


class Scored(NamedTuple):
    """A batch as two Parquet files in memory: its turns, and the scores of its conversations."""

    number: int
    turns: bytes
    scores: bytes


class Engine(Protocol):
    """Something that scores batches, in any order, with few of them in memory at a time."""

    def scored(self, recipe: Recipe, batches: Iterable[Batch]) -> Iterator[Scored]:
        """Every batch, scored; the bytes are the same whatever the engine."""


def score(recipe: Recipe, batch: Batch) -> Scored:
    """One batch, scored in this process."""
    ready = reader(recipe)
    with _uncollected():
        # What was read is gone when this returns; cycles would be looked for in all of it otherwise.
        return _scored(ready, batch)


def _scored(ready: Reader, batch: Batch) -> Scored:
    recipe = ready.recipe
    signals = (BOUNDARY, *(one.name for one in ready.gauge.signals), *KEPT)
    found = ready.read(batch.talks)
    return Scored(
        batch.number,
        packed(turn_table(found, signals=signals, evidence=recipe.evidence)),
        packed(score_table(found, evidence=recipe.evidence)),
    )


class Local:
    """Scores in this process, or with more than one worker in as many processes beside it."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers

    def scored(self, recipe: Recipe, batches: Iterable[Batch]) -> Iterator[Scored]:
        """Every batch, scored; twice as many as there are workers are held at a time."""
        if self._workers == 1:
            yield from (score(recipe, batch) for batch in batches)
            return
        with _processes(self._workers) as pool:
            yield from within((pool.submit(score, recipe, batch) for batch in batches), most=2 * self._workers)


def within(submitted: Iterator[Future[Scored]], *, most: int) -> Iterator[Scored]:
    """The results of calls as they come; a further call is made only when fewer than `most` are under way."""
    waiting: set[Future[Scored]] = set()
    for one in submitted:
        waiting.add(one)
        while len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leaves the search for cycles until afterwards: readings hold none, and looking through them took a sixth."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that begin afresh: those of a fork would share the locks of this one's threads."""
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
