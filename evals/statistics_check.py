"""How often the intervals hold the truth and the tests cry wolf, on simulated runs (docs/statistics.md).

`python -m evals.statistics_check [repetitions]`, 2,000 by default; what draws a bootstrap gets a fifth of them.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from evals.statistics.agreement import alpha
from evals.statistics.curve import curve
from evals.statistics.estimate import CannotTell
from evals.statistics.holm import holm
from evals.statistics.inferiority import inferiority
from evals.statistics.interval import mean
from evals.statistics.omega import omega
from evals.statistics.paired import Comparison, Scored, compare
from evals.statistics.power import detectable
from evals.statistics.reliability import cronbach, intraclass, retest
from evals.statistics.variance import split
from evals.statistics_worlds import WORLDS, World, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.random import Generator

    from evals.statistics.agreement import Scale
    from evals.statistics.clusters import Floats
    from evals.statistics.estimate import Estimate
    from evals.statistics.interval import Method

SIZES: Final = (10, 30, 100)
LEVEL: Final = 0.05


def rate(trial: Callable[[Generator, int], bool | None], times: int, *, seed: int) -> str:
    """Share of trials that came true in percent, its Monte-Carlo error, and how many could not tell."""
    random = np.random.default_rng(seed)
    said = [trial(random, at) for at in range(times)]
    told = [one for one in said if one is not None]
    if not told:
        return "–"  # noqa: RUF001 - a dash for nothing
    share = sum(told) / len(told)
    silent = f", {(times - len(told)) / times:.1%} silent" if len(told) < times else ""
    return f"{share:.1%} ± {math.sqrt(share * (1 - share) / len(told)):.1%}{silent}"


def holds(found: Estimate, truth: float) -> bool | None:
    """Whether the interval holds the truth; None where there is none."""
    return None if isinstance(found, CannotTell) else found.low <= truth <= found.high


def means(times: int) -> Iterator[Sequence[str]]:
    """Coverage of the mean's interval by world, lengths, conversations and method."""
    yield ("scores", "lengths", *(f"{way}, {count}" for way in ("default", "bootstrap") for count in SIZES))
    for world in WORLDS:
        for unequal in (False, True):
            own = [covered(world, count, times, unequal=unequal) for count in SIZES]
            drawn = [covered(world, count, times // 5, unequal=unequal, method="bootstrap") for count in SIZES]
            yield (world.name, "unequal" if unequal else "ten turns", *own, *drawn)


def covered(world: World, count: int, times: int, *, unequal: bool, method: Method | None = None) -> str:
    """How often the interval of `count` conversations holds the world's mean."""

    def trial(random: Generator, at: int) -> bool | None:
        scores, talks = run(world, random, count, unequal=unequal)
        return holds(mean(scores, clusters=talks, bounds=world.bounds, method=method, seed=at), world.truth)

    return rate(trial, times, seed=count + unequal)


def versions(random: Generator, cases: int, *, gain: float = 0.0, seeds: int = 3) -> Comparison:
    """Two runs on the same cases, three seeds each: near 1, cases harder and easier, the second better by `gain`."""
    hard = random.beta(9.0, 1.5, cases)
    own = hard + np.array([[0.0], [gain]]) + random.normal(0.0, 0.08, (2, cases))

    def scored(row: Floats) -> list[Scored]:
        noise = random.exponential(0.1, (cases, seeds)) - 0.1
        return [Scored(case, one, float(row[case] - noise[case, one])) for case in range(cases) for one in range(seeds)]

    return compare(scored(own[0]), scored(own[1]))


def spread() -> float:
    """True standard deviation of a case's difference in `versions`."""
    return math.sqrt(2 * 0.08**2 + 2 * 0.1**2 / 3)


def halves(times: int) -> Iterator[Sequence[str]]:
    """False alarms between two halves of one system, tested by line and by conversation."""
    yield ("two halves of one system, p ≤ 0.05", *(f"{count} conversations each" for count in SIZES))

    def trial(random: Generator, count: int, *, by_line: bool) -> bool:
        talks = random.normal(0.0, math.sqrt(0.3), (2, count, 1)) + random.normal(0.0, math.sqrt(0.7), (2, count, 20))
        sides = talks.reshape(2, -1) if by_line else talks.mean(axis=2)
        return float(stats.ttest_ind(sides[0], sides[1], equal_var=False).pvalue) <= LEVEL

    for name, way in (("by line (never do this)", True), ("by conversation", False)):
        yield (name, *(rate(lambda r, _, n=n, w=way: trial(r, n, by_line=w), times, seed=n) for n in SIZES))  # type: ignore[misc]


def pairs(times: int) -> Iterator[Sequence[str]]:
    """False alarms, power and coverage of the paired comparison."""
    yield ("paired comparison", *(f"{count} cases" for count in SIZES))

    def row(name: str, judge: Callable[[Comparison, int], bool | None], gain: Callable[[int], float]) -> Sequence[str]:
        def cell(count: int) -> str:
            return rate(lambda random, _: judge(versions(random, count, gain=gain(count)), count), times, seed=count)

        return (name, *map(cell, SIZES))

    def seen(found: Comparison, _: int) -> bool:
        return found.flips is not None and found.flips.p <= LEVEL

    def apart(found: Comparison, _: int) -> bool | None:
        return None if (held := holds(found.difference, 0.0)) is None else not held

    def passed(found: Comparison, count: int) -> bool:
        margin = detectable(spread(), cases=count)
        return inferiority(found.difference, margin=margin).outcome == "not inferior"

    def visible(count: int) -> float:
        return detectable(spread(), cases=count)

    yield row("same version: sign-flip p ≤ 0.05", seen, lambda _: 0.0)
    yield row("same version: interval without 0", apart, lambda _: 0.0)
    yield row("difference `power` calls visible at 80 %: found", seen, visible)
    yield row("worse by the margin: called not inferior (2.5 % allowed)", passed, lambda count: -visible(count))


def families(times: int) -> Iterator[Sequence[str]]:
    """False alarms among ten correlated metrics, with and without Holm."""
    yield ("ten metrics of the same version, any p ≤ 0.05", "bare", "Holm")

    def trial(random: Generator, *, adjusted: bool) -> bool:
        shared = random.normal(0.0, 1.0, 30)
        found = {}
        for metric in range(10):
            after = [Scored(case, 0, float(one)) for case, one in enumerate(shared + random.normal(0.0, 1.0, 30))]
            flips = compare([Scored(case, 0, 0.0) for case in range(30)], after).flips
            found[str(metric)] = flips.p if flips else None
        return any(p is not None and p <= LEVEL for p in (holm(found) if adjusted else found).values())

    yield ("30 cases", *(rate(lambda r, _, a=a: trial(r, adjusted=a), times // 5, seed=1) for a in (False, True)))  # type: ignore[misc]


def rated(random: Generator, count: int) -> list[list[float | None]]:
    """Three raters on a scale of five, who see the truth with an error; a tenth of ratings are missing."""
    truth = random.normal(0.0, 1.0, count)
    said = np.clip(np.round(truth[:, None] * 0.9 + random.normal(0.0, 0.6, (count, 3)) + 3.0), 1, 5)
    gone = random.random((count, 3)) < 0.1  # noqa: PLR2004 - a tenth
    return [[None if gone[row, one] else float(said[row, one]) for one in range(3)] for row in range(count)]


def items(random: Generator, count: int) -> Floats:
    """Six items that load on one factor with 0.4 to 0.8."""
    load = np.linspace(0.4, 0.8, 6)
    return random.normal(0.0, 1.0, (count, 1)) * load + random.normal(0.0, 1.0, (count, 6)) * np.sqrt(1 - load**2)


def coefficients(times: int) -> Iterator[Sequence[str]]:
    """Coverage of agreement and reliability."""
    yield ("coefficient", *(f"{count} units or rows" for count in SIZES))
    few, world = max(times // 5, 20), np.random.default_rng(0)
    scales: tuple[Scale, ...] = ("nominal", "ordinal", "interval")
    agreed = {scale: [alpha(rated(world, 4_000), scale=scale).value or 0.0 for _ in range(10)] for scale in scales}
    load = np.linspace(0.4, 0.8, 6)
    shared = float(load.sum()) ** 2
    whole = shared + float((1 - load**2).sum())

    def row(name: str, trial: Callable[[Generator, int, int], bool | None], repeats: int) -> Sequence[str]:
        return (name, *(rate(lambda r, at, n=count: trial(r, at, n), repeats, seed=count) for count in SIZES))  # type: ignore[misc]

    for scale in scales:
        yield row(
            f"Krippendorff's alpha, {scale}",
            lambda r, _, n, s=scale: holds(alpha(rated(r, n), scale=s), float(np.mean(agreed[s]))),  # type: ignore[misc]
            times // 2,
        )
    yield row("Cronbach's alpha", lambda r, _, n: holds(cronbach(items(r, n).tolist()), 6 / 5 * (1 - 6 / whole)), times)
    yield row("McDonald's omega", lambda r, at, n: holds(omega(items(r, n).tolist(), seed=at), shared / whole), few)

    def twice(random: Generator, count: int) -> list[list[float]]:
        made: list[list[float]] = (random.normal(0.0, 2.0, (count, 1)) + random.normal(0.0, 1.0, (count, 2))).tolist()
        return made

    yield row("test–retest correlation", lambda r, _, n: holds(retest(twice(r, n)), 0.8), times)  # type: ignore[arg-type] # noqa: RUF001
    yield row("ICC(1,1)", lambda r, _, n: holds(intraclass(twice(r, n)), 0.8), times)


def parts(times: int) -> Iterator[Sequence[str]]:
    """Coverage of the shares of variance: personas crossed with models, conversations nested in both."""
    true = {"persona": 0.3, "model": 0.1, "conversation": 0.2, "noise": 0.4}

    def told(random: Generator, name: str, count: int) -> bool | None:
        persona, model, talk = np.unravel_index(np.arange(count * 3 * 2 * 3), (count, 3, 2, 3))[:3]
        inner = (persona * 3 + model) * 2 + talk
        drawn = [random.normal(0.0, math.sqrt(share), len(persona)) for share in true.values()]
        # The models are these three, not a sample: a draw of personas says nothing of other models.
        drawn[1] = math.sqrt(true["model"]) * np.array([-1.0, 0.0, 1.0])
        score = drawn[0][persona] + drawn[1][model] + drawn[2][inner] + drawn[3]
        factors = {"persona": persona.tolist(), "model": model.tolist(), "conversation": inner.tolist()}
        found = split(score.tolist(), factors, clusters="persona").components
        one = next(part for part in found if part.name == name)
        return None if one.low is None or one.high is None else one.low <= true[name] <= one.high

    yield ("share of variance, 3 models", *(f"{name}, {share:.0%}" for name, share in true.items()))
    for count in (10, 30):
        few = max(times // 2, 20)
        cells = (rate(lambda r, _, n=name, c=count: told(r, n, c), few, seed=count) for name in true)  # type: ignore[misc]
        yield (f"{count} personas", *cells)


def curves(times: int) -> Iterator[Sequence[str]]:
    """Coverage of the bands of a curve of twenty turns whose conversations wander and end early."""
    yield ("20 turns", *(f"{count} conversations" for count in SIZES))
    truth = [1.0 - 0.02 * turn for turn in range(20)]

    def drawn(random: Generator, count: int) -> list[list[float | None]]:
        walk = np.cumsum(random.normal(0.0, 0.2, (count, 20)), axis=1) + random.normal(0.0, 0.3, (count, 20))
        ends = random.integers(10, 21, count)
        return [
            [float(one + truth[at]) for at, one in enumerate(row[:end])] for row, end in zip(walk, ends, strict=True)
        ]

    def all_turns(random: Generator, at: int, count: int) -> bool:
        points = curve(drawn(random, count), seed=at).points
        return all(
            p.all_low <= truth[p.turn - 1] <= p.all_high
            for p in points
            if p.all_low is not None and p.all_high is not None
        )

    def last(random: Generator, at: int, count: int) -> bool | None:
        point = curve(drawn(random, count), seed=at).points[9]
        return None if point.low is None or point.high is None else point.low <= truth[9] <= point.high

    for name, trial in (("band of one turn (the tenth)", last), ("band of all turns", all_turns)):
        yield (name, *(rate(lambda r, at, n=n, t=trial: t(r, at, n), times // 5, seed=n) for n in SIZES))  # type: ignore[misc]


def main() -> int:
    """Prints every table as Markdown."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    for part in (means, halves, pairs, families, coefficients, parts, curves):
        rows = part(times)
        head = next(rows)
        sys.stdout.write("\n| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|\n")
        for row in rows:
            sys.stdout.write("| " + " | ".join(row) + " |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
