"""Use cases over experiments: fork a conversation, ablate a persona, bisect its versions. Knows no page.

Everything is played through a harness; what was kept is not played again, also after a kill.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evals.harness import USUAL, Plan, never, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from brain.genome import PersonaGenome
    from brain.play import Cast
    from evals.ablate import Ablation
    from evals.arms import Stage
    from evals.bisection import Bisection
    from evals.cases import Case
    from evals.edits import By
    from evals.fork import Change, Fork, Talk
    from evals.harness import Bounds
    from evals.order import Order
    from evals.run import Run
    from evals.suites.names import ScorerName
    from store import Store
    from store.actor import Actor
    from store.values import Version
    from studio.casting import Casting
    from studio.conversations import Conversations
    from studio.evaluation.estimating import Range
    from studio.quotas.service import Quotas


@dataclass(frozen=True, slots=True)
class Watch:
    """How an experiment is followed: its bounds, whether it is cancelled, and who is told how many cases are done."""

    bounds: Bounds = USUAL
    cancelled: Callable[[], bool] = never
    progress: Callable[[int, int], None] = nothing


QUIET = Watch()


@dataclass(frozen=True, slots=True)
class Cost:
    """What an experiment would take at most: arms, cases and calls of all, money in micro-dollars, seconds.

    Money is None where a price is not known. What is kept from before is not taken off. `source` says what it rests on.
    """

    arms: int
    cases: int
    calls: int
    microdollars: Range | None
    seconds: Range
    source: str


@dataclass(frozen=True, slots=True)
class Experiments:
    """Experiments of an actor on personas it may see; outcomes are kept in `folder`, apart for each user."""

    store: Store
    casting: Casting
    conversations: Conversations
    folder: Path
    quotas: Quotas | None = None
    """Sets aside what an experiment may cost; None: no budget is kept."""

    def talk(self, actor: Actor, session_id: str) -> Talk:
        """A conversation of the actor as one that can be played again. Raises NotFound and InvalidInput."""
        from studio.experiments.talks import of_session

        session = self.conversations.get(actor, session_id)
        _, genome = self.store.personas.version(actor, session.version_id)
        return of_session(session, genome, self.conversations.turns(actor, session_id))

    def talk_of_case(self, run: Run, number: int) -> Talk:
        """A case of a run as one that can be played again. Raises NotFound and InvalidInput."""
        from studio.experiments.talks import of_case

        return of_case(run, number)

    def fork_cost(self, actor: Actor, talk: Talk, change: Change, *, replicates: int) -> Cost:
        """What a fork would take. Raises what `fork` raises before it plays."""
        from evals.fork import applied, cases_of

        other, _ = applied(talk, change)
        sides = [(one.genome, one.model, cases_of(one, replicates=replicates)) for one in (talk, other)]
        return self._cost(actor, sides, USUAL)

    def fork(
        self,
        actor: Actor,
        talk: Talk,
        change: Change,
        *,
        replicates: int | None = None,
        scorers: Sequence[ScorerName] | None = None,
        watch: Watch = QUIET,
    ) -> Fork:
        """What one change of a conversation does, both sides played anew.

        Raises InvalidInput and InvalidGenome for a change that does not fit, ModelUnknown and ModelUnauthorised,
        QuotaReached where the budgets have nothing left, and Conflict while the same experiment is played elsewhere.
        """
        from evals.fork import REPLICATES, SCORERS, applied, fork

        with self._stage(actor, ("fork", talk.genome, talk.model), watch, applied(talk, change)[0].model) as stage:
            return fork(talk, change, stage, replicates=replicates or REPLICATES, scorers=scorers or SCORERS)

    def fields(self, genome: PersonaGenome, *, by: By = "list", within: Sequence[str] = ()) -> tuple[str, ...]:
        """The paths of what can be taken out of a persona: whole lists, or entry by entry."""
        from evals.edits import droppable

        return droppable(genome, by=by, within=within)

    def ablation_cost(self, actor: Actor, order: Order, paths: Sequence[str]) -> Cost:
        """What an ablation would take: the suite once, and once more for each field."""
        from evals.order import cases_of

        (genome,) = order.genomes[:1]
        return self._cost(actor, [(genome, order.model, cases_of(order))], USUAL, times=len(paths) + 1)

    def ablate(
        self,
        actor: Actor,
        order: Order,
        paths: Sequence[str],
        *,
        scorer: str = "drift mean",
        margin: float | None = None,
        watch: Watch = QUIET,
    ) -> Ablation:
        """Take each field out in turn and say what matters to a score.

        Raises InvalidInput for an order or a field that cannot be played so, ModelUnknown and ModelUnauthorised, and
        Conflict while the same experiment is played elsewhere.
        """
        from evals.ablate import ablate

        with self._stage(actor, ("ablate", order.genomes[0], order.model), watch) as stage:
            return ablate(order, paths, stage, scorer=scorer, margin=margin)

    def path(self, actor: Actor, persona_id: str, first: int, last: int) -> tuple[Version, ...]:
        """The versions from number `first` to number `last`, each the parent of the next.

        Raises NotFound, and InvalidInput where the one does not come before the other.
        """
        from studio.experiments.lineage import between

        return between(self.store.personas.versions(actor, persona_id), first, last)

    def bisection_cost(self, actor: Actor, order: Order, *, plays: int) -> Cost:
        """What so many plays would take, one of which is the suite by one seed."""
        from evals.order import cases_of

        genome = order.genomes[0]
        cases = cases_of(order.model_copy(update={"seeds": (0,)}))
        return self._cost(actor, [(genome, order.model, cases)], USUAL, times=plays)

    def bisect(
        self,
        actor: Actor,
        order: Order,
        versions: Sequence[Version],
        *,
        scorer: str,
        against: Literal["own", "first"] = "own",
        level: float | None = None,
        plays: int | None = None,
        watch: Watch = QUIET,
    ) -> Bisection:
        """The first of the versions by which the order's suite scores worse, with its probability, or `cannot tell`.

        Raises InvalidInput for fewer than two versions or a score that the suite does not give, NotFound,
        ModelUnknown, ModelUnauthorised, and Conflict while the same is played elsewhere.
        """
        from evals.bisection import LEVEL, PLAYS, bisect

        genomes = [self.store.personas.version(actor, one.id)[1] for one in versions]
        with self._stage(actor, ("bisect", order.genomes[0], order.model), watch) as stage:
            return bisect(
                order, genomes, stage, scorer=scorer, against=against, level=level or LEVEL, plays=plays or PLAYS
            )

    @contextmanager
    def _stage(self, actor: Actor, what: tuple[str, PersonaGenome, str], watch: Watch, *also: str) -> Iterator[Stage]:
        """What an experiment is played with, its outcomes kept by what it is about, and paid for within the budgets.

        `also` are models that it asks besides its own.
        """
        from brain.genome.genome import content_hash
        from evals.arms import Stage
        from evals.kept import Kept
        from evals.local_runner import LocalRunner
        from studio.evaluation.planning import cast
        from studio.experiments.paying import Entering, paid

        kind, genome, model = what
        name = hashlib.sha256(f"{actor.user_id}\0{kind}\0{content_hash(genome)}\0{model}".encode()).hexdigest()[:20]
        with (
            Kept.opened(self.folder / name) as kept,
            paid(self.quotas, actor, [model, *also], watch.bounds) as (bounds, hold_id),
        ):
            entering = Entering(kept, self.store, actor, model=model, hold_id=hold_id)

            def played(one: PersonaGenome, by: str) -> Cast:
                entering.model = by
                return cast(self.casting, one, by)

            yield Stage(
                cast=played,
                harness=LocalRunner(),
                keeper=entering,
                bounds=bounds,
                cancelled=watch.cancelled,
                progress=watch.progress,
            )

    def _cost(
        self, actor: Actor, arms: Sequence[tuple[PersonaGenome, str, Sequence[Case]]], bounds: Bounds, *, times: int = 1
    ) -> Cost:
        """The sum over arms, the last one `times` over."""
        from studio.evaluation.estimating import Range, estimate
        from studio.evaluation.planning import cast

        found = []
        for genome, model, cases in arms:
            plan = Plan(cases=cases, casts={genome.metadata.slug: cast(self.casting, genome, model)}, scorers=())
            found.append(estimate(self.store, actor, plan, model=model, bounds=bounds))
        counts = [1] * (len(found) - 1) + [times]

        def summed(ranges: Sequence[Range]) -> Range:
            pairs = list(zip(ranges, counts, strict=True))
            return Range(
                sum(one.estimate * by for one, by in pairs),
                sum(one.low * by for one, by in pairs),
                sum(one.high * by for one, by in pairs),
            )

        priced = [one.microdollars for one in found if one.microdollars is not None]
        return Cost(
            arms=sum(counts),
            cases=sum(one.cases * by for one, by in zip(found, counts, strict=True)),
            calls=sum(one.calls * by for one, by in zip(found, counts, strict=True)),
            microdollars=summed(priced) if len(priced) == len(found) else None,
            seconds=summed([one.seconds for one in found]),
            source=found[0].source,
        )
