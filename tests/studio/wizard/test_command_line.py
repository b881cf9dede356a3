"""The wizard from the command line and from Python."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from brain.errors import InvalidInput
from studio import cli_open
from studio.cli import app

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(tmp_path))


def run(*words: str) -> str:
    """What a command prints; it must succeed."""
    done = RUN.invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_a_sentence_is_drafted_and_published() -> None:
    """One command makes a persona; the same words and seed name it the same."""
    said = run("wizard", "new", "a villain who loves roses", "--seed", "3", "--publish")
    again = run("wizard", "new", "a villain who loves roses", "--seed", "3")
    assert said.splitlines()[0] == again.splitlines()[0]
    assert "Published as" in said
    assert "roses" in said


def test_a_session_is_listed_shown_set_aside_and_published() -> None:
    """Each command finds the session by the id the first one printed."""
    said = run("wizard", "new", "--profile", "tutor", "--name", "Ms Plum")
    which = said.split("[session ")[1].split(",")[0]
    assert "Ms Plum" in run("wizard", "list")
    run("wizard", "abandon", which)
    assert "Nothing is open" in run("wizard", "list")
    run("wizard", "restore", which)
    assert "Ms Plum" in run("wizard", "show", which)
    assert "Published as ms-plum" in run("wizard", "publish", which)
    assert "Published as ms-plum" in run("wizard", "publish", which)


def test_a_draft_from_python_keeps_nothing_unless_asked() -> None:
    """`lab.draft` gives a genome; with `publish` it is a persona too."""
    with cli_open.lab() as lab:
        genome = lab.draft("a stern Victorian governess", seed=2)
        assert genome == lab.draft("a stern Victorian governess", seed=2)
        assert lab.personas() == ()
        assert lab.draft("a stern Victorian governess", seed=2, publish=True).mind == genome.mind
        assert lab.personas()[0].name == genome.name
        with pytest.raises(InvalidInput):
            lab.draft(" ")


def test_a_text_from_a_file_becomes_a_persona(tmp_path: Any) -> None:
    """`--text` says what was read and what was not found; `lab.draft_from_text` gives the same mind."""
    file = tmp_path / "brief.txt"
    file.write_text(
        "Name: Ada Fell\nAge: 36\nRole: bell ringer\nBeliefs:\n- A bell is a slow clock.\n", encoding="utf-8"
    )
    said = run("wizard", "new", "--text", str(file), "--publish")
    assert "name: Ada Fell" in said
    assert "Not found:" in said
    assert "Published as ada-fell" in said
    with cli_open.lab() as lab:
        genome = lab.draft_from_text(file)
        assert genome.name == "Ada Fell"
        assert [belief.statement for belief in genome.mind.beliefs] == ["A bell is a slow clock."]
        assert lab.read_text(file.read_text(encoding="utf-8")).one("age") == "36"
        assert len(lab.personas()) == 1
        assert lab.draft_from_text(file, publish=True).mind.beliefs == genome.mind.beliefs
