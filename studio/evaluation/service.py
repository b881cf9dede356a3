"""Use cases over runs of suites: order, estimate, start, watch, cancel, go on, read. Loads what plays only when asked.

A run is played by a worker process and kept in the database, so a page that is reloaded or closed changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from brain.errors import NotFound, PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.harness import Bounds
    from evals.order import Order
    from evals.outcome import Outcome
    from evals.outline import Outline
    from evals.run import Run
    from evals.suites.suite import Suite
    from store import Store
    from store.actor import Actor
    from store.run_values import RunCard, RunStatus, ScoreRow
    from store.values import Page
    from studio.casting import Casting
    from studio.evaluation.estimating import Estimate
    from studio.evaluation.processes import Workers
    from studio.library import Library
    from studio.quotas.service import Quotas
    from studio.versions import Versions

POLL_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The runs of a studio. Everything an actor gets is their own; an admin gets all."""

    store: Store
    casting: Casting
    library: Library
    versions: Versions
    workers: Workers
    quotas: Quotas | None = None
    """Sets aside what a run may cost; None: no budget is kept."""

    def suites(self) -> tuple[Suite, ...]:
        """The suites that ship, by name."""
        from evals.suites import load

        return tuple(load.load(name) for name in load.names())

    def suite(self, name: str) -> Suite:
        """A suite that ships by its name, or that of a YAML file by its path. Raises NotFound and InvalidSuite."""
        from studio.evaluation.ordering import suite_of

        return suite_of(name)

    def order(
        self,
        actor: Actor,
        suite: Suite | str,
        personas: Sequence[str] = (),
        *,
        model: str = "understudy",
        user_model: str = "",
        judge_model: str = "",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
    ) -> Order:
        """An order over personas by slug, a part of it, or id, `ada@3` for version 3.

        None means those that the suite names, or else the demo ones. Raises NotFound, InvalidSuite and InvalidInput.
        """
        from evals.order import Order
        from studio.evaluation.ordering import suite_of, tested

        found = suite_of(suite) if isinstance(suite, str) else suite
        return Order(
            suite=found,
            subjects=tested(self.library, self.versions, actor, personas or found.personas),
            model=model,
            user_model=user_model,
            judge_model=judge_model,
            seeds=tuple(seeds) if seeds is not None else None,
            most=most,
        )

    def estimate(self, actor: Actor, order: Order, bounds: Bounds | None = None) -> Estimate:
        """What a run would take, and how much of it is kept already. Raises what `start` raises.

        What is left of the actor's budgets is a cap like any other.
        """
        from evals.harness import USUAL
        from studio.evaluation import estimating
        from studio.evaluation.affording import affordable
        from studio.evaluation.ordering import check
        from studio.evaluation.planning import plan
        from studio.evaluation.playing import within

        check(order)
        wanted = bounds or USUAL
        if self.quotas is not None:
            wanted = affordable(self.quotas, actor, order, wanted)
        return estimating.estimate(
            self.store,
            actor,
            plan(self.casting, order),
            model=order.model,
            user_model=order.user_model,
            judge_model=order.judge_model,
            bounds=within(wanted, order.suite.budget),
        )

    def start(
        self,
        actor: Actor,
        order: Order,
        bounds: Bounds | None = None,
        *,
        harness: str = "local",
        title: str = "",
        batch_id: str = "",
    ) -> RunCard:
        """Queue a run and have a worker play it; runs of one `batch_id` belong together (`new_batch`).

        Where the actor has budgets, what it may cost is set aside, and it stops at what is left of them. Raises
        InvalidInput for an order without cases or a cap that cannot be kept, QuotaReached, ModelUnknown,
        ModelUnauthorised, and NotFound for a persona that the actor may not see.
        """
        from evals.harness import USUAL
        from studio.evaluation import queueing
        from studio.evaluation.affording import set_aside
        from studio.evaluation.playing import bounds_document

        run_id, bounds = str(uuid4()), bounds or USUAL
        new = queueing.new_run(self.casting, order, bounds, harness=harness, title=title, batch_id=batch_id)
        if self.quotas is not None:
            bounds = set_aside(self.quotas, actor, run_id, order, bounds)
            new = replace(new, bounds=bounds_document(bounds))
        try:
            card = self.store.runs.create(actor, new, run_id=run_id)
        except PersonaForgeError:
            self.store.quotas.refund(actor, run_id)
            raise
        self.workers.call()
        return card

    def _afforded(self, actor: Actor, quotas: Quotas, run_id: str, bounds: Bounds | None) -> Bounds:
        """The bounds of a run that goes on, once what it may still spend was set aside. Raises what `start` raises."""
        from evals.order import Order
        from studio.evaluation.affording import set_aside
        from studio.evaluation.playing import bounds_of

        card = self.store.runs.get(actor, run_id)
        order = Order.model_validate_json(self.store.runs.order(actor, run_id))
        wanted = bounds or bounds_of(card.bounds)
        return set_aside(quotas, actor, run_id, order, wanted, spent=card.microdollars)

    def cancel(self, actor: Actor, run_id: str) -> RunCard:
        """Stop a run: a waiting one at once, one that is played after at most a few seconds. Raises NotFound."""
        return self.store.runs.cancel(actor, run_id)

    def resume(self, actor: Actor, run_id: str, bounds: Bounds | None = None) -> RunCard:
        """Go on with a run that ended, within other bounds if given; what is kept is not played again.

        Raises NotFound, and Conflict for one that waits or is being played.
        """
        from studio.evaluation.playing import bounds_document

        self.store.leases.reap()
        if self.quotas is not None:
            bounds = self._afforded(actor, self.quotas, run_id, bounds)
        card = self.store.runs.requeue(actor, run_id, bounds=None if bounds is None else bounds_document(bounds))
        self.workers.call()
        return card

    def delete(self, actor: Actor, run_id: str) -> RunCard:
        """Take a run out of sight, and stop it. `restore` brings it back; its outcomes stay. Raises NotFound.

        What Inspect wrote of it is removed at once, or by its worker as soon as that has stopped: its logs, and replies
        that no other run uses. That does not come back.
        """
        from studio.evaluation import harnesses

        card = self.store.runs.delete(actor, run_id)
        harnesses.sweep(self.store, self.casting.settings)
        return card

    def restore(self, actor: Actor, run_id: str) -> RunCard:
        """Bring a deleted run back. Raises NotFound."""
        return self.store.runs.restore(actor, run_id)

    def get(self, actor: Actor, run_id: str) -> RunCard:
        """A run as it is now; interrupted, if its worker died. One that waits gets a worker when it can have one.

        Raises NotFound.
        """
        self.store.leases.reap()
        card = self.store.runs.get(actor, run_id)
        if card.status == "queued":
            # Whoever should have begun it, such as the worker of the run before, may have been killed.
            self.workers.call()
        return card

    def find(self, actor: Actor, name: str, *, deleted: bool = False) -> RunCard:
        """A run by its id, by the beginning of it, or the newest by the word `last`; or one of the deleted ones.

        Raises NotFound and InvalidInput.
        """
        from studio.evaluation.queueing import chosen

        found = {one.id: one for one in self.list(actor, deleted=deleted, limit=200).items}
        wanted = chosen(name, list(found))
        return found[wanted] if deleted and wanted in found else self.get(actor, wanted)

    def list(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        version_id: str | None = None,
        suite: str | None = None,
        status: RunStatus | None = None,
        batch_id: str | None = None,
        deleted: bool = False,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[RunCard]:
        """Runs, newest first, narrowed by what is given. Raises InvalidInput for a cursor of another list."""
        self.store.leases.reap()
        return self.store.runs.list(
            actor,
            persona_id=persona_id,
            version_id=version_id,
            suite=suite,
            status=status,
            batch_id=batch_id,
            deleted=deleted,
            cursor=cursor,
            limit=limit,
        )

    def wait(self, actor: Actor, run_id: str, progress: Callable[[RunCard], None] = lambda _: None) -> RunCard:
        """Wait until a run has ended, telling `progress` what it is now and then. Raises NotFound."""
        import time

        while not (card := self.get(actor, run_id)).status.ended:
            progress(card)
            time.sleep(POLL_SECONDS)
        progress(card)
        return card

    def run_value(self, actor: Actor, run_id: str) -> Run:
        """A run as a value that can be compared, reported and replayed: order, outcomes so far, environment.

        Raises NotFound.
        """
        from studio.evaluation import queueing

        card = self.get(actor, run_id)
        return queueing.run_value(card, self.store.runs.order(actor, run_id), self.outcomes(actor, run_id))

    def outline(self, actor: Actor, run_id: str) -> Outline:
        """A run without its words, which is read many times as fast as all of it. Raises NotFound."""
        from studio.evaluation import queueing
        from studio.evaluation.outlining import outlined

        card = self.get(actor, run_id)
        run = queueing.run_value(card, self.store.runs.order(actor, run_id), ())
        return outlined(self.store, actor, run, ended=card.status.ended)

    def outcome(self, actor: Actor, run_id: str, case_id: str) -> Outcome:
        """One conversation of a run with all that was said in it. Raises NotFound."""
        from evals.outcome import Outcome

        places = self.store.outlines.places(actor, run_id)
        found = next((one for one in places if one.case_id == case_id), None)
        if found is None:
            raise NotFound("The run has no such conversation.", next_step="Choose one of its list.")
        return Outcome.model_validate_json(self.store.outcomes.get(actor, found.id))

    def outcomes(self, actor: Actor, run_id: str) -> tuple[Outcome, ...]:
        """What came out of a run so far, in the order of its cases. Raises NotFound."""
        from studio.evaluation import keeping

        return keeping.outcomes(self.store.outcomes.of_run(actor, run_id))

    def scores(self, actor: Actor, run_id: str) -> tuple[ScoreRow, ...]:
        """The scores of a run so far, without their evidence, in the order of its cases. Raises NotFound."""
        return self.store.outcomes.scores(actor, run_id)

    def new_batch(self) -> str:
        """An id for runs that are started together."""
        return str(uuid4())
