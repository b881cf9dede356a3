"""What Inspect leaves of runs on the disk: shared by those of the same personas and models, gone with the last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.harness import Plan
from evals.inspect_runner import shelf
from evals.questionnaire.self_report import SelfReport
from evals.suites import load

from .conftest import gauge_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def plan(*slugs: str) -> Plan:
    """Somebody who plays these personas."""
    gauge, people = gauge_of("albert-einstein"), [demo.load(slug) for slug in slugs]
    casts = {
        one.metadata.slug: Cast(genome=one, model=Understudy(), detector=KeywordDetector(), gauge=gauge)
        for one in people
    }
    return Plan(lay_out(load.load("style"), people, seeds=[0]), casts, ("style distance",))


def played(folder: Path, run_id: str, name: str) -> Path:
    """A run that left a log and a reply; the folder of the replies."""
    logs = folder / shelf.LOGS / run_id
    kept = shelf.use(folder, logs, name)
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "reply").write_text("said")
    (logs / "one.eval").write_text("log")
    return kept


def test_replies_are_shared_by_runs_of_the_same_personas_and_models() -> None:
    """Other cases and scorers change nothing; another persona, version or played user does."""
    one = plan("albert-einstein")
    assert shelf.replies(replace(one, cases=one.cases[:1], scorers=("signals",))) == shelf.replies(one)
    others = [
        plan("mira-okafor"),
        plan("albert-einstein", "mira-okafor"),
        replace(one, user_model=SelfReport(Understudy())),
    ]
    assert len({shelf.replies(each) for each in (one, *others)}) == 4


def test_a_run_takes_with_it_what_no_other_run_uses(tmp_path: Path) -> None:
    """Its logs always, its replies with the last run that names them; twice, or of an unknown run, does no harm."""
    shared, own = played(tmp_path, "first", "shared"), played(tmp_path, "first", "own")
    assert played(tmp_path, "second", "shared") == shared
    shelf.forget(tmp_path, "first")
    assert (list(shelf.runs(tmp_path)), shared.exists(), own.exists()) == (["second"], True, False)
    shelf.forget(tmp_path, "first")
    shelf.forget(tmp_path, "unheard-of")
    shelf.forget(tmp_path, "second")
    assert (list(shelf.runs(tmp_path)), shared.exists()) == ([], False)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1), st.permutations("abc"))
def test_replies_are_there_exactly_while_a_run_uses_them(
    tmp_path_factory: pytest.TempPathFactory, uses: list[tuple[str, str]], order: list[str]
) -> None:
    """Whatever runs share what, and in whatever order they go."""
    folder = tmp_path_factory.mktemp("shelf")
    for run_id, name in uses:
        played(folder, run_id, name)
    left = set(uses)
    for run_id in order:
        shelf.forget(folder, run_id)
        left = {(one, name) for one, name in left if one != run_id}
        there = {name for name in "xyz" if (folder / shelf.CACHE / name).exists()}
        assert there == {name for _, name in left}
