"""Sessions as grids of evidence, and what the score and the change point make of them, many at once.

The same steps as `brain.drift.session`, on arrays; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.fit import Chain
from brain.drift.session import CEILING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.fit import Fit
    from evals.calibrate.design import Design, Flags, Floats, Ints
    from evals.calibrate.held_out import Judged

CHAIN: Final = Chain(start=0.02, onset=0.05, recovery=0.05)
"""Chosen, not fitted: how often real sessions slip is not known."""


@dataclass(frozen=True)
class Played:
    """Sessions x turns: evidence of the reply and of the last replies (NaN for `cannot tell`), and whether drifted.

    `exists` is False beyond the end of a session. `session` says which one of the design each line is.
    """

    reply: Floats
    recent: Floats
    drifted: Flags
    exists: Flags
    session: Ints
    starts: Ints

    @property
    def told(self) -> Flags:
        """Where there is a score."""
        found: Flags = ~np.isnan(self.reply)
        return found

    def only(self, kept: Flags) -> Played:
        """These lines alone."""
        return Played(
            self.reply[kept],
            self.recent[kept],
            self.drifted[kept],
            self.exists[kept],
            self.session[kept],
            self.starts[kept],
        )


@dataclass(frozen=True, kw_only=True)
class SessionPart:
    """The numbers by which replies of one session are put together; see `brain.drift.fit.Fit`."""

    temper: float
    offset: float
    base: float
    chain_weight: float
    recent_weight: float
    allowance: float = 0.0
    mix: float = 0.0
    step: float = 2.0
    alarm: float = 2.1


def played_out(design: Design, judged: Sequence[tuple[Flags, Judged]]) -> Played:
    """The sessions of these rows, each by its evidence; one that stands in several is there several times."""
    parts = [_of_rows(design, rows, evidence) for rows, evidence in judged]
    return Played(
        np.concatenate([part.reply for part in parts]),
        np.concatenate([part.recent for part in parts]),
        np.concatenate([part.drifted for part in parts]),
        np.concatenate([part.exists for part in parts]),
        np.concatenate([part.session for part in parts]),
        np.concatenate([part.starts for part in parts]),
    )


def _of_rows(design: Design, rows: Flags, evidence: Judged) -> Played:
    which = np.unique(design.session[rows])
    grid = design.grid[which]
    exists = grid >= 0
    nothing = np.where(exists, 0.0, np.nan)
    return Played(
        evidence.reply[grid] + nothing,
        evidence.recent[grid] + nothing,
        design.drifted[grid] & exists,
        exists,
        which,
        design.starts[which],
    )


def held(reply: Floats, *, temper: float, offset: float) -> Floats:
    """Log-odds of being in character that the chain holds after each turn."""
    log_odds = np.full(len(reply), np.log((1.0 - CHAIN.start) / CHAIN.start))
    found = np.empty_like(reply)
    for turn in range(reply.shape[1]):
        if turn:
            before = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
            after = CHAIN.recovery + (1.0 - CHAIN.onset - CHAIN.recovery) * before
            log_odds = np.log(after / (1.0 - after))
        log_odds = log_odds + np.where(np.isnan(reply[:, turn]), 0.0, offset + temper * reply[:, turn])
        found[:, turn] = log_odds
    return found


def log_odds(played: Played, part: SessionPart) -> Floats:
    """Log-odds of the score at each turn, NaN for `cannot tell`."""
    chain = held(played.reply, temper=part.temper, offset=part.offset)
    found: Floats = part.base + part.chain_weight * chain + part.recent_weight * played.recent
    return np.where(played.told, found, np.nan)


def scores(played: Played, part: SessionPart) -> Floats:
    """The score at each turn, NaN for `cannot tell`."""
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds(played, part), -30.0, 30.0)))
    return found


def statistic(played: Played, part: SessionPart, *, ceiling: bool = True) -> Floats:
    """The change-point statistic after each turn."""
    value = np.zeros(len(played.reply))
    found = np.empty_like(played.reply)
    highest = CEILING * part.alarm if ceiling else np.inf
    for turn in range(played.reply.shape[1]):
        drawn = (1.0 - part.mix) * played.reply[:, turn] + part.mix * played.recent[:, turn]
        step = np.minimum(part.step, -drawn - part.allowance)
        moved = np.minimum(highest, np.maximum(0.0, value + step))
        value = np.where(np.isnan(step), value, moved)
        found[:, turn] = value
    return found


def lags(played: Played, part: SessionPart) -> Ints:
    """Turns from the first drifted one, counted as 1, to the first alarm after it; 0 without one."""
    turns = np.arange(1, played.reply.shape[1] + 1)
    late = (statistic(played, part) >= part.alarm) & played.exists & (turns >= played.starts[:, None])
    return np.where(late.any(axis=1), late.argmax(axis=1) + 2 - played.starts, 0)


def began(played: Played, part: SessionPart) -> Ints:
    """The turn at which drift is said to have begun, at the first alarm after it did; 0 without one."""
    delays = lags(played, part)
    against = -np.nan_to_num(played.reply, nan=0.0)
    turns = np.arange(1, played.reply.shape[1] + 1)
    now = (played.starts + delays - 1)[:, None]
    since = np.cumsum(np.where(turns <= now, against, 0.0)[:, ::-1], axis=1)[:, ::-1]
    # The earliest of equal ones; a turn that could not be told is never the first.
    worst = np.where((turns <= now) & played.told, since, -np.inf).argmax(axis=1) + 1
    return np.where(delays > 0, worst, 0)


def fitted(fit: Fit) -> SessionPart:
    """The session part of a fit."""
    return SessionPart(
        temper=fit.temper,
        offset=fit.offset,
        base=fit.base,
        chain_weight=fit.chain_weight,
        recent_weight=fit.recent_weight,
        allowance=fit.allowance,
        mix=fit.mix,
        step=fit.step,
        alarm=fit.alarm,
    )
