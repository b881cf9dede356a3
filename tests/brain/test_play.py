from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.drift import contrast, gauge
from brain.drift.reading import Verdict
from brain.emotion.keyword import KeywordDetector
from brain.emotion.labels import VAD, Emotion
from brain.errors import ModelUnreachable
from brain.genome import CustomEmotion
from brain.genome.visual import Expression
from brain.models.chat import ChatRequest, Completion, Delta, TokenCount
from brain.models.understudy import Understudy
from brain.play import LONGEST_REPLY, Cast, Cue, Performance, hear
from brain.state import initial
from brain.static_embedder import load
from brain.turn import TurnResult, TurnStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.drift.gauge import Gauge

EINSTEIN = demo.load("albert-einstein")


class Scripted:
    """A chat model that says what it was told to, or raises it."""

    id = "scripted"
    label = "scripted"

    def __init__(self, *course: str | Exception | Completion) -> None:
        self.course = course
        self.requests: list[ChatRequest] = []

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """Play the course."""
        self.requests.append(request)
        for step in self.course:
            if isinstance(step, Exception):
                raise step
            if cancelled():
                yield Completion(model="scripted", stop="cancelled")
                return
            yield Delta(text=step) if isinstance(step, str) else step


@pytest.fixture(scope="module")
def yardstick() -> Gauge:
    """Einstein's drift gauge."""
    return gauge.prepare(EINSTEIN, contrast=contrast.shipped(), embedder=load())


END = Completion(model="scripted", tokens=TokenCount(input=3, output=5))


def played(yardstick: Gauge, *course: str | Exception | Completion, words: str = "Hello") -> tuple[str, TurnResult]:
    """What was said piece by piece, and the result."""
    cast = Cast(genome=EINSTEIN, model=Scripted(*course), detector=KeywordDetector(), gauge=yardstick)
    performance = Performance(cast, Cue(index=1, user_text=words, state=initial(EINSTEIN)))
    said = "".join(performance.words())
    return said, performance.result()


def test_tags_leave_the_text_and_set_the_emotion(yardstick: Gauge) -> None:
    """A tag split over pieces is not said; it becomes the persona's emotion."""
    said, result = played(yardstick, "[EMO", "TION:curi", "ous] A question", " is a gift.", END)
    assert said == "A question is a gift."
    assert (result.reply, result.status) == (said, TurnStatus.COMPLETE)
    assert (result.persona_emotion.primary, result.persona_emotion.tier) == (Emotion.CURIOUS, "tag")


def test_tags_stand_where_the_reply_as_it_is_kept_has_them(yardstick: Gauge) -> None:
    """Blanks before the first word do not shift the places of tags, and none lies behind the end."""
    _, result = played(yardstick, "\n\n  Well [PAUSE:long] then. [ACTION:leaves]", END)
    assert result.reply == "Well then."
    assert [result.reply[tag.at :] for tag in result.tags] == ["then.", ""]


def test_a_label_of_the_personas_own_is_kept_but_is_no_reading(yardstick: Gauge) -> None:
    """A custom expression is a known tag for voice and face; what was felt is then read from the words."""
    visual = EINSTEIN.visual.model_copy(update={"custom_expressions": {"violin joy": Expression()}})
    genome = EINSTEIN.model_copy(update={"visual": visual})
    cast = Cast(
        genome=genome, model=Scripted("[EMOTION:Violin Joy] Listen!", END), detector=KeywordDetector(), gauge=yardstick
    )
    performance = Performance(cast, Cue(index=1, user_text="Hello", state=initial(genome)))
    list(performance.words())
    result = performance.result()
    assert [(tag.value, tag.known) for tag in result.tags] == [("violin joy", True)]
    assert result.persona_emotion.tier != "tag"
    assert "violin joy" in performance._request.stable


def test_a_personas_own_emotion_is_read_by_its_name(yardstick: Gauge) -> None:
    """A tag with a label of the genome's own is read as the label that stands for it, under its own name."""
    smug = CustomEmotion(name="smug", vad=VAD(valence=0.5, arousal=0.4, dominance=0.9))
    genome = EINSTEIN.model_copy(update={"mind": EINSTEIN.mind.model_copy(update={"emotions": (smug,)})})
    cast = Cast(
        genome=genome, model=Scripted("[EMOTION:Smug] I told you so.", END), detector=KeywordDetector(), gauge=yardstick
    )
    performance = Performance(cast, Cue(index=1, user_text="Hello", state=initial(genome)))
    list(performance.words())
    felt = performance.result().persona_emotion
    assert (felt.primary, felt.label, felt.tier) == (Emotion.CONFIDENT, "smug", "tag")


def test_half_a_reply_is_kept_as_interrupted(yardstick: Gauge) -> None:
    """A model that breaks off leaves what it said, the reason, and no drift score of full marks."""
    said, result = played(yardstick, "The universe ", ModelUnreachable("The connection broke.", next_step="Retry."))
    assert said.strip() == result.reply == "The universe"
    assert result.status is TurnStatus.INTERRUPTED
    assert result.problem == "The connection broke. Retry."
    assert result.drift.verdict is Verdict.CANNOT_TELL
    assert result.usage.cost_microdollars is None


def test_nothing_said_is_failed(yardstick: Gauge) -> None:
    """A model that fails before a word leaves a failed turn with the state as it was."""
    _, result = played(yardstick, ModelUnreachable("No answer."))
    assert (result.status, result.reply) == (TurnStatus.FAILED, "")
    assert result.state == initial(EINSTEIN)


@pytest.mark.parametrize("course", [(END,), ("   ", END), ("[EMOTION:happy]", END)])
def test_an_empty_reply_is_failed(yardstick: Gauge, course: tuple[str | Completion, ...]) -> None:
    """A reply without words is a failure that says what to do, never a perfect score."""
    _, result = played(yardstick, *course)
    assert result.status is TurnStatus.FAILED
    assert "no words" in result.problem
    assert result.drift.score is None


def test_a_stream_without_an_end_is_interrupted(yardstick: Gauge) -> None:
    """A stream that just stops was broken off."""
    _, result = played(yardstick, "Half a th")
    assert result.status is TurnStatus.INTERRUPTED


def test_an_endless_reply_is_cut_off(yardstick: Gauge) -> None:
    """A model that does not stop is stopped, and the turn says so."""
    said, result = played(yardstick, *(["word " * 1_000] * 100), END)
    assert len(said) < LONGEST_REPLY + 6_000
    assert result.status is TurnStatus.INTERRUPTED
    assert "cut off" in result.problem


def test_control_characters_never_reach_the_reader(yardstick: Gauge) -> None:
    """What a terminal or a browser could act on is taken out of the reply."""
    said, _ = played(yardstick, "a\x1b[31mb\x00\ud800c\n", END)
    assert said == "a[31mbc\n"


def test_closing_early_keeps_what_was_said(yardstick: Gauge) -> None:
    """Breaking off the iteration leaves an interrupted turn with the pieces given out."""
    cast = Cast(
        genome=EINSTEIN, model=Scripted("One ", "two ", "three", END), detector=KeywordDetector(), gauge=yardstick
    )
    performance = Performance(cast, Cue(index=1, user_text="Count", state=initial(EINSTEIN)))
    words = performance.words()
    given = next(words) + next(words)
    words.close()  # type: ignore[attr-defined]
    result = performance.result()
    assert result.reply == given.strip() == "One two"
    assert result.status is TurnStatus.INTERRUPTED


def test_the_model_sees_prompt_history_and_scene(yardstick: Gauge) -> None:
    """The request carries the nine sections in two parts, the user's words last, and the scene."""
    model = Scripted("Yes.", END)
    cast = Cast(genome=EINSTEIN, model=model, detector=KeywordDetector(), gauge=yardstick)
    performance = Performance(cast, Cue(index=3, user_text="Really?", state=initial(EINSTEIN), seed=9))
    list(performance.words())
    (request,) = model.requests
    assert "Albert Einstein" in request.stable
    assert "Mood:" in request.changing
    assert request.messages[-1].text == "Really?"
    assert request.scene is not None
    assert (request.scene.turn_index, request.seed) == (3, 9)


def test_same_cue_same_turn(yardstick: Gauge) -> None:
    """With the understudy, a cue has one outcome."""
    cast = Cast(genome=EINSTEIN, model=Understudy(), detector=KeywordDetector(), gauge=yardstick)

    def once() -> TurnResult:
        performance = Performance(cast, Cue(index=1, user_text="What is time?", state=initial(EINSTEIN), seed=5))
        list(performance.words())
        return performance.result()

    def bare(result: TurnResult) -> dict[str, object]:
        return result.model_dump(exclude={"usage"})

    assert bare(once()) == bare(once())


def test_what_was_heard_before_is_not_read_again(yardstick: Gauge) -> None:
    """A cue that brings along what was heard gives the same reading, and the time it took still counts."""
    cast = Cast(genome=EINSTEIN, model=Scripted("Indeed.", END), detector=KeywordDetector(), gauge=yardstick)
    cue = Cue(index=1, user_text="I am so happy today!", state=initial(EINSTEIN))
    heard = hear(cast, cue.user_text, ())
    performance = Performance(cast, replace(cue, heard=replace(heard, milliseconds=5_000.0)))
    assert "".join(performance.words()) == "Indeed."
    assert performance.user_emotion == Performance(cast, cue).user_emotion == heard.emotion
    assert performance.result().usage.overhead_ms > 5_000.0
