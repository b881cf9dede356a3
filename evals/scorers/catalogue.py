"""All scorers by the name a suite calls them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.scorers import (
    attribution,
    boundary,
    drift,
    emotion,
    memory,
    questionnaire,
    script,
    style,
    survival,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.scorers.score import Scorer
    from evals.suites.names import ScorerName

VERSION = 1
"""Raised when a scorer changes what it says, so that kept scores are known to be old."""


def catalogue(genomes: Sequence[PersonaGenome]) -> Mapping[ScorerName, Scorer]:
    """The scorers; `genomes` are all personas of the run, whose voices are told apart."""
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
    }
