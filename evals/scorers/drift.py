"""The drift score over a conversation (mean, last, low quantile), and each signal. Reads no text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.session import KEPT
from brain.drift.signals.boundary import NAME as BOUNDARY
from evals.scorers.score import Score, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.reading import DriftReading, SignalReading
    from brain.genome import PersonaGenome
    from evals.record import Readings, Record

LEAST_SHARE: Final = 0.5
"""A mean over fewer of the turns would speak for the turns that happened to be readable."""

QUANTILE: Final = 0.1
LEAST_FOR_QUANTILE: Final = 5

UNSCORED: Final = frozenset({BOUNDARY, *KEPT})
"""Readings without a distance from a noise floor: phrases settle a verdict, and the rest is how a score is stored."""

LOW: Final = "drift low"
_UNIT: Final = "probability of being in character"


def mean(_: PersonaGenome, record: Record, readings: Readings) -> tuple[Score, ...]:
    """The mean of the turns' scores; missing where fewer than half of the turns have one."""
    known = _known(readings)
    enough = bool(known) and len(known) >= LEAST_SHARE * len(record.exchanges)
    return (_score("drift mean", float(np.mean(known)) if enough else None, record, readings),)


def last(_: PersonaGenome, record: Record, readings: Readings) -> tuple[Score, ...]:
    """The score of the last turn; missing where that one cannot be told."""
    final = readings.drift[-1] if readings.drift else None
    return (_score("drift last", final.score if final else None, record, readings, final),)


def low(_: PersonaGenome, record: Record, readings: Readings) -> tuple[Score, ...]:
    """The lowest tenth of the turns' scores (linear interpolation); missing for fewer than five."""
    known = _known(readings)
    enough = len(known) >= LEAST_FOR_QUANTILE and len(known) >= LEAST_SHARE * len(record.exchanges)
    return (_score(LOW, float(np.quantile(known, QUANTILE)) if enough else None, record, readings),)


def signals(_: PersonaGenome, record: Record, readings: Readings) -> tuple[Score, ...]:
    """For each signal its mean distance from the persona's noise floor, in spreads; missing where it judged nothing."""
    by_name: dict[str, list[SignalReading]] = {}
    for reading in readings.drift:
        for one in reading.signals:
            by_name.setdefault(one.name, []).append(one)
    return tuple(_signal(name, record, found) for name, found in by_name.items() if name not in UNSCORED)


def _signal(name: str, record: Record, found: Sequence[SignalReading]) -> Score:
    distances = [one.z for one in found if one.assessed and one.z is not None]
    reasons = [one.reason for one in found if one.reason]
    return Score(
        name=f"signal: {name}",
        value=float(np.mean(distances)) if distances else None,
        unit="spreads out of character",
        higher_is="worse",
        judged=len(distances),
        of=len(record.exchanges),
        what="turns",
        evidence=listed(piece.note + f": “{piece.text}”" for one in found for piece in one.evidence),
        reason="" if distances else (reasons[0] if reasons else "It has no distance from a noise floor."),
    )


def _known(readings: Readings) -> list[float]:
    return [one.score for one in readings.drift if one.score is not None]


def _score(name: str, value: float | None, record: Record, readings: Readings, at: DriftReading | None = None) -> Score:
    known = len(_known(readings))
    pairs = zip(record.exchanges, readings.drift, strict=False)
    told = [(read.score, exchange, read.reason) for exchange, read in pairs if read.score is not None]
    worst = sorted(told, key=lambda one: one[0])[:3]
    needed = f"; at least {LEAST_FOR_QUANTILE} are needed" if name == LOW else ""
    why = f"{known} of {len(record.exchanges)} turns could be judged{needed}."
    if at is not None and at.reason:
        why = f"The last turn cannot be told: {at.reason}"
    return Score(
        name=name,
        value=value,
        unit=_UNIT,
        higher_is="better",
        judged=known,
        of=len(record.exchanges),
        what="turns",
        evidence=listed(
            quoted(f"turn {one.turn}", one.reply, f"{score:.2f}. {because}") for score, one, because in worst
        ),
        reason=why if value is None else "",
    )
