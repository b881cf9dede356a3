"""Runs of which every score is known, made without playing anything."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from evals.order import Order, Subject, cases_of
from evals.outcome import Outcome
from evals.record import Record
from evals.run import Run, environment
from evals.scorers.score import Score
from evals.suites import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from evals.cases import Case
    from evals.suites.suite import Suite

PLAIN = """
name: plain
title: Plain
seeds: [0, 1]
conversations:
  - {id: chat, turns: 2, simulator: {kind: bank, bank: everyday}}
  - {id: ask, over: belief, turns: 1, simulator: {kind: scripted, lines: ["And {topic}?"]}}
scorers: [{name: drift mean}, {name: style distance}, {name: boundary held}]
"""


class MakesRun(Protocol):
    """Makes a run; `value` gives the score of a case by name: a number, or None for a missing one."""

    def __call__(
        self,
        value: Callable[[Case, str], float | None],
        *,
        suite: Suite | None = None,
        genomes: tuple[PersonaGenome, ...] = (),
        left_out: Callable[[Case], bool] = ...,
        name: str = "",
    ) -> Run:
        """The run."""


KINDS = {
    "drift mean": ("probability of being in character", "better"),
    "style distance": ("standard deviations", "worse"),
    "boundary held": ("share", "better"),
}


@cache
def gauge_of(slug: str) -> gauge.Gauge:
    """The gauge of a demo persona among the usual voices, made once for all tests, without a rehearsal."""
    return gauge.prepare(demo.load(slug), contrast=contrast.usual(), embedder=static_embedder.shared())


@pytest.fixture
def plain() -> Suite:
    """Two conversations: one with a drawn user, one scripted over every belief; three scorers, two seeds."""
    return load.parse(PLAIN.encode())


@pytest.fixture
def made_run(plain: Suite) -> MakesRun:
    """What makes runs of a suite, the plain one if none is given, on Einstein if nobody is."""

    def make(
        value: Callable[[Case, str], float | None],
        *,
        suite: Suite | None = None,
        genomes: tuple[PersonaGenome, ...] = (),
        left_out: Callable[[Case], bool] = lambda _: False,
        name: str = "run",
    ) -> Run:
        chosen = genomes or (demo.load("albert-einstein"),)
        order = Order(suite=suite or plain, subjects=tuple(Subject(genome=one) for one in chosen))
        outcomes = tuple(_outcome(case, order, value) for case in cases_of(order) if not left_out(case))
        return Run(id=name, order=order, harness="local", outcomes=outcomes, environment=environment(drift_fit="f"))

    return make


def _outcome(case: Case, order: Order, value: Callable[[Case, str], float | None]) -> Outcome:
    scores = []
    for scorer in order.suite.scorers:
        unit, higher = KINDS[scorer.name]
        found = value(case, scorer.name)
        scores.append(
            Score(
                name=scorer.name,
                value=found,
                unit=unit,
                higher_is=higher,  # type: ignore[arg-type]
                of=1,
                reason="Nothing could be read." if found is None else "",
                evidence=(f"turn 1 of seed {case.seed}",),
            )
        )
    record = Record(case_id=case.id, persona=case.persona, seed=case.seed)
    return Outcome(key=case.id, record=record, scores=tuple(scores))


@dataclass
class Clock:
    """A clock that moves only when somebody sleeps."""

    now: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> float:
        """Seconds since it was made."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Moves the hand."""
        with self.lock:
            self.now += seconds
