"""The offline judge: what it finds, with words, and what it says of itself."""

from __future__ import annotations

import pytest

from brain import demo
from evals.judging.founded import checked
from evals.judging.judge import ConversationJudge
from evals.judging.local_reader import LocalReader
from evals.judging.stretch import Stretch
from evals.record import Exchange, Readings, Record
from tests.evals.conftest import gauge_of

EINSTEIN = demo.load("albert-einstein")
GAUGE = gauge_of("albert-einstein")
READER = LocalReader(lambda _: GAUGE)
CALM = EINSTEIN.mind.reference_lines[4]


def kinds(reply: str, *, earlier: str = "") -> set[str]:
    """The kinds of flaw that count in a reply."""
    before = (Exchange(turn=1, user="Hello", reply=earlier),) if earlier else ()
    stretch = Stretch(genome=EINSTEIN, judged=(Exchange(turn=2, user="Well?", reply=reply),), earlier=before)
    report = READER.flaws(stretch, sample=0).value
    assert report is not None
    found = checked(report, stretch)
    assert not found.unfounded
    return {flaw.finding.kind for flaw in found.flaws}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("As an AI language model I do not have a kettle, but I would be happy to help you.", "assistant talk"),
        ("You ask where I come from. I was born in Paris, and I have always loved that city.", "fact"),
        ("It seems to me that knowledge is more important than imagination, so to speak.", "belief"),
        ("Theoretical physicist known for the theory of relativity, met late in life, that am I.", "recital"),
    ],
)
def test_it_finds_flaws_that_have_words(reply: str, kind: str) -> None:
    """Each with its quote, which stands in the reply."""
    assert kind in kinds(reply)


def test_it_finds_what_contradicts_an_earlier_reply() -> None:
    """Two homes cannot both be had."""
    assert "earlier reply" in kinds("I have three sisters.", earlier="I have two sisters.")


def test_it_finds_nothing_in_the_persona_s_own_line() -> None:
    """A reference line may be quoted from the sheet, and is no other flaw."""
    assert kinds(CALM) <= {"recital"}


def test_what_is_too_short_is_unclear_and_not_clean() -> None:
    """A reply of two words is not judged; a conversation of such replies is not either."""
    exchanges = tuple(Exchange(turn=at, user="Well?", reply="Quite so.") for at in (1, 2))
    judge = ConversationJudge(READER, demo.load_all())
    score = judge(EINSTEIN, Record(case_id="x", persona="albert-einstein", exchanges=exchanges), Readings())[0]
    assert score.value is None
    assert "not enough evidence" in score.reason


def test_it_says_what_it_is_beside_its_score() -> None:
    """It is no language model, it is asked once, and its test stands beside the score."""
    talk = Record(case_id="x", persona="albert-einstein", exchanges=(Exchange(turn=1, user="Well?", reply=CALM),))
    score = ConversationJudge(READER, demo.load_all())(EINSTEIN, talk, Readings())[0]
    assert score.value is not None
    assert score.evidence[0].startswith(
        "by local reading (no language model); judge qualified: tells who speaks in 0.9"
    )
    assert [len(row) for row in score.ratings] == [1]
    assert score.spent.calls == 0
