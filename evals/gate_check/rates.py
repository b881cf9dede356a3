"""Shares of repeats with their exact intervals: false alarms of comparisons and gates, and changes that were seen."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from evals.columns import columns
from evals.compare import compare
from evals.gate import columns_of, gate
from evals.gate_check.draws import one_of_each, two_of_one
from evals.suites.suite import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evals.gate import Gated
    from evals.run import Run
    from evals.suites.names import ScorerName

WATCHED: Final = ("drift mean", "drift low", "style distance", "who said it")
"""The scores that a drifting version is compared by; p is adjusted over them."""

PROCESSES: Final = 4
FEW: Final = 100
"""Repeats below which one process is enough."""

NO_LOSS: Final = 0.0
"""The narrowest margin there is: the one that cries wolf most."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many repeats."""

    name: str
    hits: int
    times: int

    @property
    def words(self) -> str:
        """The share with its 95 % interval (Clopper and Pearson 1934)."""
        found = stats.binomtest(self.hits, self.times).proportion_ci(0.95)
        return f"{self.hits / self.times:.1%} ({found.low:.1%} to {found.high:.1%})"


def false_alarms(pool: Sequence[Run], times: int, *, scorers: Sequence[ScorerName]) -> Iterator[Rate]:
    """Two runs of one version: how often anything is called better or worse, or a gate breached.

    The gates stand where they cry wolf most: at the pool's own mean, and at a margin of nothing.
    """
    number = len(pool[0].order.subjects)
    hits = _counted(partial(_alarm, pool, tuple(scorers), tuple(at_the_mean(pool, scorers))), times)
    names = {
        "all": "compare, all personas: any score called better or worse",
        "each": "compare, one persona: any score called better or worse",
        "loss": f"gate with margin 0 on {len(scorers)} scores of {number} personas: breach",
        "level": f"gate at the true mean on {len(scorers)} scores of {number} personas: breach",
    }
    for key, name in names.items():
        yield Rate(name, hits[key], times)


def power(before: Sequence[Run], after: Sequence[Run], times: int, *, talks: int) -> Iterator[Rate]:
    """A version that drifts against one that does not, one persona each time: how often it is seen."""
    slugs = [one.metadata.slug for one in before[0].order.genomes]
    hits = _counted(partial(_seen, before, after, talks), times)
    yield Rate(f"compare: drift mean called worse, after Holm over {len(WATCHED)} scores", hits["drift"], times)
    yield Rate("compare: any of them called worse", hits["any"], times)
    yield Rate("gate with margin 0.05 on drift mean: breach", hits["gate"], times)
    for at, slug in enumerate(slugs):
        yield Rate(f"drift mean called worse: {slug}", hits[slug], len(range(at, times, len(slugs))))


def _alarm(
    pool: Sequence[Run], scorers: Sequence[ScorerName], level: Sequence[tuple[str, Sequence[Gate]]], at: int
) -> list[str]:
    """What cried wolf in the repeat of that number, which has dice of its own."""
    before, after = two_of_one(pool, np.random.default_rng([0, at]))
    slugs = [slug for slug, _ in level]
    loss = gate(after, baseline=before, gates=[Gate(scorer=one, margin=NO_LOSS) for one in scorers])
    return [
        *(["all"] if _alarmed(before, after, (), at) else []),
        *(["each"] if _alarmed(before, after, [slugs[at % len(slugs)]], at) else []),
        *(["loss"] if loss.outcome == "breach" else []),
        *(["level"] if any(_breached(gate(after, gates=own), slug) for slug, own in level) else []),
    ]


def _seen(before: Sequence[Run], after: Sequence[Run], talks: int, at: int) -> list[str]:
    """What saw the change in the repeat of that number."""
    slugs = [one.metadata.slug for one in before[0].order.genomes]
    slug = slugs[at % len(slugs)]
    old, new = one_of_each(before, after, np.random.default_rng([1, at]), persona=slug, seeds=talks)
    found = {one.name: one.finding for one in compare(old, new, only=WATCHED, seed=at).metrics}
    told = gate(new, baseline=old, gates=[Gate(scorer="drift mean", margin=0.05)])
    return [
        *(["drift", slug] if found["drift mean"] == "worse" else []),
        *(["any"] if "worse" in found.values() else []),
        *(["gate"] if told.outcome == "breach" else []),
    ]


def _counted(trial: Callable[[int], list[str]], times: int) -> Counter[str]:
    """How often each thing was said over all repeats; a few processes share them, which changes nothing."""
    if times < FEW:
        return Counter(one for at in range(times) for one in trial(at))
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return Counter(
            one for said in pool.map(trial, range(times), chunksize=times // (4 * PROCESSES)) for one in said
        )


def at_the_mean(pool: Sequence[Run], scorers: Sequence[ScorerName]) -> Iterator[tuple[str, list[Gate]]]:
    """For each persona, gates that demand exactly the pool's mean of each score."""
    every = [columns(run) for run in pool]
    for genome in pool[0].order.genomes:
        slug = genome.metadata.slug
        gates = []
        for scorer in scorers:
            own = [columns_of(scorer, [one for one in found if one.persona == slug])[0] for found in every]
            values = [value for column in own for value in column.values if value is not None]
            limit = float(np.mean(values))
            better = own[0].higher_is == "better"
            gates.append(Gate(scorer=scorer, at_least=limit) if better else Gate(scorer=scorer, at_most=limit))
        yield slug, gates


def _alarmed(before: Run, after: Run, personas: Sequence[str], seed: int) -> bool:
    found = compare(before, after, personas=personas, seed=seed).metrics
    return any(one.finding in {"better", "worse"} for one in found)


def _breached(gated: Gated, persona: str) -> bool:
    return any(one.outcome == "breach" for one in gated.statements if one.persona == persona)
