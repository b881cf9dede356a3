"""`personaforge eval bundle` and `personaforge replay`: a run in one file, with no key."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from brain import demo
from evals.local_runner import LocalRunner
from evals.order import Order, Subject
from evals.run import Run, environment
from evals.suites import load
from studio.casting import Casting
from studio.evaluation.planning import plan
from studio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def bundle(run: Callable[..., tuple[int, str]], tmp_path: Path) -> Path:
    """The bundle of two cases, made by the command."""
    order = Order(suite=load.load("boundaries"), subjects=(Subject(genome=demo.load("mira-okafor")),), most=2)
    laid = plan(Casting(Settings()), order)
    fit = laid.casts["mira-okafor"].gauge.fit.id
    played, made_with = LocalRunner().run(laid).outcomes, environment(drift_fit=fit)
    made = Run(id="run-1", order=order, harness="local", outcomes=played, environment=made_with)
    (tmp_path / "run.json").write_text(made.model_dump_json(), encoding="utf-8")
    code, told = run("eval", "bundle", str(tmp_path / "run.json"), "-o", str(tmp_path / "b.zip"))
    assert code == 0
    assert "bytes. Look at it with: personaforge replay" in told
    return tmp_path / "b.zip"


def test_a_bundle_is_shown(run: Callable[..., tuple[int, str]], bundle: Path) -> None:
    """The run with its versions and scores, a case's conversation, and what was sent at a turn."""
    code, shown = run("replay", str(bundle))
    assert code == 0
    assert "Run run-1: suite 'boundaries' on mira-okafor" in shown
    assert "0 without their prompt" in shown
    assert "boundary held: " in shown
    code, words = run("replay", str(bundle), "--case", "2")
    assert code == 0
    assert words.count("\n> ") == words.count("\nturn ") >= 3
    code, sent = run("replay", str(bundle), "--case", "2", "--turn", "2")
    assert code == 0
    assert "You play Mira Okafor." in sent
    assert sent.count("--- user") == 2
    assert sent.count("--- assistant") == 1


def test_it_is_scored_again_to_the_byte(run: Callable[..., tuple[int, str]], bundle: Path) -> None:
    """All scores come out as they were, and the command says so."""
    code, told = run("replay", str(bundle), "--rescore")
    assert code == 0
    assert "Byte for byte the same." in told


def test_scores_of_another_version_are_told_with_their_size(
    run: Callable[..., tuple[int, str]], bundle: Path, tmp_path: Path
) -> None:
    """A score that was another one then is named, and the exit code says that something differs."""
    path = tmp_path / "run.json"
    old = Run.model_validate_json(path.read_bytes())
    first = old.outcomes[0]
    score = first.scores[0].model_copy(update={"value": 0.25, "reason": ""})
    environment_then = old.environment.model_copy(update={"drift_fit": "older"})
    edited = old.model_copy(
        update={
            "outcomes": (first.model_copy(update={"scores": (score, *first.scores[1:])}), *old.outcomes[1:]),
            "environment": environment_then,
        }
    )
    path.write_text(edited.model_dump_json(), encoding="utf-8")
    assert run("eval", "bundle", str(path), "-o", str(bundle))[0] == 0
    code, told = run("replay", str(bundle), "--rescore")
    assert code == 4
    assert "Not the same." in told
    assert "drift fit: older then" in told
    assert f"{score.name}: 1 differ, by at most 0.75" in told


def test_what_cannot_be_used_is_told(run: Callable[..., tuple[int, str]], bundle: Path, tmp_path: Path) -> None:
    """A case and a turn that are not there, a file that is none, and a run that is none."""
    assert "There is no case 9." in run("replay", str(bundle), "--case", "9")[1]
    assert "Case 1 has no turn 99." in run("replay", str(bundle), "--turn", "99")[1]
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert "no replay bundle" in run("replay", str(tmp_path / "x.zip"))[1]
    assert "cannot be read" in run("replay", str(tmp_path / "none.zip"))[1]
    code, told = run("eval", "bundle", str(tmp_path / "x.zip"), "-o", str(tmp_path / "y"))
    assert code == 1
    assert "no run" in told
    code, told = run("eval", "bundle", str(tmp_path / "run.json"), "-o", str(tmp_path / "no" / "y"))
    assert "could not be written" in told


def test_no_key_and_no_address_is_in_it(
    run: Callable[..., tuple[int, str]], bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment holds does not come into the file."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-invented-key-1")
    monkeypatch.setenv("PERSONAFORGE_ANTHROPIC_BASE_URL", "http://user:secret@127.0.0.1:9/")
    assert run("eval", "bundle", str(tmp_path / "run.json"), "-o", str(bundle))[0] == 0
    with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"sk-ant" not in everything
    assert b"secret@" not in everything
