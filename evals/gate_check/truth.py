"""Simulated runs of which the true difference is known: how often the interval of a comparison holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain import demo
from evals.compare import compare
from evals.gate_check.rates import Rate
from evals.order import Order, Subject, cases_of
from evals.outcome import Outcome
from evals.record import Record
from evals.run import Run, environment
from evals.scorers.score import Score
from evals.statistics.estimate import Interval
from evals.suites import load
from evals.suites.suite import Scripted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

LAYOUTS: Final = {
    "10 scripted subjects, 3 seeds": (10, 0),
    "30 scripted subjects, 3 seeds": (30, 0),
    "10 scripted subjects and 4 drawn users, 3 seeds": (10, 4),
    "12 drawn users, 3 seeds": (0, 12),
}
"""Conversations over that many scripted subjects, and beside them so many conversations with users drawn by seed."""

TRUE: Final = -0.03
BY_SUBJECT: Final = 0.06
"""Spread of the change between subjects, which all seeds of a scripted user share."""
BY_TALK: Final = 0.08


def coverage(times: int) -> Iterator[Rate]:
    """For each layout the share of repeats in which the 95 % interval held the true difference."""
    for name, (scripted, drawn) in LAYOUTS.items():
        order = _order(scripted, drawn)
        random = np.random.default_rng(scripted + 100 * drawn)
        found = [compare(*_runs(order, random)).metrics[0].difference for _ in range(times)]
        told = [one for one in found if isinstance(one, Interval)]
        yield Rate(name, sum(one.low <= TRUE <= one.high for one in told), len(told))


def _order(scripted: int, drawn: int) -> Order:
    talks = [f'{{id: s{at}, turns: 1, simulator: {{kind: scripted, lines: ["Line {at}"]}}}}' for at in range(scripted)]
    talks += [f"{{id: d{at}, turns: {at + 1}, simulator: {{kind: bank, bank: everyday}}}}" for at in range(drawn)]
    text = (
        f"name: truth\ntitle: T\nseeds: [0, 1, 2]\nconversations: [{', '.join(talks)}]\nscorers: [{{name: drift mean}}]"
    )
    return Order(suite=load.parse(text.encode()), subjects=(Subject(genome=demo.load("albert-einstein")),))


def _runs(order: Order, random: Generator) -> tuple[Run, Run]:
    """Before and after: subjects are hard or easy for both, and the change is another for each."""
    before: list[Outcome] = []
    after: list[Outcome] = []
    subjects: dict[str, tuple[float, float]] = {}
    for case in cases_of(order):
        scripted = isinstance(case.simulator, Scripted)
        name = case.talk if scripted else f"{case.talk} {case.seed}"
        hard, change = subjects.setdefault(name, (random.beta(9.0, 3.0), random.normal(TRUE, BY_SUBJECT)))
        for side, shift in ((before, 0.0), (after, change)):
            value = hard + shift + random.normal(0.0, BY_TALK)
            score = Score(name="drift mean", value=value, unit="points", higher_is="better", of=1)
            record = Record(case_id=case.id, persona=case.persona, seed=case.seed)
            side.append(Outcome(key=case.id, record=record, scores=(score,)))
    made = environment(drift_fit="")
    return (
        Run(id="before", order=order, harness="local", outcomes=tuple(before), environment=made),
        Run(id="after", order=order, harness="local", outcomes=tuple(after), environment=made),
    )
