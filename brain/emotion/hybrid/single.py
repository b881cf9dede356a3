"""What manner, decision and regression make of one text: the same numbers, without what only rows of texts need.

`manner`, `decide` and `vad.regression` are what the weights are made with; here is the same for reading one message
after the other, where setting up an array costs more than the few numbers in it.
"""

from __future__ import annotations

import math
import re
import string
from operator import mul
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.basic import BASIC_OF, BASICS
from brain.emotion.hybrid.decide import FAMILIES, FLOOR, LABELS, LEAST, TRUST, UNTAUGHT
from brain.emotion.hybrid.manner import FULL, NAMES, SCALE, SPOKEN, share
from brain.emotion.labels import FAMILY, VAD_OF, Emotion
from brain.emotion.vad.regression import HIGHEST, LOWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.emotion.hybrid.fit import Fit
    from brain.emotion.hybrid.grams import Row
    from brain.emotion.scan import Scan
    from brain.emotion.vad.regression import Regression

    Floats = NDArray[np.float32]
    Chances = NDArray[np.float64]

Point = tuple[float, float, float]
"""Valence, arousal and dominance."""


def features(text: str, scan: Scan) -> Floats:
    """The dense features of a readable text, as `manner.features` gives them."""
    found = np.zeros(len(NAMES), dtype=np.float32)
    for label, weight in scan.scores.items():
        if label in _SPOKEN:
            found[_SPOKEN[label]] = SCALE * min(FULL, weight)
    letters, capitals = _letters(text)
    found[len(SPOKEN) :] = (
        min(3, text.count("!")) / 3.0,
        min(3, text.count("?")) / 3.0,
        capitals / letters if letters > 3 else 0.0,  # noqa: PLR2004 - `OK` is no shout
        float(any(run.group(1).isalpha() for run in _RUN.finditer(text))),
        math.log1p(len(text)) / 5.0,
        float(not scan.scores),
    )
    return found


def _letters(text: str) -> tuple[int, int]:
    """How many letters and how many capitals there are."""
    if text.isascii():
        plain = text.encode()
        return len(plain) - len(plain.translate(None, _LETTERS)), len(plain) - len(plain.translate(None, _CAPITALS))
    return sum(map(str.isalpha, text)), sum(map(str.isupper, text))


class Deciding:
    """Decides on the chances of one text, as `decide` does on rows of them. Immutable once made."""

    def __init__(self, fit: Fit) -> None:
        self._outputs = np.array([[label is one for label in LABELS] for one in fit.outputs], dtype=np.float64)
        self._shift = np.array([fit.offsets[family] for family in FAMILIES])
        self._thresholds = [fit.thresholds[name] for name in BASICS]
        self._further = fit.further

    def chances(self, outputs: Floats, scan: Scan) -> Chances:
        """Chances of the 21 labels from the model's outputs and the keyword tier's evidence."""
        found = _either(_against(outputs.astype(np.float64)), self._outputs)
        for label, at in _UNTAUGHT:
            part = share(scan, label)
            found[at] = TRUST * part if part >= FLOOR else 0.0
        return found

    def choose(self, found: Chances) -> int:
        """The primary label, as its place among the labels."""
        families = _either(_against(found), _FAMILY)
        family = int((np.log(families + LEAST) + self._shift).argmax())
        return max(_IN_FAMILY[family], key=found.tolist().__getitem__)

    def others(self, found: Chances, primary: int, *, most: int) -> list[int]:
        """The places of the secondary labels, the likeliest first."""
        values: list[float] = found.tolist()
        basics = _either(_against(found), _BASIC).tolist()
        picked = {
            max(labels, key=values.__getitem__)
            for chance, least, labels in zip(basics, self._thresholds, _IN_BASIC, strict=True)
            if chance >= least and primary not in labels
        }
        picked.update(at for at, value in enumerate(values) if value >= self._further)
        return sorted(picked - {primary}, key=lambda at: (-values[at], at))[:most]


class Placing:
    """Places one text between its labels' points and the regression's, if there is one. Immutable once made."""

    def __init__(self, regression: Regression | None) -> None:
        self._regression = regression
        if regression is not None:
            self._start, self._steep = (np.ascontiguousarray(regression.line[:, at]) for at in (0, 1))
            self._shares = list(zip(regression.share.tolist(), (1.0 - regression.share).tolist(), strict=True))

    def raw(self, row: Row, dense: Floats) -> Floats | None:
        """What the regression says of a text by what it sees; None without one."""
        by = self._regression
        if by is None:
            return None
        spoken = row.values * by.sparse.scales[row.columns]
        grams = spoken @ by.sparse.bytes[row.columns].astype(np.float32)
        return np.asarray(dense @ by.dense + grams + by.near.read(dense) + by.bias)

    def point(self, found: Chances, raw: Floats | None) -> Point:
        """The point of a text from the chances of its labels and from what the regression says of it."""
        named = _named(found)
        if raw is None:
            return named
        valence, arousal, dominance = (
            _within(of * _within(told, axis) + rest * label, axis)
            for axis, (told, label, (of, rest)) in enumerate(
                zip((self._start + self._steep * raw).tolist(), named, self._shares, strict=True)
            )
        )
        return valence, arousal, dominance


def _named(found: Chances) -> Point:
    """The mean of the labels' points by their chances, as `keyword.blend` makes it."""
    total = max(1.0, float(found.sum()))
    shares = [one / total for one in found.tolist()]
    shares.append(1.0 - sum(shares))
    valence, arousal, dominance = (_within(sum(map(mul, of, shares)), axis) for axis, of in enumerate(_POINTS))
    return valence, arousal, dominance


def _within(value: float, axis: int) -> float:
    low, high = _ENDS[axis]
    return max(low, min(high, value))


def _against(found: Chances) -> Chances:
    """The logarithm of the chance of each not being so."""
    return np.asarray(np.log1p(-np.minimum(np.maximum(found, 0.0), 1.0 - LEAST)))


def _either(against: Chances, member: Chances) -> Chances:
    return np.asarray(1.0 - np.exp(against @ member))


def _members(of: Sequence[object], kinds: Sequence[object]) -> tuple[Chances, tuple[tuple[int, ...], ...]]:
    """Which label is of which kind, as a matrix, and the places of the labels of each kind."""
    places = tuple(tuple(at for at, one in enumerate(of) if one == kind) for kind in kinds)
    return np.array([[one == kind for kind in kinds] for one in of], dtype=np.float64), places


_FAMILY, _IN_FAMILY = _members([FAMILY[label] for label in LABELS], FAMILIES)
_BASIC, _IN_BASIC = _members([BASIC_OF[label] for label in LABELS], BASICS)
_UNTAUGHT: Final = tuple((label, LABELS.index(label)) for label in UNTAUGHT)
_SPOKEN: Final = {label: at for at, label in enumerate(SPOKEN)}
_ENDS: Final[tuple[tuple[float, float], ...]] = tuple(zip(LOWEST.tolist(), HIGHEST.tolist(), strict=True))
_RUN: Final = re.compile(r"(.)\1\1", re.DOTALL)
_LETTERS: Final = string.ascii_letters.encode()
_CAPITALS: Final = string.ascii_uppercase.encode()

_EVERY: Final = [*(VAD_OF[label] for label in LABELS), VAD_OF[Emotion.NEUTRAL]]
_POINTS: Final = (
    [point.valence for point in _EVERY],
    [point.arousal for point in _EVERY],
    [point.dominance for point in _EVERY],
)
"""The labels' points axis by axis, and behind them neutral's for what is left."""
