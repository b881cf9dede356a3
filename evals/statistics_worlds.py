"""Simulated runs of which the truth is known: scores by conversation, clustered, skewed, bounded or yes and no."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from evals.statistics.clusters import Floats

BOUNDS: Final = (0.0, 1.0)


@dataclass(frozen=True)
class World:
    """Scores of one conversation of a given length; the true mean of all there could be; their bounds, if any."""

    name: str
    talk: Callable[[Generator, int], Floats]
    truth: float
    bounds: tuple[float, float] | None = None


def _normal(random: Generator, turns: int) -> Floats:
    """A third of the variance is the conversation's."""
    return random.normal(0.0, math.sqrt(0.3)) + random.normal(0.0, math.sqrt(0.7), turns)


def _heavy(random: Generator, turns: int) -> Floats:
    """Lognormal between conversations and exponential within: a long right tail and no bound above."""
    return math.exp(random.normal(0.0, 0.5)) + random.exponential(1.0, turns)


def _bounded(random: Generator, turns: int) -> Floats:
    """Scores in [0, 1] that crowd near 1, as consistency scores do."""
    middle = random.beta(9.0, 1.5)
    return random.beta(20.0 * middle + 1e-3, 20.0 * (1.0 - middle) + 1e-3, turns)


def _passes(share: float) -> Callable[[Generator, int], Floats]:
    """Yes or no, the conversations' own rates spread around `share`."""

    def talk(random: Generator, turns: int) -> Floats:
        return (random.random(turns) < random.beta(6.0 * share, 6.0 * (1.0 - share))).astype(float)

    return talk


WORLDS: Final = (
    World("normal", _normal, 0.0),
    World("long tail, no bound", _heavy, math.exp(0.125) + 1.0),
    World("bounded, near 1", _bounded, 9.0 / 10.5, BOUNDS),
    World("passed, rate 0.7", _passes(0.7), 0.7, BOUNDS),
    World("passed, rate 0.9", _passes(0.9), 0.9, BOUNDS),
)


def lengths(random: Generator, count: int, *, unequal: bool) -> list[int]:
    """Turns of each of `count` conversations: ten each, or from a few to two hundred."""
    if not unequal:
        return [10] * count
    return [int(one) for one in np.clip(np.round(random.lognormal(2.2, 0.8, count)), 1, 200)]


def run(world: World, random: Generator, count: int, *, unequal: bool) -> tuple[list[float], list[int]]:
    """Scores of `count` conversations, and the conversation of each score."""
    turns = lengths(random, count, unequal=unequal)
    scores = np.concatenate([world.talk(random, one) for one in turns])
    return scores.tolist(), np.repeat(np.arange(count), turns).tolist()
