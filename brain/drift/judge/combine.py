"""The local reading and the judge's as one, by a stated rule. Both stay visible beside it. Knows no model."""

from __future__ import annotations

import math
from typing import Final

from brain.drift.reading import DriftReading, Severity, Verdict
from brain.drift.verdict import severity, verdict

WEIGHT: Final = 0.5
"""What the judge's log-odds count beside the local ones: half, since they are not calibrated."""

INTERVAL: Final = "90 % interval of local log-odds plus half the judge's, errors added as variances"

_WIDTH: Final = 1.6448536269514722


def combined(local: DriftReading, judged: DriftReading) -> DriftReading:
    """Local log-odds plus half the judge's. Where one cannot tell, the other stands alone; a boundary stays severe."""
    if judged.score is None or local.score is None:
        return local if judged.score is None else judged
    first, first_error = _log_odds(local)
    second, second_error = _log_odds(judged)
    middle = first + WEIGHT * second
    error = math.hypot(first_error, WEIGHT * second_error)
    score, low, high = (_probability(middle + reach * error) for reach in (0.0, -_WIDTH, _WIDTH))
    found = verdict(score, low, high)
    level = severity(found, score, against=())
    if any(_crossed(one) for one in (local, judged)):
        found, level = Verdict.OUT_OF_CHARACTER, Severity.SEVERE
    told = found is not Verdict.CANNOT_TELL
    return DriftReading(
        verdict=found,
        severity=level,
        score=score if told else None,
        low=low if told else None,
        high=high if told else None,
        interval=INTERVAL if told else "",
        signals=(*local.signals, *judged.signals),
        change=local.change,
        reason=f"Local: {local.reason} Judge: {judged.reason}",
        source="judge",
        calibration=local.calibration,
    )


def _crossed(reading: DriftReading) -> bool:
    """Whether a boundary was crossed: then the reading is severe whatever its score."""
    return reading.severity is Severity.SEVERE and any(
        "boundary" in signal.name and bool(signal.value) for signal in reading.signals
    )


def _log_odds(reading: DriftReading) -> tuple[float, float]:
    score, low, high = (_logit(value) for value in (reading.score, reading.low, reading.high))
    return score, (high - low) / (2 * _WIDTH)


def _logit(probability: float | None) -> float:
    bounded = min(1.0 - 1e-6, max(1e-6, 0.5 if probability is None else probability))
    return math.log(bounded / (1.0 - bounded))


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
