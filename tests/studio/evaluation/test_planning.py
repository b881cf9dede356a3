"""From an order to a plan: the same in another process, as far as no service is asked."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from pydantic import SecretStr

from brain import demo
from evals.order import Order, Subject
from evals.prepared import keys
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SUBJECTS = (Subject(genome=demo.load("albert-einstein")),)


def test_the_understudys_plan_can_be_made_again_in_another_process(folder: Path) -> None:
    """What makes it again survives the journey, and the outcomes would have the same keys."""
    made = plan(Casting(Settings(data_dir=folder)), Order(suite=load.load("style"), subjects=SUBJECTS))
    assert made.again is not None
    again = pickle.loads(pickle.dumps(made.again))()  # noqa: S301 - dumped here
    assert again.cases == made.cases
    assert keys(again) == keys(made)
    mine, other = (plan.casts["albert-einstein"].gauge for plan in (made, again))
    assert mine is not other
    for reply in (*SUBJECTS[0].genome.mind.reference_lines[:5], "As an AI, I was born in Paris in 1950!"):
        assert mine.read(reply, said=("I was born in Ulm.",)) == other.read(reply, said=("I was born in Ulm.",))


def test_the_plan_of_a_service_stays_in_its_process(folder: Path) -> None:
    """A model that is waited for is played by threads of one process, whichever that is."""
    settings = Settings(data_dir=folder, anthropic_api_key=SecretStr("sk-1"))
    order = Order(suite=load.load("style"), subjects=SUBJECTS, model="anthropic/claude-haiku-4-5")
    assert plan(Casting(settings), order).waited
    assert not plan(Casting(settings), order.model_copy(update={"model": "understudy"})).waited
