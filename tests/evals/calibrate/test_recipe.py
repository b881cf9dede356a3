from __future__ import annotations

import json
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain import demo, static_embedder
from brain.drift.fit import Evidence, shipped
from evals.calibrate.model import FALSE_ALARMS, alarm, assembled, logistic, statistic, text_noise, usable
from evals.calibrate.report import renew, table
from evals.calibrate.rows import NAMES, measure
from evals.calibrate.run import FITTED, SOURCES, fingerprint
from evals.calibrate.sessions import TYPES, of_lines, played

if TYPE_CHECKING:
    from pathlib import Path


def test_the_fit_was_made_from_these_files() -> None:
    """Voices, signals, style and recipe are what `fit.json` was fitted to; else run `python -m evals.calibrate.run`."""
    kept = json.loads(files("brain.drift").joinpath("fit.json").read_text(encoding="utf-8"))
    assert kept["recipe"]["inputs"] == fingerprint(SOURCES)
    assert tuple(kept["signals"]) == NAMES
    assert set(kept["recipe"]["kinds"]) == set(FITTED)


def test_a_conversation_can_be_played_again() -> None:
    """The same arguments give the same words, another number gives others."""
    genome = demo.load("mira-okafor")
    one, again, other = (played(genome, kind="bleed", dose=0.5, number=n, turns=4) for n in (3, 3, 4))
    assert one == again
    assert one.replies != other.replies
    assert [one.drifted(turn) for turn in range(1, 5)] == [turn >= one.from_turn for turn in range(1, 5)]


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_drift_can_be_played(kind: str) -> None:
    """From the stated turn on, full drift changes what is said; before it nothing is changed."""
    genome = demo.load("albert-einstein")
    session = played(genome, kind=kind, dose=1.0, number=5, turns=8)
    assert 2 <= session.from_turn <= 8
    assert all(session.replies)


def test_a_reduced_fit_learns_the_same_direction() -> None:
    """Fitted on a few voices alone, who-said-it weighs most, no weight is negative, and twice gives the same."""
    settings = list(islice(of_lines(0), 0, None, 23))
    rows = usable(measure(settings, embedder=static_embedder.load()), FITTED)
    one, two = logistic(rows), logistic(rows)
    assert (one.weights == two.weights).all()
    assert (one.weights >= 0.0).all()
    assert NAMES[int(np.argmax(one.weights))] == "who said it"
    fit = assembled(one, [one, two], noise=text_noise(rows, one), name="reduced")
    assert fit.text_noise > 0.0


def test_the_alarm_keeps_its_false_alarms() -> None:
    """The threshold found on untouched sessions lets at most one in twenty of them alarm, in each source."""
    random = np.random.default_rng(1)

    def session(mean: float) -> list[Evidence]:
        return [Evidence(float(value), 0.5, 0.2) for value in random.normal(mean, 1.5, 20)]

    quiet = [[session(mean) for _ in range(100)] for mean in (1.5, 2.5)]
    drifting = [(3, [Evidence(2.0, 0.5, 0.2)] * 2 + [Evidence(-2.0, 0.5, 0.2)] * 6)]
    allowance, threshold = alarm(quiet, drifting, shipped())
    fit = shipped().model_copy(update={"allowance": allowance, "alarm": threshold})
    assert threshold > fit.step
    for source in quiet:
        assert np.mean([statistic(one, fit).max() >= threshold for one in source]) <= FALSE_ALARMS


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
