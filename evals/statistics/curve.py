"""A score over the turns of conversations, with bands for each turn and for the whole curve. Knows no drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from brain.errors import InvalidInput
from evals.statistics.clusters import LEAST, checked_level, is_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.clusters import Floats

DRAWS: Final = 1_999
CELLS: Final = 1_000_000
"""Signs in memory at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """Mean score at one turn (from 1) over the conversations that have one there, and its bands.

    `low` to `high` holds the true mean of this turn in `level` of repetitions, `all_low` to `all_high` those of all
    turns at once; None where fewer than five conversations have a score, or these do not vary.
    """

    turn: int
    conversations: int
    value: float | None
    low: float | None = None
    high: float | None = None
    all_low: float | None = None
    all_high: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """Points in the order of turns; missing scores; by how many standard errors the band of all turns reaches."""

    points: tuple[Point, ...]
    missing: int
    reach: float | None


def curve(conversations: Sequence[Sequence[float | None]], *, level: float = 0.95, seed: int = 0) -> Curve:
    """The mean at every turn of `conversations`, each a sequence of scores by turn; they may differ in length.

    A turn's band is the t interval over conversations. The band of the whole curve reaches as many standard errors as
    the largest |t| of all turns does in `level` of draws in which each conversation's deviations keep or change their
    sign together (sup-t band, Montiel Olea and Plagborg-Moeller 2019, J. Appl. Econometrics 34:1; wild cluster
    bootstrap, Cameron, Gelbach and Miller 2008, Rev. Econ. Stat. 90:414), and never less than a turn's own band.
    A conversation that ended is missing at later turns: where what ends early drifts more, late turns look better
    than they are. Raises InvalidInput for a level outside (0, 1).
    """
    checked_level(level)
    table, missing = _table(conversations)
    there = ~np.isnan(table)
    count = there.sum(axis=0)
    mean = np.where(there, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    apart = np.where(there, table - mean, 0.0)
    error = _errors(apart, count)
    told = (count >= LEAST) & (error > 1e-12 * np.maximum(np.abs(mean), 1e-300))
    own = special.stdtrit(np.maximum(count - 1, 1), 0.5 + level / 2.0) * error
    reach = _reach(apart[:, told], count[told], level=level, seed=seed) if told.any() else None
    points = []
    for turn in range(len(count)):
        value, of = (float(mean[turn]) if count[turn] else None), int(count[turn])
        if value is None or reach is None or not told[turn]:
            points.append(Point(turn=turn + 1, conversations=of, value=value))
            continue
        # Turns with few conversations have a wider own band, and the whole curve's cannot be narrower.
        near, far = float(own[turn]), max(float(reach * error[turn]), float(own[turn]))
        points.append(
            Point(
                turn=turn + 1,
                conversations=of,
                value=value,
                low=value - near,
                high=value + near,
                all_low=value - far,
                all_high=value + far,
            )
        )
    return Curve(points=tuple(points), missing=missing, reach=reach)


def _table(conversations: Sequence[Sequence[float | None]]) -> tuple[Floats, int]:
    """Conversations by turns, NaN where there is no score, and how many scores were missing."""
    table = np.full((len(conversations), max((len(one) for one in conversations), default=0)), np.nan)
    missing = 0
    for row, scores in enumerate(conversations):
        for turn, score in enumerate(scores):
            if score is None or is_missing(score):
                missing += 1
            else:
                table[row, turn] = score
    return table, missing


def _errors(apart: Floats, count: Floats) -> Floats:
    """Standard error of every turn's mean; `apart` are the distances from it, 0 where there is no score."""
    errors: Floats = np.sqrt((apart**2).sum(axis=0) / np.maximum(count - 1, 1) / np.maximum(count, 1))
    return errors


def _reach(apart: Floats, count: Floats, *, level: float, seed: int) -> float:
    """The largest |t| over turns that a share `level` of sign changes of whole conversations stays within."""
    random, step = np.random.default_rng(seed), max(CELLS // len(apart), 1)
    square, furthest = (apart**2).sum(axis=0), []
    for at in range(0, DRAWS, step):
        mean = (random.integers(0, 2, size=(min(step, DRAWS - at), len(apart))) * 2.0 - 1.0) @ apart / count
        # Signs leave squares as they are, so the error of a draw is that of its own, smaller distances.
        error = np.sqrt(np.maximum((square - count * mean**2) / (count - 1) / count, 1e-300))
        furthest.append(np.abs(mean / error).max(axis=1))
    return float(np.quantile(np.concatenate(furthest), level))


def from_rows(rows: Sequence[tuple[str, int, float | None]]) -> list[list[float | None]]:
    """Conversations as `curve` takes them, from rows of conversation, turn (from 1) and score.

    Raises InvalidInput for a turn below 1, or one that a conversation has twice.
    """
    found: dict[str, dict[int, float | None]] = {}
    for conversation, turn, score in rows:
        turns = found.setdefault(conversation, {})
        if turn < 1 or turn in turns:
            raise InvalidInput(
                f"Turn {turn!r} of conversation {conversation!r} has no place.",
                why="Turns count from 1, and each has one score.",
                next_step="Correct the turn, or give the mean of its scores.",
            )
        turns[turn] = score
    return [[turns.get(at) for at in range(1, max(turns) + 1)] for turns in found.values()]
