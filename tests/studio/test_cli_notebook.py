"""Questions and notebooks from the command line, over the demo personas."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from studio import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def run(
    demo_folder: Path,  # noqa: ARG001 - what the command opens
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command over the demo personas: exit code, what it printed, what it said went wrong."""

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["personaforge", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, *capsys.readouterr()

    return command


def test_a_question_from_the_command_line(run: Callable[..., tuple[int, str, str]]) -> None:
    """Rows as a table and as JSON; what is not allowed is one sentence and exit code 1."""
    code, out, _ = run("sql", "SELECT slug, is_demo FROM personas ORDER BY slug LIMIT 1")
    assert (code, out.splitlines()) == (0, ["slug             is_demo", "albert-einstein  True"])
    _, out, _ = run("sql", "SELECT count(*) AS n FROM personas", "--as", "json")
    assert json.loads(out)[0]["n"] >= 3
    code, _, said = run("sql", "COPY personas TO '/tmp/x'")
    assert code == 1
    assert "Begin with SELECT" in said
