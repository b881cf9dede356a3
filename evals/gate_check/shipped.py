"""What the gates of the shipped suites say of the understudy: faithful, and told to drift at half a dose.

A gate that fails a faithful persona cries wolf; one that passes a drifting one sees nothing. Chooses no limit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from evals.columns import columns
from evals.gate import columns_of, gate
from evals.gate_check.pool import Told, pool
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.models.chat import DriftType
    from evals.harness import Keeper
    from evals.run import Run
    from evals.suites.suite import Gate, Suite

DOSE: Final = 0.5

OWN: Final[Mapping[str, DriftType]] = {
    "beliefs": "belief reversal",
    "bleed": "bleed",
    "boundaries": "boundary breach",
    "emotion": "emotional flattening",
    "in_character": "fact swap",
    "long_drift": "trait flip",
    "long_drift_quick": "trait flip",
    "memory": "trait flip",
    "questionnaire": "trait flip",
    "style": "register shift",
}
"""For each suite the kind of drift that is most its own business."""

UNASKED: Final = frozenset({"judge", "signals"})
"""Scorers that no shipped gate asks for and that cost something."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a gate said of the personas of a run: the least and greatest mean, and how often each outcome was found."""

    suite: str
    demand: str
    kind: str
    dose: float
    least: float
    most: float
    outcomes: Mapping[str, int]


def shipped(name: str, keeper: Keeper | None, *, slugs: Sequence[str] = ()) -> Iterator[Said]:
    """Each gate of a suite on a faithful run, and on one that drifts; margins against another faithful run.

    On the demo personas, or those named.
    """
    suite = _suite(name)
    play = partial(pool, suite, slugs=slugs, keeper=keeper)
    kind = OWN[name]
    (baseline,), (faithful,) = play([Told(kind, 0.0)]), play([Told(kind, 0.0, number=1)])
    yield from _said(faithful, baseline, kind="none", dose=0.0)
    (drifting,) = play([Told(kind, DOSE)])
    yield from _said(drifting, baseline, kind=kind, dose=DOSE)


def _suite(name: str) -> Suite:
    suite = load.load(name)
    return suite.model_copy(update={"scorers": tuple(one for one in suite.scorers if one.name not in UNASKED)})


def _said(run: Run, baseline: Run, *, kind: str, dose: float) -> Iterator[Said]:
    for one in run.order.suite.gates:
        found = gate(run, baseline=baseline, gates=[one])
        values = list(_means(run, one))
        yield Said(
            suite=run.order.suite.name,
            demand=found.statements[0].demand,
            kind=kind,
            dose=dose,
            least=min(values),
            most=max(values),
            outcomes=Counter(each.outcome for each in found.statements),
        )


def _means(run: Run, one: Gate) -> Iterator[float]:
    every = columns(run)
    for genome in run.order.genomes:
        own = [column for column in every if column.persona == genome.metadata.slug]
        for column in columns_of(one.scorer, own):
            if (value := column.mean().value) is not None:
                yield value
