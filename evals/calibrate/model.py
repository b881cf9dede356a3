"""Fitting the numbers of `brain.drift.fit` to measured sessions. Knows no file and no text.

Three steps: weights by logistic regression with no negative weight (every distance may only speak against the persona);
a temper by which evidence of successive replies is shrunk before it is added up; the threshold of the change point.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.fit import Chain, Evidence, Fit
from brain.drift.floor import FARTHEST
from brain.drift.session import course, step
from evals.calibrate.rows import NAMES, matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evals.calibrate.rows import Row

PENALTY: Final = 0.01
"""L2 penalty on the weights, per unit of mean loss."""

MEMBERS: Final = 40
"""Fits on resampled personas in the ensemble."""

LIMIT: Final = 3.5
"""The evidence of one reply is cut at odds of e^3.5, about 33 to 1: one reply alone cannot condemn a session."""

STEP: Final = 2.0
"""Largest step of the change-point statistic; the threshold lies above it, so that an alarm needs two replies."""

CHAIN: Final = Chain(start=0.02, onset=0.05, recovery=0.05)
"""Chosen, not fitted: how often real sessions slip is not known. A higher onset makes the score quicker to fall and
more often wrong about a faithful persona: at 0.07 it doubted 4 % of untouched turns, at 0.05 2 %, at 0.03 1 %."""

FITTED_DOSE: Final = 0.5
"""Weaker doses are measured but not fitted: much of such a reply is faithful."""

FALSE_ALARMS: Final = 0.05
"""Greatest share of untouched sessions of twenty turns in which the change point may raise an alarm."""

ALLOWANCES: Final = (0.0, 0.1, 0.2, 0.3, 0.5)
TEMPERS: Final = tuple(round(0.1 * step, 1) for step in range(2, 13))
OFFSETS: Final = tuple(round(0.1 * step, 1) for step in range(-10, 6))
DIGITS: Final = 4


@dataclass(frozen=True)
class Weights:
    """One fit: the intercept, one weight a signal, and each signal's mean distance on faithful replies."""

    intercept: float
    weights: NDArray[np.float64]
    neutral: NDArray[np.float64]

    def evidence(self, distances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of being in character, one a row; what was not assessed counts as neutral."""
        filled = np.where(np.isnan(distances), self.neutral, distances)
        return -(self.intercept + filled @ self.weights)


def usable(rows: Sequence[Row], kinds: Sequence[str]) -> list[Row]:
    """The rows to learn from: told, decided by no single phrase, and either faithful or drifted well and visibly."""
    return [
        row
        for row in rows
        if row.told
        and not row.decided
        and (not row.drifted or (row.session.kind in kinds and row.session.dose >= FITTED_DOSE))
    ]


def balance(rows: Sequence[Row], times: Mapping[str, int] | None = None) -> NDArray[np.float64]:
    """A weight for each row: every persona the same, half faithful and half drifted within it, every kind the same."""
    keys = [_cell(row) for row in rows]
    counts = Counter(keys)
    kinds = Counter(key[:3] for key in counts)
    weights = np.array(
        [(times[key[0]] if times else 1) * 0.5 / kinds[key[:3]] / counts[key] for key in keys], dtype=np.float64
    )
    total: float = weights.sum()
    return weights / total


def logistic(rows: Sequence[Row], *, times: Mapping[str, int] | None = None) -> Weights:
    """Logistic regression with weights of 0 or more, by L-BFGS-B. `times` says how often each persona was drawn."""
    from scipy.optimize import minimize

    distances = matrix(rows)
    target = np.array([1.0 if row.drifted else -1.0 for row in rows])
    weight = balance(rows, times)
    faithful = weight * (target < 0.0)
    known = ~np.isnan(distances)
    neutral = np.nansum(np.where(known, distances, 0.0) * faithful[:, None], axis=0) / np.maximum(
        (known * faithful[:, None]).sum(axis=0), 1e-12
    )
    design = np.column_stack([np.ones(len(rows)), np.where(known, distances, neutral)])

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = target * (design @ point)
        value = float(weight @ np.logaddexp(0.0, -margin)) + PENALTY * float(point[1:] @ point[1:])
        slope = -(weight * target / (1.0 + np.exp(np.clip(margin, -500.0, 500.0)))) @ design
        slope[1:] += 2.0 * PENALTY * point[1:]
        return value, slope

    start = np.zeros(design.shape[1])
    bounds = [(None, None)] + [(0.0, None)] * len(NAMES)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "ftol": 1e-13})
    point = np.asarray(found.x, dtype=np.float64)
    return Weights(intercept=float(point[0]), weights=point[1:], neutral=neutral)


def ensemble(rows: Sequence[Row], *, seed: int = 0) -> list[Weights]:
    """Fits on personas drawn with replacement: what would have come out of other personas."""
    names = sorted({row.session.persona for row in rows})
    random = np.random.default_rng(seed)
    fits = []
    for _ in range(MEMBERS):
        drawn = [names[index] for index in random.integers(0, len(names), len(names))]
        times = {name: drawn.count(name) for name in names}
        fits.append(logistic([row for row in rows if times[row.session.persona]], times=times))
    return fits


def text_noise(rows: Sequence[Row], weights: Weights) -> float:
    """Variance of the evidence times the number of words, from the two halves of faithful replies.

    Where a reply's evidence varies as noise / words, the squared difference of its halves is noise x (1/n1 + 1/n2).
    """
    found = []
    for row in rows:
        if len(row.halves) == 2:  # noqa: PLR2004 - two halves
            (first, words), (second, others) = row.halves
            one, two = weights.evidence(np.stack([first, second]))
            found.append((float(one - two) ** 2) / (1.0 / words + 1.0 / others))
    return float(np.mean(found)) if found else 0.0


def assembled(main: Weights, members: Sequence[Weights], *, noise: float, name: str) -> Fit:
    """A Fit whose session part is not fitted yet, rounded to what is stored."""
    return Fit(
        id=name,
        signals=NAMES,
        weights=_rounded(main.weights),
        neutral=_rounded(main.neutral),
        intercept=round(main.intercept, DIGITS),
        ensemble=tuple(_rounded(np.array([one.intercept, *one.weights])) for one in members),
        text_noise=round(noise, DIGITS),
        temper=1.0,
        offset=0.0,
        limit=LIMIT,
        chain=CHAIN,
        allowance=0.0,
        step=STEP,
        alarm=1.0,
    )


def sessions(rows: Sequence[Row], evidence: Sequence[Evidence | None]) -> dict[str, list[tuple[Row, Evidence | None]]]:
    """Rows and their evidence, by session, in order of turns."""
    found: dict[str, list[tuple[Row, Evidence | None]]] = {}
    for row, one in zip(rows, evidence, strict=True):
        found.setdefault(row.session.id, []).append((row, one))
    return found


def statistic(played: Sequence[Evidence | None], fit: Fit) -> NDArray[np.float64]:
    """The change-point statistic after each reply, without a ceiling."""
    value, found = 0.0, []
    for one in played:
        if one is not None:
            value = max(0.0, value + step(one, fit))
        found.append(value)
    return np.array(found)


def session_weights(found: Mapping[str, list[tuple[Row, Evidence | None]]], fit: Fit) -> dict[str, float]:
    """A weight for each session, so that untouched and drifting ones stand as the chain would have them."""
    groups: dict[tuple[str, str, bool], int] = {}
    for pairs in found.values():
        session = pairs[0][0].session
        key = (session.persona, session.source, bool(session.kind))
        groups[key] = groups.get(key, 0) + 1
    weights = {}
    for name, pairs in found.items():
        session = pairs[0][0].session
        stays = (1.0 - fit.chain.start) * (1.0 - fit.chain.onset) ** (len(pairs) - 1)
        share = 1.0 - stays if session.kind else stays
        weights[name] = share / groups[session.persona, session.source, bool(session.kind)]
    return weights


def tempering(found: Mapping[str, list[tuple[Row, Evidence | None]]], fit: Fit) -> tuple[float, float]:
    """Temper and offset of the evidence under which the scores of all turns are likeliest (log loss)."""
    weights = session_weights(found, fit)

    def loss(candidate: tuple[float, float]) -> float:
        trial = fit.model_copy(update={"temper": candidate[0], "offset": candidate[1]})
        total = 0.0
        for name, pairs in found.items():
            course_of = course([one for _, one in pairs], trial)
            said = np.clip([score.value for score in course_of], 1e-9, 1.0 - 1e-9)
            drifted = np.array([row.drifted for row, _ in pairs])
            total -= weights[name] * float(np.log(np.where(drifted, 1.0 - said, said)).mean())
        return total

    temper, offset = fit.temper, fit.offset
    for _ in range(3):
        # One at a time, in turns: a grid of both would take ten times as long and ends in the same place.
        temper = min(TEMPERS, key=lambda value: loss((value, offset)))
        offset = min(OFFSETS, key=lambda value: loss((temper, value)))
    return temper, offset


def alarm(
    untouched: Sequence[Sequence[Sequence[Evidence | None]]],
    drifting: Sequence[tuple[int, Sequence[Evidence | None]]],
    fit: Fit,
) -> tuple[float, float]:
    """Allowance and threshold: the shortest mean lag on `drifting` with at most 5 % false alarms.

    The false alarms hold for each list of sessions in `untouched` by itself. `drifting` gives each session's first
    drifted turn; a session without alarm counts as its whole length late.
    """
    best = (float("inf"), 0.0, 1.0)
    for allowance in ALLOWANCES:
        trial = fit.model_copy(update={"allowance": allowance})
        threshold = max(_quiet_below(played, trial) for played in untouched)
        trial = trial.model_copy(update={"alarm": threshold})
        lags = [lag(played, trial, start) or len(played) for start, played in drifting]
        best = min(best, (float(np.mean(lags)), allowance, threshold))
    return best[1], best[2]


def lag(played: Sequence[Evidence | None], fit: Fit, start: int) -> int | None:
    """Turns from the first drifted one, counted as 1, to the alarm; None without one."""
    after = np.flatnonzero(statistic(played, fit)[start - 1 :] >= fit.alarm)
    return int(after[0]) + 1 if len(after) else None


def _quiet_below(played: Sequence[Sequence[Evidence | None]], fit: Fit) -> float:
    peaks = np.sort([statistic(one, fit).max() for one in played])
    keep = int(np.floor(FALSE_ALARMS * len(peaks)))
    peak = float(peaks[len(peaks) - 1 - keep])
    return max(fit.step + 0.1, float(np.ceil(100.0 * peak + 1.0) / 100.0))


def _cell(row: Row) -> tuple[str, str, bool, str]:
    session = row.session
    return session.persona, session.source, row.drifted, session.kind if row.drifted else ""


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) + 0.0 for value in np.clip(values, -FARTHEST * 10, FARTHEST * 10))
