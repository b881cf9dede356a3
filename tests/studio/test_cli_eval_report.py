"""`personaforge eval report` from the command line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from evals.run_file import save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Invents = Callable[..., Any]
    Runs = Callable[..., tuple[int, str]]


def test_a_run_of_a_folder_becomes_a_file(run: Runs, invented: Invents, tmp_path: Path) -> None:
    """By its folder or its file; with an earlier run, what changed is in it."""
    folder = tmp_path / "one"
    save(invented("style", name="one"), folder)
    save(invented("style", name="two"), tmp_path / "two")
    target = tmp_path / "out" / "report.html"
    code, told = run(
        "eval", "report", str(folder), "--html", str(target), "--against", str(tmp_path / "two" / "run.json")
    )
    assert code == 0
    assert "report.html: " in told
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<h2>What changed</h2>" in text


def test_what_cannot_be_written_is_told(run: Runs, invented: Invents, tmp_path: Path) -> None:
    """No target, a target that is a folder, and a run that is none: exit code 1 and a sentence."""
    save(invented("style"), tmp_path / "one")
    code, told = run("eval", "report", str(tmp_path / "one"))
    assert (code, "Nothing is to be written." in told) == (1, True)
    code, told = run("eval", "report", str(tmp_path / "one"), "--html", str(tmp_path))
    assert (code, "could not be written" in told) == (1, True)
    code, told = run("eval", "report", str(tmp_path / "none"), "--html", str(tmp_path / "a.html"))
    assert (code, "There is no run" in told) == (1, True)


def test_a_browser_may_be_named(run: Runs, invented: Invents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting names it; one that is not there is told, and the HTML is written all the same."""
    save(invented("style"), tmp_path / "one")
    monkeypatch.setenv("PERSONAFORGE_BROWSER", str(tmp_path / "nowhere"))
    html, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    code, told = run("eval", "report", str(tmp_path / "one"), "--html", str(html), "--pdf", str(pdf))
    assert code == 1
    assert "PERSONAFORGE_BROWSER" in told
    assert html.is_file()
    assert not pdf.exists()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="There is no Chromium on this machine.")
def test_it_is_printed(run: Runs, invented: Invents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the browser that the setting names."""
    save(invented("style"), tmp_path / "one")
    monkeypatch.setenv("PERSONAFORGE_BROWSER", str(shutil.which("chromium")))
    code, _ = run("eval", "report", str(tmp_path / "one"), "--pdf", str(tmp_path / "report.pdf"))
    assert code == 0
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
