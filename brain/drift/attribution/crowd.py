"""The strangers, measured once: what closeness is usual to somebody else. Knows no persona."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.attribution.closeness import nearest_two
from brain.drift.attribution.sayings import Sayings, product, sayings
from brain.errors import InvalidInput
from brain.style.words import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.drift.attribution.strangers import Stranger
    from brain.embeddings import Embedder

LEAST_SPREAD: Final = 0.01
"""Added to the spread of closeness over the strangers, so that a saying close to nobody is not blown up."""

FEWEST: Final = 8
"""Fewer strangers than this do not say what is usual."""


@dataclass(frozen=True, eq=False)
class Usual:
    """Centre and spread of the closeness of sayings to the strangers: one row a saying, one column a way.

    `nearest` is the weighted closeness to the two nearest strangers: high for what people say of themselves.
    """

    centre: NDArray[np.float64]
    spread: NDArray[np.float64]
    nearest: NDArray[np.float64]

    def standard(self, closeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Closeness in spreads above the strangers' centre (impostor normalisation, Auckenthaler et al. 2000)."""
        return (closeness - self.centre) / (self.spread + LEAST_SPREAD)


@dataclass(frozen=True, eq=False)
class Crowd:
    """Strangers' cards (`places[i]` are the rows of stranger i, -1 for none) and all their small talk."""

    strangers: tuple[Stranger, ...]
    cards: Sayings
    places: NDArray[np.int64]
    talk: Sayings
    speaker: NDArray[np.int64]

    @cached_property
    def usual_talk(self) -> Usual:
        """What is usual for the strangers' own talk, each left out of what it said."""
        return self.usual(self.talk, speaker=self.speaker)

    def usual(self, said: Sayings, *, speaker: NDArray[np.int64] | None = None) -> Usual:
        """What is usual for these sayings; `speaker` is the stranger who said each, who is then left out."""
        by_card = self._closeness(said)
        weights = np.ones(by_card.shape[:2])
        if speaker is not None:
            weights[np.arange(len(said)), speaker] = 0.0
        weights = (weights / weights.sum(axis=1, keepdims=True))[:, None, :]
        centre = (weights @ by_card)[:, 0]
        spread = np.sqrt(np.maximum(0.0, (weights @ by_card**2)[:, 0] - centre**2))
        ranked = np.where(weights[:, 0] > 0.0, by_card[:, :, 0], -np.inf)
        return Usual(centre, spread, np.partition(ranked, -2, axis=1)[:, -2:].mean(axis=1))

    def _closeness(self, said: Sayings) -> NDArray[np.float64]:
        """Shape (sayings, strangers, ways)."""
        found = []
        for mine, theirs in ((said.weighted, self.cards.weighted), (said.plain, self.cards.plain)):
            cosines = np.concatenate([product(mine, theirs), np.full((len(said), 1), -np.inf, np.float32)], axis=1)
            found.append(nearest_two(cosines[:, self.places]))
        return np.stack(found, axis=2)


def crowd(strangers: Sequence[Stranger], embedder: Embedder) -> Crowd:
    """These strangers, measured. Raises InvalidInput for fewer than eight, or where one has no sentences or lines."""
    if len(strangers) < FEWEST or not all(one.sentences and one.lines for one in strangers):
        raise InvalidInput(
            f"{len(strangers)} strangers cannot say what is usual.",
            why=f"At least {FEWEST} are needed, each with sentences about itself and lines of talk.",
            next_step="Give more people of the same kind of data, or none, to use those that ship.",
        )
    # Every object can be a key, by identity; the Protocol of an embedder does not say so.
    return _crowd(tuple(strangers), embedder)  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def _crowd(strangers: tuple[Stranger, ...], embedder: Embedder) -> Crowd:
    lengths = [len(one.sentences) for one in strangers]
    first = np.concatenate([[0], np.cumsum(lengths)])
    places = np.full((len(strangers), max(lengths)), first[-1])
    for number, length in enumerate(lengths):
        places[number, :length] = first[number] + np.arange(length)
    cards = sayings([text for one in strangers for text in one.sentences], embedder)
    talk, speaker = [], []
    for number, one in enumerate(strangers):
        for line in one.lines:
            for start, end in sentences(line):
                talk.append(line[start:end])
                speaker.append(number)
    return Crowd(tuple(strangers), cards, places, sayings(talk, embedder), np.array(speaker, np.int64))
