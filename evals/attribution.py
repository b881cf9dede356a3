"""`python -m evals.attribution`: how well a stranger's lines are told from a persona's, a table in `docs/drift.md`.

Development figures on the strangers that ship, cross-validated: the persona and the other speaker belong to one fold,
strangers and weights to the others. With `--personagym FILE` also on PersonaGym's personas and the questions written
for them (arXiv 2407.18416, MIT), by the weights that ship; nothing is fitted to those.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain import static_embedder
from brain.drift.attribution.sayings import sayings
from brain.drift.attribution.strangers import Stranger, shipped
from brain.drift.attribution.swap import swap, weights
from evals.calibrate.measures import auroc, grouped_interval
from evals.calibrate.page import renew, table
from evals.swap_fit import FOLDS, SEEDS, Talk, fitted, pairs, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.embeddings import Embedder

GROUPS: Final = (1, 3, 8)
QUESTIONS: Final = 8
PERSONAS: Final = 50
_CLAUSES: Final = re.compile(r"\bwho\b|,|\band\b|\bfrom\b")

Lines = dict[tuple[str, str], list["NDArray[np.float64]"]]
"""Values of every line, by persona and speaker; one array a repetition."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the table was made."""
    parser = argparse.ArgumentParser(prog="python -m evals.attribution", description=__doc__)
    parser.add_argument("--personagym", type=Path, default=None)
    parser.add_argument("--docs", type=Path, default=Path("docs/drift.md"), help="the page whose table is renewed")
    chosen = parser.parse_args(arguments)
    embedder = static_embedder.load()
    people = shipped()
    rows = [
        ["small talk", "nearest cosine", *areas(nearest(people, embedder))],
        ["small talk", "swap score", *areas(cross_validated(people, embedder))],
        *(
            [
                "small talk",
                f"swap score, a card of {number}",
                *areas(cross_validated(shortened(people, number), embedder)),
            ]
            for number in (1, 2, 3)
        ),
    ]
    if chosen.personagym is not None:
        everybody = _personagym(chosen.personagym)
        asked, others = everybody[:PERSONAS], everybody[PERSONAS:]
        rows += [
            ["PersonaGym", "nearest cosine", *areas(nearest(asked, embedder))],
            ["PersonaGym", "swap score", *areas(outside(asked, embedder))],
            ["PersonaGym", "swap score, strangers of its own kind", *areas(outside(asked, embedder, strangers=others))],
        ]
    made = table(["data", "score", *(f"AUROC, {group} line{'s' if group > 1 else ''}" for group in GROUPS)], rows)
    renew(chosen.docs, {"swap": made})
    sys.stdout.write(made)
    return 0


def cross_validated(people: Sequence[Stranger], embedder: Embedder) -> Lines:
    """Log-odds of every line, by weights fitted on other folds than that of persona and speaker."""
    talks = pairs(people, embedder)
    fits = {
        (seed, fold): fitted([talk for talk in talks if talk.seed == seed and talk.fold != fold])
        for seed in SEEDS
        for fold in range(FOLDS)
    }
    found: Lines = {}
    for talk in talks:
        values = _by_line(talk, fits[talk.seed, talk.fold])
        found.setdefault((talk.persona, talk.speaker), []).append(values)
    return found


def outside(people: Sequence[Stranger], embedder: Embedder, *, strangers: Sequence[Stranger] | None = None) -> Lines:
    """Log-odds of every line by the weights that ship, among the strangers that ship or others."""
    said = {one.name: spoken(one, embedder) for one in people}
    found: Lines = {}
    for persona in people:
        gauge = swap(sayings(persona.sentences, embedder), embedder, strangers=strangers)
        for speaker in people:
            sentences, line_of = said[speaker.name]
            talk = Talk(persona.name, speaker.name, gauge.terms(sentences), line_of, 0, 0)
            found[persona.name, speaker.name] = [_by_line(talk, weights())]
    return found


def nearest(people: Sequence[Stranger], embedder: Embedder) -> Lines:
    """The score to beat: the cosine of a line to the nearest sentence of the card."""
    cards = {one.name: embedder.embed(one.sentences) for one in people}
    said = {one.name: embedder.embed(one.lines) for one in people}
    return {
        (persona, speaker): [(said[speaker] @ cards[persona].T).max(axis=1).astype(float)]
        for persona in cards
        for speaker in said
    }


def areas(lines: Lines) -> list[str]:
    """AUROC of own windows of lines against strange ones, with a bootstrap over personas, for each length."""
    return [
        _area([(persona, persona == speaker, _windows(values, group)) for (persona, speaker), values in lines.items()])
        for group in GROUPS
    ]


def shortened(people: Sequence[Stranger], number: int) -> list[Stranger]:
    """The same people with only the first sentences of their cards."""
    return [Stranger(one.name, one.sentences[:number], one.lines) for one in people]


def _area(groups: Sequence[tuple[str, bool, list[float]]]) -> str:
    personas = sorted({persona for persona, _, _ in groups})
    own: dict[str, list[float]] = {name: [] for name in personas}
    strange: dict[str, list[float]] = {name: [] for name in personas}
    for persona, same, values in groups:
        (own if same else strange)[persona] += values

    def measure(rows: NDArray[np.int64]) -> float:
        names = [personas[row] for row in rows]
        return auroc(np.concatenate([own[name] for name in names]), np.concatenate([strange[name] for name in names]))

    low, high = grouped_interval(personas, measure, draws=200)
    return f"{measure(np.arange(len(personas))):.3f} ({low:.3f} to {high:.3f})"


def _windows(values: Sequence[NDArray[np.float64]], length: int) -> list[float]:
    return [
        float(each[start : start + length].sum()) for each in values for start in range(max(1, len(each) - length + 1))
    ]


def _by_line(talk: Talk, fit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(talk.line_of, weights=talk.terms @ fit).astype(float)


def _personagym(path: Path) -> list[Stranger]:
    found = []
    for number, (persona, tasks) in enumerate(json.loads(path.read_text(encoding="utf-8")).items()):
        card = tuple(part.strip() for part in _CLAUSES.split(persona) if len(part.strip()) > 2)  # noqa: PLR2004
        questions = [question for asked in tasks.values() for question in asked]
        chance = random.Random(number)  # noqa: S311 - the table must be repeatable
        found.append(Stranger(str(number), card, tuple(chance.sample(questions, QUESTIONS))))
    return found


if __name__ == "__main__":
    sys.exit(main())
