"""Shares of repeats with their exact intervals: false alarms of comparisons and gates, and changes that were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from evals.columns import columns
from evals.compare import compare
from evals.gate import columns_of, gate
from evals.gate_check.draws import one_of_each, two_of_one
from evals.suites.suite import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.gate import Gated
    from evals.run import Run

WATCHED: Final = ("drift mean", "drift low", "style distance", "who said it")
"""The scores that a drifting version is compared by; p is adjusted over them."""

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


def false_alarms(pool: Sequence[Run], times: int, *, scorers: Sequence[str]) -> Iterator[Rate]:
    """Two runs of one version: how often anything is called better or worse, or a gate breached.

    The gates stand where they cry wolf most: at the pool's own mean, and at a margin of nothing.
    """
    random = np.random.default_rng(0)
    slugs = [one.metadata.slug for one in pool[0].order.genomes]
    level, loss = list(at_the_mean(pool, scorers)), [Gate(scorer=one, margin=NO_LOSS) for one in scorers]  # type: ignore[arg-type]
    hits = dict.fromkeys(("all", "each", "level", "loss", "held"), 0)
    for at in range(times):
        before, after = two_of_one(pool, random)
        hits["all"] += _alarmed(before, after, (), at)
        hits["each"] += _alarmed(before, after, [slugs[at % len(slugs)]], at)
        gated = gate(after, baseline=before, gates=loss)
        hits["loss"] += gated.outcome == "breach"
        hits["held"] += all(one.outcome == "pass" for one in gated.statements)
        hits["level"] += any(_breached(gate(after, gates=own), slug) for slug, own in level)
    names = {
        "all": "compare, all personas: any score called better or worse",
        "each": "compare, one persona: any score called better or worse",
        "loss": f"gate with margin 0 on {len(scorers)} scores of {len(slugs)} personas: breach",
        "level": f"gate at the true mean on {len(scorers)} scores, each of {len(slugs)} personas by itself: any breach",
        "held": "gate with margin 0: everything called a pass",
    }
    for key, name in names.items():
        yield Rate(name, hits[key], times)


def power(before: Sequence[Run], after: Sequence[Run], times: int, *, talks: int) -> Iterator[Rate]:
    """A version that drifts against one that does not, one persona each time: how often it is seen."""
    random = np.random.default_rng(1)
    slugs = [one.metadata.slug for one in before[0].order.genomes]
    drift, anything, breached = 0, 0, 0
    by_persona = dict.fromkeys(slugs, 0)
    for at in range(times):
        slug = slugs[at % len(slugs)]
        old, new = one_of_each(before, after, random, persona=slug, seeds=talks)
        found = {one.name: one.finding for one in compare(old, new, only=WATCHED, seed=at).metrics}
        drift += found["drift mean"] == "worse"
        by_persona[slug] += found["drift mean"] == "worse"
        anything += "worse" in found.values()
        told = gate(new, baseline=old, gates=[Gate(scorer="drift mean", margin=0.05)])
        breached += _breached(told, slug)
    yield Rate(f"compare: drift mean called worse, after Holm over {len(WATCHED)} scores", drift, times)
    yield Rate("compare: any of them called worse", anything, times)
    yield Rate("gate with margin 0.05 on drift mean: breach", breached, times)
    for slug, hits in by_persona.items():
        yield Rate(f"drift mean called worse: {slug}", hits, len(range(slugs.index(slug), times, len(slugs))))


def at_the_mean(pool: Sequence[Run], scorers: Sequence[str]) -> Iterator[tuple[str, list[Gate]]]:
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
            gates.append(
                Gate(scorer=scorer, at_least=limit) if better else Gate(scorer=scorer, at_most=limit)  # type: ignore[arg-type]
            )
        yield slug, gates


def _alarmed(before: Run, after: Run, personas: Sequence[str], seed: int) -> bool:
    found = compare(before, after, personas=personas, seed=seed).metrics
    return any(one.finding in {"better", "worse"} for one in found)


def _breached(gated: Gated, persona: str) -> bool:
    return any(one.outcome == "breach" for one in gated.statements if one.persona == persona)
