"""What held-out fits say about every session, and the measures of it with their intervals. Writes no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from brain.drift.recent import REPLIES
from evals.calibrate.measures import auroc
from evals.calibrate.played_out import Played, SessionPart, played_out
from evals.calibrate.tuning import tuned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.calibrate.design import Design, Flags, Floats, Ints
    from evals.calibrate.held_out import HeldOut, Judged
    from evals.calibrate.sessions import Session

WINDOW: Final = REPLIES
"""Replies of a window."""

DRAWS: Final = 1_000


@dataclass(frozen=True)
class Trial:
    """Sessions of one persona fold, untouched or of one family fold, judged by what was made without either."""

    rows: Flags
    judged: Judged
    part: SessionPart
    played: Played


class Case(NamedTuple):
    """One thing that was judged: `against` is the evidence against the persona, NaN where it could not be told."""

    session: Session
    drifted: bool
    against: float


def trials(held_out: HeldOut) -> list[Trial]:
    """Every pair of folds; temper, weights of the score and alarm are chosen without them, too."""
    design = held_out.design
    found = []
    for persona, family, rows in held_out.outer():
        if not rows.any():
            continue
        part = tuned(design, played_out(design, held_out.tuned(persona, family)))
        judged = held_out.tested(persona, family)
        found.append(Trial(rows, judged, part, played_out(design, [(rows, judged)])))
    return found


def single(design: Design, made: Sequence[Trial]) -> list[Case]:
    """Single replies: those that were changed, and those of untouched sessions."""
    cases = []
    for trial in made:
        for row in np.flatnonzero(trial.rows & (design.changed | (design.kind == ""))):
            session = design.sessions[design.session[row]]
            cases.append(Case(session, bool(session.kind), -float(trial.judged.reply[row])))
    return cases


def windows(design: Design, made: Sequence[Trial]) -> list[Case]:
    """Windows of five replies: the first drifted ones of a session, and one after the other of untouched sessions.

    The evidence is that of the last replies together, as it is stored with the fifth. A window in which a small dose
    changed no reply is left out: it is a faithful one.
    """
    cases = []
    for trial in made:
        for at in np.unique(design.session[trial.rows]):
            session, grid = design.sessions[at], design.grid[at]
            length = len(session.replies)
            ends = [session.from_turn + WINDOW - 1] if session.kind else range(WINDOW, length + 1, WINDOW)
            kept = (end for end in ends if end <= length and (not session.kind or _any_changed(design, grid, end)))
            values = [-float(trial.judged.recent[grid[end - 1]]) for end in kept]
            cases += [Case(session, bool(session.kind), value) for value in values]
    return cases


def _any_changed(design: Design, grid: Ints, end: int) -> bool:
    return bool(design.changed[grid[end - WINDOW : end]].any())


def area(cases: Sequence[Case], chosen: Callable[[Session], bool]) -> tuple[float, float, float]:
    """AUROC of the chosen drift against all untouched cases, with its 95 % interval over personas."""
    told = [case for case in cases if not np.isnan(case.against)]
    names = sorted({case.session.persona for case in told})
    place = {name: index for index, name in enumerate(names)}
    out: list[list[float]] = [[] for _ in names]
    faithful: list[list[float]] = [[] for _ in names]
    for case in told:
        if not case.drifted:
            faithful[place[case.session.persona]].append(case.against)
        elif chosen(case.session):
            out[place[case.session.persona]].append(case.against)
    return interval([np.array(one) for one in out], [np.array(one) for one in faithful])


def interval(out: Sequence[Floats], faithful: Sequence[Floats]) -> tuple[float, float, float]:
    """AUROC over all groups, and the ends of its 95 % percentile bootstrap interval over groups."""
    # Pairs won between every two groups, counted once: each draw of groups is then a sum.
    won = np.array([[_won(one, other) for other in faithful] for one in out])
    pairs = np.array([[float(len(one) * len(other)) for other in faithful] for one in out])
    random = np.random.default_rng(0)
    values = []
    for _ in range(DRAWS):
        times = np.bincount(random.integers(0, len(out), len(out)), minlength=len(out)).astype(float)
        total = float(times @ pairs @ times)
        values += [float(times @ won @ times) / total] if total else []
    low, high = np.percentile(values, [2.5, 97.5]) if values else (float("nan"), float("nan"))
    total = float(pairs.sum())
    return float(won.sum()) / total if total else float("nan"), float(low), float(high)


def _won(out: Floats, faithful: Floats) -> float:
    """Pairs in which the drifted one has the larger evidence against it, ties counting half."""
    return auroc(out, faithful) * len(out) * len(faithful) if len(out) and len(faithful) else 0.0


def mean_interval(values: Floats, groups: Sequence[str], weights: Floats | None = None) -> tuple[float, float, float]:
    """Mean, and its 95 % percentile bootstrap interval over groups."""
    weight = np.ones(len(values)) if weights is None else weights
    names = sorted(set(groups))
    labels = np.array(groups)
    sums = np.array([[(values * weight)[labels == name].sum(), weight[labels == name].sum()] for name in names])
    random = np.random.default_rng(0)
    drawn = [sums[random.integers(0, len(names), len(names))].sum(axis=0) for _ in range(DRAWS)]
    low, high = np.percentile([top / bottom for top, bottom in drawn], [2.5, 97.5])
    top, bottom = sums.sum(axis=0)
    return float(top / bottom), float(low), float(high)
