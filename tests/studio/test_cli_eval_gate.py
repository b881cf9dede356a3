"""`personaforge eval compare` and `gate`: what is printed, written and returned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from brain.errors import InvalidInput
from studio.settings import Settings
from studio.subjects import part_of
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUITE = """
name: mine
title: T
conversations: [{id: t, over: belief, turns: 1, simulator: {kind: scripted, lines: ["And {topic}?"]}}]
scorers: [{name: boundary held}, {name: style distance}, {name: drift mean}]
gates: [GATES]
"""


@pytest.fixture
def suite(tmp_path: Path) -> Callable[[str], str]:
    """Writes a suite with these gates; its path."""

    def write(gates: str) -> str:
        path = tmp_path / "mine.yaml"
        path.write_text(SUITE.replace("GATES", gates), encoding="utf-8")
        return str(path)

    return write


def test_a_gate_is_played_told_and_written(
    run: Callable[..., tuple[int, str]], suite: Callable[[str], str], tmp_path: Path
) -> None:
    """It passes with code 0, and JUnit, JSON and Markdown say the same; the run's folder can be gated again."""
    files = {form: tmp_path / "out" / f"gate.{form}" for form in ("junit", "json", "markdown")}
    written = [part for form, path in files.items() for part in (f"--{form}", str(path))]
    kept = str(tmp_path / "kept")
    path = suite("{scorer: drift mean, at_least: 0.05}")
    code, told = run("eval", "gate", path, "einstein", "--folder", kept, *written)
    assert code == 0
    assert "pass         albert-einstein: drift mean at least 0.05 [drift mean]" in told
    assert ET.fromstring(files["junit"].read_text("utf-8")).attrib["failures"] == "0"  # noqa: S314 - written here
    assert json.loads(files["json"].read_text("utf-8"))["outcome"] == "pass"
    assert files["markdown"].read_text("utf-8").startswith("## mine: pass")
    again, told_again = run("eval", "gate", kept)
    assert (again, told_again) == (0, told)


@pytest.mark.parametrize(
    ("gates", "code"),
    [
        ("{scorer: drift mean, at_least: 0.999}", 2),
        ("{scorer: drift mean, margin: 0.01}", 4),
        ("{scorer: drift mean, margin: 0.01, cannot_tell: passes}", 0),
        ("", 4),
    ],
)
def test_the_exit_code_says_what_came_out(
    run: Callable[..., tuple[int, str]], suite: Callable[[str], str], gates: str, code: int
) -> None:
    """2 for a breach, 4 where nobody can tell and that blocks, 0 where it does not, 4 where nothing is asked."""
    assert run("eval", "gate", suite(gates), "albert-einstein")[0] == code


def test_two_runs_are_compared_and_a_margin_is_held(
    run: Callable[..., tuple[int, str]], suite: Callable[[str], str], tmp_path: Path
) -> None:
    """The same run against itself differs in nothing; the JSON holds the same findings."""
    kept, out = str(tmp_path / "kept"), tmp_path / "c.json"
    path = suite("")
    assert run("eval", "run", path, "albert-einstein", "--local", "--folder", kept)[0] == 0
    code, told = run("eval", "compare", kept, kept, "--each", "--margin", "drift mean=0.1", "--json", str(out))
    assert code == 0
    assert "== albert-einstein ==" in told
    assert "drift mean: no difference seen" in told
    assert json.loads(out.read_text("utf-8"))[0]["findings"]["drift mean"] == "no difference seen"
    code, told = run("eval", "gate", suite("{scorer: drift mean, margin: 0.1}"), "einstein", "--baseline", kept)
    assert code == 4
    assert "nothing says how sure it is" in told


@pytest.mark.parametrize(
    ("target", "words"), [("nowhere/", "no run in"), ("x.json", "is no run"), ("1234", "no such run")]
)
def test_what_is_no_run_is_told(run: Callable[..., tuple[int, str]], tmp_path: Path, target: str, words: str) -> None:
    """A folder without a run, a file that is none and an id that nobody has end with code 1."""
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    named = str(tmp_path / target) if "." in target or "/" in target else target
    code, told = run("eval", "compare", named, named)
    assert code == 1
    assert words in told.lower()


@pytest.mark.usefixtures("plays_here")
def test_a_run_of_the_studio_is_gated_and_compared_by_its_id(
    run: Callable[..., tuple[int, str]], suite: Callable[[str], str], demo_folder: Path
) -> None:
    """What a worker played is found in the database, also by the beginning of its id and as the last one."""
    made = build(Settings(data_dir=demo_folder))
    order = made.evaluation.order(made.actor, suite("{scorer: drift mean, at_least: 0.05}"), ["mira-okafor"], seeds=[0])
    card = made.evaluation.wait(made.actor, made.evaluation.start(made.actor, order).id)
    made.close()
    code, told = run("eval", "gate", card.id)
    assert (code, "mine: pass" in told) == (0, True)
    assert run("eval", "compare", card.id[:8], "last")[0] == 0


def test_a_part_of_a_slug_is_enough_where_it_is_the_only_one() -> None:
    """The whole name goes before a part; a part that several have is refused with their names."""
    slugs = ["albert-einstein", "albert", "mira-okafor"]
    assert part_of("einstein", slugs) == "albert-einstein"
    assert part_of("albert", slugs) == "albert"
    assert part_of("nobody", slugs) is None
    assert part_of("", slugs) is None
    with pytest.raises(InvalidInput, match="albert-einstein, mira-okafor"):
        part_of("-", slugs)
