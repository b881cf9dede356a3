"""What playing by way of Inspect costs: 1,000 cases of 5 turns on the understudy, against the local runner.

The floor is the understudy alone, asked for the same words. CPU is of all processes together. Option: `--cases`.
"""

from __future__ import annotations

import argparse
import os
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
from evals.inspect_runner.runner import InspectRunner
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.settings import Settings, surroundings

if TYPE_CHECKING:
    from evals.harness import Harness, Plan, Results

SUITE = b"""
name: speed
title: Speed
conversations:
  - {id: talk, turns: 5, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: boundary held}, {name: style distance}]
"""
PROCESSES = os.cpu_count() or 1


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000)
    number: int = parser.parse_args().cases
    genomes = demo.load_all()
    order = Order(
        suite=load.parse(SUITE),
        subjects=tuple(Subject(genome=one) for one in genomes),
        seeds=tuple(range(number // len(genomes) + 1)),
        most=number,
    )
    with tempfile.TemporaryDirectory() as folder:
        laid = plan(Casting(Settings(data_dir=Path(folder) / "data")), order)
        runner = InspectRunner(Path(folder) / "inspect", surroundings(), processes=PROCESSES)
        local = _timed("local runner", LocalRunner(), laid)
        inspect = _timed("by way of Inspect", runner, laid)
        logs = sum(one.stat().st_size for one in Path(folder).rglob("*.eval"))
    same = [one.timeless for one in local.outcomes] == [one.timeless for one in inspect.outcomes]
    print(f"the same outcomes: {same}; log {logs / 1e6:.1f} MB")
    turns = [(one.record.persona, turn.user) for one in local.outcomes for turn in one.record.exchanges]
    by_slug = {one.metadata.slug: one for one in genomes}
    begun = time.perf_counter()
    for slug, words in turns:
        scene = Scene(genome=by_slug[slug], state=initial(by_slug[slug]))
        for _ in Understudy().stream(ChatRequest(messages=(Message(role="user", text=words),), scene=scene)):
            pass
    floor = time.perf_counter() - begun
    print(f"the understudy alone: {floor:.1f} s, {floor / len(turns) * 1e3:.2f} ms a turn")


def _timed(name: str, harness: Harness, laid: Plan) -> Results:
    begun, cpu = time.perf_counter(), _cpu()
    results = harness.run(laid, bounds=Bounds(at_once=PROCESSES))
    took, cpu = time.perf_counter() - begun, _cpu() - cpu
    turns = sum(len(one.record.exchanges) for one in results.outcomes)
    print(f"{name}: {len(results.outcomes)} cases in {took:.1f} s, {cpu / turns * 1e3:.2f} ms CPU a turn", flush=True)
    return results


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
