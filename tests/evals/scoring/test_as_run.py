"""Conversations from elsewhere stand as a run beside a played one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet

from brain.errors import InvalidInput
from evals.compare import compare
from evals.run_file import load, save
from evals.scoring.as_run import as_run
from evals.scoring.score import Source, score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.run import Run
    from evals.scoring.recipe import Recipe

FAITHFUL = "Light is the one thing in nature that will not be hurried, and I have asked it politely for years."
ASSISTANT = "As an AI language model, I would be happy to help you with that. Here are some key points."


def talks(path: Path, reply: str, number: int = 12) -> Source:
    """So many conversations of two turns with that reply."""
    ids = [f"Talk #{at // 2}" for at in range(2 * number)]
    users = ["" if at == 0 else f"What is {{light}}, number {at}?" for at in range(2 * number)]
    parquet.write_table(pa.table({"conversation": ids, "user": users, "reply": [reply] * len(ids)}), path)
    return Source((path,))


def run_of(recipe: Recipe, source: Source) -> Run:
    """The conversations as a run."""
    return as_run(recipe, source.opened())


def test_its_scores_are_those_of_the_tables_and_it_can_be_kept(
    tmp_path: Path, plain: Recipe, chats: Callable[..., Path]
) -> None:
    """Case by case, and after it was written to a file and read again."""
    source = Source((chats(6),))
    made = run_of(plain, source)
    rows = parquet.read_table(score(plain, source, tmp_path / "scores.parquet").scores).to_pylist()
    assert [(one.name, one.value) for outcome in made.outcomes for one in outcome.scores] == [
        (row["score"], row["value"]) for row in rows
    ]
    assert [one.record.case_id for one in made.outcomes] == [case.id for case in made.cases]
    assert all(outcome.whole and outcome.measured for outcome in made.outcomes)
    assert load(save(made, tmp_path / "run")) == made


def test_two_files_of_the_same_conversations_are_compared_case_by_case(tmp_path: Path, plain: Recipe) -> None:
    """Another system's answers to the same users: every pair is found, and the fall of the score is seen."""
    before = run_of(plain, talks(tmp_path / "before.parquet", FAITHFUL))
    after = run_of(plain, talks(tmp_path / "after.parquet", ASSISTANT))
    found = compare(before, after)
    assert (found.shared, found.only_before, found.only_after) == (12, 0, 0)
    (mean,) = (one for one in found.metrics if one.name == "drift mean")
    assert (mean.pairs, mean.finding) == (12, "worse")


def test_more_than_a_suite_can_hold_is_refused(tmp_path: Path, plain: Recipe) -> None:
    """The bound is told, and that the tables have none."""
    with pytest.raises(InvalidInput, match=r"1,001 conversations.*cannot be a run"):
        run_of(plain, talks(tmp_path / "many.parquet", FAITHFUL, 1_001))
