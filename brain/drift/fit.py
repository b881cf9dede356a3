"""The fitted numbers that turn signals into a probability, read from `fit.json`; `evals.calibrate` makes them."""

from __future__ import annotations

import json
import math
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from brain.drift.floor import floor_error
from brain.drift.recent import manner, moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from brain.drift.recent import Moved


class Part(NamedTuple):
    """Log-odds that a text is in character, taken by itself at even odds, and two standard errors.

    `own` comes from the amount of text and is this text's alone; `shared` comes from fit and noise floor, which are
    the same for every reply of a session.
    """

    log_odds: float
    own: float
    shared: float


class Evidence(NamedTuple):
    """What a reply says: `log_odds`, `own` and `shared` of this reply alone, and `recent` of the last replies with it.

    Without `recent` the reply stands for itself.
    """

    log_odds: float
    own: float
    shared: float
    recent: Part | None = None

    @property
    def finite(self) -> bool:
        """Whether every number of it is."""
        return all(map(math.isfinite, (self.log_odds, self.own, self.shared, *self.lately)))

    @property
    def lately(self) -> Part:
        """The part of the last replies together."""
        return self.recent or Part(self.log_odds, self.own, self.shared)

    def at_most(self, log_odds: float, *, own: float, shared: float) -> Evidence:
        """The same where it speaks against the persona as strongly; else this, with these errors."""
        lately = self.lately
        floor = Part(log_odds, own, shared)
        here = floor if log_odds < self.log_odds else Part(self.log_odds, self.own, self.shared)
        return Evidence(*here, recent=floor if log_odds < lately.log_odds else lately)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Chain(_Frozen):
    """The two-state chain of a session: how likely it starts drifted, slips on a turn, and comes back on a turn."""

    start: float = Field(gt=0.0, lt=1.0)
    onset: float = Field(gt=0.0, lt=1.0)
    recovery: float = Field(gt=0.0, lt=1.0)


class Linear(_Frozen):
    """Weights of 0 or more. `ensemble` holds rows of (intercept, weights…) fitted on resampled personas.

    `neutral` stands in for what was not assessed: the mean on faithful replies. `text_noise` is the variance of the
    evidence times the number of words.
    """

    intercept: float
    weights: tuple[float, ...]
    neutral: tuple[float, ...]
    ensemble: tuple[tuple[float, ...], ...]
    text_noise: float

    @cached_property
    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The intercepts and the weights of the ensemble, and the weights, for sums over many."""
        members = np.array(self.ensemble)
        return members[:, 0], members[:, 1:], np.array(self.weights)


class Fit(_Frozen):
    """What was fitted.

    `reply` gives the evidence of one reply: the log-odds that it is in character, at even odds before it was read, are
    minus (intercept + the sum of weight x distance), one weight a signal. `recent` does so for the last replies
    together, three weights a signal and the last for the `manner` as a whole, the shift of the signals named there (see
    `brain.drift.recent`). Either is cut at `limit`. `temper` shrinks the evidence
    of a reply when replies of one session are added up along the `chain`, and `offset` is added to it then. The score's
    log-odds are `base` + `chain_weight` x what the chain holds + `recent_weight` x the evidence of the last replies.
    `alarm` is the threshold of the change-point statistic, `allowance` what is taken off each of its steps, `mix` the
    share of the last replies in a step, and `step` the largest step.
    """

    id: str
    signals: tuple[str, ...]
    manner: tuple[str, ...]
    reply: Linear
    recent: Linear
    temper: float
    offset: float
    limit: float
    chain: Chain
    base: float
    chain_weight: float
    recent_weight: float
    allowance: float
    mix: float
    step: float
    alarm: float

    def evidence(
        self,
        distances: Mapping[str, float],
        *,
        replies: int,
        words: int,
        earlier: Sequence[Mapping[str, float]] = (),
        two_sided: frozenset[str] = frozenset(),
    ) -> Evidence:
        """Evidence of one reply of so many words, its distances taken from a floor of so many faithful replies.

        `distances` and those of the replies before it (`earlier`, oldest first) are signed for the signals of
        `two_sided`. The shared error adds up the variance over the ensemble and that from the floor. A distance that is
        not finite counts as not assessed.
        """
        distances, *earlier = (
            {name: value for name, value in one.items() if math.isfinite(value)} for one in (distances, *earlier)
        )
        alone = {name: abs(value) if name in two_sided else value for name, value in distances.items()}
        lately = moved([*earlier, distances], two_sided=two_sided)
        here = self._part(
            self.reply, _row(self.signals, self.reply, alone), words=words, floor=self._error(alone, replies)
        )
        shifts = [lately[name].above + lately[name].below for name in self.manner if name in lately]
        row = _triples(self.signals, self.recent, lately)
        row[-1] = manner(shifts) if shifts else row[-1]
        recent = self._part(self.recent, row, words=words, floor=self._recent_error(lately, replies))
        return Evidence(*here, recent=recent)

    def _part(self, linear: Linear, row: NDArray[np.float64], *, words: int, floor: float) -> Part:
        intercepts, members, weights = linear.arrays
        spread = float(np.std(intercepts + members @ row))
        log_odds = -(linear.intercept + float(weights @ row))
        bounded = min(self.limit, max(-self.limit, log_odds))
        return Part(
            bounded, own=float((linear.text_noise / max(1, words)) ** 0.5), shared=float((spread**2 + floor) ** 0.5)
        )

    def _error(self, alone: Mapping[str, float], replies: int) -> float:
        """Variance that the floor lends to the evidence of one reply."""
        return sum(
            (weight * floor_error(alone[name], replies=replies)) ** 2
            for name, weight in zip(self.signals, self.reply.weights, strict=True)
            if weight and name in alone
        )

    def _recent_error(self, lately: Mapping[str, Moved], replies: int) -> float:
        """The same for the last replies together; an error of the floor is the same in all of them."""
        total = 0.0
        for index, name in enumerate(self.signals):
            one = lately.get(name)
            if one is not None:
                weight = max(self.recent.weights[3 * index : 3 * index + 3])
                total += (weight * one.replies**0.5 * floor_error(one.distance, replies=replies)) ** 2
        return total


@cache
def shipped() -> Fit:
    """The fit that ships with the code."""
    return Fit.model_validate(json.loads(files("brain.drift").joinpath("fit.json").read_text(encoding="utf-8")))


def _row(signals: Sequence[str], linear: Linear, alone: Mapping[str, float]) -> NDArray[np.float64]:
    return np.array([alone.get(name, neutral) for name, neutral in zip(signals, linear.neutral, strict=True)])


def _triples(signals: Sequence[str], linear: Linear, lately: Mapping[str, Moved]) -> NDArray[np.float64]:
    row = np.array(linear.neutral)
    for index, name in enumerate(signals):
        if name in lately:
            row[3 * index : 3 * index + 3] = lately[name].parts
    return row
