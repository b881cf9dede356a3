"""What is asked for: a suite, personas in a version each, and models. Enough to play it again. Knows no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from brain.genome import PersonaGenome
from evals.cases import Case, lay_out
from evals.suites.suite import Suite

if TYPE_CHECKING:
    from evals.suites.names import ScorerName


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Subject(_Frozen):
    """A persona under test: its genome, and where it comes from (empty for a genome that is not in the library)."""

    genome: PersonaGenome
    persona_id: str = ""
    version_id: str = ""
    version: int | None = None


class Order(_Frozen):
    """A suite to be played on `subjects` by `model`; all a run follows from but the code and its fits.

    `seeds` stand instead of the suite's; of the cases at most `most` are played, evenly over the whole.
    """

    suite: Suite
    subjects: Annotated[tuple[Subject, ...], Field(min_length=1)]
    model: str = "understudy"
    user_model: str = ""
    judge_model: str = ""
    seeds: tuple[int, ...] | None = None
    most: Annotated[int, Field(ge=1)] | None = None

    @property
    def genomes(self) -> tuple[PersonaGenome, ...]:
        """The personas under test, in order."""
        return tuple(one.genome for one in self.subjects)


def cases_of(order: Order) -> tuple[Case, ...]:
    """The cases of an order, the same on every machine."""
    cases = lay_out(order.suite, order.genomes, seeds=order.seeds)
    most = order.most
    if most is None or most >= len(cases):
        return cases
    return tuple(cases[at * len(cases) // most] for at in range(most))


def scorers_of(order: Order) -> tuple[ScorerName, ...]:
    """The scorers of an order's suite, less an optional judge where none is named."""
    return tuple(one.name for one in order.suite.scorers if order.judge_model or not one.optional)
