"""How well candidates fit what was asked: normalised scores of several searches, added up. Knows no index.

Scores are fused, not ranks, so that a candidate that fits far better than the next one stays ahead by as much.
docs/memory.md has the figures and the command that makes them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a candidate: BM25 (0 where no word fits) and cosine, of itself and of the window around it.

    None is a cosine that is not known. `named` is 1 if the question names its speaker or somebody in it, else 0.
    """

    lexical: float = 0.0
    dense: float | None = None
    window_lexical: float = 0.0
    window_dense: float | None = None
    named: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; what they add up to does not matter."""

    lexical: float = 1.0
    dense: float = 0.5
    window: float = 1.0
    named: float = 0.4


CHOSEN: Final = Weights()
"""Chosen by evidence recall on conversations of other kinds than those it is reported on: docs/memory.md."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A candidate's relevance, 0 to 1, and its parts, each from 0 to 1 over the candidates."""

    relevance: float
    lexical: float
    dense: float
    window: float
    named: float

    @property
    def evidence(self) -> dict[str, float]:
        """The parts by name."""
        return {"lexical": self.lexical, "dense": self.dense, "window": self.window, "named": self.named}


def fuse(found: Sequence[Evidence], weights: Weights = CHOSEN) -> tuple[Fused, ...]:
    """The relevance of each candidate, in their order.

    BM25 is divided by the best one's, as 0 means that no word fits; cosines are min-max normalised over those that
    are known, and one that is not known counts as the least. The window is the mean of its two. A candidate's
    relevance depends on which others there are, not on their order.
    """
    lexical = _of_best([one.lexical for one in found])
    dense = _between([one.dense for one in found])
    around_lexical = _of_best([one.window_lexical for one in found])
    around_dense = _between([one.window_dense for one in found])
    whole = weights.lexical + weights.dense + weights.window + weights.named
    made = []
    for words, sense, near_words, near_sense, one in zip(
        lexical, dense, around_lexical, around_dense, found, strict=True
    ):
        window = (near_words + near_sense) / 2
        total = weights.lexical * words + weights.dense * sense + weights.window * window + weights.named * one.named
        made.append(Fused(min(1.0, total / whole) if whole else 0.0, words, sense, window, one.named))
    return tuple(made)


def _of_best(values: list[float]) -> list[float]:
    best = max(values, default=0.0)
    return [max(0.0, value) / best if best > 0.0 else 0.0 for value in values]


def _between(values: list[float | None]) -> list[float]:
    known = [value for value in values if value is not None]
    if not known:
        return [0.0] * len(values)
    low, high = min(known), max(known)
    if high == low:
        return [0.0 if value is None else 0.5 for value in values]
    return [0.0 if value is None else (value - low) / (high - low) for value in values]
