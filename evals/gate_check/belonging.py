"""Which conversations belong together: how far the scores, and the differences, of repetitions resemble each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from evals.aligned import held
from evals.columns import scores_of
from evals.statistics.clusters import gather

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from evals.aligned import Held
    from evals.run import Run

FEWEST: Final = 9
"""Conversations below which no correlation is given."""


class Likeness(NamedTuple):
    """Mean intraclass correlation over runs (or pairs of runs) of a pool, of the conversations grouped so."""

    what: str
    score: str
    grouped: str
    correlation: float
    conversations: int


def likeness(pool: Sequence[Run], scores: Sequence[str]) -> Iterator[Likeness]:
    """Of levels within a persona, and of differences between two runs of one version, by what they have in common."""
    runs = [held(run) for run in pool]
    groupings: tuple[tuple[str, str, Callable[[Held], Hashable]], ...] = (
        ("scripted", "seeds of one subject", lambda one: one.key[:4]),
        ("bank", "seeds of one conversation", lambda one: one.key[:4]),
        ("scripted", "conversations of one persona", lambda one: one.key.persona),
        ("scripted", "personas that hear one seed", lambda one: (one.key.talk, one.key.subject, one.key.seed)),
    )
    for score in scores:
        for kind, name, group in groupings:
            own = [[one for one in run if one.case.simulator.kind == kind] for run in runs]
            values = [[_value(one, score) for one in run] for run in own]
            if not values or len(values[0]) < FEWEST:
                continue
            clusters = [group(one) for one in own[0]]
            if not 1 < len(set(clusters)) < len(clusters):
                continue
            personas = [one.key.persona for one in own[0]]
            level = [_icc(_centred(row, personas), clusters) for row in values]
            gaps = [
                _icc([None if a is None or b is None else b - a for a, b in zip(one, two, strict=True)], clusters)
                for one, two in zip(values[::2], values[1::2], strict=False)
            ]
            # A persona's one drawn conversation is all there is of it: its level cannot be told from the persona's.
            if kind == "scripted" and name != "conversations of one persona":
                yield Likeness("level", score, f"{kind}: {name}", float(np.mean(level)), len(values[0]))
            yield Likeness("difference", score, f"{kind}: {name}", float(np.mean(gaps)), len(values[0]))


def _value(one: Held, score: str) -> float | None:
    found = scores_of(one).get(score)
    return None if found is None else found.value


def _centred(row: Sequence[float | None], personas: Sequence[str]) -> list[float | None]:
    """The values less their persona's mean: that personas differ says nothing of repetitions."""
    own: dict[str, list[float]] = defaultdict(list)
    for value, persona in zip(row, personas, strict=True):
        if value is not None:
            own[persona].append(value)
    return [None if v is None else v - float(np.mean(own[p])) for v, p in zip(row, personas, strict=True)]


def _icc(values: Sequence[float | None], clusters: Sequence[Hashable]) -> float:
    """Fisher's intraclass correlation; below 0 where repetitions differ more than others do."""
    found = gather(values, clusters)
    sizes, total, count = found.sizes, float(found.sizes.sum()), len(found.sizes)
    between = float((sizes * (found.means - found.sums.sum() / total) ** 2).sum()) / (count - 1)
    within = found.square / (total - count)
    typical = (total - float((sizes**2).sum()) / total) / (count - 1)
    return (between - within) / (between + (typical - 1.0) * within)
