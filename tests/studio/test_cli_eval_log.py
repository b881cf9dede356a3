"""`personaforge eval log`, and a run by way of Inspect from the command line to its log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_run_by_way_of_inspect_is_kept_and_its_log_is_found(run: Callable[..., tuple[int, str]]) -> None:
    """The worker plays it by the harness's name; what is kept is kept for both harnesses, and only one leaves a log."""
    code, told = run("eval", "run", "style", "mira-okafor", "--most", "2", "--harness", "inspect")
    assert code == 0, told
    assert "2/2 cases (0 kept)" in told
    code, told = run("eval", "log")
    assert code == 0
    log = Path(told.splitlines()[0])
    assert log.suffix == ".eval"
    assert log.is_file()
    assert f"view --log-dir {log.parent}" in told
    assert "2/2 cases (2 kept)" in run("eval", "run", "style", "mira-okafor", "--most", "2")[1]
    code, told = run("eval", "log", "last")
    assert code == 1
    assert "--harness inspect" in told
