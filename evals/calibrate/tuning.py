"""Chooses the session part of a fit on sessions that it has not met. Knows no file and no text."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from evals.calibrate.model import DIGITS, FITTED_DOSE
from evals.calibrate.played_out import CHAIN, Played, SessionPart, held, lags, statistic

if TYPE_CHECKING:
    from evals.calibrate.design import Design, Flags, Floats, Ints

FALSE_ALARMS: Final = 0.05
"""Greatest share of untouched sessions of twenty turns in which the change point may raise an alarm."""

AIMED: Final = 0.02
"""The share aimed at on the sessions that it is chosen on: on others it comes out a little higher."""

TURNS: Final = 20
TEMPERS: Final = (0.2, 0.4, 0.7, 1.0)
OFFSETS: Final = (-0.3, 0.0, 0.3)
ALLOWANCES: Final = (0.0, 0.25, 0.5, 1.0)
MIXES: Final = (0.0, 0.3, 0.5, 0.7, 1.0)
STEPS: Final = (1.0, 2.0, 3.0)
"""Largest step of the change point; the threshold lies above it, so that one reply alone never raises the alarm."""


def tuned(design: Design, played: Played) -> SessionPart:
    """Temper, offset and weights by the likelihood of the scores; allowance, mix and threshold by the lag."""
    return _alarm(design, played, _scores(design, played))


def weights(design: Design, played: Played) -> Floats:
    """A weight for each line: every persona and source the same; untouched and drifting as the chain has them."""
    lines = [design.sessions[at] for at in played.session]
    keys = [(line.persona, line.source, line.kind) for line in lines]
    counts: dict[tuple[str, str, str], int] = {}
    kinds: dict[tuple[str, str], set[str]] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
        kinds.setdefault(key[:2], set()).add(key[2])
    lengths = played.exists.sum(axis=1)
    stays = (1.0 - CHAIN.start) * (1.0 - CHAIN.onset) ** (lengths - 1)
    types = np.array([max(1, len(kinds[key[:2]] - {""})) for key in keys])
    share = np.where([key[2] == "" for key in keys], stays, (1.0 - stays) / types)
    found: Floats = share / np.array([counts[key] for key in keys])
    return found


def learnt(design: Design, played: Played) -> Flags:
    """The lines that count: untouched, or of a dose that is fitted."""
    return np.array([not one.kind or one.dose >= FITTED_DOSE for one in (design.sessions[at] for at in played.session)])


def long_untouched(design: Design, played: Played) -> list[Played]:
    """Untouched sessions of twenty turns, one value a source: the understudy's, and pairs of shuffled lines."""
    sessions = [design.sessions[at] for at in played.session]
    lengths = played.exists.sum(axis=1)
    long = np.array([not one.kind and one.source == "understudy" for one in sessions]) & (lengths == TURNS)
    found = [played.only(long)] if long.any() else []
    pairs: list[tuple[int, int]] = []
    waiting: dict[tuple[str, int], int] = {}
    for line, one in enumerate(sessions):
        if not one.kind and one.source == "lines":
            # The same persona by the same gauge: bases of one fold have the same tens.
            key = (one.persona, one.base // 10)
            if key in waiting:
                pairs.append((waiting.pop(key), line))
            else:
                waiting[key] = line
    if pairs:
        first, second = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
        found.append(_joined(played, first, second))
    return found


def _joined(played: Played, first: Ints, second: Ints) -> Played:
    half = TURNS // 2

    def both(part: Any) -> Any:
        return np.concatenate([part[first, :half], part[second, :half]], axis=1)

    return Played(
        both(played.reply),
        both(played.recent),
        both(played.drifted),
        both(played.exists),
        played.session[first],
        np.full(len(first), TURNS + 1),
    )


def _scores(design: Design, played: Played) -> SessionPart:
    kept = played.only(learnt(design, played))
    told = kept.told
    weight = np.repeat(weights(design, kept) / kept.exists.sum(axis=1), told.sum(axis=1))
    target = np.where(kept.drifted[told], 1.0, -1.0)
    best: tuple[float, SessionPart] | None = None
    for temper, offset in product(TEMPERS, OFFSETS):
        chain = held(kept.reply, temper=temper, offset=offset)[told]
        loss, point = _joint(np.column_stack([np.ones(len(chain)), chain, kept.recent[told]]), target, weight)
        base, chain_weight, recent_weight = (round(float(value), DIGITS) for value in point)
        part = SessionPart(
            temper=temper, offset=offset, base=base, chain_weight=chain_weight, recent_weight=recent_weight
        )
        if best is None or loss < best[0]:
            best = loss, part
    assert best is not None  # noqa: S101 - the grid is not empty
    return best[1]


def _joint(matrix: Floats, target: Floats, weight: Floats) -> tuple[float, Floats]:
    """Log loss and the three numbers of the score; no weight is negative."""
    from scipy.optimize import minimize

    weight = weight / weight.sum()

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = target * (matrix @ point)
        slope = (weight * target / (1.0 + np.exp(np.clip(-margin, -500.0, 500.0)))) @ matrix
        return float(weight @ np.logaddexp(0.0, margin)), slope

    bounds = [(None, None), (0.05, None), (0.0, None)]
    found = minimize(loss, np.array([0.0, 1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.fun), np.asarray(found.x, dtype=np.float64)


def _alarm(design: Design, played: Played, part: SessionPart) -> SessionPart:
    """Allowance, mix and threshold: the shortest mean lag that keeps the false alarms of each source down.

    A session without alarm counts as its whole length late.
    """
    quiet = long_untouched(design, played)
    drifting = played.only(learnt(design, played) & np.array([bool(design.sessions[at].kind) for at in played.session]))
    lengths = drifting.exists.sum(axis=1)
    best: tuple[float, SessionPart] | None = None
    for allowance, mix, step in product(ALLOWANCES, MIXES, STEPS):
        trial = replace(part, allowance=allowance, mix=mix, step=step)
        trial = replace(trial, alarm=max([_quiet_below(one, trial) for one in quiet], default=part.alarm))
        delays = lags(drifting, trial)
        mean = float(np.where(delays > 0, delays, lengths).mean()) if len(delays) else 0.0
        if best is None or mean < best[0]:
            best = mean, trial
    assert best is not None  # noqa: S101 - the grid is not empty
    return best[1]


def _quiet_below(played: Played, part: SessionPart) -> float:
    peaks = np.sort(np.where(played.exists, statistic(played, part, ceiling=False), 0.0).max(axis=1))
    peak = float(peaks[len(peaks) - 1 - int(np.floor(AIMED * len(peaks)))])
    return max(part.step + 0.1, float(np.ceil(100.0 * peak + 1.0) / 100.0))
