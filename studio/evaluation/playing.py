"""Plays one run that this process holds the lease of, to its end, its cap, or until it is cancelled. Knows no queue."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final, Self

from brain.errors import Conflict, PersonaForgeError, StoreError
from evals.anchors.rescoring import rescored
from evals.harness import Bounds, never
from evals.judging.card import unjudged
from evals.order import Order
from evals.run import environment
from store.run_values import RunStatus
from studio.evaluation import outlining
from studio.evaluation.harnesses import harness as named
from studio.evaluation.keeping import StoreKeeper, patiently
from studio.evaluation.noting import Notes, noted
from studio.evaluation.planning import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from evals.harness import Harness, Results, Stopped
    from evals.suites.suite import Budget
    from store import Store
    from store.leases import Leases
    from store.run_values import Lease, RunCard
    from studio.casting import Casting

BEAT_SECONDS: Final = 2.0
"""How often a worker says that it lives and asks whether it is to stop."""

WHY: Final[dict[Stopped, str]] = {
    "": "",
    "cancelled": "It was cancelled.",
    "money": "It reached the most it may cost.",
    "time": "It reached the longest it may take.",
}
_STATUS: Final[dict[Stopped, RunStatus]] = {
    "": RunStatus.DONE,
    "cancelled": RunStatus.CANCELLED,
    "money": RunStatus.CAPPED,
    "time": RunStatus.CAPPED,
}
_log = logging.getLogger(__name__)


def play(
    store: Store,
    casting: Casting,
    lease: Lease,
    *,
    harness: Harness | None = None,
    stopped: Callable[[], bool] = never,
) -> None:
    """Play the run, keep what comes out, and give it back with how it ended. Raises no error of the run's own.

    Without a `harness` the run's own is taken, by its name. `stopped` says that the process is to end: the run is
    interrupted then, and can be gone on with. Raises Conflict where the lease is lost, and the StoreErrors where not
    even that can be written down.
    """
    card, document = store.leases.run(lease)
    with _Beats(store.leases, lease, since=card.seconds) as beats:
        try:
            status, why = _played(store, casting, harness, lease, card, document, beats, stopped)
        except Conflict:
            raise
        except PersonaForgeError as error:
            status, why = RunStatus.FAILED, str(error)
        except Exception as error:  # noqa: BLE001 - the worker's boundary: no run may look as if it went on
            _log.exception("run %s failed", lease.run_id)
            status, why = RunStatus.FAILED, f"An error of the studio's own: {type(error).__name__}: {error}"
    patiently(lambda: store.leases.end(lease, status, why=why, seconds=beats.seconds))


def within(bounds: Bounds, budget: Budget, card: RunCard | None = None) -> Bounds:
    """The bounds, no wider than the suite's budget, less what a run took already."""
    money = [one for one in (bounds.microdollars, budget.microdollars) if one is not None]
    seconds = [one for one in (bounds.seconds, budget.seconds) if one is not None]
    spent, played = (card.microdollars, card.seconds) if card else (0, 0.0)
    return replace(
        bounds,
        microdollars=max(0, min(money) - spent) if money else None,
        seconds=max(0.0, min(seconds) - played) if seconds else None,
    )


def bounds_of(document: str) -> Bounds:
    """The bounds of a document."""
    return Bounds(**json.loads(document))


def bounds_document(bounds: Bounds) -> str:
    """The bounds as JSON."""
    return json.dumps(asdict(bounds))


def _played(
    store: Store,
    casting: Casting,
    harness: Harness | None,
    lease: Lease,
    card: RunCard,
    document: str,
    beats: _Beats,
    stopped: Callable[[], bool],
) -> tuple[RunStatus, str]:
    order = Order.model_validate_json(document)
    notes = Notes()
    laid = noted(plan(casting, order), notes)
    fit = next(iter(laid.casts.values())).gauge.fit.id
    made_with = environment(drift_fit=fit, anchors=rescored()).model_dump_json()
    patiently(lambda: store.leases.describe(lease, made_with))
    keeper = StoreKeeper(
        store, lease, laid.cases, notes, model=order.model, user_model=order.user_model, judge_model=order.judge_model
    )

    def progress(_: int, __: int) -> None:
        keeper.flush()

    try:
        results = (harness or named(card.harness, casting.settings, run_id=lease.run_id)).run(
            laid,
            keeper=keeper,
            bounds=within(bounds_of(card.bounds), order.suite.budget, card),
            cancelled=lambda: beats.cancelled or keeper.lost or stopped(),
            progress=progress,
        )
        keeper.flush()
        for outcome in results.outcomes:
            # A harness keeps what was played; what was not is shown with its run, and was paid for too.
            if not outcome.played:
                keeper.put(outcome)
    finally:
        keeper.enter_rest()
    outlining.keep(store, lease, order.genomes)
    return _ended(results, interrupted=stopped())


def _ended(results: Results, *, interrupted: bool) -> tuple[RunStatus, str]:
    if results.stopped == "cancelled" and interrupted:
        return RunStatus.INTERRUPTED, "The process that played it was asked to end."
    if results.stopped:
        return _STATUS[results.stopped], WHY[results.stopped]
    return RunStatus.DONE, " ".join((*_failures(results), *unjudged(results.outcomes)))


def _failures(results: Results) -> Iterator[str]:
    failed = sum(not one.played for one in results.outcomes)
    if failed:
        yield f"In {failed} of {len(results.outcomes)} cases a call failed."


class _Beats:
    """Says every `BEAT_SECONDS` that the worker lives. A database that is busy for a moment ends nothing."""

    def __init__(self, leases: Leases, lease: Lease, *, since: float) -> None:
        self._leases, self._lease, self._since = leases, lease, since
        self._began = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="eval-beat", daemon=True)
        self.cancelled = False

    @property
    def seconds(self) -> float:
        """How long the run has been played, over all attempts."""
        return self._since + time.monotonic() - self._began

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                self.cancelled = self._leases.beat(self._lease, seconds=self.seconds)
            except Conflict:
                self.cancelled = True
                return
            except StoreError:
                _log.warning("run %s: no beat", self._lease.run_id)
