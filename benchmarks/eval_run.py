"""What the local runner costs: 1,000 cases of 5 turns on the understudy, played, read and scored.

The floor is the understudy alone, asked for the same words without history, prompt, readings or scores.
"""

from __future__ import annotations

import time

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.hybrid.shipped import hybrid
from brain.models.chat import ChatRequest, Message, Scene
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.rehearsal import rehearse
from brain.state import initial
from evals.cases import lay_out
from evals.harness import Bounds, Plan
from evals.local_runner import LocalRunner
from evals.suites import load

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
    genomes, embedder, model = demo.load_all(), static_embedder.load(), Understudy()
    detector = hybrid(embedder)
    casts = {
        one.metadata.slug: Cast(
            genome=one,
            model=model,
            detector=detector,
            gauge=gauge.prepare(one, contrast=contrast.usual(), embedder=embedder, faithful=rehearse(one)),
        )
        for one in genomes
    }
    suite = load.parse(SUITE)
    cases = lay_out(suite, genomes, seeds=range(CASES // len(genomes) + 1))[:CASES]
    plan = Plan(cases, casts, tuple(one.name for one in suite.scorers))
    begun, cpu = time.perf_counter(), time.process_time()
    results = LocalRunner().run(plan, bounds=Bounds(at_once=1))
    took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    said = [(one.record.persona, turn.user) for one in results.outcomes for turn in one.record.exchanges]
    begun = time.perf_counter()
    for persona, words in said:
        genome = casts[persona].genome
        scene = Scene(genome=genome, state=initial(genome))
        for _ in model.stream(ChatRequest(messages=(Message(role="user", text=words),), scene=scene)):
            pass
    floor = time.perf_counter() - begun
    turns = len(said)
    print(f"{len(cases)} cases, {turns} turns: {took:.1f} s, {cpu / turns * 1e3:.2f} ms CPU a turn")
    print(f"{took / floor:.1f} times the understudy alone ({floor / turns * 1e3:.2f} ms a turn)")


if __name__ == "__main__":
    main()
