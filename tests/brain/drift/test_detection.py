from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.drift.contrast import shipped
from brain.drift.gauge import prepare
from brain.drift.reading import DriftReading, Verdict
from brain.drift.session import FLOOR
from brain.models.chat import DRIFT_TYPES
from evals.calibrate.played import played, told
from evals.inject import Transcript, implant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.drift.contrast import Contrast
    from brain.drift.gauge import Gauge
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

SLIPPED = (Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER)


def read_all(gauge: Gauge, replies: Sequence[str]) -> list[DriftReading]:
    """The readings of a session."""
    readings: list[DriftReading] = []
    for reply in replies:
        readings.append(gauge.read(reply, earlier=readings))
    return readings


@pytest.mark.parametrize("slug", demo.names())
def test_an_assistant_break_shows_within_two_turns(gauges: Mapping[str, Gauge], slug: str) -> None:
    """When the understudy falls into the assistant's voice, the verdict changes at the first or second such reply."""
    genome = demo.load(slug)
    session = told(genome, played(genome, number=1), kind="assistant break", dose=1.0)
    readings = read_all(gauges[slug], session.replies)
    after = readings[session.from_turn - 1 : session.from_turn + 1]
    assert any(reading.verdict in SLIPPED for reading in after)


@pytest.mark.parametrize("slug", demo.names())
def test_lines_of_a_plain_assistant_drive_the_score_down(slug: str, embedder: Embedder, library: Contrast) -> None:
    """Assistant lines that the gauge has never met end out of character, with an alarm dated to about the first."""
    genome = demo.load(slug)
    gauge = prepare(genome, contrast=library.without("assistant"), embedder=embedder)
    readings = read_all(gauge, [*genome.mind.reference_lines[:5], *shipped().voices["assistant"][40:46]])
    assert readings[-1].verdict is Verdict.OUT_OF_CHARACTER
    assert readings[-1].change.alarm
    assert readings[-1].change.began_turn in (4, 5, 6, 7)


def test_untouched_conversations_seldom_alarm(gauges: Mapping[str, Gauge]) -> None:
    """Six untouched conversations of ten turns raise at most one alarm, and few of their replies are doubted."""
    readings = [
        reading
        for slug, gauge in gauges.items()
        for reading in read_all(gauge, played(demo.load(slug), number=99, turns=10).replies)
    ]
    alarmed = sum(readings[start + 9].change.alarm for start in range(0, len(readings), 10))
    doubted = sum(reading.verdict in SLIPPED for reading in readings)
    assert alarmed <= 1
    assert doubted <= len(readings) // 8


def test_the_more_foreign_replies_the_lower_the_score(
    persona: Callable[..., PersonaGenome], embedder: Embedder
) -> None:
    """Each further reply of another voice lowers the score, or leaves it at the bottom."""
    lines = shipped().voices["poet"]
    gauge = prepare(persona("poet-two", lines[:22]), contrast=shipped().without("poet"), embedder=embedder)
    scores = []
    for foreign in range(5):
        replies = [*lines[22:27], *shipped().voices["coach"][:foreign]]
        scores.append(read_all(gauge, replies)[-1].score)
    told = [value for value in scores if value is not None]
    assert len(told) == 5
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(told))
    assert told[0] > 0.5 > told[-1]


def test_held_back_lines_of_the_persona_stay_in_character(
    persona: Callable[..., PersonaGenome], embedder: Embedder
) -> None:
    """Replies of the same hand that the gauge has not met are taken for the persona's own."""
    lines = shipped().voices["storyteller"]
    gauge = prepare(persona("teller", lines[:22]), contrast=shipped().without("storyteller"), embedder=embedder)
    readings = read_all(gauge, lines[22:])
    assert sum(reading.verdict is Verdict.IN_CHARACTER for reading in readings) >= 8


@pytest.mark.parametrize("slug", ["tomas-lindqvist", "lord-malachar"])
def test_the_score_falls_with_the_dose(gauges: Mapping[str, Gauge], slug: str) -> None:
    """Over all types of injected drift, nested doses of the same changes lower the mean score, dose by dose."""
    genome = demo.load(slug)
    base = played(genome, number=77, turns=5)
    said = Transcript(genome=genome, users=base.users, replies=base.replies)
    means = []
    for dose in (0.0, 0.5, 1.0):
        scores = [
            reading.score
            for kind in DRIFT_TYPES
            for found in [implant(said, kind, dose=dose, seed=3, voices={"coach": shipped().voices["coach"]})]
            for reading in read_all(gauges[slug], found.transcript.replies)
            if reading.score is not None
        ]
        means.append(sum(scores) / len(scores))
    assert all(more < less - 0.02 for less, more in pairwise(means))


def test_a_reading_says_how_much_its_floor_rests_on(einstein: Gauge) -> None:
    """The number of replies known to be faithful stands in every reading that has a score."""
    lines = demo.load("albert-einstein").mind.reference_lines
    kept = {signal.name: signal.value for signal in einstein.read(lines[0]).signals}
    assert kept[FLOOR] == einstein.usual > len(lines)
