"""The fitted numbers that turn signals into a probability, read from `fit.json`; `evals.calibrate.run` makes them."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from brain.drift.floor import floor_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class Evidence(NamedTuple):
    """Log-odds that a reply is in character, taken by itself at even odds, and two standard errors.

    `own` comes from the amount of text and is this reply's alone; `shared` comes from fit and noise floor, which are
    the same for every reply of a session.
    """

    log_odds: float
    own: float
    shared: float


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Chain(_Frozen):
    """The two-state chain of a session: how likely it starts drifted, slips on a turn, and comes back on a turn."""

    start: float = Field(gt=0.0, lt=1.0)
    onset: float = Field(gt=0.0, lt=1.0)
    recovery: float = Field(gt=0.0, lt=1.0)


class Fit(_Frozen):
    """What was fitted.

    `weights` and `intercept` give the evidence of one reply: the log-odds that it is in character, at even odds before
    it was read, are minus (intercept + the sum of weight x distance). A signal that was not assessed counts as
    `neutral`, its mean on faithful replies. `ensemble` holds rows of (intercept, weights…) fitted on resampled
    personas. `text_noise` is the variance of the evidence times the number of words. `temper` shrinks the evidence of
    a reply when replies of one session are added up, and `offset` what is added to it then. `alarm` is the threshold of
    the change-point statistic, `allowance` what is taken off each of its steps, and `step` the largest of them.
    """

    id: str
    signals: tuple[str, ...]
    weights: tuple[float, ...]
    neutral: tuple[float, ...]
    intercept: float
    ensemble: tuple[tuple[float, ...], ...]
    text_noise: float
    temper: float
    offset: float
    limit: float
    chain: Chain
    allowance: float
    step: float
    alarm: float

    def evidence(self, distances: Mapping[str, float], *, replies: int, words: int) -> Evidence:
        """Evidence of one reply of so many words, its distances taken from a floor of so many faithful replies.

        The shared error adds up the variance over the ensemble and that from the floor.
        """
        row = np.array([1.0, *(distances.get(name, neutral) for name, neutral in self._defaults)])
        spread = float(np.std(_array(self.ensemble) @ row))
        from_floor = sum(
            (weight * floor_error(distances[name], replies=replies)) ** 2
            for name, weight in zip(self.signals, self.weights, strict=True)
            if weight and name in distances
        )
        from_text = float((self.text_noise / max(1, words)) ** 0.5)
        log_odds = -float(_array(((self.intercept, *self.weights),))[0] @ row)
        bounded = min(self.limit, max(-self.limit, log_odds))
        return Evidence(bounded, own=from_text, shared=float((spread**2 + from_floor) ** 0.5))

    @property
    def _defaults(self) -> tuple[tuple[str, float], ...]:
        return tuple(zip(self.signals, self.neutral, strict=True))


@cache
def shipped() -> Fit:
    """The fit that ships with the code."""
    return Fit.model_validate(json.loads(files("brain.drift").joinpath("fit.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=256)
def _array(rows: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    return np.array(rows)
