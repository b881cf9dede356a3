"""`python -m evals.swap_fit`: makes `brain/drift/attribution/swap.json` again, from the strangers that ship.

Each stranger plays the persona in turn, among strangers of other folds; its own talk and that of the others of its fold
are told apart by a logistic model in which no slope may be negative. Knows nothing of a gauge.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from brain import static_embedder
from brain.drift.attribution.sayings import Sayings, sayings
from brain.drift.attribution.strangers import Stranger, shipped
from brain.drift.attribution.swap import TERMS, swap
from brain.style.words import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.embeddings import Embedder

FOLDS: Final = 4
SEEDS: Final = (0, 1, 2)
RIDGE: Final = 0.003
SLOPES: Final = 2
"""The first terms, whose weights may not be negative."""


@dataclass(frozen=True, eq=False)
class Talk:
    """The sentences of one person's talk: the terms of each against one persona, and the line it stands in."""

    persona: str
    speaker: str
    terms: NDArray[np.float64]
    line_of: NDArray[np.int64]
    fold: int
    seed: int


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the file was made."""
    parser = argparse.ArgumentParser(prog="python -m evals.swap_fit", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("brain/drift/attribution/swap.json"))
    chosen = parser.parse_args(arguments)
    talks = pairs(shipped(), static_embedder.load())
    kept = {"weights": dict(zip(TERMS, (round(float(one), 4) for one in fitted(talks)), strict=True))}
    chosen.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{chosen.out}: {len(talks):,} pairs of persona and speaker\n")
    return 0


def pairs(people: Sequence[Stranger], embedder: Embedder, *, seeds: Sequence[int] = SEEDS) -> list[Talk]:
    """Every two people of one fold, and everybody with itself, the strangers being those of the other folds."""
    said_by = {one.name: spoken(one, embedder) for one in people}
    found = []
    for seed in seeds:
        folds = np.random.default_rng(seed).permutation(len(people)) % FOLDS
        for fold in range(FOLDS):
            strangers = [one for one, place in zip(people, folds, strict=True) if place != fold]
            inside = [one for one, place in zip(people, folds, strict=True) if place == fold]
            for persona in inside:
                gauge = swap(sayings(persona.sentences, embedder), embedder, strangers=strangers)
                for speaker in inside:
                    said, line_of = said_by[speaker.name]
                    found.append(Talk(persona.name, speaker.name, gauge.terms(said), line_of, fold, seed))
    return found


def fitted(talks: Sequence[Talk]) -> NDArray[np.float64]:
    """The weights; own and strange sentences weigh the same in all."""
    rows = np.concatenate([talk.terms for talk in talks])
    own = np.concatenate([[talk.persona == talk.speaker] * len(talk.terms) for talk in talks])
    share = np.where(own, 0.5 / own.sum(), 0.5 / (~own).sum())
    scale = rows.std(axis=0) + 1e-9
    scale[-1] = 1.0
    scaled, sign = rows / scale, np.where(own, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (scaled @ weights)
        slope = -share * sign / (1.0 + np.exp(margin))
        penalty = RIDGE * np.append(weights[:-1], 0.0)
        return float(share @ np.logaddexp(0.0, -margin) + penalty @ weights / 2.0), scaled.T @ slope + penalty

    bounds = [(0.0, None) if index < SLOPES else (None, None) for index in range(len(TERMS))]
    found = minimize(loss, np.zeros(len(TERMS)), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / scale)


def spoken(one: Stranger, embedder: Embedder) -> tuple[Sayings, NDArray[np.int64]]:
    """The sentences of a stranger's lines, and the line each stands in."""
    found = [(line[start:end], number) for number, line in enumerate(one.lines) for start, end in sentences(line)]
    return sayings([text for text, _ in found], embedder), np.array([number for _, number in found], np.int64)


if __name__ == "__main__":
    sys.exit(main())
