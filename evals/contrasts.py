"""What came of an experiment: what each change does to each score, and how much of the scores' variance is whose.

Arms are held against each other conversation by conversation. Knows no store, no page and no harness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from evals.aligned import pairs
from evals.columns import scores_of
from evals.design import Design, steps
from evals.effects import SIGNAL, Both, adjusted, effects
from evals.parts import instrument
from evals.scorers.score import bounds
from evals.statistics.interval import mean
from evals.statistics.variance import split

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from evals.aligned import Held
    from evals.design import Levels
    from evals.effects import Effect
    from evals.run import Run
    from evals.scorers.score import Better, Score
    from evals.statistics.estimate import Estimate
    from evals.statistics.variance import Split

    _Pair = tuple[Hashable, Held | None, Held | None]
    """To which independent conversation it belongs, and both sides as far as they came to their end."""

PERSONA: Final = "persona"
CONVERSATION: Final = "conversation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contrast:
    """A level of a factor against the base level, everything else the same. `effects` are of each score, by its name.

    Their p is adjusted over all scores of all contrasts together.
    """

    factor: str
    before: str
    after: str
    effects: Mapping[str, Effect]

    @property
    def short(self) -> str:
        """The level, as an axis has room for it."""
        return f"{self.factor}: {self.after}"

    @property
    def words(self) -> str:
        """The contrast as people read it."""
        return f"{self.factor}: {self.after} instead of {self.before}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmMean:
    """The mean of each score over an arm's conversations."""

    words: str
    means: Mapping[str, Estimate]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a score is: its unit, which way is good, and how its variance splits."""

    name: str
    unit: str
    higher_is: Better
    split: Split


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """An experiment in figures. `shared` conversations stand beside each other in all arms that were played.

    `moved` are scores of frozen conversations that what measures gave otherwise in some arm.
    """

    design: Design
    kinds: tuple[Kind, ...]
    contrasts: tuple[Contrast, ...]
    arms: tuple[ArmMean, ...]
    shared: int
    tests: int
    moved: tuple[str, ...]


def experiment(design: Design, runs: Mapping[Levels, Run], *, level: float = 0.95) -> Experiment:
    """What came of the arms that there are; one that is missing is left out of everything."""
    beside = _Beside(runs)
    base = next(iter(runs))
    contrasts = _together([_contrast(design, beside, *step, level=level) for step in steps(design, list(runs))])
    kinds = tuple(_kinds(design, runs, beside, base, level))
    return Experiment(
        design=design,
        kinds=kinds,
        contrasts=contrasts,
        arms=tuple(_arm(design, levels, kinds, beside.of(base, levels), level) for levels in runs),
        shared=min(sum(None not in both for both in beside.of(base, levels)) for levels in runs),
        tests=max((one.tests for contrast in contrasts for one in contrast.effects.values()), default=0),
        moved=tuple(kind.name for kind in kinds if _moved(kind.name, runs, base)),
    )


class _Beside:
    """The conversations of two arms beside each other; each two are laid out once."""

    def __init__(self, runs: Mapping[Levels, Run]) -> None:
        self._runs = runs
        self._known: dict[tuple[Levels, Levels], list[_Pair]] = {}

    def of(self, one: Levels, other: Levels) -> list[_Pair]:
        """Cluster, and both sides as far as they came to their end."""
        key = one, other
        if key not in self._known:
            self._known[key] = [
                (pair.cluster, _ended(pair.before), _ended(pair.after))
                for pair in pairs(self._runs[one], self._runs[other])
            ]
        return self._known[key]


def _ended(held: Held | None) -> Held | None:
    return None if held is None or held.outcome is None else held


def _contrast(
    design: Design, beside: _Beside, place: int, after: int, arms: Sequence[tuple[Levels, Levels]], *, level: float
) -> Contrast:
    factor = design.factors[place]
    both = [
        Both(cluster, (was.key, at), _scores(was), _scores(now))
        for at, (one, other) in enumerate(arms)
        for cluster, was, now in beside.of(one, other)
        if was is not None and now is not None
    ]
    found = effects(both, level=level) if both else ()
    return Contrast(
        factor=factor.name,
        before=factor.words(0),
        after=factor.words(after),
        effects={one.name: one for one in found},
    )


def _scores(held: Held) -> dict[str, Score]:
    """The scores but for the gauge's signals, which say why the drift score moved and would be many tests more."""
    return {name: one for name, one in scores_of(held).items() if not name.startswith(SIGNAL)}


def _together(contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """The same with p adjusted over all of them as one family."""
    every = iter(adjusted([one for contrast in contrasts for one in contrast.effects.values()]))
    return tuple(replace(one, effects={name: next(every) for name in one.effects}) for one in contrasts)


def _kinds(design: Design, runs: Mapping[Levels, Run], beside: _Beside, base: Levels, level: float) -> Iterator[Kind]:
    rows = [
        (levels, cluster, now, _scores(now))
        for levels in runs
        for cluster, _, now in beside.of(base, levels)
        if now is not None
    ]
    known: dict[str, Score] = {}
    for *_, scores in rows:
        known |= {name: one for name, one in scores.items() if name not in known}
    for name, kind in known.items():
        own = [(levels, cluster, now.key.persona, scores[name].value)
               for levels, cluster, now, scores in rows if name in scores]  # fmt: skip
        factors: dict[str, Sequence[Hashable]] = {
            one.name: [levels[place] for levels, *_ in own] for place, one in enumerate(design.factors)
        }
        if len(design.personas) > 1:
            factors[PERSONA] = [persona for _, _, persona, _ in own]
        factors[CONVERSATION] = [cluster for _, cluster, _, _ in own]
        found = split([value for *_, value in own], factors, clusters=CONVERSATION, level=level)
        yield Kind(name=name, unit=kind.unit, higher_is=kind.higher_is, split=found)


def _arm(design: Design, levels: Levels, kinds: Sequence[Kind], both: Sequence[_Pair], level: float) -> ArmMean:
    rows = [(cluster, _scores(now)) for cluster, _, now in both if now is not None]
    means = {}
    for kind in kinds:
        own = [(cluster, scores[kind.name].value) for cluster, scores in rows if kind.name in scores]
        means[kind.name] = mean(
            [value for _, value in own], clusters=[one for one, _ in own], level=level, bounds=bounds(kind.unit)
        )
    return ArmMean(words=design.words(levels) if any(levels) else "base", means=means)


def _moved(name: str, runs: Mapping[Levels, Run], base: Levels) -> bool:
    return any(instrument(name, runs[base], run).steady == "changed" for run in runs.values())
