"""Conversations from elsewhere as a run, so that they can be compared, gated and reported as a played one.

The suite of such a run holds each conversation, its user's messages as a script: two files with conversations of the
same ids are the same cases, held by two personas or models. Knows no file of a run.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from evals.cases import lay_out
from evals.order import Order, Subject
from evals.outcome import Outcome, measured
from evals.run import Run, environment
from evals.scoring.reader import reader
from evals.scoring.talk import Talk
from evals.suites.suite import MOST_LISTED, MOST_TURNS, Scoring, Scripted, Suite
from evals.suites.suite import Talk as Planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.cases import Case
    from evals.scoring.reader import Read
    from evals.scoring.recipe import Recipe
    from evals.scoring.talk import Noted

MODEL: Final = "elsewhere"
LONGEST: Final = 20_000
"""Characters of a message that stand in the suite; the outcome holds all of it."""

NOTHING: Final = "(says nothing)"
_BRACES: Final = str.maketrans("{}", "()")
_ODD: Final = re.compile(r"[^a-z0-9]+")


def as_run(recipe: Recipe, found: Iterable[Talk | Noted], *, subject: Subject | None = None) -> Run:
    """These conversations, scored, as a run by the persona of the recipe; `subject` says which version that is.

    Raises InvalidInput for more than 1,000 conversations, one of more than 1,000 turns, or none at all.
    """
    talks = [one for one in found if isinstance(one, Talk)]
    longest = max((len(one.turns) for one in talks), default=0)
    if not talks or len(talks) > MOST_LISTED or longest > MOST_TURNS:
        raise InvalidInput(
            f"{len(talks):,} conversations of at most {longest:,} turns cannot be a run.",
            why=f"A run has 1 to {MOST_LISTED:,} of them, of up to {MOST_TURNS:,} turns.",
            next_step="The tables of scores have no such bound; for a run take fewer conversations.",
        )
    order = Order(suite=_suite(recipe, talks), subjects=(subject or Subject(genome=recipe.genome),), model=MODEL)
    cases = lay_out(order.suite, order.genomes)
    read = reader(recipe).read(talks)
    outcomes = tuple(_outcome(recipe, case, one) for case, one in zip(cases, read, strict=True))
    digest = hashlib.sha256("\0".join(one.key for one in outcomes).encode()).hexdigest()
    return Run(
        id=digest[:32],
        order=order,
        harness="elsewhere",
        outcomes=outcomes,
        environment=environment(drift_fit=str(recipe.versions["drift fit"])),
    )


def _suite(recipe: Recipe, talks: Sequence[Talk]) -> Suite:
    return Suite(
        name="elsewhere",
        title="Conversations from elsewhere",
        seeds=(0,),
        conversations=tuple(_planned(one) for one in talks),
        scorers=tuple(Scoring(name=name) for name in recipe.scorers),
    )


def _planned(talk: Talk) -> Planned:
    lines = tuple(user[:LONGEST].translate(_BRACES).strip() or NOTHING for user, _ in talk.turns)
    return Planned(id=_slug(talk.id), turns=len(talk.turns), simulator=Scripted(kind="scripted", lines=lines))


def _slug(name: str) -> str:
    """An id as suites take them; the end tells apart what was written differently."""
    plain = _ODD.sub("-", name.lower()).strip("-")[:60]
    return f"{plain}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}".strip("-")


def _outcome(recipe: Recipe, case: Case, one: Read) -> Outcome:
    record = one.record.model_copy(update={"case_id": case.id})
    said = "\0".join(reply for _, reply in one.talk.turns)
    key = hashlib.sha256(f"{case.id}\0{recipe.key}\0{said}".encode("utf-8", "surrogatepass")).hexdigest()
    return Outcome(key=key[:32], record=record, measured=measured(record, one.readings), scores=one.scores)
