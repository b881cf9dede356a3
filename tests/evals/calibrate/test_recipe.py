from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from brain import demo
from evals.calibrate.page import renew, table
from evals.calibrate.played import played, told
from evals.calibrate.recipe import KNOWN, Recipe, of_lines, voices_of
from evals.calibrate.run import stale
from evals.calibrate.sessions import TYPES, intruders


def test_the_fit_was_made_from_these_files() -> None:
    """What measures, what injects and the recipe are what `fit.json` was fitted to; else `personaforge calibrate`."""
    assert stale(Path(str(files("brain.drift").joinpath("fit.json")))) == []


def test_a_conversation_can_be_played_again() -> None:
    """The same arguments give the same words, another number gives others."""
    genome = demo.load("mira-okafor")
    one, again, other = (played(genome, number=number, turns=4) for number in (3, 3, 4))
    assert one == again
    assert one.replies != other.replies


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_drift_can_be_told(kind: str) -> None:
    """From the stated turn on, full drift changes what is said; before it the conversation is the faithful one."""
    genome = demo.load("albert-einstein")
    base = played(genome, number=5, turns=8)
    session = told(genome, base, kind=next(known for known in TYPES if known == kind), dose=1.0)
    assert 2 <= session.from_turn <= 8
    assert session.replies[: session.from_turn - 1] == base.replies[: session.from_turn - 1]
    assert session.replies[session.from_turn - 1] != base.replies[session.from_turn - 1]
    assert [session.drifted(turn) for turn in range(1, 9)] == [turn >= session.from_turn for turn in range(1, 9)]


def test_voices_that_break_in_are_unknown_to_the_gauge() -> None:
    """Each voice is in one fold; a gauge of a fold is shown neither its voices nor the lines that are held back."""
    assert sorted(name for fold in range(4) for name in voices_of(fold, besides="")) == list(intruders())
    recipe = Recipe(personas=("poet",), kinds=(), doses=(1.0,), shuffles=1)
    for fold, setting in enumerate(of_lines(recipe)):
        others = voices_of(fold, besides="poet")
        assert not set(others) & set(setting.contrast.voices)
        assert {session.family for session in setting.sessions} == {"", *others}
        known = setting.genome.mind.reference_lines
        assert len(known) == KNOWN
        assert not set(known) & set(setting.sessions[0].replies)


def test_drift_that_finds_no_hold_makes_no_session() -> None:
    """A voice without boundaries cannot breach one, at any dose; one with its own can."""
    recipe = Recipe(personas=("poet", "mira-okafor"), kinds=("boundary breach",), shuffles=1, voices=0, folds=(0,))
    found = {setting.genome.metadata.slug: {one.kind for one in setting.sessions} for setting in of_lines(recipe)}
    assert found == {"poet": {""}, "mira-okafor": {"", "boundary breach"}}


def test_a_table_is_put_between_its_marks(tmp_path: Path) -> None:
    """Everything around the marks stays; renewing twice changes nothing; a page without the mark is refused."""
    page = tmp_path / "page.md"
    page.write_text("before\n\n<!-- table: one -->\nold\n<!-- end -->\n\nafter\n", encoding="utf-8")
    renew(page, {"one": table(["a"], [["1"]])})
    text = page.read_text(encoding="utf-8")
    assert text == "before\n\n<!-- table: one -->\n| a |\n| --- |\n| 1 |\n<!-- end -->\n\nafter\n"
    renew(page, {"one": table(["a"], [["1"]])})
    assert page.read_text(encoding="utf-8") == text
    with pytest.raises(ValueError, match="two"):
        renew(page, {"two": ""})
