"""How often a bisection is right: in worlds of which the truth is known, and on the understudy with planted falls.

`python -m evals.bisection_check` prints the figures of docs/experiments.md.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.hybrid.shipped import hybrid
from brain.genome.genome import content_hash
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.rehearsal import rehearse
from evals.arms import Arm, Experiment, Stage
from evals.bisection import search
from evals.cases import lay_out, recast
from evals.edits import without
from evals.local_runner import LocalRunner
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome import PersonaGenome
    from evals.bisection import Scores, Search

REPEATS: Final = 200
VERSIONS: Final = 10
CASES: Final = 5
SUITE: Final = b"""\
name: planted
title: Planted falls
conversations: [{id: talk, turns: 6, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}]
"""
SEEDS: Final = 20
DICE: Final = 6
SLUG: Final = "albert-einstein"
HARM: Final = ("mind.knowledge", "mind.life", "mind.beliefs")


@dataclass(frozen=True, slots=True)
class Tally:
    """Searches, by what they said; `right` are those that named the right version, or rightly none."""

    found: int
    right: int
    none: int
    unsure: int
    plays: float

    @property
    def words(self) -> str:
        """One row of the page's table."""
        told = self.found + self.none
        share = "none told"
        if told:
            low, high = stats.binomtest(self.right, told).proportion_ci()
            share = f"{self.right / told:.1%} ({low:.1%} to {high:.1%})"
        return f"{self.found} | {self.none} | {self.unsure} | {share} | {self.plays:.1f} |"


def tally(worlds: Sequence[tuple[int, Callable[[int, int], Scores]]]) -> Tally:
    """Searches in worlds, each with the first bad version (0: none) and how a play comes out."""
    results: list[tuple[int, Search]] = [(bad, search(VERSIONS, observe)) for bad, observe in worlds]
    found = [(bad, one) for bad, one in results if one.finding == "found"]
    none = [(bad, one) for bad, one in results if one.finding == "no fall"]
    return Tally(
        found=len(found),
        right=sum(one.first_bad == bad for bad, one in found) + sum(bad == 0 for bad, _ in none),
        none=len(none),
        unsure=len(results) - len(found) - len(none),
        plays=sum(sum(one.plays) for _, one in results) / len(results),
    )


def world(seed: int, *, size: float, noise: float) -> tuple[int, Callable[[int, int], Scores]]:
    """A world in which a score falls by `size` at a version drawn by the seed; `noise` is that of a conversation."""
    dice = np.random.default_rng(seed)
    bad = int(dice.integers(1, VERSIONS)) if size else 0
    hard: dict[int, float] = {}

    def observe(version: int, repeat: int) -> Scores:
        level = 0.8 + hard.setdefault(repeat, float(dice.normal(0.0, noise / 2)))
        fallen = size if bad and version >= bad else 0.0
        return {str(at): level - fallen + float(dice.normal(0.0, noise)) for at in range(CASES)}

    return bad, observe


def planted() -> tuple[dict[tuple[int, int], float | None], dict[tuple[int, int], float | None]]:
    """Drift scores of Einstein, whole and without what he knows, lived and believes, by seed and by dice."""
    whole = demo.load(SLUG)
    harmed = whole
    for path in HARM:
        harmed = without(harmed, path)
    embedder = static_embedder.load()
    gauges: dict[str, Cast] = {}

    def cast(genome: PersonaGenome, _: str) -> Cast:
        name = content_hash(genome)
        if name not in gauges:
            own = gauge.prepare(genome, contrast=contrast.usual(), embedder=embedder, faithful=rehearse(genome))
            gauges[name] = Cast(genome=genome, model=Understudy(), detector=hybrid(embedder), gauge=own)
        return gauges[name]

    experiment = Experiment(Stage(cast, LocalRunner()), whole, ("drift mean",))
    pools = []
    for genome in (whole, harmed):
        cases = [
            recast(case.model_copy(update={"thrown": case.dice + 1_000 * throw}), genome)
            for case in lay_out(load.parse(SUITE), [whole], seeds=range(SEEDS))
            for throw in range(DICE)
        ]
        side = experiment.play(Arm(genome, "understudy", tuple(cases)))
        pools.append(
            {
                divmod(at, DICE): side.scores(at)["drift mean"].value if side.scores(at) else None
                for at in range(len(cases))
            }
        )
    return pools[0], pools[1]


def drawn(
    seed: int, pools: tuple[dict[tuple[int, int], float | None], dict[tuple[int, int], float | None]], *, fallen: bool
) -> tuple[int, Callable[[int, int], Scores]]:
    """A row of versions that falls at one drawn by the seed; each play throws dice of its own."""
    dice = random.Random(seed)  # noqa: S311 - a recipe, not cryptography
    bad = dice.randrange(1, VERSIONS) if fallen else 0

    def observe(version: int, repeat: int) -> Scores:
        pool = pools[1] if bad and version >= bad else pools[0]
        seeds = [(repeat * 3 + more) % SEEDS for more in range(3)]
        return {str(at): pool[at, dice.randrange(DICE)] for at in seeds}

    return bad, observe


def main() -> None:
    """Print the tables."""
    out = sys.stdout
    out.write(f"{VERSIONS} versions, {REPEATS} searches each, at most 40 plays of {CASES} conversations\n")
    out.write("fall / noise of a conversation | found | no fall | cannot tell | right among what was told | plays |\n")
    for size, noise in ((0.1, 0.05), (0.1, 0.1), (0.1, 0.2), (0.05, 0.2), (0.0, 0.1)):
        row = tally([world(seed, size=size, noise=noise) for seed in range(REPEATS)])
        out.write(f"{size:g} / {noise:g} | {row.words}\n")
    pools = planted()
    means = [np.mean([one for one in pool.values() if one is not None]) for pool in pools]
    out.write(f"understudy: drift mean {means[0]:.3f} whole, {means[1]:.3f} harmed; 3 conversations a play\n")
    for fallen in (True, False):
        row = tally([drawn(seed, pools, fallen=fallen) for seed in range(REPEATS)])
        out.write(f"{'planted' if fallen else 'nothing planted'} | {row.words}\n")


if __name__ == "__main__":
    main()
