"""The runs of which those of a made history are copies: a small suite, really played and scored with each version.

Knows no store. The understudy plays them all; the labels differ in what they would have cost, and in nothing else.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from brain.models import prices
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.run import environment
from evals.suites import load
from store.demo_runs import DemoRun, DemoTrial
from store.run_values import RunSubject
from studio.demo_history.pool import LABELS, PRICED_AS
from studio.evaluation.keeping import as_new
from studio.evaluation.planning import plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from brain.genome import PersonaGenome
    from store.run_values import NewOutcome
    from store.values import Version
    from studio.casting import Casting

SUITE: Final = "in_character"
CASES: Final = 3
"""Conversations of a run."""

TURNS_A_RUN: Final = 500
MOST_RUNS: Final = 2_000
"""One run for so many turns, at least one of each that was played, and at most so many."""


def played(casting: Casting, genome: PersonaGenome, version: Version, *, seed: int) -> DemoTrial:
    """A run of the suite with a version, by a seed."""
    subject = Subject(genome=genome, persona_id=version.persona_id, version_id=version.id, version=version.number)
    order = Order(suite=load.load(SUITE), subjects=(subject,), seeds=(seed,), most=CASES)
    laid = plan(casting, order)
    talks = {case.id: case.talk for case in laid.cases}
    found = LocalRunner().run(laid).outcomes
    fit = next(iter(laid.casts.values())).gauge.fit.id
    models = tuple(label if label not in PRICED_AS else f"demo/{label}" for label in LABELS)
    return DemoTrial(
        suite=order.suite.name,
        title=order.suite.title,
        subject=RunSubject(genome.metadata.slug, version.persona_id, version.id, version.number),
        environment=environment(drift_fit=fit).model_dump_json(),
        models=models,
        orders=tuple(order.model_copy(update={"model": model}).model_dump_json() for model in models),
        outcomes=tuple(
            tuple(
                _priced(as_new(one, talk=talks.get(one.record.case_id, ""), model=model), label)
                for one in found
            )
            for label, model in zip(LABELS, models, strict=True)
        ),
    )  # fmt: skip


def planned(trials: Sequence[DemoTrial], *, turns: int, seed: int, days: int, until: datetime) -> Iterator[DemoRun]:
    """When which run was held, the oldest first, by the seed: a version is tried again now and then."""
    dice = random.Random(f"runs {seed}")  # noqa: S311 - a recipe, not cryptography
    number = max(len(trials), min(MOST_RUNS, turns // TURNS_A_RUN))
    drawn = [*range(len(trials)), *(dice.randrange(len(trials)) for _ in range(number - len(trials)))]
    times = sorted(until - timedelta(days=dice.uniform(0, days), hours=1) for _ in drawn)
    dice.shuffle(drawn)
    for at, (moment, trial) in enumerate(zip(times, drawn, strict=True)):
        label = dice.choices(range(len(LABELS)), (0.6, 0.2, 0.2))[0]
        took = timedelta(seconds=max(1.0, sum(one.seconds for one in trials[trial].outcomes[label])))
        yield DemoRun(number=at, trial=trial, label=label, at=moment, took=took)


def _priced(one: NewOutcome, label: str) -> NewOutcome:
    """What it would have cost: every prompt is taken as new, nothing as read from a cache."""
    row = PRICED_AS.get(label)
    return one if row is None else replace(one, microdollars=prices.price("anthropic", row, one.tokens))
