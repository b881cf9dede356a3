"""From the evidence of single replies to the state of a session: a two-state filter, and a change-point statistic.

Knows only numbers, so that both can be worked out again from the readings that were stored.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.fit import Evidence
from brain.drift.reading import ChangePoint, DriftReading, SignalReading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.drift.fit import Fit

EVIDENCE: Final = "evidence of this reply"
OWN_ERROR: Final = "its error from the amount of text"
SHARED_ERROR: Final = "its error from fit and noise floor"

INTERVAL: Final = "90 % error-propagation interval (fit, noise floor, amount of text)"
"""What kind of interval a score carries."""

_WIDTH: Final = 1.6448536269514722
"""Half the width of a 90 % interval of a normal variable, in standard deviations."""

DECIDED: Final = 6.0
"""Log-odds against the persona where one phrase settles it: a boundary phrase, or saying what it is. Odds of 400."""

CEILING: Final = 2.0
"""The change-point statistic stops at this many times its threshold, so that a recovery shows within a few turns."""


class Score(NamedTuple):
    """A probability from 0 to 1 with the ends of its interval."""

    value: float
    low: float
    high: float


def turning(fit: Fit) -> float:
    """Evidence of one reply that brings even a session's first score below one half."""
    return -((_logit(1.0 - fit.chain.start) + fit.offset) / fit.temper + 0.5)


def as_signals(evidence: Evidence) -> tuple[SignalReading, ...]:
    """The readings by which a reply's own evidence is stored."""
    unit = "log-odds, standard error"
    return (
        SignalReading(
            name=EVIDENCE,
            value=evidence.log_odds,
            unit="log-odds",
            expected="above 0: speaks for the persona, taken by itself",
        ),
        SignalReading(name=OWN_ERROR, value=evidence.own, unit=unit),
        SignalReading(name=SHARED_ERROR, value=evidence.shared, unit=unit),
    )


def stored(reading: DriftReading) -> Evidence | None:
    """A reply's own evidence, out of its reading; None where it could not be told."""
    values = {signal.name: signal.value for signal in reading.signals}
    log_odds, own, shared = (values.get(name) for name in (EVIDENCE, OWN_ERROR, SHARED_ERROR))
    return None if log_odds is None or own is None or shared is None else Evidence(log_odds, own, shared)


def course(evidence: Iterable[Evidence | None], fit: Fit) -> list[Score]:
    """After each reply, the probability that the persona is in character, with the ends of its interval.

    The forward filter of a two-state Markov chain (in character, drifted): before each reply the state may have
    slipped or come back, then the reply's tempered log-odds are added. A reply that could not be told adds nothing,
    so belief returns towards what the chain holds by itself.

    The interval is the delta method on the log-odds. A step of the chain multiplies an error by the slope of that
    step; a reply adds its own, times the temper. Errors of the amount of text add up as variances; errors of fit and
    floor are shared by all replies and add up as they are.
    """
    log_odds, own, shared = _logit(1.0 - fit.chain.start), 0.0, 0.0
    found = []
    for index, reply in enumerate(evidence):
        if index:
            log_odds, slope = _stepped(log_odds, fit)
            own, shared = own * slope, shared * slope
        if reply is not None:
            log_odds += fit.offset + fit.temper * reply.log_odds
            own = math.hypot(own, fit.temper * reply.own)
            shared += fit.temper * reply.shared
        reach = _WIDTH * math.hypot(own, shared)
        found.append(Score(*(_probability(log_odds + move) for move in (0.0, -reach, reach))))
    return found


def change_point(earlier: Sequence[DriftReading], evidence: Evidence | None, fit: Fit) -> ChangePoint:
    """Page's one-sided CUSUM over the replies' log-likelihood ratios (Page 1954), one step on.

    `began_turn` is the first turn after the statistic last stood at zero, which is the maximum-likelihood estimate of
    the change. A reply that could not be told leaves the statistic as it was.
    """
    before = earlier[-1].change.statistic if earlier else 0.0
    statistic = before
    if evidence is not None:
        statistic = min(CEILING * fit.alarm, max(0.0, before + step(evidence, fit)))
    alarm = statistic >= fit.alarm
    began = len(earlier) + 1
    while alarm and began > 1 and earlier[began - 2].change.statistic > 0.0:
        began -= 1
    return ChangePoint(statistic=statistic, threshold=fit.alarm, alarm=alarm, began_turn=began if alarm else None)


def step(evidence: Evidence, fit: Fit) -> float:
    """What a reply adds to the change-point statistic. Bounded, so that one reply never raises the alarm alone."""
    return min(fit.step, -fit.temper * evidence.log_odds - fit.allowance)


def _stepped(log_odds: float, fit: Fit) -> tuple[float, float]:
    """The log-odds of being in character after the state may have changed, and their slope in the log-odds before."""
    before = _probability(log_odds)
    stays = 1.0 - fit.chain.onset - fit.chain.recovery
    after = fit.chain.recovery + stays * before
    return _logit(after), stays * before * (1.0 - before) / (after * (1.0 - after))


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))
