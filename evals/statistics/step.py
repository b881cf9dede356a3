"""Where in a row of versions a score fell: a posterior over the places, from noisy scores. Knows no persona."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import stats

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evals.statistics.clusters import Floats

SIZES: Final = (0.03, 0.1, 0.3, 1.0, 10.0, 100.0)
"""Prior variances of the fall, in variances of the noise, each as likely: from a sixth of the noise to ten times it."""

FLOOR: Final = 0.01
"""Prior guess of the noise's variance as a share of all variance, worth one observation; equal scores stay finite."""


class Seen(NamedTuple):
    """A score of one version (0 is the first) in a block: a seed, by which all versions hear the same words."""

    version: int
    block: Hashable
    score: float


@dataclass(frozen=True, slots=True)
class Fall:
    """The posterior: `at[k - 1]` is the probability that version k is the first that is worse, `none` that none is.

    `size` is the fall's mean given the likeliest place, in the unit of the score, negative where there is nothing.
    """

    at: tuple[float, ...]
    none: float
    size: float


def fall(seen: Sequence[Seen], *, versions: int, higher_is_better: bool = True, prior_none: float = 0.5) -> Fall:
    """Where the score falls, if it does so once, among `versions` in a row.

    Scores are a level, a fall from some version on, an effect of the block, and normal noise of one size. Level and
    blocks have flat priors, the fall a normal one of the noise's size times each of `SIZES`, cut to the worse side, and
    every place is as likely (a Bayesian change point, Smith 1975, Biometrika 62:407; integrated as in Zellner 1971,
    ch. 3). Raises InvalidInput for fewer than two versions or a version outside.
    """
    if versions < 2 or any(not 0 <= one.version < versions for one in seen):  # noqa: PLR2004 - a fall needs two
        raise InvalidInput(f"There is no fall among {versions} versions of these.", next_step="Give two or more.")
    sign = -1.0 if higher_is_better else 1.0
    y = np.array([sign * one.score for one in seen], float)
    at = np.array([one.version for one in seen], int)
    blocks = _blocks(seen)
    rest = y - _fitted(blocks, y) if len(y) else y
    freedom = len(y) - blocks.shape[1]
    square = float(rest @ rest)
    if freedom < 1 or square <= 0.0:
        return _prior(versions, prior_none, sure=freedom >= 1 and len(set(at.tolist())) > 1)
    guess = FLOOR * square / freedom
    steps = (at[None, :] >= np.arange(1, versions)[:, None]).astype(float)
    steps = np.array([step - _fitted(blocks, step) for step in steps])
    logs, sizes = _places((steps**2).sum(axis=1), steps @ rest, square, freedom, guess)
    weight = np.concatenate([[math.log(prior_none)], math.log((1.0 - prior_none) / (versions - 1)) + logs])
    weight[0] -= 0.5 * (freedom + 1) * math.log(guess + square)
    share = np.exp(weight - weight.max())
    share /= share.sum()
    return Fall(tuple(map(float, share[1:])), float(share[0]), float(sizes[int(np.argmax(share[1:]))]))


def _places(spread: Floats, shared: Floats, square: float, freedom: int, guess: float) -> tuple[Floats, Floats]:
    """For a fall at each place the log of its marginal likelihood, and its size given it; a column for each prior."""
    wide = np.array(SIZES)[None, :]
    slack = 1.0 + wide * spread[:, None]
    left = np.maximum(square - wide * shared[:, None] ** 2 / slack, 0.0) + guess
    middle = wide * shared[:, None] / slack
    width = np.sqrt(wide / slack * left / (freedom + 1))
    worse = stats.t.logsf(-middle / width, freedom + 1)
    logs = -0.5 * (freedom + 1) * np.log(left) - 0.5 * np.log(slack) + math.log(2.0) + worse
    most = logs.max(axis=1, keepdims=True)
    shares = np.exp(logs - most)
    total = shares.sum(axis=1)
    return most[:, 0] + np.log(total / len(SIZES)), (shares * middle).sum(axis=1) / total


def _blocks(seen: Sequence[Seen]) -> Floats:
    """A column for every block."""
    names = {name: at for at, name in enumerate(dict.fromkeys(one.block for one in seen))}
    found = np.zeros((len(seen), len(names)))
    for row, one in enumerate(seen):
        found[row, names[one.block]] = 1.0
    return found


def _fitted(blocks: Floats, values: Floats) -> Floats:
    """The mean of each block, in its place."""
    fitted: Floats = blocks @ ((blocks.T @ values) / blocks.sum(axis=0))
    return fitted


def _prior(versions: int, prior_none: float, *, sure: bool) -> Fall:
    """What was believed before; where scores of several versions are all the same, that none fell."""
    none = 1.0 if sure else prior_none
    return Fall(((1.0 - none) / (versions - 1),) * (versions - 1), none, 0.0)
