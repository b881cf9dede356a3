"""From the evidence of single replies to the state of a session: a two-state filter, and a change-point statistic.

Knows only numbers, so that both can be worked out again from the readings that were stored.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from brain.drift.fit import Evidence
from brain.drift.reading import ChangePoint, DriftReading, SignalReading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.drift.fit import Fit

EVIDENCE: Final = "evidence of this reply"
ERROR: Final = "error of that evidence"

LEVEL: Final = 0.90
"""Level of the interval."""

INTERVAL: Final = "90 % error-propagation interval (fit, noise floor, amount of text)"
"""What kind of interval a score carries."""

_WIDTH: Final = 1.6448536269514722
"""Half the width of a 90 % interval of a normal variable, in standard deviations."""

DECIDED: Final = 6.0
"""Log-odds against the persona where one phrase settles it: a boundary phrase, or saying what it is. Odds of 400."""

CEILING: Final = 2.0
"""The change-point statistic stops at this many times its threshold, so that a recovery shows within a few turns."""


def as_signals(evidence: Evidence) -> tuple[SignalReading, SignalReading]:
    """The two readings by which a reply's own evidence is stored."""
    return (
        SignalReading(
            name=EVIDENCE,
            value=evidence.log_odds,
            unit="log-odds",
            expected="above 0: speaks for the persona, taken by itself",
        ),
        SignalReading(name=ERROR, value=evidence.error, unit="log-odds, standard error"),
    )


def stored(reading: DriftReading) -> Evidence | None:
    """A reply's own evidence, out of its reading; None where it could not be told."""
    values = {signal.name: signal.value for signal in reading.signals if signal.name in (EVIDENCE, ERROR)}
    log_odds, error = values.get(EVIDENCE), values.get(ERROR)
    return None if log_odds is None or error is None else Evidence(log_odds, error)


def score(evidence: Iterable[Evidence | None], fit: Fit) -> tuple[float, float, float]:
    """Probability that the persona is in character after these replies, with the ends of its interval.

    The forward filter of a two-state Markov chain (in character, drifted): before each reply the state may have
    slipped or come back, then the reply's tempered log-odds are added. A reply that could not be told adds nothing,
    so belief returns towards what the chain holds by itself. For the interval the filter runs again with every
    reply's evidence moved down, and up, by 1.645 standard errors: errors of fit and floor are shared by all replies,
    so they are not allowed to cancel out.
    """
    replies = list(evidence)
    middle, low, high = (course(replies, fit, moved=move)[-1] for move in (0.0, -_WIDTH, _WIDTH))
    return middle, low, high


def course(evidence: Sequence[Evidence | None], fit: Fit, *, moved: float = 0.0) -> list[float]:
    """The score after each reply, all evidence moved by so many standard errors; at least one reply is needed."""
    drifted, found = fit.chain.start, []
    for index, reply in enumerate(evidence):
        if index:
            drifted = drifted * (1.0 - fit.chain.recovery) + (1.0 - drifted) * fit.chain.onset
        if reply is not None:
            # Evidence was cut when it was measured; moving it must not carry it further out than that.
            farthest = max(fit.limit, abs(reply.log_odds))
            log_odds = min(farthest, max(-farthest, reply.log_odds + moved * reply.error))
            odds = drifted / (1.0 - drifted) * math.exp(-fit.offset - fit.temper * log_odds)
            drifted = odds / (1.0 + odds)
        found.append(1.0 - drifted)
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
