"""Who said it: does a reply read more like this persona's reference lines than like the contrast voices.

A regularised least-squares classifier over word and character n-grams, solved in the dual; each reference line's own
value comes from the exact leave-one-out formula of least squares (the PRESS residual; Allen 1974).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.contrast import shipped
from brain.drift.ngrams import PLACES, Grams, Weighting, grams, weighting
from brain.drift.sample import Sample
from brain.drift.signals.odder_half import odder_half
from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.drift.contrast import Contrast
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.signals.protocol import Yardstick

RIDGE: Final = 10.0
"""Regularisation; between 3 and 50 the accuracy on five held-out voices did not change in the second decimal."""

TOLD_APART: Final = 0.6
"""AUROC against a single voice, each line left out in turn, below which the two cannot be told apart."""

FEWEST_LINES: Final = 5
"""A voice with fewer lines is not checked for being a twin."""

MOST: Final = 4
"""At most this many words are pointed to."""

_SCALE: Final = 10.0


@dataclass(frozen=True, eq=False)
class WhoSaidIt:
    """The margin by which a text is taken for the persona's: about +1 surely the persona, -1 surely somebody else."""

    contrast: Contrast
    weighting: Weighting
    weights: NDArray[np.float32]
    bias: float
    held_out: tuple[float, ...]
    held_out_halves: tuple[float, ...]
    twin: str
    absent: str
    name: str = "who said it"
    unit: str = "margin"
    direction: Direction = "below"
    total: bool = False
    least_spread: float = 0.03
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """The margin of a reply."""
        places, values = self.weighting.row(sample.grams)
        return float(values @ self.weights[places]) + self.bias

    def reference_values(self) -> tuple[float, ...]:
        """The margin of each reference line, had it not been learned from."""
        return self.held_out

    def expected(self, centre: float) -> str:
        """The persona's usual margin."""
        return f"a margin of about {centre:+.2f} towards the persona"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The words that speak most for somebody else, and whom the reply sounds like."""
        if above or not sample.words:
            return ()
        found = sample.grams
        places, values = self.weighting.row(found)
        at = np.searchsorted(places, found.places)
        share = (values * self.weights[places])[at] / found.counts[at] / (found.ends - found.starts)
        edges = np.zeros(len(sample.prose) + 2)
        np.add.at(edges, found.starts, share)
        np.subtract.at(edges, found.ends, share)
        total = np.concatenate([[0.0], np.cumsum(np.cumsum(edges))])
        worst = sorted(sample.words, key=lambda word: (total[word.end] - total[word.start], word.start))[:MOST]
        note = f"sounds more like the voice {nearest_voice(self.contrast, found)!r}"
        picked = sorted((word for word in worst if total[word.end] < total[word.start]), key=lambda word: word.start)
        return tuple(piece for word in picked for piece in sample.evidence(word.start, word.end, note))


def who_said_it(yardstick: Yardstick) -> WhoSaidIt:
    """The signal for one persona."""
    return learned(yardstick.references, yardstick.contrast)


def learned(references: Sequence[Sample], contrast: Contrast) -> WhoSaidIt:
    """The signal for the voice of these lines, learned from them and the contrast; about 0.1 s for 350 lines."""
    others, names = _learned(contrast)
    own = [grams(line) for line in references]
    if not own or not others:
        nothing = Weighting(np.ones(PLACES, np.float32))
        reason = "There are no reference lines." if others else "There are no voices to compare with."
        return WhoSaidIt(contrast, nothing, np.zeros(PLACES, np.float32), 0.0, (), (), "", reason)
    weights_of_words = weighting([*own, *others])
    matrix = weights_of_words.matrix([*own, *others])
    voices, counts = np.unique(names, return_counts=True)
    each = {str(voice): 0.5 / len(voices) / int(count) for voice, count in zip(voices, counts, strict=True)}
    share = np.array([0.5 / len(own)] * len(own) + [each[name] for name in names]) * len(matrix.indptr)
    target = np.array([1.0] * len(own) + [-1.0] * len(others))
    kernel = (matrix @ matrix.T).toarray().astype(np.float64) + 1.0
    inverse = np.linalg.inv(kernel + np.diag(RIDGE / share))
    dual = inverse @ target
    held_out = (target - dual / np.diag(inverse)) * _SCALE
    weights = np.asarray(matrix.T @ dual).ravel() * _SCALE
    halves = []
    for at, line in enumerate(references):
        # The weights without this line, by the same formula.
        change = matrix.T @ inverse[:, at] * (dual[at] / inverse[at, at] * _SCALE)
        halves.append(odder_half(line.sentences, own[at], weights_of_words, weights - change))
    twin = _twin(kernel, len(own), names)
    return WhoSaidIt(
        contrast=contrast,
        weighting=weights_of_words,
        weights=weights.astype(np.float32),
        bias=float(dual.sum()) * _SCALE,
        held_out=tuple(float(value) for value in held_out[: len(own)]),
        held_out_halves=tuple(halves),
        twin=twin,
        absent=f"Its lines cannot be told apart from those of {twin!r}." if twin else "",
    )


def nearest_voice(contrast: Contrast, found: Grams) -> str:
    """The contrast voice whose lines a text is nearest to."""
    places, values = _common().row(found)
    nearness = {name: float(_centroid(lines)[places] @ values) for name, lines in contrast.voices.items()}
    return max(nearness, key=nearness.__getitem__)


def _twin(kernel: NDArray[np.float64], own: int, names: tuple[str, ...]) -> str:
    """The voice least told apart by nearness of a line to the other lines of each side, if it falls below the limit."""
    labels = np.array(names)
    worst, name = TOLD_APART, ""
    within = (kernel[:own, :own].sum(axis=1) - np.diag(kernel)[:own]) / max(1, own - 1)
    for voice in np.unique(labels):
        theirs = own + np.flatnonzero(labels == voice)
        if len(theirs) < FEWEST_LINES:
            continue
        among = kernel[np.ix_(theirs, theirs)]
        inside = (among.sum(axis=1) - np.diag(among)) / (len(theirs) - 1)
        across = kernel[np.ix_(np.arange(own), theirs)]
        ours, other = within - across.mean(axis=1), across.mean(axis=0) - inside
        apart = float(np.mean(ours[:, None] > other[None, :]))
        if apart < worst:
            worst, name = apart, str(voice)
    return name


def _learned(contrast: Contrast) -> tuple[list[Grams], tuple[str, ...]]:
    found = [one for lines in contrast.voices.values() for one in _grams(lines)]
    return found, tuple(name for name, lines in contrast.voices.items() for _ in lines)


# Kept by voice, not by contrast: every persona of a library has nearly the same voices as its contrast.
@lru_cache(maxsize=256)
def _grams(lines: tuple[str, ...]) -> tuple[Grams, ...]:
    return tuple(grams(Sample(line)) for line in lines)


@lru_cache(maxsize=256)
def _centroid(lines: tuple[str, ...]) -> NDArray[np.float32]:
    total = np.zeros(PLACES, np.float32)
    for found in _grams(lines):
        places, values = _common().row(found)
        total[places] += values
    return total / max(1e-9, float(np.sqrt(total @ total)))


@lru_cache(maxsize=1)
def _common() -> Weighting:
    return weighting(_learned(shipped())[0])
