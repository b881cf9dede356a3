"""From the evidence of single replies to the state of a session: a two-state filter, and a change-point statistic.

Knows only numbers, so that both can be worked out again from the readings that were stored.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.fit import Evidence, Part
from brain.drift.reading import ChangePoint, DriftReading, SignalReading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from brain.drift.fit import Fit

EVIDENCE: Final = "evidence of this reply"
OWN_ERROR: Final = "its error from the amount of text"
SHARED_ERROR: Final = "its error from fit and noise floor"
RECENT: Final = "evidence of the last replies"
RECENT_OWN: Final = "error of the last replies from the amount of text"
RECENT_SHARED: Final = "error of the last replies from fit and noise floor"
FLOOR: Final = "size of the noise floor"
KEPT: Final = (EVIDENCE, OWN_ERROR, SHARED_ERROR, RECENT, RECENT_OWN, RECENT_SHARED, FLOOR)
"""The readings by which a reply's evidence is stored; they are no signals."""

INTERVAL: Final = "90 % error-propagation interval (fit, noise floor, amount of text)"
"""What kind of interval a score carries."""

_WIDTH: Final = 1.6448536269514722
"""Half the width of a 90 % interval of a normal variable, in standard deviations."""

_SURE: Final = 30.0
"""Log-odds are cut here before they become a probability, which would otherwise be rounded to 0 or 1."""

DECIDED: Final = 6.0
"""Log-odds against the persona where one phrase settles it: a boundary phrase, or saying what it is. Odds of 400."""

CONTRADICTION: Final = 4.5
"""Log-odds against the persona, at the least, where it plainly contradicts itself. Odds of 90."""

MEMORY: Final = 80
"""Earlier readings that a score is worked out from. What came before moves it by less than the rounding of a page:
each turn of the chain keeps at most nine tenths of what was known."""

CEILING: Final = 2.0
"""The change-point statistic stops at this many times its threshold, so that a recovery shows within a few turns."""


class Score(NamedTuple):
    """A probability from 0 to 1 with the ends of its interval."""

    value: float
    low: float
    high: float


def turning(fit: Fit) -> float:
    """Evidence, of one reply and of the last together, that brings even a session's first score below one half."""
    held = fit.base + fit.chain_weight * (_logit(1.0 - fit.chain.start) + fit.offset)
    return -held / (fit.chain_weight * fit.temper + fit.recent_weight) - 0.5


def as_signals(evidence: Evidence, *, floor: int = 0) -> tuple[SignalReading, ...]:
    """The readings by which a reply's own evidence is stored, with the number of replies that its floor rests on."""
    recent = evidence.lately
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
        SignalReading(
            name=RECENT,
            value=recent.log_odds,
            unit="log-odds",
            expected="above 0: the last replies together speak for the persona",
        ),
        SignalReading(name=RECENT_OWN, value=recent.own, unit=unit),
        SignalReading(name=RECENT_SHARED, value=recent.shared, unit=unit),
        SignalReading(name=FLOOR, value=float(floor), unit="replies known to be faithful"),
    )


def stored(reading: DriftReading) -> Evidence | None:
    """A reply's own evidence, out of its reading; None where it could not be told."""
    log_odds, own, shared, *recent = map(reading.values.get, KEPT[:-1])
    if log_odds is None or own is None or shared is None:
        return None
    last, last_own, last_shared = recent
    lately = None if last is None or last_own is None or last_shared is None else Part(last, last_own, last_shared)
    return Evidence(log_odds, own, shared, lately)


def course(evidence: Iterable[Evidence | None], fit: Fit) -> list[Score]:
    """After each reply, the probability that the persona is in character, with the ends of its interval.

    The forward filter of a two-state Markov chain (in character, drifted): before each reply the state may have
    slipped or come back, then the reply's tempered log-odds are added. A reply that could not be told adds nothing,
    so belief returns towards what the chain holds by itself. The score weighs that against the evidence of the last
    replies taken together, which sees a small shift that no reply shows by itself. Evidence that is not finite
    counts as none.

    The interval is the delta method on the log-odds. A step of the chain multiplies an error by the slope of that
    step; a reply adds its own, times the temper. Errors of the amount of text add up as variances; errors of fit and
    floor are shared by all replies and add up as they are.
    """
    return [score_of(held, reply, fit) for held, reply in _filtered(evidence, fit)]


def latest(evidence: Iterable[Evidence | None], fit: Fit) -> Score:
    """The last of `course`: the probability after the last of these replies, of which there is at least one."""
    (last,) = deque(_filtered(evidence, fit), maxlen=1)
    return score_of(*last, fit)


def _filtered(evidence: Iterable[Evidence | None], fit: Fit) -> Iterator[tuple[Part, Evidence | None]]:
    """What the chain holds after each reply, and the reply where it says something."""
    held = None
    for given in evidence:
        reply = given if given and given.finite else None
        held = advanced(held, reply, fit)
        yield held, reply


def advanced(held: Part | None, reply: Evidence | None, fit: Fit) -> Part:
    """What the chain holds after one reply more; `held` is what it held before, None at the first reply."""
    if held is None:
        log_odds, own, shared = _logit(1.0 - fit.chain.start), 0.0, 0.0
    else:
        log_odds, slope = _stepped(held.log_odds, fit)
        own, shared = held.own * slope, held.shared * slope
    if reply is not None:
        log_odds += fit.offset + fit.temper * reply.log_odds
        own = math.hypot(own, fit.temper * reply.own)
        shared += fit.temper * reply.shared
    return Part(log_odds, own, shared)


def change_point(earlier: Sequence[DriftReading], evidence: Evidence | None, fit: Fit) -> ChangePoint:
    """Page's one-sided CUSUM over the replies' log-likelihood ratios (Page 1954), one step on.

    `began_turn` is the turn since when the replies, each by itself, speak most against the persona: the
    maximum-likelihood estimate of the change. A reply that could not be told leaves the statistic as it was.
    """
    statistic = climbed(earlier[-1].change.statistic if earlier else 0.0, evidence, fit)
    alarm = statistic >= fit.alarm
    began = began_among([*map(stored, earlier[-MEMORY:]), evidence]) + max(0, len(earlier) - MEMORY) if alarm else None
    return ChangePoint(statistic=statistic, threshold=fit.alarm, alarm=alarm, began_turn=began)


def climbed(before: float, evidence: Evidence | None, fit: Fit) -> float:
    """The change-point statistic after a reply, from the one before."""
    if evidence is None or not evidence.finite:
        return before
    return min(CEILING * fit.alarm, max(0.0, before + step(evidence, fit)))


def began_among(replies: Sequence[Evidence | None]) -> int:
    """The turn from which on the replies, each by itself, speak most against the persona; 1 is the first."""
    total, most, began = 0.0, -math.inf, len(replies)
    for turn in range(len(replies), 0, -1):
        reply = replies[turn - 1]
        if reply is not None and reply.finite:
            total -= reply.log_odds
            if total >= most:
                most, began = total, turn
    return began


def step(evidence: Evidence, fit: Fit) -> float:
    """What a reply adds to the change-point statistic. Bounded, so that one reply never raises the alarm alone."""
    drawn = (1.0 - fit.mix) * evidence.log_odds + fit.mix * evidence.lately.log_odds
    return min(fit.step, -drawn - fit.allowance)


def score_of(held: Part, reply: Evidence | None, fit: Fit) -> Score:
    """The score after a reply, from what the chain holds then and from the reply's own evidence."""
    recent = reply.lately if reply else Part(0.0, 0.0, 0.0)
    middle = fit.base + fit.chain_weight * held.log_odds + fit.recent_weight * recent.log_odds
    # Both parts read the same texts by the same floor, so their errors add up as they are.
    own = fit.chain_weight * held.own + fit.recent_weight * recent.own
    shared = fit.chain_weight * held.shared + fit.recent_weight * recent.shared
    reach = _WIDTH * math.hypot(own, shared)
    return Score(*(_probability(middle + move) for move in (0.0, -reach, reach)))


def _stepped(log_odds: float, fit: Fit) -> tuple[float, float]:
    """The log-odds of being in character after the state may have changed, and their slope in the log-odds before."""
    before = _probability(log_odds)
    stays = 1.0 - fit.chain.onset - fit.chain.recovery
    after = fit.chain.recovery + stays * before
    return _logit(after), stays * before * (1.0 - before) / (after * (1.0 - after))


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(_SURE, max(-_SURE, log_odds))))


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))
