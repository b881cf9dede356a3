"""All scorers by the name a suite calls them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.scorers import (
    attribution,
    boundary,
    drift,
    emotion,
    human,
    memory,
    questionnaire,
    script,
    style,
    survival,
)
from evals.scorers.score import Score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.record import Readings, Record
    from evals.scorers.score import Judge, Scorer
    from evals.suites.names import ScorerName

VERSION = 2
"""Raised when a scorer changes what it says, so that kept scores are known to be old."""


def catalogue(genomes: Sequence[PersonaGenome], *, judge: Judge | None = None) -> Mapping[ScorerName, Scorer]:
    """The scorers; `genomes` are all personas of the run, whose voices are told apart. No judge, no score of one."""
    return {
        "drift mean": drift.mean,
        "drift last": drift.last,
        "drift low": drift.low,
        "signals": drift.signals,
        "emotion match": emotion.match,
        "belief survival": survival.beliefs,
        "fact survival": survival.facts,
        "memory recalled": memory.recalled,
        "boundary held": boundary.held,
        "style distance": style.distance,
        "questionnaire distance": questionnaire.distance,
        # Learned from the voices only when it is first asked.
        "who said it": lambda genome, record, readings: attribution.voices(genomes).said_it(genome, record, readings),
        "own script": script.kept,
        "judge": _nobody if judge is None else judge,
        "human rating": human.unrated,
    }


def _nobody(_: PersonaGenome, record: Record, __: Readings) -> tuple[Score, ...]:
    return (
        Score(
            name="judge",
            unit="flaws in 10 replies",
            higher_is="worse",
            of=len(record.exchanges),
            what="turns",
            reason="No judge was named for this run.",
        ),
    )
