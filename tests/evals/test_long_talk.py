from __future__ import annotations

import pytest

from evals.long_talk import make


@pytest.mark.parametrize("part", ["choice", "report"])
def test_every_question_has_one_answer_in_the_conversation(part: str) -> None:
    """No question is asked twice, and each names a turn of the conversation and the side that said its answer."""
    talk = make(3, turns=120, facts=16, part=part)  # type: ignore[arg-type]
    assert len(talk.turns) >= 120
    assert len({question.text for question in talk.questions}) == len(talk.questions) > 15
    assert all(1 <= question.turn <= len(talk.turns) for question in talk.questions)
    assert {question.speaker for question in talk.questions} == {"user", "persona"}
    assert not any("{" in turn.said + turn.replied for turn in talk.turns)


def test_the_same_seed_gives_the_same_conversation() -> None:
    """And another seed, or the other part, gives another; the two parts share no family of facts."""
    made = make(3, turns=60, facts=8, part="choice")
    assert made == make(3, turns=60, facts=8, part="choice")
    assert made != make(4, turns=60, facts=8, part="choice")
    other = make(3, turns=60, facts=8, part="report")
    assert not {q.family for q in made.questions} & {q.family for q in other.questions}
