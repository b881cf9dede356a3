"""The test that a judge must pass first, and what becomes of the scores of one that fails it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.style.words import words
from evals.judging.judge import ConversationJudge
from evals.judging.lineup import RUN, WAYS, company, key, lineups
from evals.judging.local_reader import LocalReader
from evals.judging.qualification import NEEDED, PATIENCE, InMemory, Qualification, examine
from evals.judging.reader import Heard
from evals.judging.register import InFolder
from evals.record import Readings
from evals.spent import Spent
from tests.evals.judging.conftest import DICE, EINSTEIN, Told, report

if TYPE_CHECKING:
    from pathlib import Path

    from brain.drift.gauge import Gauge
    from brain.genome import PersonaGenome
    from evals.judging.lineup import Lineup
    from evals.record import Record

PEOPLE = demo.load_all()


def no_gauge(_: PersonaGenome) -> Gauge:
    """Telling who speaks needs none."""
    raise AssertionError


def test_what_is_asked_cannot_be_looked_up() -> None:
    """No line stands in a candidate's examples, nor shares a run of words with its description; all places occur."""
    asked = lineups(PEOPLE)
    assert len(asked) == 48
    assert {one.speaker for one in asked} == set(range(WAYS))
    for one in asked:
        speaker = one.candidates[one.speaker]
        assert len({each.metadata.slug for each in one.candidates}) == WAYS
        assert all(one.line not in each.mind.reference_lines for each in one.candidates)
        forms = [word.form for word in words(one.line)]
        told = " ".join(word.form for word in words(f"{speaker.metadata.description} {speaker.mind.backstory}"))
        assert not any(" ".join(forms[at : at + RUN]) in told for at in range(len(forms) - RUN + 1))


def test_everybody_in_a_line_up_speaks_so_that_naming_always_the_same_one_is_chance() -> None:
    """For one persona others are added, and their lines are asked about as often."""
    asked = lineups([EINSTEIN])
    slugs = [one.candidates[one.speaker].metadata.slug for one in asked]
    assert {slugs.count(slug) for slug in set(slugs)} == {len(asked) // WAYS}
    always = examine(Told(lambda *_: report(), speaker=lambda lineup, _: Heard(_place(lineup))), [EINSTEIN])
    assert always.right == pytest.approx(0.25)
    assert not always.passed


def _place(lineup: Lineup) -> int:
    return [one.metadata.slug for one in lineup.candidates].index("albert-einstein")


def test_a_persona_with_few_lines_is_known_by_what_the_understudy_says_for_it() -> None:
    """Then nothing is held out of its few lines."""
    few = EINSTEIN.model_copy(
        update={"mind": EINSTEIN.mind.model_copy(update={"examples": EINSTEIN.mind.examples[:3]})}
    )
    own = [one for one in lineups([few]) if one.candidates[one.speaker].metadata.slug == "albert-einstein"]
    assert own
    assert all(len(one.candidates[one.speaker].mind.examples) == 3 for one in own)


def test_a_judge_that_guesses_has_no_score(record: Record) -> None:
    """Its scores are withheld with the figures, it is not asked for any, and its test is paid for once."""
    guesses = Told(lambda *_: report(DICE), speaker=lambda _, __: Heard(0, spent=Spent(calls=1, microdollars=100)))
    judge = ConversationJudge(guesses, PEOPLE)
    first, second = (judge(EINSTEIN, record, Readings())[0] for _ in range(2))
    assert first.value is None
    assert first.reason.startswith("judge not qualified: 0.25 (0.")
    assert "against chance 0.25, and the lower end must be above 0.625" in first.reason
    assert guesses.asked == {"speaker": 96}
    assert first.spent == Spent(calls=96, microdollars=9_600)
    assert second.spent == Spent()


def test_cannot_tell_counts_as_not_knowing() -> None:
    """A judge that never names anybody is right in no line."""
    silent = examine(Told(lambda *_: report(), speaker=lambda *_: Heard(-1)), PEOPLE)
    assert (silent.right, silent.passed) == (0.0, False)


def test_a_judge_that_does_not_answer_is_not_asked_on_and_not_qualified(record: Record) -> None:
    """After eight questions in vain the test ends; the reason is the score's, and nothing is kept for the next time."""
    down = Told(lambda *_: report(DICE), speaker=lambda *_: Heard(None, "It is overloaded."))
    score = ConversationJudge(down, PEOPLE)(EINSTEIN, record, Readings())[0]
    assert down.asked["speaker"] == PATIENCE
    assert score.reason == ("judge not qualified: 0 of 96 questions who is speaking were answered (It is overloaded.)")


def test_an_order_that_decides_the_answer_shows() -> None:
    """A judge that always takes the first shown is right by chance and never the same in both orders."""
    first = examine(Told(lambda *_: report(), speaker=lambda _, order: Heard(WAYS - 1 if order else 0)), PEOPLE)
    assert first.right == pytest.approx(0.25)
    assert first.alike == 0.0


def test_the_local_reading_knows_the_demo_personas_and_no_twins() -> None:
    """It tells six unlike voices apart, and with four copies of one persona it is no judge."""
    known = examine(LocalReader(no_gauge), PEOPLE)
    assert known.passed
    assert known.low is not None
    assert known.low > NEEDED
    twins = [
        EINSTEIN.model_copy(update={"metadata": EINSTEIN.metadata.model_copy(update={"slug": f"twin-{letter}"})})
        for letter in "abcd"
    ]
    confused = examine(LocalReader(no_gauge), twins)
    assert not confused.passed
    assert confused.right is not None
    assert confused.right < 0.5


def test_a_folder_keeps_what_was_measured_and_only_that(tmp_path: Path) -> None:
    """A second process asks nothing; one that was not measured is tried again; a broken file is measured anew."""
    made: list[str] = []

    def make(right: float | None) -> Qualification:
        made.append("made")
        ends = {"low": right, "high": right} if right is not None else {"reason": "It was down."}
        return Qualification(judge="j", lines=48, asked=96, answered=96, right=right, **ends)

    one = InFolder(tmp_path)
    assert one.once("down", lambda: make(None)).right is None
    assert one.once("down", lambda: make(0.9)).right is None
    assert InFolder(tmp_path).once("down", lambda: make(0.9)).right == 0.9
    assert InFolder(tmp_path).once("down", lambda: make(0.1)).right == 0.9
    assert made == ["made", "made"]
    next(tmp_path.glob("*.json")).write_text("{", encoding="utf-8")
    assert InFolder(tmp_path).once("down", lambda: make(0.4)).right == 0.4


def test_many_threads_test_a_judge_once(tmp_path: Path) -> None:
    """While one measures, the others wait and take what it found."""
    for register in (InMemory(), InFolder(tmp_path)):
        reader = Told(lambda *_: report())
        judge = ConversationJudge(reader, PEOPLE, register=register)
        threads = [threading.Thread(target=judge.qualification) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert reader.asked["speaker"] == 96


def test_another_persona_is_another_test() -> None:
    """The key follows what is told of everybody, and nothing but that."""
    changed = EINSTEIN.model_copy(update={"metadata": EINSTEIN.metadata.model_copy(update={"description": "Else."})})
    assert key([EINSTEIN]) == key(company([EINSTEIN])) != key([changed])
