"""People rate conversations of runs, blind: two side by side or one by itself. Knows no page and no vendor.

Which side is which follows from the round's seed, the item and the rater; nothing that a rater is given tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from store.rating_values import NewRating, NewRound, RatingItem, RoundKind
from studio.rated_words import checked_name, exported
from studio.rating_tasks import Progress, Task, evenly, kind_of, name_of, ratable, swapped, talk_of, value_of, waiting

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.outcome import Outcome
    from evals.outline import Outline
    from evals.rated import Kind, Opinion
    from evals.run import Run
    from evals.statistics.estimate import Estimate
    from store import Store
    from store.actor import Actor
    from store.rating_values import RoundCard
    from studio.evaluation.service import Evaluation
    from studio.rating_tasks import Choice

LONGEST_SECONDS: Final = 3_600.0
"""Longer than an hour nobody looks at one conversation: then the page was left open."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha between raters, and between the judge and their middle (None: no judge was asked).

    `left` is how often the left one was chosen, None in a round of single conversations.
    """

    raters: Estimate
    judge: Estimate | None
    left: Estimate | None


@dataclass(frozen=True, slots=True)
class Rating:
    """Rounds of rating of an actor's runs."""

    store: Store
    evaluation: Evaluation

    def pairs(
        self,
        actor: Actor,
        run_a: str,
        run_b: str,
        *,
        title: str = "",
        most: int | None = None,
        overlap: int = 2,
        seed: int = 0,
    ) -> RoundCard:
        """A round over the conversations that two runs share, at most so many, evenly over all.

        Conversations that are the same word for word are left out. Raises NotFound, and InvalidInput where none remain.
        """
        from evals.aligned import pairs

        both = [self.evaluation.run_value(actor, one) for one in (run_a, run_b)]
        ids = [self._ids(actor, one) for one in (run_a, run_b)]
        found: list[tuple[str, str]] = []
        for pair in pairs(*both):
            sides = [one.outcome for one in (pair.before, pair.after) if one is not None and one.outcome is not None]
            if len(sides) == len(ids) and all(map(ratable, sides)) and talk_of(sides[0]) != talk_of(sides[1]):
                found.append((ids[0][name_of(sides[0])], ids[1][name_of(sides[1])]))
        if not found:
            raise InvalidInput(
                "These two runs have no two conversations to be held against each other.",
                why="A pair is the same case in both, played to its end, with other words in them.",
                next_step="Take runs of one suite with two versions or two models.",
            )
        items = tuple(RatingItem(at, *one) for at, one in enumerate(evenly(found, most)))
        return self._made(actor, RoundKind.PAIR, title, (run_a, run_b), seed, overlap, items)

    def singles(
        self,
        actor: Actor,
        run_id: str,
        *,
        title: str = "",
        most: int | None = None,
        overlap: int = 2,
        seed: int = 0,
    ) -> RoundCard:
        """A round over the conversations of one run. Raises NotFound, and InvalidInput where it has none."""
        ids = self._ids(actor, run_id)
        found = [ids[name_of(one)] for one in self.evaluation.outcomes(actor, run_id) if ratable(one)]
        items = tuple(RatingItem(at, one) for at, one in enumerate(evenly(found, most)))
        return self._made(actor, RoundKind.SINGLE, title, (run_id, None), seed, overlap, items)

    def rounds(self, actor: Actor, *, run_id: str | None = None) -> tuple[RoundCard, ...]:
        """The actor's rounds, newest first; only those over a run if one is given."""
        return self.store.ratings.list(actor, run_id=run_id)

    def get(self, actor: Actor, round_id: str) -> RoundCard:
        """A round. Raises NotFound."""
        return self.store.ratings.get(actor, round_id)

    def delete(self, actor: Actor, round_id: str) -> None:
        """Take a round out of sight; `restore` brings it back with its ratings. Raises NotFound."""
        self.store.ratings.delete(actor, round_id)

    def restore(self, actor: Actor, round_id: str) -> None:
        """Bring a deleted round back. Raises NotFound."""
        self.store.ratings.restore(actor, round_id)

    def next(self, actor: Actor, round_id: str, rater: str) -> Task | None:
        """What this rater is to rate next; None when nothing is left for them.

        Items that others have begun come first, so that agreement is known early; none is given to more raters than
        the round wants. Raises NotFound, and InvalidInput for a name that is none.
        """
        name, card = checked_name(rater), self.store.ratings.get(actor, round_id)
        said = self.store.ratings.of(actor, round_id)
        item = waiting(card, self.store.ratings.items(actor, round_id), said, name)
        if item is None:
            return None
        first = self._outcome(actor, item.outcome_a)
        left, right = talk_of(first), None
        if item.outcome_b is not None:
            right = talk_of(self._outcome(actor, item.outcome_b))
            if swapped(card, item.position, name):
                left, right = right, left
        return Task(item.position, self._persona(actor, card, first.record.persona), left, right)

    def rate(
        self, actor: Actor, round_id: str, rater: str, position: int, choice: Choice | int, *, seconds: float = 0.0
    ) -> None:
        """Keep what a rater says: a side or neither of a pair, 1 to 5 of a single conversation.

        Raises NotFound, InvalidInput for a choice of the other kind, and Conflict for one that they rated already.
        """
        name, card = checked_name(rater), self.store.ratings.get(actor, round_id)
        turned = card.kind is RoundKind.PAIR and swapped(card, position, name)
        new = NewRating(
            position=position,
            rater=name,
            value=value_of(card.kind, choice, turned=turned),
            swapped=turned,
            seconds=min(LONGEST_SECONDS, max(0.0, seconds)),
        )
        self.store.ratings.add(actor, round_id, new)

    def undo(self, actor: Actor, round_id: str, rater: str) -> bool:
        """Take a rater's last rating back; False where there is none. Raises NotFound."""
        return self.store.ratings.undo(actor, round_id, checked_name(rater)) is not None

    def progress(self, actor: Actor, round_id: str, rater: str = "") -> Progress:
        """How far the round is. Raises NotFound."""
        card, said = self.store.ratings.get(actor, round_id), self.store.ratings.of(actor, round_id)
        counts: dict[int, int] = {}
        for one in said:
            counts[one.position] = counts.get(one.position, 0) + 1
        return Progress(
            items=card.items,
            mine=sum(one.rater == rater for one in said),
            finished=sum(count >= card.overlap for count in counts.values()),
            ratings=len(said),
            raters=tuple(dict.fromkeys(one.rater for one in said)),
        )

    def agreement(self, actor: Actor, round_id: str) -> Agreement:
        """How far raters agree so far. It tells nothing of what they said. Raises NotFound."""
        from evals.rated import between, leftward, with_judge

        card, said = self.store.ratings.get(actor, round_id), self._opinions(actor, round_id)
        judged = self._judged(actor, card)
        return Agreement(
            raters=between(said),
            judge=with_judge(said, judged, kind_of(card)) if any(one is not None for one in judged.values()) else None,
            left=leftward(said) if card.kind is RoundKind.PAIR else None,
        )

    def growth(self, actor: Actor, round_id: str, *, steps: int = 8) -> tuple[tuple[int, Estimate], ...]:
        """Agreement between raters after so many ratings, in at most so many even steps. Raises NotFound."""
        from evals.rated import between

        said = self._opinions(actor, round_id)
        counts = sorted({len(said) * step // steps for step in range(1, steps + 1)} - {0})
        return tuple((count, between(said[:count])) for count in counts)

    def result(self, actor: Actor, round_id: str) -> Estimate:
        """The mean rating, or the share of choices for the first run: this breaks the blind. Raises NotFound."""
        from evals.rated import result

        return result(self._opinions(actor, round_id), kind_of(self.store.ratings.get(actor, round_id)))

    def export(self, actor: Actor, round_id: str) -> str:
        """Every rating as CSV, with the runs: this breaks the blind. Raises NotFound."""
        card = self.store.ratings.get(actor, round_id)
        about = {one.position: self._outcome(actor, one.outcome_a) for one in self.store.ratings.items(actor, round_id)}
        return exported(card, about, self.store.ratings.of(actor, round_id))

    def mark(self, actor: Actor, run_id: str) -> tuple[str, ...]:
        """What changes whenever somebody says something of a run, or takes it back; empty while nobody has."""
        said = [self.store.ratings.of(actor, one.id) for one in self.rounds(actor, run_id=run_id)]
        return tuple(found[-1].id for found in said if found)

    def scored(self, actor: Actor, run_id: str, *, against: str | None = None) -> Run:
        """A run as a value with what people said as the score `human rating`.

        Preferences of pairs enter where the other run is `against`. Raises NotFound.
        """
        return self._with_ratings(actor, self.evaluation.run_value(actor, run_id), against)

    def outlined(self, actor: Actor, run_id: str, *, against: str | None = None) -> Outline:
        """The same without the words, for a page that shows many conversations at once. Raises NotFound."""
        found = self.evaluation.outline(actor, run_id)
        return replace(found, run=self._with_ratings(actor, found.run, against))

    def _with_ratings(self, actor: Actor, run: Run, against: str | None) -> Run:
        from evals.rated import scored

        run_id = run.id
        rounds = self.rounds(actor, run_id=run_id)
        ids = self._ids(actor, run_id) if rounds else {}
        places = {ids[name_of(one)]: at for at, one in enumerate(run.outcomes)} if rounds else {}
        said: dict[Kind, dict[int, list[float]]] = {}
        for card in rounds:
            if card.kind is RoundKind.PAIR and {card.run_a, card.run_b} != {run_id, against}:
                continue
            items = {one.position: one for one in self.store.ratings.items(actor, card.id)}
            for one in self.store.ratings.of(actor, card.id):
                item, mine = items[one.position], card.run_a == run_id
                at = places.get(item.outcome_a if mine else item.outcome_b or "")
                if at is not None:
                    value = one.value if mine else -one.value
                    said.setdefault(kind_of(card), {}).setdefault(at, []).append(value)
        for kind, values in said.items():
            run = scored(run, values, kind)
        return run

    def _made(
        self,
        actor: Actor,
        kind: RoundKind,
        title: str,
        runs: tuple[str, str | None],
        seed: int,
        overlap: int,
        items: tuple[RatingItem, ...],
    ) -> RoundCard:
        if overlap < 1:
            raise InvalidInput("Each conversation needs one rater at least.", next_step="Give an overlap of 1 or more.")
        new = NewRound(
            title=title.strip() or f"{len(items)} conversations",
            kind=kind,
            run_a=runs[0],
            run_b=runs[1],
            seed=seed,
            overlap=overlap,
            items=items,
        )
        return self.store.ratings.create(actor, new)

    def _ids(self, actor: Actor, run_id: str) -> dict[tuple[str, str], str]:
        """The ids of a run's outcomes by persona and case."""
        return {(one.persona, one.case_id): one.id for one in self.store.outlines.places(actor, run_id)}

    def _outcome(self, actor: Actor, outcome_id: str) -> Outcome:
        from evals.outcome import Outcome

        return Outcome.model_validate_json(self.store.outcomes.get(actor, outcome_id))

    def _persona(self, actor: Actor, card: RoundCard, slug: str) -> PersonaGenome:
        """The persona as the first run has it, for both sides: else what is told of it would tell which is which."""
        from evals.order import Order

        order = Order.model_validate_json(self.store.runs.order(actor, card.run_a))
        return next(one for one in order.genomes if one.metadata.slug == slug)

    def _opinions(self, actor: Actor, round_id: str) -> list[Opinion]:
        from evals.rated import Opinion

        return [
            Opinion(one.position, one.rater, one.value, swapped=one.swapped)
            for one in self.store.ratings.of(actor, round_id)
        ]

    def _judged(self, actor: Actor, card: RoundCard) -> dict[int, float | None]:
        """What the judge says of each item, on the raters' scale."""
        from evals.judging.tally import NAME
        from evals.rated import as_choice, as_rating

        flaws: dict[str, float | None] = {}
        for run_id in filter(None, (card.run_a, card.run_b)):
            flaws |= self.store.outcomes.values(actor, run_id, NAME)
        found: dict[int, float | None] = {}
        for item in self.store.ratings.items(actor, card.id):
            first = flaws.get(item.outcome_a)
            if item.outcome_b is None:
                found[item.position] = as_rating(first)
            else:
                found[item.position] = as_choice(first, flaws.get(item.outcome_b))
        return found
