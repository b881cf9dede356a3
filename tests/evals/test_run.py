"""A run as a value: it says what it was made with, and comes back whole from JSON."""

from __future__ import annotations

from brain import demo
from evals.order import Order, Subject, cases_of
from evals.run import Run, environment
from evals.suites import load


def test_a_run_comes_back_from_json_with_the_same_cases() -> None:
    """Suite, genomes and seeds survive, so the cases have the same ids; what made it is named with its version."""
    order = Order(suite=load.load("style"), subjects=(Subject(genome=demo.load("albert-einstein")),), seeds=(0, 1))
    run = Run(id="r", order=order, harness="local", outcomes=(), environment=environment(drift_fit="fit"))
    again = Run.model_validate_json(run.model_dump_json())
    assert again == run
    assert again.cases == cases_of(order)
    packages = dict(run.environment.packages)
    assert packages["personaforge"]
    assert packages["inspect-ai"] > "0.3"
    assert run.environment.prices > "2026"
