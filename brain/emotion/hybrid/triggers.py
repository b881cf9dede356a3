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
    places = [match.span() for match in _WORD.finditer(text[: grams.MOST // 2])]
    said = [text[start:end].lower().replace("\u2019", "'") for start, end in places]
    if not said or not len(row.columns):
        return []
    sums = _summed(said, row, model, outputs).tolist()
    least = max(LEAST, LEAST * max(sums))
    order = sorted((at for at in range(len(said)) if sums[at] >= least), key=lambda at: (-sums[at], at))
    return [places[at] for at in order[:MOST]]


def _summed(said: list[str], row: grams.Row, model: Model, outputs: list[int]) -> NDArray[np.float64]:
    """What each word weighs: all that it is spelt with, the word itself, and half of the pairs that it is in."""
    known = model.weights.grams.words
    spelt = [model.spelling.own(word) for word in said]
    pairs = [(first, known[pair]) for first, pair in enumerate(map(" ".join, pairwise(said))) if pair in known]
    halves = np.array([(at, column) for first, column in pairs for at in (first, first + 1)], dtype=np.int64)
    halves = halves.reshape(-1, 2)
    of = np.concatenate([np.repeat(np.arange(len(said)), list(map(len, spelt))), halves[:, 0]])
    sought = np.concatenate([*spelt, halves[:, 1]])
    # What the text is read by is a part of it: of a long text the middle is left out.
    at = np.minimum(np.searchsorted(row.columns, sought), len(row.columns) - 1)
    shares = (row.columns[at] == sought).astype(np.float64)
    shares[len(shares) - len(halves) :] *= 0.5
    weighed = sum(row.values * model.weighed(row.columns, output) for output in outputs)
    return np.asarray(np.bincount(of, weights=np.asarray(weighed)[at] * shares, minlength=len(said)), dtype=np.float64)
