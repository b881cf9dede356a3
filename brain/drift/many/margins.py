"""Who said it, for many replies: their n-grams are hashed in one go. The margins are the signal's own, bit by bit."""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.ngrams import _HALF, _LONGEST, _STEP, CHARACTER_PLACES, WORD_PLACES, _place
from brain.drift.sample import MAXIMUM_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from brain.drift.sample import Sample
    from brain.drift.signals.who_said_it import WhoSaidIt

TOGETHER: Final = 16
"""Texts hashed in one go: few enough to stay in the processor's cache."""

_LOGS: Final = 1.0 + np.log(np.arange(1, 2 * MAXIMUM_CHARACTERS))
"""What a gram counts that stands once, twice, and so on."""


def margins(signal: WhoSaidIt, samples: Sequence[Sample]) -> list[float]:
    """The margin of each reply."""
    groups = (samples[at : at + TOGETHER] for at in range(0, len(samples), TOGETHER))
    return [_margin(signal, places) for group in groups for places in _places(group)]


def _margin(signal: WhoSaidIt, places: NDArray[np.int64]) -> float:
    """As `Weighting.row` and `WhoSaidIt.value`: the same sums over the same numbers in the same order."""
    ordered = places.astype(np.int32)
    ordered.sort()
    ends = np.flatnonzero(ordered[1:] != ordered[:-1])
    edges = np.empty(len(ends) + 2, np.int64)
    edges[0], edges[1:-1], edges[-1] = -1, ends, len(ordered) - 1
    distinct = ordered[edges[1:]]
    values = _LOGS[edges[1:] - edges[:-1] - 1] * signal.weighting.idf[distinct]
    cut = int(distinct.searchsorted(WORD_PLACES))
    for part in (values[:cut], values[cut:]):
        length = math.sqrt(float(np.add.reduce(part * part)))
        if length > 0.0:
            np.multiply(part, _HALF / length, out=part)
    return float(values.astype(np.float32) @ signal.weights[distinct]) + signal.bias


def _places(samples: Sequence[Sample]) -> Iterator[NDArray[np.int64]]:
    """For each text the places of all its grams, as `grams` has them, in no order."""
    singles = _codes(tuple(form for one in samples for form in one.forms))
    texts = [_lowered(one.prose) for one in samples]
    runs = [_characters("".join(texts))]
    for length in range(2, _LONGEST + 1):
        runs.append(runs[-1][:-1] * _STEP + runs[0][length - 1 :] if len(runs[-1]) > 1 else runs[0][:0])
    # Runs of a gram's length go on from one text into the next; they are left out where each text is cut off.
    hashed = [_place(run, CHARACTER_PLACES) + WORD_PLACES for run in runs[1:]]
    alone, paired = _place(singles, WORD_PLACES), _place(singles[:-1] * _STEP + singles[1:], WORD_PLACES)
    words = accumulate((len(one.forms) for one in samples), initial=0)
    starts = accumulate(map(len, texts), initial=0)
    for one, text, word, start in zip(samples, texts, words, starts, strict=False):
        last, end = word + len(one.forms), start + len(text)
        yield np.concatenate(
            [
                alone[word:last],
                paired[word : max(word, last - 1)],
                *(run[start : max(start, end - length + 1)] for length, run in enumerate(hashed, 2)),
            ]
        )


def _codes(forms: tuple[str, ...]) -> NDArray[np.uint64]:
    return np.array([_code(form) for form in forms], dtype=np.uint64)


@lru_cache(maxsize=65_536)
def _code(form: str) -> int:
    return zlib.crc32(form.encode("utf-8", "replace"))


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _characters(text: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes[codes <= np.uint64(32)] = np.uint64(32)
    return codes
