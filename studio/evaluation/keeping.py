"""The store as a Keeper: outcomes of a run between values of `evals` and rows of `store`. Plays nothing."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import ValidationError

from brain.errors import StoreBusy
from evals.outcome import Outcome
from evals.spent import less
from store.actor import Actor
from store.run_values import NewOutcome, NewScore, Paid
from studio.evaluation.planning import UNDERSTUDY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from evals.cases import Case
    from evals.scorers.score import Score
    from store import Store
    from store.run_values import KeptOutcome, Lease
    from studio.evaluation.noting import Notes


T = TypeVar("T")

FOUND_AT_ONCE: Final = 50
"""So many kept outcomes are noted in one transaction: others write to the database too."""

WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts to keep an outcome in a database that is busy."""


class StoreKeeper:
    """The Keeper of one run, held by a lease. Safe for several threads."""

    def __init__(
        self,
        store: Store,
        lease: Lease,
        cases: Sequence[Case],
        notes: Notes,
        *,
        model: str,
        user_model: str = "",
        judge_model: str = "",
    ) -> None:
        self._store, self._lease, self._model, self._notes = store, lease, model, notes
        self._user_model, self._judge_model = user_model or UNDERSTUDY, judge_model
        self._actor = Actor(lease.user_id)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._talks = {case.id: case.talk for case in cases}
        for place, case in enumerate(cases):
            self._places[case.id].append(place)
        self._found: list[tuple[int, str, tuple[NewScore, ...]]] = []
        self._begun: dict[str, Outcome] = {}
        self._lock = threading.Lock()
        self.lost = False

    def get(self, key: str) -> Outcome | None:
        """The owner's outcome by that key, from whichever run; a whole one is this run's own with the next `flush`.

        Where there is only one whose judge was not done, it is that.
        """
        kept = self._store.outcomes.body(self._actor, key)
        outcome = None if kept is None else _read(kept[1])
        if kept is None or outcome is None:
            return self._unjudged(key)
        places = self._places.get(outcome.record.case_id, [])
        with self._lock:
            self._found += [(place, kept[0], new_scores(outcome.scores)) for place in places]
        return outcome

    def _unjudged(self, key: str) -> Outcome | None:
        outcome = begun(self._store, self._actor, [key]).get(key)
        if outcome is not None:
            with self._lock:
                self._begun[key] = outcome
        return outcome

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome, whole or not, with its scores and what it cost; once this returns it survives a kill.

        Of one that was found unjudged, only what the judge took since then is entered.
        """
        self.flush()
        places = self._places.get(outcome.record.case_id, [])
        with self._lock:
            before = self._begun.pop(outcome.key, None)
        new = self._new(outcome, before)
        if not patiently(lambda: self._store.outcomes.keep(self._lease, new, places)):
            self.lost = True
        if before is None:
            self._notes.settle(outcome)

    def flush(self) -> None:
        """Note in the run what was found kept."""
        with self._lock:
            found, self._found = self._found, []
        for at in range(0, len(found), FOUND_AT_ONCE):
            some = found[at : at + FOUND_AT_ONCE]
            if not patiently(lambda: self._store.outcomes.reuse(self._lease, some)):  # noqa: B023 - called at once
                self.lost = True

    def enter_rest(self) -> None:
        """Enter what calls took of which no outcome came: a case was cancelled, or a reply broke off."""
        left = self._notes.left
        if left.calls:
            self._store.outcomes.enter_rest(self._lease, self._model, left.calls, left.tokens, left.microdollars)

    def _new(self, outcome: Outcome, before: Outcome | None) -> NewOutcome:
        paid = tuple(self._paid(outcome) if before is None else self._paid_since(outcome, before))
        return as_new(outcome, talk=self._talks.get(outcome.record.case_id, ""), model=self._model, paid=paid)

    def _paid(self, outcome: Outcome) -> Iterator[Paid]:
        """The played model's share always; a played user's and a judge's where they were asked at all."""
        spoken, judged = outcome.spoken, outcome.judged
        own = less(outcome.spent, spoken + judged)
        yield Paid("eval", self._model, own.calls, own.tokens, own.microdollars)
        if spoken.calls:
            yield Paid("eval user", self._user_model, spoken.calls, spoken.tokens, spoken.microdollars)
        if judged.calls:
            yield Paid("eval judge", self._judge_model, judged.calls, judged.tokens, judged.microdollars)

    def _paid_since(self, outcome: Outcome, before: Outcome) -> Iterator[Paid]:
        judged = less(outcome.judged, before.judged)
        if judged.calls:
            yield Paid("eval judge", self._judge_model, judged.calls, judged.tokens, judged.microdollars)


def as_new(outcome: Outcome, *, talk: str, model: str, paid: tuple[Paid, ...] = ()) -> NewOutcome:
    """An outcome as the store keeps it, of a conversation of the suite and played by a model."""
    record, spent = outcome.record, outcome.spent
    return NewOutcome(
        key=outcome.key,
        body=outcome.model_dump_json(),
        whole=outcome.whole,
        case_id=record.case_id,
        persona=record.persona,
        seed=record.seed,
        talk=talk,
        turns=len(record.exchanges),
        model=model,
        calls=spent.calls,
        tokens=spent.tokens,
        microdollars=spent.microdollars,
        seconds=spent.seconds,
        scores=new_scores(outcome.scores),
        paid=paid,
    )


def begun(store: Store, actor: Actor, keys: Sequence[str]) -> dict[str, Outcome]:
    """The newest outcome by each of these keys whose conversation is whole and whose judge is not done."""
    found = {}
    for key, bodies in store.outcomes.begun(actor, keys).items():
        read = (_read(body) for body in bodies)
        outcome = next((one for one in read if one is not None and one.played), None)
        if outcome is not None:
            found[key] = outcome
    return found


def patiently(call: Callable[[], T]) -> T:
    """What the call gives, made again after a while where the database is busy: what it keeps was paid for.

    Raises StoreBusy after the last wait.
    """
    for wait in WAITS:
        try:
            return call()
        except StoreBusy:
            time.sleep(wait)
    return call()


def new_scores(scores: Iterable[Score]) -> tuple[NewScore, ...]:
    """Scores as the store keeps them for charts; evidence stays in the outcome's body."""
    return tuple(
        NewScore(
            name=one.name,
            value=one.value,
            unit=one.unit,
            higher_is=one.higher_is,
            judged=one.judged,
            judged_of=one.of,
            what=one.what,
            reason=one.reason,
        )
        for one in scores
    )


def outcomes(kept: Iterable[KeptOutcome]) -> tuple[Outcome, ...]:
    """The outcomes of a run that can still be read, in its order."""
    return tuple(found for one in kept if (found := _read(one.body)) is not None)


def _read(body: str) -> Outcome | None:
    """None for one that an older version wrote in another shape: it is played again."""
    try:
        return Outcome.model_validate_json(body)
    except ValidationError:
        return None
