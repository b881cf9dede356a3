"""Whose lines are these: the log-odds that somebody speaks as one with these sentences would, not as a stranger.

Closeness of each sentence to the persona's own, normalised by strangers on both sides (what the sentence is to other
people, and what the persona is to other people's talk; "tz-norm" of speaker verification, Auckenthaler et al. 2000),
then a logistic model whose slope grows with how much the sentence can say. Cannot see contradiction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.attribution.closeness import Person, closeness
from brain.drift.attribution.crowd import crowd
from brain.drift.attribution.strangers import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.drift.attribution.crowd import Crowd
    from brain.drift.attribution.sayings import Sayings
    from brain.drift.attribution.strangers import Stranger
    from brain.embeddings import Embedder

FARTHEST: Final = 4.0
"""Normalised closeness is cut here, either way."""

TERMS: Final = ("weighted x information", "plain x information", "information", "nearest", "1")
"""The terms of the logistic model, in the order of their weights."""


@dataclass(frozen=True, eq=False)
class Swap:
    """One persona's sentences among strangers. Immutable, so threads may share it."""

    person: Person
    among: Crowd
    centre: NDArray[np.float64]
    spread: NDArray[np.float64]

    def terms(
        self, said: Sayings, *, left_out: NDArray[np.int64] | None = None, quotations: bool = True
    ) -> NDArray[np.float64]:
        """One row a saying, one column for each of TERMS."""
        usual = self.among.usual(said)
        near = usual.standard(closeness(said, self.person, left_out=left_out, quotations=quotations))
        near = np.clip((near - self.centre) / self.spread, -FARTHEST, FARTHEST)
        able = said.information[:, None]
        return np.concatenate([near * able, able, usual.nearest[:, None], np.ones((len(said), 1))], axis=1)

    def log_odds(
        self, said: Sayings, *, left_out: NDArray[np.int64] | None = None, quotations: bool = True
    ) -> NDArray[np.float64]:
        """For each saying the log-odds, at even odds before, that it is this persona's and not a stranger's."""
        return self.terms(said, left_out=left_out, quotations=quotations) @ weights()


def swap(
    own: Sayings,
    embedder: Embedder,
    *,
    line_of: NDArray[np.int64] | None = None,
    strangers: Sequence[Stranger] | None = None,
) -> Swap:
    """A persona with these sentences, among the shipped strangers or others; some hundredths of a second."""
    among = crowd(shipped() if strangers is None else strangers, embedder)
    person = Person(own, np.arange(len(own)) if line_of is None else line_of)
    near = among.usual_talk.standard(closeness(among.talk, person))
    return Swap(person, among, near.mean(axis=0), near.std(axis=0) + 1e-6)


@cache
def weights() -> NDArray[np.float64]:
    """The fitted weights of TERMS, from `swap.json`, which `python -m evals.swap_fit` makes."""
    kept = json.loads(files("brain.drift.attribution").joinpath("swap.json").read_text(encoding="utf-8"))
    return np.array([kept["weights"][term] for term in TERMS])
