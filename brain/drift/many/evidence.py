"""The evidence of many replies by one fit: what `Fit.evidence` gives for each, with the rows of all made at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from brain.drift.fit import Evidence, Part
from brain.drift.recent import REPLIES, USUAL, manner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from brain.drift.fit import Fit, Linear

    Floats = NDArray[np.float64]


class Measured(NamedTuple):
    """One reply: its signed distances, its words, the replies of its floor, and the places of those before it.

    `earlier` are places in the same sequence, oldest first, at most four.
    """

    distances: Mapping[str, float]
    words: int
    floor: int
    earlier: tuple[int, ...]


def evidence(fit: Fit, found: Sequence[Measured], *, two_sided: frozenset[str]) -> list[Evidence]:
    """The evidence of each reply, that of the last replies with it."""
    if not found:
        return []
    names = tuple(dict.fromkeys((*fit.signals, *fit.manner)))
    both = np.array([name in two_sided for name in names])
    every = np.array([[one.distances.get(name, np.nan) for name in names] for one in found])
    alone = np.where(both, np.abs(every), every)[:, : len(fit.signals)]
    rows = np.where(np.isnan(alone), np.array(fit.reply.neutral), alone)
    away, recent_rows, numbers = _recent(fit, found, every, both)
    here = zip(*_parts(fit.reply, rows), strict=True)
    lately = zip(*_parts(fit.recent, recent_rows), strict=True)
    errors = _errors(fit, found, alone)
    recent_errors = _recent_errors(fit, found, away, numbers)
    return [
        Evidence(*_part(fit, fit.reply, one.words, *own, error), recent=_part(fit, fit.recent, one.words, *last, later))
        for one, own, last, error, later in zip(found, here, lately, errors, recent_errors, strict=True)
    ]


def _recent(
    fit: Fit, found: Sequence[Measured], distances: Floats, both: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """The mean distance out of character over the last replies, the row of the fit, and how many replies judged.

    A column for each signal of the fit and, but for the rows, for each further one of its manner.
    """
    padded = np.concatenate([distances, np.full((1, distances.shape[1]), np.nan)])
    places = np.full((len(found), REPLIES), len(found))
    for at, one in enumerate(found):
        places[at, REPLIES - 1 - len(one.earlier) :] = (*one.earlier, at)
    total = np.zeros(distances.shape)
    size = np.zeros(distances.shape)
    count = np.zeros(distances.shape)
    for slot in range(REPLIES):
        one_of = padded[places[:, slot]]
        there = ~np.isnan(one_of)
        total[there] += one_of[there]
        size[there] += np.abs(one_of[there])
        count += there
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        away = np.where(both, size / count, mean)
    root = np.sqrt(count)
    strayed = np.where(both, root * (away - USUAL), root * mean)
    above, below = root * np.maximum(0.0, mean), np.where(both, root * np.maximum(0.0, -mean), 0.0)
    triples = np.stack([strayed, above, below], axis=2)[:, : len(fit.signals)].reshape(len(found), -1)
    rows = np.column_stack([triples, _manners(fit, above + below)])
    return away, np.where(np.isnan(rows), np.array(fit.recent.neutral), rows), count


def _manners(fit: Fit, shifts: Floats) -> list[float]:
    """The manner as a whole for each row of shifts, NaN where no signal of it judged."""
    names = tuple(dict.fromkeys((*fit.signals, *fit.manner)))
    places = [names.index(name) for name in fit.manner]
    # One by one and in the order of the fit: a sum of columns would add up in another order.
    known = ([shift for shift in row if not math.isnan(shift)] for row in shifts[:, places].tolist())
    return [manner(row) if row else math.nan for row in known]


def _parts(linear: Linear, rows: Floats) -> tuple[list[float], list[float]]:
    """Log-odds and spread over the ensemble, of every row."""
    intercepts, members, weights = linear.arrays
    told = np.empty((len(rows), len(members)))
    odds = []
    for at, row in enumerate(rows):
        # Row by row: with many at once the linear algebra would add up in another order.
        told[at] = intercepts + members @ row
        odds.append(-(linear.intercept + float(weights @ row)))
    return odds, np.std(told, axis=1).tolist()


def _part(fit: Fit, linear: Linear, words: int, odds: float, spread: float, floor: float) -> Part:
    return Part(
        min(fit.limit, max(-fit.limit, odds)),
        own=float((linear.text_noise / max(1, words)) ** 0.5),
        shared=float((spread**2 + floor) ** 0.5),
    )


def _errors(fit: Fit, found: Sequence[Measured], alone: Floats) -> list[float]:
    weighed = [(at, weight) for at, weight in enumerate(fit.reply.weights) if weight]
    errors = []
    for one, row in zip(found, alone.tolist(), strict=True):
        centre, spread = _of_floor(one.floor)
        squares = [
            (weight * (centre + row[at] ** 2 / spread) ** 0.5) ** 2 for at, weight in weighed if not math.isnan(row[at])
        ]
        errors.append(sum(squares))
    return errors


def _recent_errors(fit: Fit, found: Sequence[Measured], away: Floats, numbers: Floats) -> list[float]:
    triples = [fit.recent.weights[at : at + 3] for at in range(0, 3 * len(fit.signals), 3)]
    weighed = [(at, max(three)) for at, three in enumerate(triples) if max(three)]
    errors = []
    for one, row, counts in zip(found, away.tolist(), numbers.tolist(), strict=True):
        total = 0.0
        centre, spread = _of_floor(one.floor)
        for at, weight in weighed:
            if counts[at]:
                total += (weight * counts[at] ** 0.5 * (centre + row[at] ** 2 / spread) ** 0.5) ** 2
        errors.append(total)
    return errors


def _of_floor(replies: int) -> tuple[float, float]:
    """Two numbers of which `floor_error`, asked 50 times a reply, makes (first + distance^2 / second)^0.5."""
    return 1.0 / replies, 2.0 * (replies - 1)
