"""Bisection: the version at which a score fell, found by playing few versions, each as often as its noise asks for.

Both ends are played until it is likely that something fell at all; then the version that halves what is not known,
again and again (a probabilistic bisection: Horstein 1963; Waeber, Frazier and Henderson 2013, SIAM J. Control Optim.
51:2261), until one version is likely enough or the plays are used up. Then the answer is `cannot tell`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from brain.errors import InvalidInput
from evals.arms import Arm, Experiment
from evals.cases import recast
from evals.order import cases_of
from evals.statistics.step import Fall, Seen, fall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.arms import Stage
    from evals.harness import Stopped
    from evals.order import Order
    from evals.scorers.score import Score
    from evals.spent import Spent

Finding = Literal["found", "no fall", "cannot tell"]
Scores = dict[str, float | None]
"""Scores of a play by what the conversation is; None where one is missing."""

LEVEL: Final = 0.95
PLAYS: Final = 40
BEGIN: Final = 3
"""So often both ends are played before anything is concluded."""

DOUBT: Final = 0.2
"""While it is likelier than this that nothing fell, both ends are played on."""

CONFIRMED: Final = 3
"""So often the version that is named, and the one before it, are played at least."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found: the posterior, plays and mean score of each version (its conversations' own means taken off).

    `first_bad` is the place of the version that is named, None where none is.
    """

    finding: Finding
    first_bad: int | None
    posterior: Fall
    plays: tuple[int, ...]
    means: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bisection:
    """A search over versions of a persona by one score. `stopped` says why it ended before its answer."""

    scorer: str
    level: float
    cases: int
    search: Search
    spent: Spent
    reused: int
    stopped: Stopped


@dataclass
class Notes:
    """What was observed so far: scores by version and repeat."""

    versions: int
    higher_is_better: bool = True
    rows: dict[tuple[int, int], Scores] = field(default_factory=dict)

    def repeats(self, version: int) -> int:
        """How often a version was played."""
        return sum(one == version for one, _ in self.rows)

    def seen(self) -> list[Seen]:
        """One score for each play: the mean over its conversations of what is above each conversation's own mean."""
        known: dict[str, list[float]] = defaultdict(list)
        for scores in self.rows.values():
            for name, value in scores.items():
                if value is not None:
                    known[name].append(value)
        usual = {name: sum(values) / len(values) for name, values in known.items()}
        found = []
        for (version, repeat), scores in self.rows.items():
            apart = [value - usual[name] for name, value in scores.items() if value is not None]
            if apart:
                found.append(Seen(version, repeat, sum(apart) / len(apart)))
        return found

    def posterior(self) -> Fall:
        """Where it fell, by what was seen."""
        return fall(self.seen(), versions=self.versions, higher_is_better=self.higher_is_better)

    def means(self) -> tuple[float | None, ...]:
        """The mean of each version's plays."""
        by: dict[int, list[float]] = defaultdict(list)
        for one in self.seen():
            by[one.version].append(one.score)
        return tuple(sum(by[at]) / len(by[at]) if by[at] else None for at in range(self.versions))


def search(
    versions: int,
    observe: Callable[[int, int], Scores | None],
    *,
    level: float = LEVEL,
    plays: int = PLAYS,
    better: Callable[[], bool] = lambda: True,
) -> Search:
    """Search among `versions` in a row, the first of which is good; at most so many `plays`.

    `observe(version, repeat)` plays one, None where it cannot any more; repeats count from 0, and all versions hear the
    same words in one. `better` says, once something was seen, whether a higher score is good. Raises InvalidInput for
    fewer than two versions or a level that is none.
    """
    if versions < 2 or not 0.5 < level < 1.0:  # noqa: PLR2004 - two ends, and more likely than not
        raise InvalidInput(
            f"{versions} versions cannot be searched at a level of {level!r}.",
            next_step="Give two versions or more, and a level between 0.5 and 1.",
        )
    notes = Notes(versions)
    last = versions - 1
    while len(notes.rows) < plays:
        posterior = notes.posterior()
        begun = min(notes.repeats(0), notes.repeats(last)) >= BEGIN
        beside = _beside(posterior)
        likely = begun and max(posterior.at) >= level
        if (begun and posterior.none >= level) or (likely and min(map(notes.repeats, beside)) >= CONFIRMED):
            break
        # What looks sure after few plays is looked at again, since it was chosen for looking so.
        wanted = min(beside, key=notes.repeats) if likely else None
        asked = _next(notes, posterior, wanted, begun=begun)
        scores = observe(*asked)
        if scores is None:
            break
        notes.rows[asked] = scores
        notes.higher_is_better = better()
    return _told(notes, level)


def _told(notes: Notes, level: float) -> Search:
    posterior = notes.posterior()
    begun = min(notes.repeats(0), notes.repeats(notes.versions - 1)) >= BEGIN
    finding: Finding = "cannot tell"
    if begun and max(posterior.at) >= level and min(map(notes.repeats, _beside(posterior))) >= CONFIRMED:
        finding = "found"
    elif begun and posterior.none >= level:
        finding = "no fall"
    return Search(
        finding=finding,
        first_bad=1 + posterior.at.index(max(posterior.at)) if finding == "found" else None,
        posterior=posterior,
        plays=tuple(notes.repeats(at) for at in range(notes.versions)),
        means=notes.means(),
    )


def _beside(posterior: Fall) -> tuple[int, int]:
    """The last good version and the first bad one, by the likeliest place."""
    bad = 1 + posterior.at.index(max(posterior.at))
    return bad - 1, bad


def _next(notes: Notes, posterior: Fall, wanted: int | None, *, begun: bool) -> tuple[int, int]:
    """The version to play and its repeat: an end where the fall is in doubt, else `wanted`, or what halves the rest."""
    last = notes.versions - 1
    ends = min((0, last), key=notes.repeats)
    if not begun or posterior.none > DOUBT or last == 1:
        return ends, notes.repeats(ends)
    if wanted is None:
        before = [sum(posterior.at[:at]) / (1.0 - posterior.none) for at in range(1, last)]
        wanted = min(range(1, last), key=lambda at: (abs(before[at - 1] - 0.5), notes.repeats(at)))
    if wanted in {0, last}:
        return wanted, notes.repeats(wanted)
    repeat = notes.repeats(wanted)
    # A play without its counterparts at both ends says little: what makes a repeat hard would count as a fall.
    if repeat >= min(notes.repeats(0), notes.repeats(last)):
        return ends, notes.repeats(ends)
    return wanted, repeat


def bisect(
    order: Order,
    genomes: Sequence[PersonaGenome],
    stage: Stage,
    *,
    scorer: str,
    against: Literal["own", "first"] = "own",
    level: float = LEVEL,
    plays: int = PLAYS,
) -> Bisection:
    """The first of `genomes` (versions in a row, the first one good) by which the order's suite scores worse.

    `against` own measures each version by what it says itself, as a run of it does; `first` by what the first one said,
    with the first one's cases. A play is all cases of one seed. Raises InvalidInput for fewer than two versions, a
    suite without cases, or one that never gives the score.
    """
    if not cases_of(order):
        raise InvalidInput("The suite has no case for this persona.", next_step="Choose another suite.")
    names = tuple(one.name for one in order.suite.scorers)
    experiment = Experiment(stage, genomes[0], names)
    direction: list[bool] = []
    stopped: list[Stopped] = []

    def observe(version: int, repeat: int) -> Scores | None:
        genome = genomes[version]
        subject = order.subjects[0].model_copy(update={"genome": genome if against == "own" else genomes[0]})
        own = order.model_copy(update={"subjects": (subject,), "seeds": (repeat,)})
        cases = tuple(recast(case, genome) for case in cases_of(own))
        side = experiment.play(Arm(genome, order.model, cases), yardstick=genome if against == "own" else None)
        if side.stopped:
            stopped.append(side.stopped)
            return None
        found = {f"{case.talk} {case.over} {case.subject}": side.scores(at) for at, case in enumerate(cases)}
        direction.extend(one[scorer].higher_is == "better" for one in found.values() if scorer in one)
        if not direction:
            _no_score(scorer, found)
        return {name: one[scorer].value if scorer in one else None for name, one in found.items()}

    found = search(len(genomes), observe, level=level, plays=plays, better=lambda: direction[0])
    return Bisection(
        scorer=scorer,
        level=level,
        cases=len(cases_of(order.model_copy(update={"seeds": (0,)}))),
        search=found,
        spent=experiment.spent,
        reused=experiment.reused,
        stopped=stopped[0] if stopped else "",
    )


def _no_score(scorer: str, found: Mapping[str, Mapping[str, Score]]) -> None:
    known = sorted({name for one in found.values() for name in one})
    raise InvalidInput(
        f"The suite gives no score {scorer!r}.",
        why=f"It gives: {', '.join(known) or 'none, since no case came to its end'}.",
        next_step="Choose one of these, or another suite.",
    )
