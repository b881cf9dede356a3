"""From the classifier's outputs to chances of the 21 labels, and from these to a decision. Knows no text and no weight.

Everything works on rows, so that the fit decides as the detector does.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASIC_OF, BASICS
from brain.emotion.labels import FAMILY, Emotion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32] | NDArray[np.float64]

LABELS: Final = tuple(Emotion)
"""The columns of chances."""

FAMILIES: Final = tuple(dict.fromkeys(FAMILY.values()))

UNTAUGHT: Final = (Emotion.CALM, Emotion.SKEPTICAL)
"""Labels that no training data supports: only the keyword tier's evidence speaks for them."""

TRUST: Final = 0.5
"""What the keyword tier's share of evidence counts for there, as a chance; this project's own choice."""

FLOOR: Final = 0.6
"""A smaller share counts for nothing there: on left-out train nearly all such messages were about something else."""

LEAST: Final = 1e-6


def chances(outputs: Floats, which: Sequence[Emotion], spoken: Floats) -> NDArray[np.float64]:
    """Chances of the 21 labels, shape (n, 21), from outputs (n, k), the label of each, and keyword shares (n, 21).

    A label holds unless none of its outputs does, taken as independent.
    """
    found = _either(np.asarray(outputs, dtype=np.float64), _member(tuple(which)))
    for label in UNTAUGHT:
        at = LABELS.index(label)
        found[:, at] = np.where(spoken[:, at] >= FLOOR, TRUST * spoken[:, at], 0.0)
    return found


def families(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of the eleven families, shape (n, 11)."""
    return _either(found, _FAMILY)


def basics(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of the basic emotions, shape (n, 7), in the order of BASICS."""
    return _either(found, _BASIC)


def choose(found: NDArray[np.float64], offsets: Mapping[Emotion, float]) -> NDArray[np.int64]:
    """Each row's primary label as a column: the likeliest one of the family whose log chance and offset is highest."""
    shift = np.array([offsets[family] for family in FAMILIES])
    family = (np.log(families(found) + LEAST) + shift).argmax(axis=1)
    return np.asarray(np.where(_FAMILY[:, family].T > 0, found, -1.0).argmax(axis=1), dtype=np.int64)


def others(
    found: NDArray[np.float64], primary: int, thresholds: Mapping[str, float], *, further: float, most: int
) -> list[int]:
    """The columns of one row's secondary labels, the likeliest first.

    They are the likeliest label of each basic emotion that reaches its threshold and is not the primary label's, and
    whatever else reaches `further`.
    """
    reached = basics(found[None])[0] >= np.array([thresholds[name] for name in BASICS])
    picked = {
        int(np.where(_BASIC[:, at] > 0, found, -1.0).argmax())
        for at in np.flatnonzero(reached)
        if not _BASIC[primary, at]
    }
    picked |= set(map(int, np.flatnonzero(found >= further)))
    return sorted(picked - {primary}, key=lambda at: (-found[at], at))[:most]


@cache
def _member(which: tuple[Emotion, ...]) -> NDArray[np.float64]:
    return np.array([[label is one for label in LABELS] for one in which], dtype=np.float64)


def _either(found: NDArray[np.float64], member: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 - np.exp(np.log1p(-np.clip(found, 0.0, 1.0 - LEAST)) @ member)


_FAMILY: Final = np.array([[FAMILY[label] is family for family in FAMILIES] for label in LABELS], dtype=np.float64)
_BASIC: Final = np.array([[BASIC_OF[label] == name for name in BASICS] for label in LABELS], dtype=np.float64)
