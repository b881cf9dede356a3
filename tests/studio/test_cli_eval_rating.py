"""Rounds of rating from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.run import Run
    from studio.wiring import Services

    from .conftest import Invents

SUITE = """
name: small
title: Small
seeds: [0, 1, 2, 3, 4, 5]
conversations:
  - {id: talk, turns: 2, simulator: {kind: bank, bank: everyday}}
scorers: [{name: boundary held}]
"""


@pytest.fixture
def runs(invented: Invents, keep: Callable[[Run], str], services: Services) -> list[str]:
    """Two runs, in the folder that the commands open."""
    made = [
        invented(SUITE, say=lambda case, turn, word=word: (f"Q{turn}", f"{word} {case.seed}.{turn}", 0.9), name=word)  # type: ignore[misc]
        for word in ("Old", "New")
    ]
    kept = [keep(one) for one in made]
    services.store.close()
    return kept


def test_a_round_is_made_listed_rated_and_told(
    run: Callable[..., tuple[int, str]], runs: list[str], tmp_path: Path
) -> None:
    """What came of it is told only where it is asked for, and preferences enter the comparison of the two runs."""
    code, said = run("eval", "rate", *runs, "--title", "Which one?", "--overlap", "1")
    assert code == 0
    assert "Which one?: 6 to rate, by 1 raters each" in said
    round_id = said.split()[0]
    assert f"{round_id}  pair   6 to rate, 0 ratings by 0 raters  Which one?" in run("eval", "rounds")[1]
    services = build(Settings())
    while (task := services.rating.next(services.actor, round_id, "ann")) is not None:
        side = "left" if "New" in task.left.exchanges[0][1] else "right"
        services.rating.rate(services.actor, round_id, "ann", task.position, side)
    services.close()
    told = run("eval", "agreement", round_id)[1]
    assert "6 ratings by 1 raters; 6 of 6 done" in told
    assert "0 groups of units have two ratings or more" in told
    assert "first run" not in told
    table = tmp_path / "ratings.csv"
    revealed = run("eval", "agreement", round_id, "--reveal", "--csv", str(table))[1]
    assert "share for the first run   0.00 (0.00 to 0." in revealed
    assert len(table.read_text(encoding="utf-8").splitlines()) == 7
    assert "human rating: preference" in run("eval", "compare", *runs)[1]
