"""Style distance: how the replies are written against how the reference lines are. Knows nothing of what is said."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.many.taken_apart import taken_apart
from brain.style.fingerprint import Fingerprint, fingerprint
from evals.scorers.score import Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.genome import PersonaGenome
    from evals.record import Readings, Record

LEAST_LINES: Final = 8
LEAST_REPLIES: Final = 3
LEAST_WORDS: Final = 5

NAMES: Final = (
    "letters per word",
    "words per sentence",
    "distinct words",
    "contractions",
    "exclamations",
    "questions",
    "expression",
    "assurance",
    "warmth",
    "formality",
)
SPREADS: Final = (0.15, 1.5, 0.02, 0.01, 0.05, 0.05, 0.5, 0.5, 0.5, 0.5)
"""The least spread of each rate over a persona's lines, in its own unit; this project's own choice."""


_rated: Final = attrgetter(*(one.name for one in fields(Fingerprint)[2:]))
"""The ten rates of a fingerprint, behind its two counts."""


def distance(genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
    """Mean distance of ten rates from those of the reference lines, in standard deviations of single lines.

    Missing for fewer than 8 reference lines or 3 replies of 5 words.
    """
    own = _rates(tuple(genome.mind.reference_lines))
    said = _rates(tuple(one.reply for one in record.exchanges if one.whole))
    reason = ""
    if len(own) < LEAST_LINES:
        reason = f"There are {len(own)} reference lines with words; at least {LEAST_LINES} are needed."
    elif len(said) < LEAST_REPLIES:
        reason = f"{len(said)} replies are long enough; at least {LEAST_REPLIES} are needed."
    away = [] if reason else _away(own, said)
    farthest = sorted(zip(away, NAMES, strict=False), reverse=True)[:3]
    return (
        Score(
            name="style distance",
            value=float(np.mean(away)) if away else None,
            unit="standard deviations",
            higher_is="worse",
            judged=len(said),
            of=len(record.exchanges),
            what="turns",
            evidence=tuple(f"{name}: {far:.2f} standard deviations away" for far, name in farthest),
            reason=reason,
        ),
    )


def _away(own: NDArray[np.float64], said: NDArray[np.float64]) -> list[float]:
    spread = np.maximum(own.std(axis=0, ddof=1), SPREADS)
    return [float(one) for one in np.abs(said.mean(axis=0) - own.mean(axis=0)) / spread]


@lru_cache(maxsize=256)
def _rates(texts: Sequence[str]) -> NDArray[np.float64]:
    found = [_fingerprint(text) for text in texts]
    rows = [_rated(one) for one in found if one.words >= LEAST_WORDS]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))


def _fingerprint(text: str) -> Fingerprint:
    """How a whole text is written, code and links in it too; the drift signals leave those out."""
    sample = taken_apart(text)
    return sample.fingerprint if sample.prose == text else fingerprint(text)
