"""What a change did to each score, paired, with its interval. Knows no change and plays nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.holm import holm
from evals.statistics.paired import Scored, compare
from evals.statistics.power import Sensitivity, sensitivity

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from evals.scorers.score import Better, Score
    from evals.statistics.estimate import Estimate

Finding = Literal["better", "worse", "no effect seen", "cannot tell"]


class Both(NamedTuple):
    """A conversation of both sides: what it repeats, by which seed, and the scores by name before and after."""

    cluster: Hashable
    seed: Hashable
    before: Mapping[str, Score]
    after: Mapping[str, Score]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """How one score moved, after less before, over the `pairs` of conversations that have it on both sides.

    `before` and `after` are the bare means of these. `adjusted` is p after Holm over the `tests` that were made
    together, `finest` the smallest p that so few clusters can have; sensitivity is at 5 % over `tests`.
    `missing` are conversations that have it on one side only; `unmoved` says that it is the same in every pair, which
    no test could call an effect, so there is none (Tarone 1990, Biometrics 46:515). `gaps` are the differences by
    cluster.
    """

    name: str
    unit: str
    higher_is: Better
    before: float | None
    after: float | None
    difference: Estimate
    p: float | None
    adjusted: float | None
    finest: float
    tests: int
    pairs: int
    missing: int
    unmoved: bool
    gaps: tuple[tuple[Hashable, float], ...]
    sensitivity: Sensitivity | CannotTell

    @property
    def finding(self) -> Finding:
        """What may be said at 5 %, by the adjusted p. Not a single pair that moved is no effect seen.

        Where no p could be small enough, nothing can be told.
        """
        if self.unmoved and self.pairs:
            return "no effect seen"
        value = self.difference.value
        if self.adjusted is None or value is None or self.finest * self.tests > ALPHA:
            return "cannot tell"
        if self.adjusted > ALPHA:
            return "no effect seen" if isinstance(self.difference, Interval) else "cannot tell"
        return "better" if (value > 0.0) == (self.higher_is == "better") else "worse"

    @property
    def smallest(self) -> float | None:
        """The smallest difference that would have been found in 80 % of repetitions; None where nobody can say."""
        return self.sensitivity.smallest if isinstance(self.sensitivity, Sensitivity) else None

    def within(self, margin: float) -> bool:
        """Whether the interval of the difference lies within `margin` to both sides: the change does not matter."""
        if self.unmoved and self.pairs:
            return True
        found = self.difference
        return isinstance(found, Interval) and -margin < found.low and found.high < margin


ALPHA: Final = 0.05
SIGNAL: Final = "signal: "


def effects(both: Sequence[Both], *, level: float = 0.95, seed: int = 0) -> tuple[Effect, ...]:
    """The effect on every score that a side has, in order of appearance; a signal that never judged is left out.

    p is adjusted after Holm over all scores; the drift gauge's signals, which say why the drift score moved, are a
    family of their own.
    """
    names = dict.fromkeys(name for one in both for name in (*one.before, *one.after))
    found = [_effect(name, both, level, seed) for name in names]
    scores = adjusted([one for one in found if not one.name.startswith(SIGNAL)])
    signals = adjusted([one for one in found if one.name.startswith(SIGNAL) and one.pairs + one.missing])
    return (*scores, *signals)


def adjusted(found: Sequence[Effect]) -> tuple[Effect, ...]:
    """The same effects as one family of tests: p adjusted after Holm, and what they could have seen at 5 % over all."""
    holms = holm({str(at): one.p for at, one in enumerate(found)})
    tests = max(1, sum(one.p is not None for one in found))
    return tuple(
        replace(one, adjusted=holms[str(at)], tests=tests, sensitivity=_visible(one.gaps, tests))
        for at, one in enumerate(found)
    )


def _visible(gaps: Sequence[tuple[Hashable, float]], tests: int) -> Sensitivity | CannotTell:
    return sensitivity([gap for _, gap in gaps], clusters=[one for one, _ in gaps], alpha=ALPHA / tests)


def clusters_needed(tests: int) -> int:
    """Fewest independent conversations with which one of so many tests can reach 5 % after Holm."""
    return 1 + math.ceil(math.log2(tests / ALPHA))


def _effect(name: str, both: Sequence[Both], level: float, seed: int) -> Effect:
    kind = next(score for one in both for side in (one.before, one.after) if (score := side.get(name)) is not None)
    rows = [(one, _value(one.before, name), _value(one.after, name)) for one in both]
    known = [(one, old, new) for one, old, new in rows if old is not None and new is not None]
    found = compare(
        [Scored(one.cluster, one.seed, old) for one, old, _ in known],
        [Scored(one.cluster, one.seed, new) for one, _, new in known],
        level=level,
        seed=seed,
    )
    gaps = tuple((one.cluster, new - old) for one, old, new in known)
    moved = any(gap for _, gap in gaps)
    return Effect(
        name=name,
        unit=kind.unit,
        higher_is=kind.higher_is,
        before=sum(old for _, old, _ in known) / len(known) if known else None,
        after=sum(new for _, _, new in known) / len(known) if known else None,
        difference=found.difference,
        p=found.flips.p if found.flips and moved else None,
        adjusted=None,
        finest=found.flips.finest if found.flips else 1.0,
        tests=1,
        pairs=len(known),
        missing=sum((old is None) != (new is None) for _, old, new in rows),
        unmoved=not moved,
        gaps=gaps,
        sensitivity=_visible(gaps, 1),
    )


def _value(scores: Mapping[str, Score], name: str) -> float | None:
    found = scores.get(name)
    return None if found is None else found.value
