"""Reads and scores batches of conversations with the brain, as a run does. Knows no file and no engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from brain import static_embedder
from brain.drift import gauge
from brain.drift.many.reading import TOGETHER, ManyGauge
from brain.drift.others import others
from brain.emotion.detector import Foreseeing
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.quick import QuickDetector
from brain.play import CONTEXT_TURNS
from brain.rehearsal import rehearse
from evals.record import Readings
from evals.scorers.catalogue import catalogue
from evals.scoring.talk import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.drift.gauge import Gauge
    from brain.drift.reading import DriftReading
    from brain.emotion.detector import EmotionDetector
    from brain.emotion.reading import EmotionReading
    from brain.static_embedder import StaticEmbedder
    from evals.record import Record
    from evals.scorers.score import Score, Scorer
    from evals.scoring.recipe import Recipe
    from evals.scoring.talk import Talk
    from evals.suites.names import ScorerName

RECENT: Final = 5
"""How many emotions before it a message is read in the light of, as in a turn that is played."""


class Read(NamedTuple):
    """One conversation with what was read in it, and its scores."""

    talk: Talk
    record: Record
    readings: Readings
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Reader:
    """A persona's gauge, an emotion detector and the scorers of a recipe, ready. Not for several threads."""

    recipe: Recipe
    gauge: Gauge
    many: ManyGauge
    detector: EmotionDetector
    scorers: Mapping[ScorerName, Scorer]

    def read(self, talks: Sequence[Talk]) -> list[Read]:
        """These conversations, each read and scored by itself."""
        return [one for group in _groups(talks) for one in self._together(group)]

    def _together(self, talks: Sequence[Talk]) -> list[Read]:
        genome, known = self.recipe.genome, self.scorers
        found = []
        if isinstance(self.detector, Foreseeing):
            self.detector.foresee([text for talk in talks for turn in talk.turns for text in turn])
        for talk, drift in zip(talks, self.many.read([one.turns for one in talks]), strict=True):
            told = record(talk, persona=genome.metadata.slug)
            readings = self._readings(talk, drift)
            scores = [score for name in self.recipe.scorers for score in known[name](genome, told, readings)]
            found.append(Read(talk, told, readings, tuple(scores)))
        return found

    def _readings(self, talk: Talk, drift: tuple[DriftReading, ...]) -> Readings:
        """With the emotion in every message and reply, in the light of what was said before, as in a played turn."""
        heard: list[EmotionReading] = []
        shown: list[EmotionReading] = []
        for at, (user, reply) in enumerate(talk.turns):
            context = [text for pair in talk.turns[max(0, at - CONTEXT_TURNS) : at] for text in pair]
            heard.append(self.detector.read(user, recent=heard[-RECENT:], context=context))
            shown.append(self.detector.read(reply, recent=shown[-RECENT:], context=[*context, user]))
        return Readings.model_construct(drift=drift, heard=tuple(heard), shown=tuple(shown))


def _groups(talks: Sequence[Talk]) -> Iterator[list[Talk]]:
    """The conversations, so many turns of them at a time as the gauge reads together."""
    group: list[Talk] = []
    turns = 0
    for talk in talks:
        group.append(talk)
        turns += len(talk.turns)
        if turns >= TOGETHER:
            yield group
            group, turns = [], 0
    if group:
        yield group


@lru_cache(maxsize=4)
def reader(made_by: Recipe) -> Reader:
    """The reader of a recipe; some 0.5 s, so it is kept. Raises NotFound where weights that ship are missing."""
    genome = made_by.genome
    measured = gauge.prepare(genome, contrast=others(genome), embedder=_embedder(), faithful=rehearse(genome))
    detector = hybrid(_embedder(), named=made_by.evidence) if made_by.emotion == "hybrid" else QuickDetector()
    many = ManyGauge(measured, evidence=made_by.evidence)
    return Reader(made_by, measured, many, detector, catalogue((genome,)))


@cache
def _embedder() -> StaticEmbedder:
    return static_embedder.load()
