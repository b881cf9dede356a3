"""Ablation: each field of a persona taken out in turn, the suite played with and without it, and what matters ranked.

Both sides hear the same words and throw the same dice, and are measured against the whole persona. A field is only said
not to matter where the interval of its effect lies within a margin that was stated before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from brain.errors import InvalidInput
from brain.memory.memory import Recall
from brain.play import Cue
from brain.request import prepare
from brain.state import initial
from evals.aligned import Held, Key
from evals.arms import Arm, Experiment
from evals.cases import recast
from evals.edits import changed_words, without
from evals.effects import Both, adjusted, effects
from evals.order import cases_of
from evals.rescore import spoken

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from brain.genome import PersonaGenome
    from brain.play import Cast
    from evals.arms import Side, Stage
    from evals.cases import Case
    from evals.effects import Effect
    from evals.harness import Stopped
    from evals.order import Order
    from evals.outcome import Outcome
    from evals.spent import Spent

Finding = Literal["matters", "better without", "does not matter", "no reply changed", "no effect seen", "cannot tell"]

ALPHA: Final = 0.05
_RANK: Final[tuple[Finding, ...]] = (
    "matters",
    "better without",
    "cannot tell",
    "no effect seen",
    "does not matter",
    "no reply changed",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped:
    """A field that was taken out, and what that did.

    `in_prompt` is False where a model reads the same without it. `same` of `replies` are word for word the same.
    `effect` is on the score that is ranked by, its p adjusted after Holm over the fields; `others` on all other scores,
    each over the fields as well.
    """

    path: str
    words: str
    in_prompt: bool
    same: int
    replies: int
    effect: Effect | None
    others: tuple[Effect, ...]
    margin: float | None = None

    @property
    def finding(self) -> Finding:
        """What may be said of the field."""
        if self.replies and self.same == self.replies:
            return "no reply changed"
        one = self.effect
        if one is None or one.pairs == 0:
            return "cannot tell"
        seen = one.finding
        if seen in {"better", "worse"}:
            return "matters" if seen == "worse" else "better without"
        if self.margin is not None and one.within(self.margin):
            return "does not matter"
        return "no effect seen" if seen == "no effect seen" else "cannot tell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ablation:
    """What came of it: fields, those that matter most first. `left` were not played to their end; `stopped` says why.

    `cases` are played in each arm, in so many independent `clusters`; `scorer` is the score that is ranked by.
    """

    persona: str
    suite: str
    model: str
    scorer: str
    margin: float | None
    cases: int
    clusters: int
    fields: tuple[Dropped, ...]
    left: tuple[str, ...]
    spent: Spent
    reused: int
    stopped: Stopped


def ablate(order: Order, paths: Sequence[str], stage: Stage, *, scorer: str, margin: float | None = None) -> Ablation:
    """Take out each of `paths` from the order's only persona and play its suite with and without.

    `scorer` is the name of the score that is ranked by, `margin` how small an effect on it must be not to matter, in
    its unit. Raises InvalidInput for several personas, no case, no path, a path that cannot be taken out, and a margin
    that is not above 0, before anything is played.
    """
    whole, cases = _one(order), cases_of(order)
    _check(cases, paths, margin)
    bare = {path: without(whole, path) for path in paths}
    names = tuple(one.name for one in order.suite.scorers)
    experiment = Experiment(stage, whole, names, of=(len(bare) + 1) * len(cases))
    control = experiment.play(Arm(whole, order.model, cases))
    found: list[Dropped] = []
    stopped = control.stopped
    for path, genome in bare.items():
        if stopped:
            break
        side = experiment.play(Arm(genome, order.model, tuple(recast(case, genome) for case in cases)))
        stopped = side.stopped
        if not stopped:
            cast = stage.cast(whole, order.model)
            found.append(_dropped(path, whole, genome, cases, control, side, scorer, margin, cast))
    return Ablation(
        persona=whole.metadata.slug,
        suite=order.suite.name,
        model=order.model,
        scorer=scorer,
        margin=margin,
        cases=len(cases),
        clusters=len({cluster_of(case) for case in cases}),
        fields=_ranked(found),
        left=tuple(list(bare)[len(found) :]),
        spent=experiment.spent,
        reused=experiment.reused,
        stopped=stopped,
    )


def cluster_of(case: Case) -> Hashable:
    """Which cases repeat one another and are no evidence beside one another (see `aligned.Held.cluster`)."""
    key = Key(case.persona, case.talk, case.over, case.subject, case.seed)
    return Held(key=key, case=case, outcome=None).cluster


def stands_in_prompt(whole: PersonaGenome, bare: PersonaGenome, cast: Cast) -> bool:
    """Whether a model reads or draws otherwise without the field: prompt, reminder at full strength, temperature.

    What acts on moods alone shows later in a conversation, and is not seen here.
    """
    return _read(whole, cast) != _read(bare, cast)


def _read(genome: PersonaGenome, cast: Cast) -> tuple[object, ...]:
    cue = Cue(index=1, user_text="", state=initial(genome), recall=Recall())
    told = [prepare(genome, cue, reminder=strength, budget=cast.budget).request for strength in (0.0, 1.0)]
    return tuple((one.stable, one.changing, one.temperature) for one in told)


def _dropped(
    path: str,
    whole: PersonaGenome,
    bare: PersonaGenome,
    cases: Sequence[Case],
    control: Side,
    side: Side,
    scorer: str,
    margin: float | None,
    cast: Cast,
) -> Dropped:
    both = [
        Both(cluster_of(case), case.seed, control.scores(at), side.scores(at))
        for at, case in enumerate(cases)
        if control.outcomes[at] is not None and side.outcomes[at] is not None
    ]
    found = {one.name: one for one in effects(both)}
    pairs = list(_replies(control, side))
    return Dropped(
        path=path,
        words=changed_words(whole, bare),
        in_prompt=stands_in_prompt(whole, bare, cast),
        same=sum(one == other for one, other in pairs),
        replies=len(pairs),
        effect=found.pop(scorer, None),
        others=tuple(found.values()),
        margin=margin,
    )


def _replies(control: Side, side: Side) -> Iterator[tuple[str, str]]:
    for one, other in zip(control.outcomes, side.outcomes, strict=True):
        if one is not None and other is not None:
            yield from zip(_said(one), _said(other), strict=False)


def _said(outcome: Outcome) -> list[str]:
    return [one.reply for one in spoken(outcome.record)]


def _ranked(found: Sequence[Dropped]) -> tuple[Dropped, ...]:
    """With p adjusted over the fields, score by score, sorted by what may be said, then by the size of the effect."""
    by_score: dict[str, dict[str, Effect]] = {}
    for one in found:
        for effect in (*([one.effect] if one.effect else []), *one.others):
            by_score.setdefault(effect.name, {})[one.path] = effect
    over = {name: dict(zip(paths, adjusted([*paths.values()]), strict=True)) for name, paths in by_score.items()}
    fields = [
        replace(
            one,
            effect=over[one.effect.name][one.path] if one.effect else None,
            others=tuple(over[other.name][one.path] for other in one.others),
        )
        for one in found
    ]
    return tuple(sorted(fields, key=lambda one: (_RANK.index(one.finding), -_size(one))))


def _size(one: Dropped) -> float:
    value = one.effect.difference.value if one.effect is not None else None
    return abs(value) if value is not None else 0.0


def _one(order: Order) -> PersonaGenome:
    if len(order.subjects) != 1:
        raise InvalidInput(
            f"{len(order.subjects)} personas cannot be ablated at once.", next_step="Name one; begin again for others."
        )
    return order.genomes[0]


def _check(cases: Sequence[Case], paths: Sequence[str], margin: float | None) -> None:
    if not cases:
        raise InvalidInput("The suite has no case for this persona.", next_step="Choose another suite.")
    if not paths:
        raise InvalidInput("There is no field to take out.", next_step="Name fields that differ from their default.")
    if margin is not None and not margin > 0.0:
        raise InvalidInput(
            f"The margin {margin!r} is not above 0.",
            why="It says how large an effect may be that does not matter.",
            next_step="Give a number above 0, in the unit of the score.",
        )
