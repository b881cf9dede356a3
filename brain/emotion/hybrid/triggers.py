"""The words that moved the classifier towards its label, with their places. Knows no decision.

They are told by the linear model's weights (words, pairs, pieces) and by the keyword tier; what the nets saw has no
place in the text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid import grams
from brain.emotion.labels import Emotion
from brain.emotion.reading import Trigger
from brain.emotion.scan import MOST_TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.emotion.hybrid.model import Model
    from brain.emotion.scan import Scan

    _Part = tuple[Sequence[int] | NDArray[np.int64], int, float]
    """Columns, the word that they are of, and what share of a column's weight counts for it."""

LEAST: Final = 0.4
"""A word counts from this many logits for the label, and from this share of what the heaviest word weighs."""

MOST: Final = 5
"""Most words that are named beside those of the keyword tier."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def moving(
    text: str, primary: Emotion, *, scan: Scan, row: grams.Row, model: Model, outputs: Sequence[Emotion]
) -> tuple[Trigger, ...]:
    """What speaks for the primary label, in the order of the text: `text[start:end]` is each one's very text.

    Neutral has no triggers but those that the keyword tier found for other labels.
    """
    if primary is Emotion.NEUTRAL or primary not in outputs:
        return tuple(scan.triggers)
    found = [trigger for trigger in scan.triggers if trigger.emotion is primary]
    taken = [(trigger.start, trigger.end) for trigger in found]
    for start, end in _heaviest(text, row, model, [at for at, label in enumerate(outputs) if label is primary]):
        if all(end <= first or start >= last for first, last in taken):
            found.append(Trigger(text=text[start:end], start=start, end=end, emotion=primary))
    return tuple(sorted(found, key=lambda trigger: trigger.start)[:MOST_TRIGGERS])


def _heaviest(text: str, row: grams.Row, model: Model, outputs: list[int]) -> list[tuple[int, int]]:
    """The places of the words that weigh most for the outputs of a label."""
    weighed = np.atleast_1d(sum(row.values * model.weighed(row.columns, output) for output in outputs))
    places = [match.span() for match in _WORD.finditer(text[: grams.MOST // 2])]
    said = [text[start:end].lower().replace("\u2019", "'") for start, end in places]
    known = model.weights.grams.words
    parts: list[_Part] = [(model.spelling.pieces(word), at, 1.0) for at, word in enumerate(said)]
    parts += [([known[word]], at, 1.0) for at, word in enumerate(said) if word in known]
    for first, pair in enumerate(map(" ".join, pairwise(said))):
        if pair in known:
            parts += [([known[pair]], at, 0.5) for at in (first, first + 1)]
    sums = _summed(parts, row.columns, weighed, len(said)).tolist()
    least = max(LEAST, LEAST * max(sums, default=0.0))
    order = sorted((at for at in range(len(said)) if sums[at] >= least), key=lambda at: (-sums[at], at))
    return [places[at] for at in order[:MOST]]


def _summed(
    parts: Sequence[_Part], columns: NDArray[np.int64], weights: NDArray[np.float32], words: int
) -> NDArray[np.float64]:
    """What each word weighs."""
    if not len(columns) or not parts:
        return np.zeros(words)
    lengths = [len(found) for found, _, _ in parts]
    sought = np.concatenate([np.asarray(found, dtype=np.int64) for found, _, _ in parts])
    at = np.minimum(np.searchsorted(columns, sought), len(columns) - 1)
    shares = np.repeat([share for _, _, share in parts], lengths) * (columns[at] == sought)
    of = np.repeat([word for _, word, _ in parts], lengths)
    return np.asarray(np.bincount(of, weights=weights[at] * shares, minlength=words), dtype=np.float64)
