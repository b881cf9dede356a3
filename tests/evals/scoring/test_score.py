"""Scores of conversations from elsewhere: the same as a run's, whole after every kill, with their intervals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyarrow import csv, parquet

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.keyword import KeywordDetector
from brain.errors import Conflict, InvalidInput
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.rehearsal import rehearse
from evals.cases import lay_out
from evals.harness import Plan
from evals.local_runner import LocalRunner
from evals.scoring.parts import Parts
from evals.scoring.recipe import recipe
from evals.scoring.score import Source, Tables, score
from evals.scoring.work import Local
from evals.scoring.written import about
from evals.suites import load
from evals.suites.names import SCORERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.scoring.recipe import Recipe

ROOT = Path(__file__).resolve().parents[3]
SUITE = load.parse(b"""\
name: small
title: Small
conversations:
  - {id: talk, turns: 6, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: drift last}, {name: signals}, {name: boundary held}, {name: style distance}]
""")


def rows(path: Path) -> list[dict[str, Any]]:
    """A table of Parquet."""
    found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return found


def test_a_conversation_of_a_run_gets_the_scores_that_the_run_gave_it(tmp_path: Path) -> None:
    """Played by a run and then read from a file, each turn has the same drift score, and each score the same value."""
    einstein = demo.load("albert-einstein")
    measured = gauge.prepare(
        einstein, contrast=contrast.usual(), embedder=static_embedder.shared(), faithful=rehearse(einstein)
    )
    cast = Cast(genome=einstein, model=Understudy(), detector=KeywordDetector(), gauge=measured)
    names = tuple(one.name for one in SUITE.scorers)
    (outcome,) = LocalRunner().run(Plan(lay_out(SUITE, [einstein]), {"albert-einstein": cast}, names)).outcomes
    said = [
        {"role": role, "content": text}
        for one in outcome.record.exchanges
        for role, text in (("user", one.user), ("assistant", one.reply))
    ]
    path = tmp_path / "played.jsonl"
    path.write_text(json.dumps({"messages": said}), encoding="utf-8")
    made = score(recipe(einstein, scorers=names, emotion="keyword"), Source((path,)), tmp_path / "scores.parquet")
    turns = rows(made.turns)
    assert [one["score"] for one in turns] == [one.score for one in outcome.measured]
    assert [(one["low"], one["high"]) for one in turns] == [(one.low, one.high) for one in outcome.measured]
    assert {one["score"]: one["value"] for one in rows(made.scores)} == {one.name: one.value for one in outcome.scores}


def test_every_turn_has_its_signals_and_what_was_not_assessed_has_its_reason(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """A signal has a distance, or stands among those not assessed; one that gives itself away is out of character."""
    made = score(plain, Source((chats(3),)), tmp_path / "scores.parquet")
    turns = rows(made.turns)
    assert [(one["conversation"], one["turn"]) for one in turns] == [
        ("chat 0", 1), ("chat 1", 1), ("chat 1", 2), ("chat 2", 1), ("chat 2", 2), ("chat 2", 3),
    ]  # fmt: skip
    for one in turns:
        missing = {piece["signal"].replace(" ", "_").replace("-", "_") for piece in one["not_assessed"]}
        distances = {name.removeprefix("z_"): value for name, value in one.items() if name.startswith("z_")}
        assert {name for name, value in distances.items() if value is None} == missing - {"boundary_phrases"}
        assert all(piece["reason"] for piece in one["not_assessed"])
    assert turns[-1]["verdict"] == "out of character"
    assert turns[-1]["score"] < 0.1 < turns[0]["score"]


def test_the_files_say_what_the_scores_follow_from(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """Persona, genome, fits, scorers and the hash of each file stand in the metadata of both tables."""
    made = score(plain, Source((chats(2),)), tmp_path / "scores.parquet")
    said = about(made.scores)
    assert said is not None
    assert said == about(made.turns)
    assert said["versions"] == plain.versions
    assert len(said["files"][0]["sha256"]) == 64


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_the_same_rows_come_as_csv_and_as_json_lines(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path], ending: str
) -> None:
    """Each has the values of the Parquet tables, and a second call finds it done."""
    source = Source((chats(4),))
    expected = [one["value"] for one in rows(score(plain, source, tmp_path / "a.parquet").scores)]
    made = score(plain, source, tmp_path / f"b.{ending}")
    if ending == "csv":
        found = csv.read_csv(made.scores).column("value").to_pylist()
    else:
        found = [json.loads(line)["value"] for line in made.scores.read_text("utf-8").splitlines()]
    assert found == expected
    assert score(plain, source, tmp_path / f"b.{ending}").batches == 0


def test_more_processes_and_other_batches_give_the_same_scores(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """Two processes write the same bytes as one, and single conversations get the same values as many together."""
    source = Source((chats(9),))
    one = score(plain, source, tmp_path / "one.parquet", turns=4)
    two = score(plain, source, tmp_path / "two.parquet", turns=4, engine=Local(2))
    assert one.scores.read_bytes() == two.scores.read_bytes()
    assert one.turns.read_bytes() == two.turns.read_bytes()
    whole = score(plain, source, tmp_path / "whole.parquet")
    assert rows(whole.turns) == rows(one.turns)


def test_evidence_changes_no_score(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """With evidence the words are there, and all other columns are the same as without."""
    source = Source((chats(6),))
    bare = score(plain, source, tmp_path / "bare.parquet")
    asked = score(plain.model_copy(update={"evidence": True}), source, tmp_path / "asked.parquet")
    with_words = rows(asked.turns)
    words = [one.pop("evidence") for one in with_words]
    assert with_words == rows(bare.turns)
    assert any("language model" in piece["text"] for found in words for piece in found)


def test_a_scoring_killed_again_and_again_ends_as_if_it_never_was(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """After kill -9 with no, some and more parts kept, the next call scores what is missing: the bytes are the same."""
    path, out = chats(60), tmp_path / "killed.parquet"
    parts = tmp_path / "killed.parquet.parts"
    code = (
        "import sys\nfrom pathlib import Path\nfrom brain import demo\n"
        "from evals.scoring.recipe import recipe\nfrom evals.scoring.score import Source, score\n"
        "einstein = demo.load('albert-einstein')\n"
        "score(recipe(einstein, emotion='keyword'), Source((Path(sys.argv[1]),)), Path(sys.argv[2]), turns=4)\n"
    )
    kept = [0]
    for least in (0, 4, 9):
        command = [sys.executable, "-c", code, str(path), str(out)]
        process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - this project's own code
        while process.poll() is None and (not parts.exists() or len(list(parts.glob("scores-*.parquet"))) < least):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept.append(len(list(parts.glob("scores-*.parquet"))))
    assert not out.exists()
    assert kept[2] < kept[3]
    seen: list[int] = []
    made = score(plain, Source((path,)), out, turns=4, progress=seen.append)
    assert made.kept == kept[3]
    assert sum(seen) == made.summary.turns == 120
    assert not parts.exists()
    fresh = score(plain, Source((path,)), tmp_path / "fresh.parquet", turns=4)
    assert made.scores.read_bytes() == fresh.scores.read_bytes()
    assert made.turns.read_bytes() == fresh.turns.read_bytes()


def test_a_second_call_finds_all_of_it_scored(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """It scores nothing and tells the same summary."""
    source, out = Source((chats(6),)), tmp_path / "scores.parquet"
    first = score(plain, source, out)
    again = score(plain, source, out)
    assert (again.batches, again.summary) == (0, first.summary)


def test_what_is_there_already_and_something_else_is_left_alone(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """Another file's scores, or parts of another persona's, are neither written over nor gone on with."""
    out = tmp_path / "scores.parquet"
    score(plain, Source((chats(2),)), out)
    with pytest.raises(InvalidInput, match="is there already"):
        score(plain, Source((chats(2, "other.jsonl"),)), out)
    Parts(tmp_path / "new.parquet.parts").open({"key": "of another persona"})
    with pytest.raises(InvalidInput, match="parts of another scoring"):
        score(plain, Source((chats(2),)), tmp_path / "new.parquet")


def test_two_processes_do_not_score_into_one_folder(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """The second one is refused while the first is at it."""
    source, out = Source((chats(2),)), tmp_path / "scores.parquet"

    def meanwhile(_: int) -> None:
        with pytest.raises(Conflict, match="Another process"):
            score(plain, source, out)

    assert isinstance(score(plain, source, out, progress=meanwhile), Tables)


def test_means_have_intervals_over_conversations_and_nothing_has_a_value_of_nothing(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """Means over twelve conversations carry an interval; what was judged nowhere says why."""
    made = score(
        recipe(plain.genome, scorers=["drift mean,belief survival"], emotion="keyword"),
        Source((chats(12),)),
        tmp_path / "scores.parquet",
    )
    by_turn, mean, beliefs = made.summary.means
    assert (by_turn.score, by_turn.judged, made.summary.turns) == ("drift score by turn", 12, 24)
    assert mean.low is not None
    assert mean.value is not None
    assert mean.high is not None
    assert mean.low < mean.value < mean.high
    assert (beliefs.value, beliefs.reason) == (None, "Nobody asked for beliefs.")
    assert sum(made.summary.verdicts.values()) == 24


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"scorers": ["drift"]}, "no scorer 'drift'"), ({"emotion": "llm"}, "no emotion tier 'llm'")],
)
def test_a_scorer_or_tier_that_there_is_not_is_refused(asked: dict[str, Any], why: str) -> None:
    """The error names those there are."""
    with pytest.raises(InvalidInput, match=why):
        recipe(demo.load("albert-einstein"), **asked)


@pytest.mark.parametrize("out", ["scores.xls", "no/such/folder.parquet"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_scored(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path], out: str
) -> None:
    """The ending says the format, and the folder must be there."""
    with pytest.raises(InvalidInput):
        score(plain, Source((chats(1),)), tmp_path / out)


def test_files_in_which_the_persona_says_nothing_are_refused_with_the_first_remarks(
    tmp_path: Path, plain: Recipe
) -> None:
    """The error names file and line, and no part is left."""
    path = tmp_path / "talk.txt"
    path.write_text("Ann: Hello\nAlbert: Good day.\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"no conversation to score.*talk.txt:1: Nobody who is known says this"):
        score(plain, Source((path,)), tmp_path / "scores.parquet")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["talk.txt"]


def test_every_scorer_of_the_suites_can_be_asked_for(tmp_path: Path, plain: Recipe, chats: Callable[..., Path]) -> None:
    """One that needs a question, a judge or a person says what is missing, instead of a value."""
    made = score(
        recipe(plain.genome, scorers=SCORERS, emotion="keyword"), Source((chats(6),)), tmp_path / "scores.parquet"
    )
    missing = {one.score: one.reason for one in made.summary.means if one.value is None}
    assert {"belief survival", "memory recalled", "own script", "judge"} <= missing.keys()
    assert all(missing.values())
