"""Playing a case: repeatable, and undisturbed by what is asked off the transcript."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import ModelOverloaded
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.state import initial
from brain.turn import TurnStatus
from evals.cases import lay_out
from evals.player import play
from evals.scorers import memory
from evals.simulators.fixed import Drawn, Script, bank
from evals.suites import load

from .conftest import gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.cases import Case
    from evals.simulators.user import Heard, Line

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")


def cast(model: ChatModel | None = None) -> Cast:
    """Einstein with the understudy or another model."""
    return Cast(genome=EINSTEIN, model=model or UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)


def case(suite: str) -> Case:
    """The first case of a suite, for seed 0."""
    return lay_out(load.load(suite), [EINSTEIN], seeds=[0])[0]


USER = Drawn(bank("everyday"), seed=0)


@dataclass
class Fails:
    """The understudy, whose service is overloaded at some calls."""

    at: frozenset[int]
    calls: int = 0
    id: str = "fake"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says, or ModelOverloaded."""
        self.calls += 1
        if self.calls in self.at:
            raise ModelOverloaded("The model is overloaded.")
        yield from UNDERSTUDY.stream(request, cancelled=cancelled)


def test_the_same_case_is_played_the_same_twice() -> None:
    """Nothing depends on the clock or on chance beside the seed; times alone differ, and are not kept."""
    first, second = (play(case("memory"), cast(), USER) for _ in range(2))
    assert (first.record, first.readings) == (second.record, second.readings)
    assert first.spent.calls == second.spent.calls == len(first.record.exchanges) + len(first.record.answers)


def test_no_two_conversations_throw_the_same_dice_and_two_versions_do() -> None:
    """Subjects and seeds begin chance elsewhere; a change of what is not heard in the conversation does not move it."""
    cases = lay_out(load.load("beliefs"), [EINSTEIN])
    assert len({one.dice for one in cases}) == len(cases)
    tired = EINSTEIN.model_copy(update={"mind": EINSTEIN.mind.model_copy(update={"life": ()})})
    assert [one.dice for one in lay_out(load.load("beliefs"), [tired])] == [one.dice for one in cases]


def test_questions_off_the_transcript_change_no_turn() -> None:
    """With and without them the conversation is the same word for word, and so are its readings."""
    asked = case("memory")
    bare = asked.model_copy(update={"asked": ()})
    with_questions, without = play(asked, cast(), USER), play(bare, cast(), USER)
    assert len(with_questions.record.answers) == 10
    assert with_questions.record.exchanges == without.record.exchanges
    assert with_questions.readings == without.readings


def test_what_is_told_is_said_at_its_turn_and_can_be_recalled() -> None:
    """The user tells its city at turn 2, and the persona knows it afterwards."""
    played = play(case("memory"), cast(), USER)
    assert "Rotterdam" in played.record.exchanges[1].user
    (score,) = memory.recalled(EINSTEIN, played.record, played.readings)
    assert score.value is not None
    assert score.value > 0.3
    assert score.of == 10


@dataclass
class Reads:
    """The understudy, whose requests are kept."""

    requests: list[ChatRequest] = field(default_factory=list)
    id: str = "fake"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says."""
        self.requests.append(request)
        yield from UNDERSTUDY.stream(request, cancelled=cancelled)


def test_a_later_session_has_an_empty_transcript_and_remembers_what_was_told() -> None:
    """Nothing said before is among its messages; what was told then is in its prompt when it is asked for."""
    visits = next(one for one in lay_out(load.load("memory"), [EINSTEIN], seeds=[0]) if one.talk == "three-visits")
    model = Reads()
    record = play(visits, cast(model), USER).record
    assert record.sessions == (5, 9)
    said = {one.turn: one.user for one in record.exchanges}
    order = [turn for number in range(13) for turn in ([number] * (number > 0) + [None] * _asked_after(visits, number))]
    by_turn = {turn: request for turn, request in zip(order, model.requests, strict=True) if turn is not None}
    for turn, began in ((4, 1), (5, 5), (8, 5), (9, 9), (12, 9)):
        heard = [one.text for one in by_turn[turn].messages if one.role == "user"]
        assert heard == [said[number] for number in range(began, turn + 1)]
        scene = by_turn[turn].scene
        assert scene is not None
        assert scene.turn_index == turn - began + 1
    later = [one for one in model.requests if one.messages[-1].text == "What do I practise in the evening?"]
    assert [len(one.messages) for one in later] == [3]
    assert "I play the cello" in later[0].changing
    late = [one for one in record.answers if one.asked.told == "daughter" and one.asked.after > 4]
    assert any("Henrike" in one.reply for one in late)


def test_between_sessions_the_persona_rests() -> None:
    """A user who was unkind for a whole session is met a day later nearer to where the persona begins."""
    rude = Script(("You are a fraud and I hate you.",))
    talk = case("memory").model_copy(update={"told": (), "asked": (), "turns": 6})
    states = []
    for sessions in ((), (6,)):
        model = Reads()
        play(talk.model_copy(update={"sessions": sessions}), cast(model), rude)
        scene = model.requests[-1].scene
        assert scene is not None
        states.append(scene.state)
    home = initial(EINSTEIN)
    apart = [abs(one.vad.valence - home.vad.valence) for one in states]
    assert apart[1] < apart[0]


def _asked_after(visits: Case, number: int) -> int:
    return sum(one.after == number for one in visits.asked)


def test_a_reply_that_fails_is_kept_as_such_and_the_rest_goes_on() -> None:
    """One overloaded call costs one turn."""
    played = play(case("style"), cast(Fails(frozenset({3}))), USER)
    statuses = [one.status for one in played.record.exchanges]
    assert statuses.count(TurnStatus.FAILED) == 1
    assert statuses[2] is TurnStatus.FAILED
    assert len(statuses) == 8
    assert played.readings.drift[2].score is None


def test_an_answer_that_fails_is_missing_with_its_reason() -> None:
    """An overloaded call off the transcript costs one answer."""
    played = play(case("questionnaire"), cast(Fails(frozenset({1}))), USER)
    assert "overloaded" in played.record.answers[0].problem
    assert not played.record.answers[0].whole
    assert all(one.whole for one in played.record.answers[1:5])


def test_a_user_whose_model_fails_ends_the_conversation_with_the_reason() -> None:
    """What was played before it stands."""

    class Leaves:
        def say(self, turn: int, heard: Sequence[Heard]) -> Line:
            if turn == 3:
                raise ModelOverloaded("The model is overloaded.")
            return USER.say(turn, heard)

    played = play(case("style"), cast(), Leaves())
    assert len(played.record.exchanges) == 2
    assert "turn 3" in played.record.problem


def test_a_cancelled_case_is_not_finished() -> None:
    """Whoever cancels gets what was played, marked as unfinished."""
    played = play(case("style"), cast(), USER, cancelled=lambda: True)
    assert not played.finished
    assert played.record.exchanges == ()
