"""Experiments and replay from Python: what `lab.experiments` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from brain.errors import InvalidInput, NotFound
from studio.lab_evals import LabEvals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.ablate import Ablation
    from evals.bisection import Bisection
    from evals.bundle.again import Rescored
    from evals.bundle.content import Bundle
    from evals.contrasts import Experiment as Found
    from evals.design import Factor
    from evals.edits import By
    from evals.fork import Change, Fork, Talk
    from evals.harness import Bounds
    from evals.run import Run
    from evals.suites.suite import Suite
    from studio.experiments.service import Watch
    from studio.experiments.varying import Varied
    from studio.wiring import Services


class LabExperiments:
    """Forks, ablations, bisections and replay bundles of the local user."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def fork(
        self,
        what: str | Run,
        change: Change,
        *,
        case: int = 1,
        replicates: int | None = None,
        watch: Watch | None = None,
    ) -> Fork:
        """What one change of a conversation (its id), or of a case of a run (a value or its id), does.

        Both sides are played anew. Raises NotFound, and InvalidInput for a change that does not fit.
        """
        from studio.experiments.service import QUIET

        ours, actor = self._services.experiments, self._services.actor
        return ours.fork(actor, self.talk(what, case), change, replicates=replicates, watch=watch or QUIET)

    def talk(self, what: str | Run, case: int = 1) -> Talk:
        """A conversation by its id, or a case of a run, as one that can be played again.

        Raises NotFound and InvalidInput.
        """
        ours, actor = self._services.experiments, self._services.actor
        if not isinstance(what, str):
            return ours.talk_of_case(what, case)
        try:
            return ours.talk(actor, what)
        except NotFound:
            pass
        try:
            run = LabEvals(self._services).results(what)
        except NotFound:
            raise NotFound(
                f"There is neither a conversation nor a run {what!r}.",
                next_step="`personaforge eval runs` lists runs; a conversation's address on its page ends with its id.",
            ) from None
        return ours.talk_of_case(run, case)

    def ablate(
        self,
        persona: str,
        suite: Suite | str,
        *,
        scorer: str = "drift mean",
        margin: float | None = None,
        by: By = "list",
        within: Sequence[str] = (),
        model: str = "understudy",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
        watch: Watch | None = None,
    ) -> Ablation:
        """Which fields of a persona (`ada@3` for version 3) matter to a score: each is taken out in turn.

        Whole lists, or entry by entry; `within` keeps to fields that begin with one of its paths. Raises NotFound,
        InvalidSuite and InvalidInput.
        """
        from studio.experiments.service import QUIET

        ours, actor = self._services.experiments, self._services.actor
        order = self._services.evaluation.order(actor, suite, [persona], model=model, seeds=seeds, most=most)
        paths = ours.fields(order.genomes[0], by=by, within=within)
        return ours.ablate(actor, order, paths, scorer=scorer, margin=margin, watch=watch or QUIET)

    def bisect(
        self,
        persona: str,
        suite: Suite | str,
        first: int,
        last: int,
        *,
        scorer: str,
        against: Literal["own", "first"] = "own",
        model: str = "understudy",
        most: int | None = None,
        level: float | None = None,
        plays: int | None = None,
        watch: Watch | None = None,
    ) -> Bisection:
        """The version of a persona, from number `first` on, with which a score fell; or that it cannot be told.

        `against` own measures each version by what it says itself, `first` by what the first one said. Raises
        NotFound, InvalidSuite and InvalidInput.
        """
        from studio.experiments.service import QUIET

        ours, actor = self._services.experiments, self._services.actor
        order = self._services.evaluation.order(actor, suite, [f"{persona}@{first}"], model=model, most=most)
        versions = ours.path(actor, order.subjects[0].persona_id, first, last)
        return ours.bisect(
            actor,
            order,
            versions,
            scorer=scorer,
            against=against,
            level=level,
            plays=plays,
            watch=watch or QUIET,
        )

    def vary(
        self,
        suite: Suite | str,
        personas: Sequence[str],
        factors: Sequence[Factor],
        *,
        crossed: bool = True,
        model: str = "understudy",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
        bounds: Bounds | None = None,
        title: str = "",
    ) -> Varied:
        """Play a suite on personas once for each combination of levels (or one change at a time), and wait.

        `bounds` hold for all arms together. Raises NotFound, InvalidSuite, InvalidInput and what `lab.evals.run` does.
        """
        from studio.experiments.wishing import design_of

        varying, actor = self._services.varying, self._services.actor
        found = self._services.evaluation.suite(suite) if isinstance(suite, str) else suite
        design = design_of(found, personas, [model], factors, crossed=crossed, seeds=seeds, most=most)
        if design is None:
            raise InvalidInput("Nothing is varied.", next_step="Give a factor with two levels or more.")
        varied = varying.start(actor, varying.plan(actor, design, bounds), title=title)
        for card in varied.cards:
            self._services.evaluation.wait(actor, card.id)
        return varying.get(actor, varied.id)

    def all(self, *, limit: int = 20) -> tuple[Varied, ...]:
        """The newest experiments that vary several things."""
        return self._services.varying.list(self._services.actor, limit=limit).items

    def varied(self, experiment: str | Varied = "last") -> Found:
        """What came of one (a value, its id, the beginning of it, or the newest): contrasts, arms, variance.

        Raises NotFound, and InvalidInput where no conversation has come to its end.
        """
        varying, actor = self._services.varying, self._services.actor
        return varying.found(actor, varying.find(actor, experiment) if isinstance(experiment, str) else experiment)

    def bundle(self, run: str | Run) -> bytes:
        """The replay bundle of a run (a value, its id, or `last`), as a file's bytes. Raises NotFound."""
        from studio.replaying import bundled

        if isinstance(run, str):
            run = LabEvals(self._services).results(run)
        return bundled(self._services.experiments.casting, run)

    def replay(self, data: bytes) -> tuple[Bundle, Rescored]:
        """A bundle, and what its replies score today. Raises InvalidInput for anything else."""
        from studio.replaying import opened, rescored

        found = opened(data)
        return found, rescored(self._services.experiments.casting, found)
