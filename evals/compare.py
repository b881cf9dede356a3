"""Two runs of the same cases, metric by metric: how they differ, how sure that is, and what the suite can see at all.

The unit is the conversation; conversations that repeat one another are one (`aligned.Held.cluster`). Plays nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from brain.errors import InvalidInput
from evals.aligned import Key, pairs
from evals.columns import scores_of
from evals.parts import Parts, parts
from evals.scorers.score import Better, Score, bounds
from evals.statistics.holm import holm
from evals.statistics.inferiority import Inferiority, inferiority
from evals.statistics.interval import mean
from evals.statistics.paired import Scored
from evals.statistics.paired import compare as compare_scores
from evals.statistics.power import Sensitivity, sensitivity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from evals.aligned import Pair
    from evals.run import Run
    from evals.statistics.estimate import CannotTell, Estimate

_Sides: TypeAlias = "tuple[Pair, Mapping[str, Score], Mapping[str, Score]]"

Finding: TypeAlias = Literal["better", "worse", "no difference seen", "cannot tell"]

MOST_WORST: Final = 3
"""So many cases are named that moved most to the worse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """One conversation of both runs: its two values and the evidence of the later one."""

    key: Key
    before: float
    after: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """How one score differs, after less before, over the `pairs` of conversations in which both runs have it.

    `before` and `after` are the means over these pairs. `p` is that of the sign-flip test, `exact` says that every
    pattern was tried, `adjusted` is p after Holm over the `tested` metrics that moved at all. `effect` is in standard
    deviations of the clusters' differences. `gained`, `same` and `lost` count clusters. Missing are conversations of
    which that run has no value, though both runs have the case. `worst` are those that moved most to the worse;
    `parts` is what the difference is made of, None until it is `explained` and without a pair.
    """

    name: str
    unit: str
    higher_is: Better
    before: Estimate
    after: Estimate
    difference: Estimate
    p: float | None
    exact: bool
    adjusted: float | None
    tested: int
    effect: float | None
    pairs: int
    missing_before: int
    missing_after: int
    gained: int
    same: int
    lost: int
    sensitivity: Sensitivity | CannotTell
    level: float
    margin: float | None = None
    inferiority: Inferiority | None = None
    parts: Parts | None = None
    worst: tuple[Moved, ...] = ()

    @property
    def finest(self) -> float:
        """The smallest adjusted p that so many independent conversations and metrics can come to."""
        return min(1.0, 2.0 ** (1 - self.difference.clusters) * self.tested)

    @property
    def finding(self) -> Finding:
        """What may be said, by the adjusted p; with so few clusters that none can be small enough, nothing can."""
        value = self.difference.value
        alpha = 1.0 - self.level + 1e-12
        moved = bool(self.gained or self.lost)
        if self.adjusted is None or value is None or (moved and self.finest > alpha):
            return "cannot tell"
        if self.adjusted > alpha or value == 0.0:
            return "no difference seen"
        return "better" if (value > 0.0) == (self.higher_is == "better") else "worse"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """`after` against `before`. `shared` cases are in both, and of these `unplayed` came to an end in neither.

    `only_before` and `only_after` cases have no counterpart. `changed` says what else differs between the runs, beside
    what was to be compared.
    """

    before: str
    after: str
    shared: int
    only_before: int
    only_after: int
    unplayed: int
    metrics: tuple[Metric, ...]
    changed: tuple[str, ...] = ()


def compare(
    before: Run,
    after: Run,
    *,
    beside: Sequence[Pair] | None = None,
    personas: Sequence[str] = (),
    only: Collection[str] = (),
    margins: Mapping[str, float] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """How `after` differs from `before` on the cases that both have, over all personas or those named.

    `only` are the metrics wanted, all of them if none is named.
    Each metric by the mean paired difference with its interval and a sign-flip test, both clustered; p adjusted after
    Holm over all metrics. `margins` are the losses allowed, by metric; `beside` the pairs, where they are known.
    Raises InvalidInput where the runs share no case, or a metric is not measured in the same unit.
    """
    every = [one for one in beside or pairs(before, after) if not personas or one.key.persona in personas]
    both = [(one, one.before, one.after) for one in every if one.before is not None and one.after is not None]
    if not both:
        raise InvalidInput(
            f"The runs {before.id!r} and {after.id!r} share no case" + (" of these personas." if personas else "."),
            why="A pair is one persona, conversation, subject and seed that both have.",
            next_step="Play the same suite with the same personas and seeds.",
        )
    sides = [(pair, scores_of(first), scores_of(second)) for pair, first, second in both]
    seen = dict.fromkeys(name for _, first, second in sides for name in (*first, *second))
    names = [name for name in seen if not only or name in only]
    found = [_metric(name, sides, (margins or {}).get(name), level, seed) for name in names]
    # A score that moved in no conversation cannot come to a small p whatever the signs, so it is none of the many.
    adjusted = holm({one.name: one.p if one.gained or one.lost else None for one in found})
    tested = sum(p is not None for p in adjusted.values())
    return Comparison(
        before=before.id,
        after=after.id,
        shared=len(both),
        only_before=sum(one.after is None for one in every),
        only_after=sum(one.before is None for one in every),
        unplayed=sum(first.outcome is None and second.outcome is None for _, first, second in both),
        metrics=tuple(
            replace(one, adjusted=one.p if adjusted[one.name] is None else adjusted[one.name], tested=tested)
            for one in found
        ),
        changed=tuple(changed(before, after)),
    )


def explained(found: Comparison, before: Run, after: Run, *, personas: Sequence[str] = ()) -> Comparison:
    """The comparison of these runs with what each difference is made of (`evals.parts`)."""
    sides = [
        (pair, scores_of(pair.before), scores_of(pair.after))
        for pair in pairs(before, after)
        if pair.before and pair.after and (not personas or pair.key.persona in personas)
    ]
    return replace(found, metrics=tuple(replace(one, parts=_parts(one, before, after, sides)) for one in found.metrics))


def _parts(metric: Metric, before: Run, after: Run, sides: Sequence[_Sides]) -> Parts | None:
    name = metric.name
    rows = [(pair.cluster, _value(first, name), _value(second, name)) for pair, first, second in sides]
    both = [(cluster, old, new) for cluster, old, new in rows if old is not None and new is not None]
    return parts(name, before, after, metric.difference, both, level=metric.level) if both else None


def changed(before: Run, after: Run) -> Iterable[str]:
    """What else differs between two runs than what the persona is: models, users, seeds, what measures, packages."""
    old, new = before.order, after.order
    one, other = before.environment, after.environment
    told = {
        "model": (old.model, new.model),
        "model of the users": (old.user_model, new.user_model),
        "model of the judge": (old.judge_model, new.judge_model),
        "suite": (old.suite.name, new.suite.name),
        "fit of the drift gauge": (one.drift_fit, other.drift_fit),
        "version of the scorers": (str(one.scorers), str(other.scorers)),
        **{f"package {name}": (was, dict(other.packages).get(name, "")) for name, was in one.packages},
    }
    return [f"{what}: {was or 'none'} → {now or 'none'}" for what, (was, now) in told.items() if was != now]


def _metric(
    name: str,
    sides: Sequence[_Sides],
    margin: float | None,
    level: float,
    seed: int,
) -> Metric:
    kind = _kind(name, [one for _, *both in sides for side in both if (one := side.get(name)) is not None])
    asked = [one for one in sides if name in one[1] or name in one[2]]
    rows = [(pair, _value(first, name), _value(second, name)) for pair, first, second in asked]
    known = [(pair, old, new) for pair, old, new in rows if old is not None and new is not None]
    clusters = [pair.cluster for pair, _, _ in known]
    seeds = [pair.key.seed for pair, _, _ in known]
    was, now = [old for _, old, _ in known], [new for _, _, new in known]
    found = compare_scores(
        [Scored(*one) for one in zip(clusters, seeds, was, strict=True)],
        [Scored(*one) for one in zip(clusters, seeds, now, strict=True)],
        level=level,
        seed=seed,
    )
    better = kind.higher_is == "better"
    gaps = [new - old for old, new in zip(was, now, strict=True)]
    limits = bounds(kind.unit)
    return Metric(
        name=name,
        unit=kind.unit,
        higher_is=kind.higher_is,
        before=mean(was, clusters=clusters, level=level, bounds=limits),
        after=mean(now, clusters=clusters, level=level, bounds=limits),
        difference=found.difference,
        p=found.flips.p if found.flips else None,
        exact=bool(found.flips and found.flips.exact),
        adjusted=None,
        tested=1,
        effect=found.effect,
        pairs=len(known),
        missing_before=sum(old is None for _, old, _ in rows),
        missing_after=sum(new is None for _, _, new in rows),
        gained=found.wins if better else found.losses,
        same=found.ties,
        lost=found.losses if better else found.wins,
        sensitivity=sensitivity(gaps, clusters=clusters, alpha=1.0 - level),
        level=level,
        margin=margin,
        inferiority=None if margin is None else inferiority(found.difference, margin=margin, higher_is_better=better),
        worst=_worst(name, known, better=better),
    )


def _worst(name: str, known: Sequence[tuple[Pair, float, float]], *, better: bool) -> tuple[Moved, ...]:
    sign = 1.0 if better else -1.0
    lost = sorted((one for one in known if sign * (one[2] - one[1]) < 0.0), key=lambda one: sign * (one[2] - one[1]))
    return tuple(
        Moved(key=pair.key, before=old, after=new, evidence=scores_of(pair.after)[name].evidence if pair.after else ())
        for pair, old, new in lost[:MOST_WORST]
    )


def _value(scores: Mapping[str, Score], name: str) -> float | None:
    return scores[name].value if name in scores else None


def _kind(name: str, scores: Sequence[Score]) -> Score:
    """One of the scores, for its unit and direction, which all have in common."""
    kinds = {(one.unit, one.higher_is) for one in scores}
    if len(kinds) > 1:
        raise InvalidInput(
            f"{name!r} is not measured the same way in both runs.",
            why=f"It is in {' and in '.join(sorted(unit for unit, _ in kinds))}.",
            next_step="Score both runs with the same version of the scorers.",
        )
    return scores[0]
