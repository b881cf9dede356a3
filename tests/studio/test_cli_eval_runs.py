"""`personaforge eval run | resume | cancel | runs | results`: runs from the command line."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SMALL = ("eval", "run", "style", "mira-okafor", "--most", "3")


def test_an_estimate_starts_nothing(run: Callable[..., tuple[int, str]]) -> None:
    """What it would take is printed with its bounds and its source; there is no run."""
    code, told = run(*SMALL, "--estimate")
    assert code == 0
    assert "3 cases, 14 turns" in told
    assert "money    $0.0000 ($0.0000 to $0.0000)" in told
    assert "Assumed" in told
    assert "There are no runs yet" in run("eval", "runs")[1]


@pytest.mark.usefixtures("plays_here")
def test_a_run_is_played_listed_shown_and_used_again(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Its scores have intervals or say why not; the second run is kept whole; a run can be written and compared."""
    code, first = run(*SMALL)
    assert code == 0
    assert "drift mean" in first
    assert "3/3 cases (0 kept)" in first
    code, second = run(*SMALL, "--folder", str(tmp_path / "second"))
    assert code == 0
    assert "3/3 cases (3 kept)" in second
    code, listed = run("eval", "runs", "--suite", "style", "--persona", "mira-okafor")
    assert (code, listed.count(" done ")) == (0, 2)
    code, shown = run("eval", "results", "last", "--folder", str(tmp_path / "last"))
    assert code == 0
    assert [line for line in shown.splitlines() if "drift mean" in line] == [
        line for line in second.splitlines() if "drift mean" in line
    ]
    assert run("eval", "compare", str(tmp_path / "second"), str(tmp_path / "last"))[0] == 0
    code, told = run("eval", "delete", "last")
    assert code == 0
    assert run("eval", "runs")[1].count(" done ") == 1
    assert run("eval", "restore", told.split()[1])[0] == 0
    assert run("eval", "runs")[1].count(" done ") == 2
    code, told = run("eval", "cancel")
    assert (code, told) == (0, "It has ended already: done.\n")


@pytest.mark.usefixtures("plays_here")
def test_a_cap_ends_a_run_with_3_and_says_how_to_go_on(run: Callable[..., tuple[int, str]]) -> None:
    """And going on within a wider one ends with 0."""
    code, told = run(*SMALL, "--minutes", "0")
    assert code == 3
    assert "longest" in told
    assert "personaforge eval resume" in told
    code, told = run("eval", "resume", "last", "--minutes", "5")
    assert code == 0
    assert "3/3 cases" in told


def test_what_is_asked_for_wrongly_is_refused(run: Callable[..., tuple[int, str]]) -> None:
    """A version for two personas, seeds twice, a run and a harness that are not there."""
    for wrong, words in (
        (("eval", "run", "style", "mira-okafor", "albert-einstein", "--version", "1"), "ada@3"),
        (("eval", "run", "style", "--seed", "1", "--seeds", "2"), "--seeds"),
        (("eval", "results", "none"), "no such run"),
        (("eval", "resume"), "no such run"),
        (("eval", "restore", "none"), "no such run"),
        (("eval", "run", "style", "mira-okafor", "--harness", "none"), "harness"),
    ):
        code, told = run(*wrong)
        assert code == 1
        assert words in told


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C reaches what is begun here, also where whoever began the tests has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("demo_folder", "interruptible")
def test_ctrl_c_cancels_and_says_how_to_go_on() -> None:
    """The worker stops, what it did is kept, the exit code is 3, and the run is cancelled."""
    command = [sys.executable, "-m", "studio.cli", "eval", "run", "style", "mira-okafor", "--seeds", "200"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        assert "Ctrl-C cancels it" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()
    assert process.returncode == 3
    assert "personaforge eval resume" in told
    with Lab(build(Settings())) as lab:
        (card,) = lab.evals.runs()
        assert card.status == "cancelled"
        assert card.done < card.total


@pytest.mark.usefixtures("plays_here")
def test_a_notebook_has_the_same(lab: Lab) -> None:
    """Estimated, run, listed and read again by `lab.evals`."""
    assert lab.evals.estimate("style", ["mira-okafor"], most=2).cases == 2
    value = lab.evals.run("style", ["mira-okafor"], most=2)
    assert len(value.outcomes) == len(value.cases) == 2
    assert [one.id for one in lab.evals.runs(suite="style", persona="mira-okafor")] == [value.id]
    assert lab.evals.results() == lab.evals.results(value.id[:6]) == value
