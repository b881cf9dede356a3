"""A language model as judge of a run, over a server that speaks Anthropic's format, whatever that server answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from brain import demo
from brain.errors import InvalidInput, ModelUnauthorised
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.judges import judge_of
from studio.settings import Settings
from tests.conftest import ReadingServer, knows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from evals.outcome import Outcome
    from evals.scorers.score import Score

    Answers = dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]]

EINSTEIN = demo.load("albert-einstein")
SUITE = """
name: judged
title: Judged
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: boundary held}, {name: judge, optional: true}]
"""
MODEL = "anthropic/claude-haiku-4-5"
CLEAN = {"enough_evidence": True, "flaws": []}


def order(judge: str = MODEL, suite: str = SUITE) -> Order:
    """One conversation of two turns."""
    return Order(suite=load.parse(suite.encode()), subjects=(Subject(genome=EINSTEIN),), judge_model=judge)


def guesses(_: dict[str, Any]) -> dict[str, Any]:
    """Who said a line, as one who does not care."""
    return {"speaker": "A"}


def quotes(body: dict[str, Any]) -> dict[str, Any]:
    """The first words of the second reply, called a flaw; and one flaw that is made up."""
    said = re.search(r"REPLY 2: (\w+ \w+)", body["messages"][0]["content"])
    assert said is not None
    one = {"turn": 2, "kind": "voice", "severity": "minor", "quote": said[1]}
    return {"enough_evidence": True, "flaws": [one, {**one, "quote": "words nobody said here"}]}


class Bench:
    """A studio with a server of its own, whose answers a test may change. Its judge has passed the test."""

    def __init__(self, folder: Path) -> None:
        self.server = ReadingServer({"WhoSpeaks": knows([EINSTEIN]), "TalkReport": CLEAN})
        self.casting = Casting(Settings(data_dir=folder, anthropic_base_url=self.server.url))
        self.first = self.run(order())
        self.tested = list(self.server.asked)

    def run(self, wanted: Order) -> Outcome:
        """The outcome of the order's only case."""
        return LocalRunner().run(plan(self.casting, wanted)).outcomes[0]

    def judged(self, report: Answers, wanted: Order | None = None) -> tuple[Outcome, dict[str, Score]]:
        """The outcome where the judge reports this, and its scores by name."""
        self.server.asked.clear()
        self.server.answers = {"WhoSpeaks": guesses, "TalkReport": report}
        outcome = self.run(wanted or order())
        return outcome, {one.name: one for one in outcome.scores}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for all: the test of a judge takes 96 calls."""
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.server.close()


def test_a_judge_is_tested_once_without_names_and_in_both_orders(bench: Bench) -> None:
    """Names are replaced, each line is shown with the candidates both ways round, and the test is part of the cost."""
    shown = [one["messages"][0]["content"] for one in bench.tested[:96]]
    assert not any(re.search("Einstein|Malachar|Okafor", text) for text in shown)
    first, second = (re.findall(r"SPEAKER [A-D]\n(.{40})", text) for text in shown[:2])
    assert first == second[::-1]
    assert "judge qualified: tells who speaks in 1.00" in bench.first.scores[1].evidence[0]
    assert bench.first.spent.calls == 2 + 96 + 3
    assert bench.first.spent.microdollars == 99 * (1_000 + 50 * 5)
    again, _ = bench.judged(CLEAN)
    assert again.spent.calls == 2 + 3
    assert again.scores[1].value == bench.first.scores[1].value == 0.0


def test_flaws_are_counted_where_their_words_stand(bench: Bench) -> None:
    """One founded flaw in two replies is five in ten, one in two is unfounded, and sheet and talk change places."""
    _, scores = bench.judged(quotes)
    assert scores["judge"].value == 5.0
    assert scores["judge: unfounded"].value == 0.5
    checks = [one["messages"][0]["content"] for one in bench.server.asked]
    assert [text.index("CHARACTER SHEET") < text.index("TALK SO FAR") for text in checks] == [True, False, True]


def test_a_judge_that_guesses_is_withheld_and_the_other_scores_stand(bench: Bench) -> None:
    """Another model is another judge: it has no score, the figures of its test as the reason, and was not asked on."""
    outcome, scores = bench.judged(CLEAN, order("anthropic/claude-haiku-4-5-20251001"))
    assert scores["judge"].value is None
    assert scores["judge"].reason.startswith("judge not qualified: 0.25 (")
    assert scores["boundary held"].value == 1.0
    assert outcome.whole
    assert len(bench.server.asked) == 96


def text(said: str, stop: str = "end_turn") -> dict[str, Any]:
    """A message of plain text."""
    return {"content": [{"type": "text", "text": said}], "stop_reason": stop}


SEVERE = {"turn": 2, "kind": "voice", "severity": "catastrophic", "quote": "x"}


@pytest.mark.parametrize(
    "bad",
    [
        text("I would say it is very much in character, a solid nine out of ten."),
        text('{"enough_evidence": true, "flaws": [{"turn": 2, '),
        text(""),
        {"content": [], "stop_reason": "end_turn"},
        {"enough_evidence": True, "flaws": [SEVERE]},
        {"enough_evidence": True, "flaws": [{**SEVERE, "severity": "minor", "turn": -1}]},
        {"enough_evidence": True, "flaws": 11},
        {"score": 11},
        {},
    ],
    ids=["prose", "cut JSON", "empty", "nothing", "severity", "turn", "number", "other shape", "no fields"],
)
def test_an_answer_that_is_none_leaves_the_score_missing(bench: Bench, bad: dict[str, Any]) -> None:
    """Never a full mark and never zero: the reason names the turns and what was wrong, and the rest stands."""
    outcome, scores = bench.judged(bad)
    assert scores["judge"].value is None
    assert "Of 3 samples 0 could judge; 3 had no answer (turns 1 to 2: " in scores["judge"].reason
    assert "no answer of the shape asked for" in scores["judge"].reason
    assert scores["boundary held"].value == 1.0
    assert outcome.spent.calls == 2 + 3


def test_one_bad_answer_of_three_is_told_and_the_score_stands(bench: Bench) -> None:
    """The samples that came make the score, and its evidence says that one did not."""
    asked: list[bool] = []

    def wavering(body: dict[str, Any]) -> dict[str, Any]:
        asked.append(True)
        return text("Hm.") if len(asked) <= 2 else quotes(body)

    _, scores = bench.judged(wavering)
    assert scores["judge"].value == 5.0
    assert any(line.startswith("no answer on turns 1 to 2") for line in scores["judge"].evidence)


def test_the_budget_of_the_suite_caps_the_judge(bench: Bench) -> None:
    """Once it is used up nothing more is asked, and the score says so."""
    _, scores = bench.judged(CLEAN, order(suite=f"{SUITE}budget: {{microdollars: 1000}}\n"))
    assert scores["judge"].value is None
    assert "2 had no answer (turns 1 to 2: The judge's cap of $0.00 is reached.)" in scores["judge"].reason
    assert len(bench.server.asked) == 1


def test_the_offline_judge_needs_no_key(bench: Bench) -> None:
    """It is named `local`, passes its own test and asks nobody."""
    outcome, scores = bench.judged(CLEAN, order("local"))
    assert scores["judge"].value is not None
    assert "no language model" in scores["judge"].evidence[0]
    assert outcome.spent.calls == 2
    assert not bench.server.asked


def test_an_optional_judge_is_left_out_where_none_is_named(bench: Bench) -> None:
    """A suite that demands one has a missing score instead."""
    assert plan(bench.casting, order("")).scorers == ("boundary held",)
    demanded = bench.run(order("", SUITE.replace(", optional: true", "")))
    assert demanded.scores[1].reason == "No judge was named for this run."


def test_a_judge_that_cannot_be_had_is_told_before_anything_is_played(bench: Bench, tmp_path: Path) -> None:
    """Without a key, or for a suite that asks no judge."""
    with pytest.raises(ModelUnauthorised, match="name `local`"):
        judge_of(Casting(Settings(data_dir=tmp_path, anthropic_api_key=None, anthropic_base_url="")), order())
    with pytest.raises(InvalidInput, match="asks no judge"):
        plan(bench.casting, order(suite=SUITE.replace(", {name: judge, optional: true}", "")))


def test_only_a_judge_can_be_optional() -> None:
    """Everything else needs nothing that a run may not name."""
    with pytest.raises(InvalidInput, match="only `judge` can be optional"):
        load.parse(SUITE.replace("{name: boundary held}", "{name: boundary held, optional: true}").encode())
