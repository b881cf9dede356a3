"""What the local runner costs: 1,000 cases of 5 turns on the understudy, played, read and scored, by 1 and 2 processes.

Each process plays some cases side by side. The floor is the understudy alone, asked for the same words without history,
prompt, readings or scores. On a machine that is busy with other things the CPU time says more than the wall clock.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from brain import demo
from brain.models.chat import ChatRequest, Message, Scene
from brain.models.understudy import Understudy
from brain.state import initial
from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.settings import Settings

if TYPE_CHECKING:
    from evals.harness import Plan, Results

CASES = 1_000
SUITE = b"""
name: speed
title: Speed
conversations:
  - {id: talk, turns: 5, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}, {name: style distance}]
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        made = _plan(Path(folder))
        print(f"{len(made.cases)} cases, {sum(case.turns for case in made.cases)} turns")
        one = _timed(made, 1)
        two = _timed(made, 2)
    if [outcome.timeless for outcome in one.outcomes] != [outcome.timeless for outcome in two.outcomes]:
        raise SystemExit("Two processes gave other outcomes than one.")
    _floor(made, one)


def _plan(folder: Path) -> Plan:
    subjects = tuple(Subject(genome=one) for one in demo.load_all())
    seeds = tuple(range(CASES // len(subjects) + 1))
    order = Order(suite=load.parse(SUITE), subjects=subjects, seeds=seeds, most=CASES)
    return plan(Casting(Settings(data_dir=folder)), order)


def _timed(made: Plan, processes: int) -> Results:
    begun, cpu = time.perf_counter(), _cpu()
    results = LocalRunner().run(made, bounds=Bounds(at_once=processes))
    took, cpu = time.perf_counter() - begun, _cpu() - cpu
    turns = sum(len(one.record.exchanges) for one in results.outcomes)
    print(f"{processes} process(es): {took:.1f} s, {cpu:.1f} s of CPU in all, {cpu / turns * 1e3:.2f} ms CPU a turn")
    return results


def _floor(made: Plan, results: Results) -> None:
    model = Understudy()
    said = [(one.record.persona, turn.user) for one in results.outcomes for turn in one.record.exchanges]
    begun = _cpu()
    for persona, words in said:
        genome = made.casts[persona].genome
        scene = Scene(genome=genome, state=initial(genome))
        for _ in model.stream(ChatRequest(messages=(Message(role="user", text=words),), scene=scene)):
            pass
    print(f"the understudy alone: {(_cpu() - begun) / len(said) * 1e3:.2f} ms CPU a turn")


def _cpu() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
