"""`personaforge eval …`: suites from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_suites_are_listed_and_shown(run: Callable[..., tuple[int, str]]) -> None:
    """Each with what it plays and how it is scored."""
    code, listed = run("eval", "list")
    assert code == 0
    assert "boundaries" in listed
    code, shown = run("eval", "show", "boundaries")
    assert code == 0
    assert "- flattery: 5 turns, scripted user, for each boundary" in shown
    assert "scorers boundary held" in shown


def test_a_suite_is_played_scored_and_gone_on_with(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """The second run in the same folder takes every case from the first, and prints the same scores."""
    command = ("eval", "run", "style", "mira-okafor", "--local", "--most", "3", "--folder", str(tmp_path / "out"))
    code, first = run(*command)
    assert code == 0
    assert "mira-okafor            drift mean" in first
    assert "3 cases, 0 kept from before, 0 with a call that failed" in first
    code, second = run(*command)
    assert code == 0
    assert "3 cases, 3 kept from before" in second
    assert first.splitlines()[:-1] == second.splitlines()[:-1]


def test_a_suite_that_is_wrong_is_told_at_its_line(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """File, line and field on the screen, and exit code 1."""
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: T\nextends: style\nscorers:\n  - name: charm\n", encoding="utf-8")
    code, told = run("eval", "show", str(path))
    assert code == 1
    assert "mine.yaml:5: scorers[2].name" in told or "mine.yaml:5: scorers[3].name" in told


def test_a_judge_is_tested_by_itself(run: Callable[..., tuple[int, str]]) -> None:
    """The offline judge passes among the demo personas, without a call; a model without a key is an error."""
    code, said = run("eval", "qualify", "local")
    assert code == 0
    assert said.startswith("judge qualified: tells who speaks in 0.9")
    assert "96 of 96 questions answered, 0 calls, $0.0000" in said
    code, said = run("eval", "qualify", "anthropic/claude-haiku-4-5")
    assert code == 1
    assert "cannot judge" in said
