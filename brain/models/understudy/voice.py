"""Beats made into sentences as this persona says them. Knows no wording of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.models.understudy.acts import Act
from brain.models.understudy.grammar import capitalised, ended
from brain.models.understudy.marks import addressed, closed, filled, opened
from brain.models.understudy.stage import Sentence
from brain.models.understudy.words import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.emotion.labels import Emotion
    from brain.models.understudy.stage import Beat, Stage

_UNMARKED: Final = frozenset(
    {Act.FAREWELL, Act.SOURCE, Act.EMPTY, Act.GIBBERISH, Act.CODE, Act.FOREIGN, Act.LONG, Act.INJECTION, Act.AI}
)


def voiced(stage: Stage, beats: Sequence[Beat], emotion: Emotion) -> list[Sentence]:
    """The sentences of the reply, most with one mark of the persona's manner, some with two."""
    said = [
        Sentence(capitalised(ended(text)), beat.role, beat.piece, beat.own)
        for beat in beats
        for text in sentences(beat.text)
    ]
    if stage.heard.act in _UNMARKED:
        return said
    left = _marks_wanted(stage, said)
    for mark in _marks(stage, emotion):
        marked = mark(said) if left else said
        left -= marked != said
        said = marked
    return said


def _marks_wanted(stage: Stage, said: Sequence[Sentence]) -> int:
    """How many marks: by verbosity and enthusiasm, and at least one where nothing is in the genome's own words."""
    style = stage.genome.mind.communication
    generic = not any(sentence.own for sentence in said)
    first = generic or stage.chance(0.6 + 0.2 * style.verbosity + 0.15 * style.enthusiasm)
    return int(first) + int(stage.chance(0.12 + 0.3 * style.verbosity))


def _marks(stage: Stage, emotion: Emotion) -> list[Callable[[list[Sentence]], list[Sentence]]]:
    marks: list[Callable[[list[Sentence]], list[Sentence]]] = [lambda said: addressed(stage, said)]
    if not stage.grave:
        marks += [
            lambda said: opened(stage, said, emotion),
            lambda said: filled(stage, said),
            lambda said: closed(stage, said),
        ]
    stage.rng.shuffle(marks)
    return marks
