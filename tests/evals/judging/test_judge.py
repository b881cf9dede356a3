"""The judge of conversations: what counts, what does not, and what becomes of every bad answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.judging.card import card, lines
from evals.judging.judge import ConversationJudge
from evals.judging.reader import Heard
from evals.judging.stretch import LENGTH, stretches
from evals.outcome import Outcome
from evals.record import Exchange, Readings, Record
from evals.spent import Spent
from tests.evals.judging.conftest import AI, DICE, EINSTEIN, REPLIES, Told, flaw, report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.judging.rubric import TalkReport
    from evals.judging.stretch import Stretch
    from evals.scorers.score import Score

LOST: Heard[TalkReport] = Heard(None, "It gave no answer of the shape asked for.", Spent(calls=1, microdollars=5_000))


def scored(record: Record, *samples: Heard[TalkReport], reader: Told | None = None) -> tuple[Score, ...]:
    """The scores of a record by what each sample says."""
    judge = ConversationJudge(reader or Told(lambda _, at: samples[at]), [EINSTEIN], samples=len(samples) or 3)
    return judge(EINSTEIN, record, Readings())


def test_flaws_are_counted_in_ten_replies_over_the_samples(record: Record) -> None:
    """Two, one and two flaws in four replies are 5, 2.5 and 5 in ten: the mean, with an interval over samples."""
    score, unfounded = scored(record, report(DICE, AI), report(DICE), report(AI, DICE))
    assert score.value == pytest.approx(12.5 / 3)
    assert score.low is not None
    assert score.high is not None
    assert 0.0 <= score.low < 12.5 / 3 < score.high
    assert (score.judged, score.of, score.unit) == (4, 5, "flaws in 10 replies")
    assert score.ratings == ((0, 0, 0), (1, 0, 1), (1, 1, 1), (0, 0, 0))
    assert any("“God does play dice” (belief, severe, 3 of 3 samples)" in line for line in score.evidence)
    assert unfounded.value == 0.0


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        (flaw(3, "God is dead"), "the quote does not stand in that reply"),
        (flaw(1, "God does play dice"), "the quote stands in the reply of turn 3, not of this one"),
        (flaw(3, "Really now?"), "the quote does not stand in that reply"),
        (flaw(5, "Still there?"), "no reply of that turn was shown"),
        (flaw(77, "God does play dice"), "no reply of that turn was shown"),
        (flaw(3, "!"), "the quote does not stand in that reply"),
        (flaw(3, "  "), "the quote does not stand in that reply"),
    ],
)
def test_a_flaw_that_is_not_where_it_should_be_does_not_count(
    record: Record, finding: dict[str, Any], why: str
) -> None:
    """It is reported as unfounded with its place, and a conversation with nothing else has no flaw."""
    score, unfounded = scored(record, report(finding), report(finding), report(finding))
    assert score.value == 0.0
    assert unfounded.value == 1.0
    assert why in unfounded.evidence[0]


def test_a_flaw_reported_twice_counts_once_and_two_kinds_twice(record: Record) -> None:
    """The same words of the same kind are one flaw; the same words of another kind are another."""
    again, other = flaw(3, "does play dice"), flaw(3, "God does play dice", "fact")
    score, _ = scored(record, *[report(DICE, again, other)] * 3)
    assert score.value == 5.0
    assert (score.low, score.high) == (None, None)


def test_a_reply_that_a_sample_calls_unclear_is_missing_for_it(record: Record) -> None:
    """It is no reply without flaws: the flaws are counted over the others."""
    score, _ = scored(record, *[report(DICE, unclear=(1, 4))] * 3)
    assert score.value == 5.0
    assert score.ratings[0] == (None, None, None)
    assert score.judged == 2


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        ((LOST, LOST, LOST), "Of 3 samples 0 could judge; 3 had no answer (turns 1 to 4: It gave no answer"),
        ((report(enough=False),) * 3, "3 found not enough evidence"),
        ((LOST, LOST, report(DICE)), "Of 3 samples 1 could judge; 2 had no answer"),
        ((report(unclear=(1, 2, 3)),) * 3, "Of 3 samples 0 could judge; 3 found not enough evidence"),
    ],
)
def test_too_few_answers_are_no_score(record: Record, samples: Sequence[Heard[TalkReport]], words: str) -> None:
    """Neither a full mark nor zero: missing, with what became of each sample."""
    score = scored(record, *samples)[0]
    assert score.value is None
    assert words in score.reason


def test_one_lost_answer_leaves_the_others_and_is_told(record: Record) -> None:
    """Two samples of three make the score, the third is named in the evidence, and its cost counts."""
    score = scored(record, report(DICE), LOST, report(DICE))[0]
    assert score.value == 2.5
    assert any("no answer on turns 1 to 4: It gave no answer" in line for line in score.evidence)
    assert score.spent == Spent(calls=3, microdollars=25_000)
    assert score.ratings[2] == (1, None, 1)


def test_a_conversation_without_a_whole_reply_asks_nobody() -> None:
    """Nothing to judge is missing, and costs nothing."""
    reader = Told(lambda *_: report())
    score = scored(Record(case_id="x", persona="y", exchanges=(Exchange(turn=1, user="Hm"),)), reader=reader)[0]
    assert (score.value, score.reason) == (None, "There is no whole reply to judge.")
    assert not reader.asked


def test_a_long_conversation_is_read_in_stretches_and_each_reply_once() -> None:
    """Every whole reply is judged in exactly one stretch, with all that was said before it."""
    talk = Record(
        case_id="long",
        persona="x",
        exchanges=tuple(Exchange(turn=at, user="u", reply=f"reply {at}") for at in range(1, 2 * LENGTH + 4)),
    )
    parts = stretches(EINSTEIN, talk)
    assert [turn for part in parts for turn in part.turns] == list(range(1, 2 * LENGTH + 4))
    assert [len(part.earlier) for part in parts] == [0, LENGTH, 2 * LENGTH]


def test_a_stretch_that_was_lost_does_not_make_the_rest_better() -> None:
    """Of a sample that answered on 10 of 25 replies nothing is counted: it judged less than half."""
    talk = Record(
        case_id="long",
        persona="x",
        exchanges=tuple(Exchange(turn=at, user="u", reply=f"reply {at}") for at in range(1, 26)),
    )
    first_only: Callable[[Stretch, int], Heard[TalkReport]] = lambda part, _: report() if part.turns[0] == 1 else LOST  # noqa: E731
    score = scored(talk, reader=Told(first_only))[0]
    assert score.value is None
    assert "turns 11 to 20" in score.reason


@settings(max_examples=25)
@given(
    findings=st.lists(
        st.builds(flaw, st.integers(1, 9), st.text(max_size=30) | st.sampled_from(REPLIES), st.just("voice")),
        max_size=12,
    )
)
def test_whatever_a_judge_reports_is_counted_or_unfounded(findings: list[dict[str, Any]]) -> None:
    """No report raises, no flaw counts without its words, and none is lost without a word."""
    exchanges = tuple(Exchange(turn=at, user="And?", reply=reply) for at, reply in enumerate(REPLIES, start=1))
    score, unfounded = scored(Record(case_id="t", persona="p", exchanges=exchanges), *[report(*findings)] * 2)
    assert score.value is not None
    assert 0.0 <= score.value <= 10.0
    assert unfounded.judged <= 2 * len(findings)
    assert (unfounded.judged == 0) == (not findings)


def test_the_id_follows_the_model_the_rubric_and_the_samples() -> None:
    """Scores by another judge are others; a reader that never varies is asked once whatever is wanted."""
    one, other = Told(lambda *_: report(), name="a/b"), Told(lambda *_: report(), name="a/c", varies=False)
    assert ConversationJudge(one, [EINSTEIN]).id == "a/b rubric 1 test 1 samples 3"
    assert ConversationJudge(other, [EINSTEIN]).id == "a/c rubric 1 test 1 samples 1"


def test_the_card_tells_how_far_a_run_s_judge_agrees_with_itself(record: Record) -> None:
    """Alpha over the replies of eight conversations, with its interval, the unfounded flaws, and what it took."""
    wavering = [[report(DICE, AI), report(DICE), report(DICE, AI)], [report(AI), report(AI), report(AI, DICE)]] * 4
    outcomes = [
        Outcome(
            key=str(at),
            record=record.model_copy(update={"case_id": str(at)}),
            scores=scored(record, *samples),
        )
        for at, samples in enumerate(wavering)
    ]
    found = card(outcomes)
    assert found is not None
    # 8 of 32 replies are torn 2 to 1 and 36 of 96 marks are flaws: 1 - (16/96) / (2 * 36 * 60 / (96 * 95)).
    assert found.agreement.value == pytest.approx(1 - (16 / 96) / (2 * 36 * 60 / (96 * 95)))
    assert (found.scored, found.of, found.spent.calls) == (8, 8, 24)
    told = lines(outcomes)
    assert told[0].startswith("judge: 8 of 8 conversations scored; by told; judge qualified: tells who speaks in 1.00")
    assert told[1].startswith("judge: agreement with itself, alpha 0.6")
    assert lines([Outcome(key="x", record=record)]) == ()
