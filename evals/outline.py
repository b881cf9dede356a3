"""A run without its words: what pages need of a thousand conversations at once, as one document. Knows no store.

Scores, the drift score of each turn, what was spent, and whose voice the replies were taken for. What was said, prompts
and drivers stay in the outcomes, so what reads words (a questionnaire, a conversation that is opened) reads those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, TypeAdapter

from evals.outcome import Outcome
from evals.record import Record
from evals.scorers.attribution import voices
from evals.scorers.catalogue import VERSION as SCORERS
from evals.spent import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.run import Run

VERSION: Final = f"1.{SCORERS}"
"""Of what a document holds; one of another version is made anew."""

EVIDENCE: Final = 2
"""Of each score so many lines of evidence are kept, which is what charts and lists show."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A run, and for each outcome how many replies were taken for which voice. The outcomes may hold no words."""

    run: Run
    taken: tuple[Mapping[str, int], ...]


def document(genomes: Sequence[PersonaGenome], outcomes: Sequence[Outcome]) -> str:
    """The outline of these outcomes of a run on these personas, as JSON."""
    taken = taken_for(genomes, outcomes)
    rows = tuple(_row(one, counts) for one, counts in zip(outcomes, taken, strict=True))
    return _ROWS.dump_json(rows, exclude_defaults=True).decode()


def taken_for(genomes: Sequence[PersonaGenome], outcomes: Sequence[Outcome]) -> tuple[Mapping[str, int], ...]:
    """For each outcome how many replies were taken for each voice that can be told apart."""
    known = voices(genomes)
    return tuple(known.bleed([one.record])[one.record.persona] for one in outcomes)


def restored(run: Run, text: str) -> Outline:
    """The outline of a document that was made of the run's outcomes; `run` is that run, with or without them."""
    rows = _ROWS.validate_json(text)
    return Outline(
        run=run.model_copy(update={"outcomes": tuple(one.outcome for one in rows)}),
        taken=tuple(one.taken for one in rows),
    )


def whole(run: Run) -> Outline:
    """The outline of a run that is at hand with all its words."""
    return Outline(run, taken_for(run.order.genomes, run.outcomes))


class _Row(BaseModel):
    outcome: Outcome
    taken: dict[str, int]


_ROWS: Final = TypeAdapter(tuple[_Row, ...])


def _row(outcome: Outcome, taken: Mapping[str, int]) -> _Row:
    record = outcome.record
    # An answer's problem stands for the record's, so that the outcome is as whole as it was.
    problems = (record.problem, *(one.problem for one in record.answers))
    unsaid = {"user": "", "reply": "", "off": "", "call": None}
    return _Row(
        outcome=Outcome(
            key=outcome.key,
            record=Record(
                case_id=record.case_id,
                persona=record.persona,
                seed=record.seed,
                problem=next(filter(None, problems), ""),
                exchanges=tuple(one.model_copy(update=unsaid) for one in record.exchanges),
            ),
            measured=tuple(
                one.model_copy(update={"drivers": (), "heard": None, "shown": None}) for one in outcome.measured
            ),
            scores=tuple(
                one.model_copy(update={"evidence": one.evidence[:EVIDENCE], "ratings": (), "spent": NOTHING})
                for one in outcome.scores
            ),
            spent=outcome.spent,
            spoken=outcome.spoken,
        ),
        taken=dict(taken),
    )
