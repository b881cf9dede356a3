"""The pytest plugin: light to load, and a gate that reads as a sentence."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

SUITE = """
name: mine
title: T
conversations: [{id: t, over: belief, turns: 1, simulator: {kind: scripted, lines: ["And {topic}?"]}}]
scorers: [{name: drift mean}, {name: boundary held}]
"""


@pytest.fixture
def tests(tmp_path: Path) -> Callable[[str], tuple[int, str]]:
    """Runs a test file in a process of its own; its exit code and what it printed."""

    def run(body: str) -> tuple[int, str]:
        (tmp_path / "mine.yaml").write_text(SUITE, encoding="utf-8")
        (tmp_path / "test_it.py").write_text(body, encoding="utf-8")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "test_it.py",
            ],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PERSONAFORGE_DATA_DIR": str(tmp_path / "none"), "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_persona_passes_and_one_that_does_not_is_told_with_the_reason(
    tests: Callable[[str], tuple[int, str]],
) -> None:
    """A part of a slug finds the demo persona; a breach names gate, value, interval and the worst reply."""
    code, said = tests(
        "def test_good(persona_gate):\n"
        "    said = persona_gate('einstein', suite='mine.yaml', min=0.05)\n"
        "    assert said.outcome == 'pass'\n"
        "def test_bad(persona_gate):\n"
        "    persona_gate('einstein', suite='mine.yaml', min=0.999)\n"
        "def test_nobody_can_tell(persona_gate):\n"
        "    persona_gate('einstein', suite='mine.yaml', min=0.9, most=2, cannot_tell='passes')\n"
    )
    assert code == 1
    assert "1 failed, 2 passed" in said
    assert "Albert Einstein (as given) does not pass 'mine': breach." in said
    assert "drift mean at least 0.999 [drift mean]" in said
    assert "turn 1: “" in said
    assert "Traceback" not in said


def test_loading_it_loads_nothing_heavy() -> None:
    """At each of its starts pytest loads it, so neither numpy nor pydantic comes with it."""
    heavy = ("numpy", "pydantic", "brain", "evals")
    code = f"import studio.pytest_plugin, sys; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"


def test_it_is_registered_with_pytest() -> None:
    """Installed, it is found under the name of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"personaforge": "studio.pytest_plugin"}
