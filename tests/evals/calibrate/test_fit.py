from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain.drift.fit import Evidence, Fit, Part, shipped
from brain.drift.reading import DriftReading
from brain.drift.session import as_signals, change_point, course
from evals.calibrate.design import Design, design, halves
from evals.calibrate.figures import Trial, area, single, trials, windows
from evals.calibrate.held_out import HeldOut
from evals.calibrate.played_out import Played, began, lags, played_out, scores, statistic
from evals.calibrate.played_out import fitted as session_part
from evals.calibrate.recipe import Recipe
from evals.calibrate.report import tables
from evals.calibrate.run import calibrate, fitted, measured
from evals.calibrate.tuning import FALSE_ALARMS, long_untouched

if TYPE_CHECKING:
    from pathlib import Path

    from evals.calibrate.rows import Measured

SMALL = Recipe(
    personas=("mira-okafor", "poet", "coach"),
    kinds=("sycophancy creep", "assistant break"),
    doses=(0.5, 1.0),
    told=1,
    injected=1,
    untouched=2,
    long=2,
    shuffles=2,
    voices=1,
    folds=(0, 1),
)


@pytest.fixture(scope="module")
def found() -> list[Measured]:
    """A small recipe, measured."""
    return measured(SMALL, workers=1)


@pytest.fixture(scope="module")
def made(found: list[Measured]) -> Design:
    """Its columns."""
    return design(found)


@pytest.fixture(scope="module")
def fit(found: list[Measured], made: Design) -> Fit:
    """The fit on it."""
    return fitted(HeldOut(made), halves(found, made.signals))


@pytest.fixture(scope="module")
def every(made: Design) -> list[Trial]:
    """All pairs of folds, judged."""
    return trials(HeldOut(made))


def test_the_same_recipe_gives_the_same_bytes(tmp_path: Path, fit: Fit) -> None:
    """Fitted again, by another process's worth of work, every byte of the artefact is the same."""
    out = tmp_path / "fit.json"
    calibrate(out, recipe=SMALL, workers=1)
    assert Fit.model_validate_json(out.read_text(encoding="utf-8")) == fit


def test_a_fit_learns_to_tell_drift(made: Design, fit: Fit, every: list[Trial]) -> None:
    """No weight is negative, and held-out personas and families are told far better than by guessing."""
    assert min(fit.reply.weights) >= 0.0
    assert min(fit.recent.weights) >= 0.0
    for cases in (single(made, every), windows(made, every)):
        value, low, high = area(cases, lambda session: session.dose >= 0.5)
        assert 0.7 < value <= 1.0
        assert low <= value <= high


def test_a_window_in_which_nothing_changed_is_no_drift(made: Design, every: list[Trial]) -> None:
    """Of every drifting session there is one window where any of its first five drifted replies was changed."""
    changed = [
        made.changed[made.grid[at][one.from_turn - 1 : one.from_turn + 4]].any()
        for at, one in enumerate(made.sessions)
        if one.kind and one.from_turn + 4 <= len(one.replies)
    ]
    assert sum(case.drifted for case in windows(made, every)) == sum(changed)


def test_nothing_is_judged_by_a_fit_that_met_it(made: Design, every: list[Trial]) -> None:
    """Each persona's drift is judged once, by the fit without its fold and family; untouched sessions by each."""
    judged = np.array([~np.isnan(trial.judged.reply) for trial in every]).sum(axis=0)
    assert (judged[(made.kind != "") & made.told] == 1).all()
    assert (judged[(made.kind == "") & made.told] == len(every) / len(set(made.persona_fold))).all()


def test_false_alarms_are_kept_down_on_what_it_is_chosen_on(made: Design, fit: Fit) -> None:
    """At most one in twenty untouched sessions of twenty turns raises an alarm, in each source."""
    quiet = long_untouched(made, played_out(made, HeldOut(made).everything()))
    assert len(quiet) == 2
    for one in quiet:
        assert (statistic(one, session_part(fit)) >= fit.alarm).any(axis=1).mean() <= FALSE_ALARMS


def test_every_table_of_the_model_card_can_be_made(
    found: list[Measured], made: Design, fit: Fit, every: list[Trial]
) -> None:
    """The tables follow from the measured sessions alone."""
    bodies = tables(HeldOut(made), every, fit, halves(found, made.signals))
    assert set(bodies) >= {"headline", "types", "families", "least", "alarms", "calibration", "sessions"}
    assert all(body.startswith("| ") for body in bodies.values())
    assert "sycophancy creep" in bodies["types"]


def test_many_sessions_at_once_are_scored_as_one_is() -> None:
    """Scores, change point, lag and dated beginning are those of the session's own steps."""
    random = np.random.default_rng(1)
    fit, part = shipped(), session_part(shipped())
    reply, recent = random.normal(0.0, 2.0, (40, 12)), random.normal(0.0, 2.0, (40, 12))
    unknown = random.random((40, 12)) < 0.1
    reply[unknown] = recent[unknown] = np.nan
    shape = np.ones((40, 12), bool)
    played = Played(reply, recent, shape, shape, np.arange(40), np.full(40, 4))
    said, moved, late, dated = scores(played, part), statistic(played, part), lags(played, part), began(played, part)
    for line in range(40):
        evidence = [
            None if np.isnan(one) else Evidence(float(one), 0.1, 0.1, Part(float(two), 0.1, 0.1))
            for one, two in zip(reply[line], recent[line], strict=True)
        ]
        readings: list[DriftReading] = []
        for one in evidence:
            change = change_point(readings, one, fit)
            readings.append(DriftReading(signals=as_signals(one) if one else (), change=change))
        values = [score.value for score in course(evidence, fit)]
        told = ~np.isnan(reply[line])
        assert np.allclose(said[line][told], np.array(values)[told], atol=1e-9)
        assert np.allclose(moved[line], [reading.change.statistic for reading in readings])
        first = next((turn for turn, reading in enumerate(readings, 1) if turn >= 4 and reading.change.alarm), None)
        assert late[line] == (first - 3 if first else 0)
        assert dated[line] == (readings[first - 1].change.began_turn if first else 0)
