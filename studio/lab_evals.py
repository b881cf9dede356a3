"""Runs of suites from Python: what `lab.evals` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.harness import Bounds
    from evals.run import Run
    from evals.suites.suite import Suite
    from store.run_values import RunCard
    from studio.evaluation.estimating import Estimate
    from studio.wiring import Services


class LabEvals:
    """The runs of the local user.

    >>> run = lab.evals.run("boundaries", ["albert-einstein"])       # doctest: +SKIP
    >>> from evals.columns import columns                            # doctest: +SKIP
    >>> [(one.name, one.mean()) for one in columns(run)]             # doctest: +SKIP
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    def estimate(
        self,
        suite: Suite | str,
        personas: Sequence[str] = (),
        *,
        model: str = "understudy",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
        bounds: Bounds | None = None,
    ) -> Estimate:
        """What a run would take, and how much of it is kept already. Asks no model. Raises what `run` raises."""
        evaluation, actor = self._services.evaluation, self._services.actor
        order = evaluation.order(actor, suite, personas, model=model, seeds=seeds, most=most)
        return evaluation.estimate(actor, order, bounds)

    def run(
        self,
        suite: Suite | str,
        personas: Sequence[str] = (),
        *,
        model: str = "understudy",
        user_model: str = "",
        judge_model: str = "",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
        bounds: Bounds | None = None,
        harness: str = "local",
        progress: Callable[[RunCard], None] = lambda _: None,
    ) -> Run:
        """Play a suite on personas (`ada@3` for version 3; none: the demo personas), wait, and give what came out.

        `run.stopped` says why it ended before its last case, if it did. Interrupting this call leaves the run playing.
        Raises NotFound, InvalidSuite, InvalidInput, ModelUnknown and ModelUnauthorised.
        """
        evaluation, actor = self._services.evaluation, self._services.actor
        order = evaluation.order(
            actor,
            suite,
            personas,
            model=model,
            user_model=user_model,
            judge_model=judge_model,
            seeds=seeds,
            most=most,
        )
        card = evaluation.start(actor, order, bounds, harness=harness)
        return self.results(evaluation.wait(actor, card.id, progress).id)

    def runs(self, *, suite: str | None = None, persona: str | None = None, limit: int = 20) -> tuple[RunCard, ...]:
        """The newest runs, of a suite or on a persona if given. Raises NotFound."""
        evaluation, actor = self._services.evaluation, self._services.actor
        wanted = None if persona is None else self._services.library.find(actor, persona).card.id
        return evaluation.list(actor, suite=suite, persona_id=wanted, limit=limit).items

    def results(self, run: str = "last", *, against: str = "") -> Run:
        """A run by its id, the beginning of it, or the newest: its order, outcomes and environment.

        With what people said of it, and which of two they preferred where the other is `against`. Raises NotFound.
        """
        evaluation, actor = self._services.evaluation, self._services.actor
        other = evaluation.find(actor, against).id if against else None
        return self._services.rating.scored(actor, evaluation.find(actor, run).id, against=other)
