"""Scores the frozen conversations with what measures now. Knows no run and asks no model."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from brain import static_embedder
from brain.drift import contrast, gauge
from brain.emotion.hybrid.shipped import hybrid
from brain.genome import PersonaGenome
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.rehearsal import rehearse
from evals.record import Record
from evals.rescore import reread, scorers_of
from evals.run import Anchored

if TYPE_CHECKING:
    from evals.suites.names import ScorerName

FILE: Final = "frozen.json"

SCORED: Final[tuple[ScorerName, ...]] = (
    "drift mean",
    "drift low",
    "emotion match",
    "style distance",
    "who said it",
    "boundary held",
)
"""What can be scored in a conversation without questions off the transcript; the signals are left out for their number.

A judge is not asked: it would cost something in every run.
"""


class Anchor(BaseModel):
    """A frozen conversation."""

    model_config = ConfigDict(frozen=True)

    name: str
    record: Record


class Anchors(BaseModel):
    """The frozen conversations and the genomes of their personas, as they were."""

    model_config = ConfigDict(frozen=True)

    genomes: tuple[PersonaGenome, ...]
    anchors: tuple[Anchor, ...]


@cache
def frozen() -> Anchors:
    """The anchors that ship."""
    return Anchors.model_validate_json(files("evals.anchors").joinpath(FILE).read_bytes())


@cache
def rescored() -> tuple[Anchored, ...]:
    """Every score of every anchor by gauge, scorers and emotion reader as they are; once in a process."""
    known = frozen()
    embedder = static_embedder.load()
    detector = hybrid(embedder)
    casts = {
        one.metadata.slug: Cast(
            genome=one,
            model=Understudy(),
            detector=detector,
            gauge=gauge.prepare(one, contrast=contrast.usual(), embedder=embedder, faithful=rehearse(one)),
        )
        for one in known.genomes
    }
    scorers = scorers_of(SCORED, known.genomes)
    found = []
    for anchor in known.anchors:
        cast = casts[anchor.record.persona]
        readings = reread(anchor.record, cast).readings
        for scorer in scorers.values():
            found += [
                Anchored(
                    anchor=anchor.name,
                    score=one.name,
                    value=one.value,
                )
                for one in scorer(cast.genome, anchor.record, readings)
            ]
    return tuple(found)
