"""Runs drawn from a pool, conversation by conversation, whole. Plays nothing and judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from evals.outcome import Outcome
    from evals.run import Run


def two_of_one(pool: Sequence[Run], random: Generator) -> tuple[Run, Run]:
    """Two runs of the same version: for every case two different runs of the pool, drawn anew for each case."""
    first, second = [], []
    for at in range(len(pool[0].outcomes)):
        one, other = random.choice(len(pool), 2, replace=False)
        first.append(pool[one].outcomes[at])
        second.append(pool[other].outcomes[at])
    return _made(pool[0], first, "before"), _made(pool[0], second, "after")


def one_of_each(
    before: Sequence[Run], after: Sequence[Run], random: Generator, *, persona: str, seeds: int
) -> tuple[Run, Run]:
    """A run of either pool on one persona and so many of the seeds, drawn without replacement.

    For every case one run of its pool, drawn anew.
    """
    order = before[0].order
    drawn = sorted(int(one) for one in random.choice(order.suite.seeds, seeds, replace=False))
    sides = []
    for pool, name in ((before, "before"), (after, "after")):
        picked: list[Outcome] = []
        for at, outcome in enumerate(pool[0].outcomes):
            if outcome.record.seed in drawn and outcome.record.persona == persona:
                picked.append(pool[int(random.integers(len(pool)))].outcomes[at])
        alone = tuple(one for one in order.subjects if one.genome.metadata.slug == persona)
        sides.append(_made(pool[0], picked, name, subjects=alone, seeds=tuple(drawn)))
    return sides[0], sides[1]


def _made(run: Run, outcomes: Sequence[Outcome], name: str, **order: object) -> Run:
    asked = run.order.model_copy(update=order)
    return run.model_copy(update={"id": name, "order": asked, "outcomes": tuple(outcomes)})
