"""Who said it, for many replies: their n-grams are hashed in one go. The margins are the signals' own, bit by bit."""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from brain.drift.ngrams import _HALF, _LONGEST, _STEP, CHARACTER_PLACES, WORD_PLACES, _place
from brain.drift.sample import MAXIMUM_CHARACTERS
from brain.drift.signals.odder_half import lower_half, shared_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from brain.drift.sample import Sample
    from brain.drift.signals.who_said_it import WhoSaidIt

TOGETHER: Final = 16
"""Texts hashed in one go: few enough to stay in the processor's cache."""

_LOGS: Final = 1.0 + np.log(np.arange(1, 2 * MAXIMUM_CHARACTERS))
"""What a gram counts that stands once, twice, and so on."""

_COUNTING: Final = np.arange(MAXIMUM_CHARACTERS)


class Margin(NamedTuple):
    """Of a reply as a whole, and of its odder half."""

    whole: float
    odder: float


def margins(signal: WhoSaidIt, samples: Sequence[Sample]) -> list[Margin]:
    """The margins of each reply."""
    groups = (samples[at : at + TOGETHER] for at in range(0, len(samples), TOGETHER))
    found = ((one, places) for group in groups for one, places in zip(group, _places(group), strict=True))
    return [_margin(signal, one, places) for one, places in found]


def _margin(signal: WhoSaidIt, sample: Sample, places: NDArray[np.int64]) -> Margin:
    """As `Weighting.row` and the values of the signals: the same sums over the same numbers in the same order."""
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
    rounded, weights = values.astype(np.float32), signal.weights[distinct]
    whole = float(rounded @ weights) + signal.bias
    if not sample.sentences:
        return Margin(whole, 0.0)
    each = rounded * weights / (edges[1:] - edges[:-1])
    margins_of = shared_out(sample.sentences, places, _starts(sample), distinct, each)
    return Margin(whole, lower_half(sample.sentences, margins_of))


def _starts(sample: Sample) -> NDArray[np.int64]:
    """Where each gram begins, in the order of `_places`."""
    words = np.array([word.start for word in sample.words], dtype=np.int64)
    number = len(sample.prose)
    runs = [_COUNTING[: max(0, number - length + 1)] for length in range(2, _LONGEST + 1)]
    return np.concatenate([words, words[:-1], *runs])


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
