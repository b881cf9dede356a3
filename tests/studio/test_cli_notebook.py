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


def test_notebooks_from_the_command_line(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """One is taken in, listed, run, and taken away; a cell that fails is told and gives exit code 1."""
    source = ["SELECT count(*) AS n FROM personas", "SELECT nothing FROM personas"]
    cells = [
        {"cell_type": "code", "metadata": {"personaforge": {"kind": "sql", "name": name, "fields": {"query": query}}},
         "source": f"{name} = lab.sql({query!r})\n{name}"}
        for name, query in zip(("good", "bad"), source, strict=True)
    ]  # fmt: skip
    file = tmp_path / "mine.ipynb"
    file.write_text(json.dumps({"nbformat": 4, "cells": cells, "metadata": {"personaforge": {"title": "Mine"}}}))
    code, out, said = run("notebook", "import", str(file))
    assert (code, out.startswith("Mine ["), said) == (0, True, "")
    assert "Mine  (2 cells, version 1" in run("notebook", "list")[1]
    code, out, _ = run("notebook", "run", "mine")
    assert code == 1
    assert "good: 1 rows" in out
    assert "bad: The question cannot be answered." in out
    away = tmp_path / "away.md"
    assert run("notebook", "export", "Mine", str(away))[0] == 0
    assert "good = lab.sql(" in away.read_text()
    assert "End its name in" in run("notebook", "export", "Mine", str(tmp_path / "x.doc"))[2]
