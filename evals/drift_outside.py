"""`python -m evals.drift_outside FILE`: the shipped fit on role-play voices from outside, a table of `docs/drift.md`.

FILE is JSON Lines with `role`, `question` and `generated` (a list of answers in the role's voice). Nothing is fitted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain import static_embedder
from brain.drift.gauge import prepare
from brain.drift.reading import DriftReading
from brain.drift.session import change_point, stored
from brain.genome import Example, PersonaGenome, PersonaMetadata
from evals.calibrate.measures import auroc
from evals.calibrate.report import renew, table
from evals.calibrate.sessions import library

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.drift.fit import Evidence
    from brain.drift.gauge import Gauge
    from brain.embeddings import Embedder

REFERENCES: Final = (20, 50)
TESTED: Final = 120
GROUPS: Final = (1, 3, 5, 10)
DRAWS: Final = 400
TURNS: Final = 20
SESSIONS: Final = 40

Answers = dict[str, list[tuple[str, str]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the table was made."""
    parser = argparse.ArgumentParser(prog="python -m evals.drift_outside", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--docs", type=Path, default=Path("docs/drift.md"), help="the page whose table is renewed")
    chosen = parser.parse_args(arguments)
    answers = _answers(chosen.file)
    embedder = static_embedder.load()
    lines = [_line(answers, references, embedder) for references in REFERENCES]
    head = ["reference lines", *(f"AUROC, {group} repl{'y' if group == 1 else 'ies'}" for group in GROUPS)]
    made = table([*head, f"untouched sessions of {TURNS} turns with an alarm", "could be told"], lines)
    renew(chosen.docs, {"outside": made})
    sys.stdout.write(made)
    return 0


def _answers(path: Path) -> Answers:
    found: Answers = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found.setdefault(entry["role"], []).append((entry["question"], entry["generated"][0]))
    return found


def _line(answers: Answers, references: int, embedder: Embedder) -> list[str]:
    questions = sorted({question for pairs in answers.values() for question, _ in pairs})
    random.Random(0).shuffle(questions)  # noqa: S311 - the table must be repeatable
    known = set(questions[: len(questions) // 2])
    areas: dict[int, list[float]] = {group: [] for group in GROUPS}
    alarms, told, asked = [], 0, 0
    for role in sorted(answers):
        chance = random.Random(role)  # noqa: S311 - the table must be repeatable
        own = [text for question, text in answers[role] if question in known and len(text.split()) >= 8]  # noqa: PLR2004
        gauge = _gauge(role, chance.sample(own, references), embedder)
        read = {
            other: [gauge.read(text) for question, text in pairs if question not in known][:TESTED]
            for other, pairs in answers.items()
        }
        told += sum(stored(reading) is not None for readings in read.values() for reading in readings)
        asked += sum(map(len, read.values()))
        evidence = {other: [one for one in map(stored, readings) if one] for other, readings in read.items()}
        for group in GROUPS:
            areas[group] += _areas(evidence, role, group, chance)
        alarms += [_alarmed(gauge, evidence[role], chance) for _ in range(SESSIONS)]
    shown = [f"{np.mean(areas[group]):.3f}" for group in GROUPS]
    return [str(references), *shown, f"{np.mean(alarms):.1%}", f"{told / asked:.0%}"]


def _gauge(role: str, lines: Sequence[str], embedder: Embedder) -> Gauge:
    bare = PersonaGenome(metadata=PersonaMetadata(name=role, slug="outside"))
    examples = tuple(Example(user="", reply=line) for line in lines)
    genome = bare.model_copy(update={"mind": bare.mind.model_copy(update={"examples": examples})})
    return prepare(genome, contrast=library(), embedder=embedder)


def _areas(evidence: Mapping[str, Sequence[Evidence]], role: str, group: int, chance: random.Random) -> list[float]:
    """AUROC of the role's replies against each other role's, summed over random groups of replies."""

    def sums(other: str) -> list[float]:
        values = [one.log_odds for one in evidence[other]]
        if group == 1:
            return values
        return [sum(chance.sample(values, group)) for _ in range(DRAWS)]

    own = sums(role)
    return [auroc(own, sums(other)) for other in sorted(evidence) if other != role]


def _alarmed(gauge: Gauge, evidence: Sequence[Evidence], chance: random.Random) -> bool:
    readings: list[DriftReading] = []
    for one in chance.sample(list(evidence), TURNS):
        readings.append(DriftReading(change=change_point(readings, one, gauge.fit)))
    return any(reading.change.alarm for reading in readings)


if __name__ == "__main__":
    sys.exit(main())
