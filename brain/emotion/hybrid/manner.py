"""The dense features: the keyword tier's evidence and the manner of writing. Knows no model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.keyword import PRIOR
from brain.emotion.labels import Emotion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.scan import Scan

SPOKEN: Final = tuple(label for label in Emotion if label is not Emotion.NEUTRAL)
"""The labels the keyword tier can find evidence for, in the order of the features."""

NAMES: Final = (*(label.value for label in SPOKEN), "exclaims", "asks", "shouts", "draws out", "length", "unspoken")
"""What each feature is."""

FULL: Final = 6.0
"""Evidence beyond this weight adds nothing."""

SCALE: Final = 0.25
"""Factor on the evidence, which brings it near the other features."""


def features(text: str, scan: Scan) -> NDArray[np.float32]:
    """Shape (26,): the evidence for each label, then marks, capitals and drawn-out words from 0 to 1, log length."""
    found = np.zeros(len(NAMES), dtype=np.float32)
    for at, label in enumerate(SPOKEN):
        found[at] = SCALE * min(FULL, scan.scores.get(label, 0.0))
    letters = sum(map(str.isalpha, text))
    found[len(SPOKEN) :] = (
        min(3, text.count("!")) / 3.0,
        min(3, text.count("?")) / 3.0,
        sum(map(str.isupper, text)) / letters if letters > 3 else 0.0,  # noqa: PLR2004 - `OK` is no shout
        float(any(a == b == c for a, b, c in zip(text, text[1:], text[2:], strict=False) if a.isalpha())),
        math.log1p(len(text)) / 5.0,
        float(not scan.scores),
    )
    return found


def share(scan: Scan, label: Emotion) -> float:
    """The label's share of the evidence, the assumption of neutrality included, 0 to 1."""
    found = scan.scores.get(label, 0.0)
    return found / (sum(scan.scores.values()) + PRIOR) if found else 0.0
