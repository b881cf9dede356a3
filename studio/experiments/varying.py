"""Use cases over experiments that vary several things: estimate, start, watch, cancel, go on, and what came of it.

Each arm is a run like any other, played by the same workers; the experiment knows which run plays which arm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from brain.errors import InvalidInput, NotFound, PersonaForgeError
from store.values import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evals.contrasts import Experiment
    from evals.design import Design, Levels
    from evals.harness import Bounds
    from evals.order import Order
    from evals.outline import Outline
    from store import Store
    from store.actor import Actor
    from store.run_values import ExperimentRow, RunCard
    from studio.evaluation.estimating import Estimate, Range
    from studio.evaluation.service import Evaluation
    from studio.rating import Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """An arm of an experiment: its levels, what it is called, and its run; None where that was deleted."""

    levels: Levels
    words: str
    run_id: str
    card: RunCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """An experiment as it is now."""

    id: str
    title: str
    design: Design
    arms: tuple[Arm, ...]
    created_at: datetime

    @property
    def cards(self) -> tuple[RunCard, ...]:
        """The runs that are there."""
        return tuple(one.card for one in self.arms if one.card is not None)

    @property
    def done(self) -> int:
        """Conversations that came to their end."""
        return sum(one.done for one in self.cards)

    @property
    def total(self) -> int:
        """Conversations of all arms."""
        return sum(one.total for one in self.cards)

    @property
    def ended(self) -> bool:
        """Whether nobody plays any of it or waits to."""
        return all(one.status.ended for one in self.cards)

    @property
    def whole(self) -> bool:
        """Whether every conversation of every arm came to its end without a failed call."""
        return len(self.cards) == len(self.arms) and all(one.done == one.total and not one.failed for one in self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an experiment would take: its arms with the order and the bounds of each, and the sum of their estimates.

    `estimate.capped` says that some arm may come to its share of the cap.
    """

    design: Design
    orders: tuple[Order, ...]
    bounds: tuple[Bounds, ...]
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Varying:
    """The experiments of an actor's own; an admin sees all."""

    store: Store
    evaluation: Evaluation
    rating: Rating

    def plan(self, actor: Actor, design: Design, bounds: Bounds | None = None) -> Planned:
        """What it would take. Money and minutes of `bounds` are for all arms together; each gets its share of them.

        Raises what `Evaluation.estimate` raises, and InvalidInput for too many arms or a field that does not fit.
        """
        from evals.harness import USUAL
        from studio.experiments.ordering import orders, shared

        asked = orders(self.evaluation, actor, design)
        alone = [self.evaluation.estimate(actor, one, replace(bounds or USUAL, microdollars=None, seconds=None))
                 for one in asked]  # fmt: skip
        each = shared(bounds or USUAL, alone)
        kept = [_within(one, own) for one, own in zip(alone, each, strict=True)]
        return Planned(design=design, orders=tuple(asked), bounds=tuple(each), estimate=_sum(kept))

    def start(self, actor: Actor, planned: Planned, *, title: str = "", harness: str = "local") -> Varied:
        """Queue a run for each arm. Where one is refused, those before it are cancelled.

        Raises what `Evaluation.start` raises.
        """
        from evals.design import arms
        from studio.experiments.document import Document, Played

        experiment_id, design = self.evaluation.new_batch(), planned.design
        named, levels = title.strip() or design.suite.title, arms(design)
        titles = [f"{named} · {design.words(one)}" for one in levels]
        cards: list[RunCard] = []
        try:
            for called, order, bounds in zip(titles, planned.orders, planned.bounds, strict=True):
                started = self.evaluation.start(
                    actor, order, bounds, harness=harness, batch_id=experiment_id, title=called
                )
                cards.append(started)
        except PersonaForgeError:
            for card in cards:
                self.evaluation.cancel(actor, card.id)
            raise
        played = tuple(Played(levels=one, run_id=card.id) for one, card in zip(levels, cards, strict=True))
        document = Document(design=design, arms=played).model_dump_json()
        row = self.store.experiments.create(actor, title=named, document=document, experiment_id=experiment_id)
        return self._varied(actor, row)

    def get(self, actor: Actor, experiment_id: str) -> Varied:
        """An experiment as it is now. Raises NotFound."""
        return self._varied(actor, self.store.experiments.get(actor, experiment_id))

    def find(self, actor: Actor, name: str) -> Varied:
        """One by its id, the beginning of it, or the newest by the word `last`. Raises NotFound and InvalidInput."""
        from studio.evaluation.queueing import chosen

        known = [one.id for one in self.store.experiments.list(actor, limit=200).items]
        return self.get(actor, chosen(name, known))

    def list(self, actor: Actor, *, cursor: str | None = None, limit: int = 20) -> Page[Varied]:
        """Experiments, newest first. Raises InvalidInput for a cursor of another list."""
        found = self.store.experiments.list(actor, cursor=cursor, limit=limit)
        return Page(tuple(self._varied(actor, one) for one in found.items), found.next_cursor)

    def cancel(self, actor: Actor, experiment_id: str) -> None:
        """Stop all arms that are not over. Raises NotFound."""
        for card in self.get(actor, experiment_id).cards:
            if not card.status.ended:
                self.evaluation.cancel(actor, card.id)

    def resume(self, actor: Actor, experiment_id: str) -> None:
        """Go on with the arms that ended before their last conversation, each within the cap that it had.

        Raises NotFound, and what `Evaluation.resume` raises.
        """
        for card in self.get(actor, experiment_id).cards:
            if card.status.ended and (card.done < card.total or card.failed):
                self.evaluation.resume(actor, card.id)

    def delete(self, actor: Actor, experiment_id: str) -> None:
        """Take it out of sight, and stop what is played of it; `restore` brings it back, its runs stay. NotFound."""
        self.cancel(actor, experiment_id)
        self.store.experiments.delete(actor, experiment_id)

    def restore(self, actor: Actor, experiment_id: str) -> None:
        """Bring a deleted experiment back. Raises NotFound."""
        self.store.experiments.restore(actor, experiment_id)

    def found(self, actor: Actor, varied: Varied) -> Experiment:
        """What came of the arms that have any conversation. Raises InvalidInput where there are none yet."""
        from evals.contrasts import experiment

        runs = {one.levels: self._outline(actor, one.run_id).run
                for one in varied.arms if one.card is not None and one.card.done}  # fmt: skip
        if not runs:
            raise InvalidInput("No conversation has come to its end yet.", next_step="Wait for the first ones.")
        return experiment(varied.design, runs)

    def _outline(self, actor: Actor, run_id: str) -> Outline:
        return self.rating.outlined(actor, run_id)

    def _varied(self, actor: Actor, row: ExperimentRow) -> Varied:
        from studio.experiments.document import Document

        document = Document.model_validate_json(row.document)
        return Varied(
            id=row.id,
            title=row.title,
            design=document.design,
            arms=tuple(
                Arm(
                    levels=one.levels,
                    words=document.design.words(one.levels),
                    run_id=one.run_id,
                    card=self._card(actor, one.run_id),
                )
                for one in document.arms
            ),
            created_at=row.created_at,
        )

    def _card(self, actor: Actor, run_id: str) -> RunCard | None:
        try:
            return self.evaluation.get(actor, run_id)
        except NotFound:
            return None


def _within(one: Estimate, bounds: Bounds) -> Estimate:
    money, most = one.microdollars, bounds.microdollars
    over = most is not None and money is not None and money.high > most
    return replace(one, capped=over or (bounds.seconds is not None and one.seconds.high > bounds.seconds))


def _sum(found: Sequence[Estimate]) -> Estimate:
    """The sum; the ends of the intervals are added up, as if all arms erred to the same side."""
    from studio.evaluation.estimating import Range

    def summed(ranges: Sequence[Range]) -> Range:
        return Range(*(sum(getattr(one, end) for one in ranges) for end in ("estimate", "low", "high")))

    money = [one.microdollars for one in found if one.microdollars is not None]
    return replace(
        found[0],
        **{name: sum(getattr(one, name) for one in found)
           for name in ("cases", "kept_cases", "turns", "calls", "kept_calls")},
        tokens=summed([one.tokens for one in found]),
        microdollars=summed(money) if len(money) == len(found) else None,
        seconds=summed([one.seconds for one in found]),
        measured=all(one.measured for one in found),
        source=" ".join(dict.fromkeys(one.source for one in found)),
        capped=any(one.capped for one in found),
    )  # fmt: skip
