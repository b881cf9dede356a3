"""`python -m evals.drift_outside FILE`: the shipped fit on role-play voices from outside, two tables of docs/drift.md.

FILE is JSON Lines with `role`, `question` and `generated` (a list of answers in the role's voice). Nothing is fitted.
Questions of reference lines and of tested replies are different ones; intervals are bootstraps over the roles.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain import static_embedder
from brain.drift.gauge import prepare
from brain.drift.session import stored
from brain.drift.voice_score import voice_score
from brain.genome import Example, PersonaGenome, PersonaMetadata
from evals.calibrate.measures import auroc, grouped_interval
from evals.calibrate.page import renew, table
from evals.calibrate.sessions import library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from brain.drift.gauge import Gauge
    from brain.drift.reading import DriftReading
    from brain.embeddings import Embedder

REFERENCES: Final = (20, 50)
TESTED: Final = 120
GROUPS: Final = (1, 3, 5, 10)
DRAWS: Final = 400
TURNS: Final = 20
SESSIONS: Final = 40

Answers = dict[str, list[tuple[str, str]]]

Areas = dict[str, dict[int, list[float]]]
"""AUROC against each other role, by role and number of replies."""


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
    sessions = (f"untouched sessions of {TURNS} turns with an alarm", "the same of another voice")
    made = table([*head, *sessions, "could be told"], lines)
    voices = table([*head, "could be told"], [_voice(answers, references) for references in REFERENCES])
    renew(chosen.docs, {"outside": made, "voice": voices})
    sys.stdout.write(made + "\n" + voices)
    return 0


def _answers(path: Path) -> Answers:
    found: Answers = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found.setdefault(entry["role"], []).append((entry["question"], entry["generated"][0]))
    return found


def _line(answers: Answers, references: int, embedder: Embedder) -> list[str]:
    areas: Areas = {}
    alarms: list[bool] = []
    seen: list[bool] = []
    told, asked = 0, 0
    for role, own, tested, chance in _splits(answers, references):
        gauge = _gauge(role, own, embedder)
        read = {other: [gauge.read(text) for text in texts] for other, texts in tested.items()}
        told += sum(stored(reading) is not None for readings in read.values() for reading in readings)
        asked += sum(map(len, read.values()))
        evidence = {other: [one for one in map(stored, readings) if one] for other, readings in read.items()}
        odds = {other: [one.log_odds for one in found] for other, found in evidence.items()}
        areas[role] = {group: _areas(odds, role, group, chance) for group in GROUPS}
        told_texts = {
            other: [text for text, reading in zip(tested[other], readings, strict=True) if stored(reading)]
            for other, readings in read.items()
        }
        alarms += [_alarmed(gauge, told_texts[role], chance) for _ in range(SESSIONS)]
        others = (texts for other, texts in sorted(told_texts.items()) if other != role)
        seen += [_alarmed(gauge, texts, chance) for texts in others for _ in range(SESSIONS // 4)]
    shares = (f"{np.mean(alarms):.1%}", f"{np.mean(seen):.0%}", f"{told / asked:.0%}")
    return [str(references), *_shown(areas), *shares]


def _voice(answers: Answers, references: int) -> list[str]:
    """The voice alone, by the door that needs no genome."""
    areas: Areas = {}
    told, asked = 0, 0
    for role, own, tested, chance in _splits(answers, references):
        scores = {other: voice_score(own, texts).lines for other, texts in tested.items()}
        values = {other: [one.value for one in lines if one.value is not None] for other, lines in scores.items()}
        told, asked = told + sum(map(len, values.values())), asked + sum(map(len, scores.values()))
        areas[role] = {group: _areas(values, role, group, chance) for group in GROUPS}
    return [str(references), *_shown(areas), f"{told / asked:.0%}"]


def _splits(answers: Answers, references: int) -> Iterator[tuple[str, list[str], dict[str, list[str]], random.Random]]:
    """Each role with reference lines from one half of the questions, and everybody's replies to the other half."""
    questions = sorted({question for pairs in answers.values() for question, _ in pairs})
    random.Random(0).shuffle(questions)  # noqa: S311 - the table must be repeatable
    known = set(questions[: len(questions) // 2])
    tested = {
        role: [text for question, text in pairs if question not in known][:TESTED] for role, pairs in answers.items()
    }
    for role in sorted(answers):
        chance = random.Random(role)  # noqa: S311 - the table must be repeatable
        own = [text for question, text in answers[role] if question in known and len(text.split()) >= 8]  # noqa: PLR2004
        yield role, chance.sample(own, references), tested, chance


def _shown(areas: Areas) -> list[str]:
    """Mean over the roles with a bootstrap over them, for each length."""
    roles = sorted(areas)
    cells = []
    for group in GROUPS:
        means = np.array([np.mean(areas[role][group]) for role in roles])
        low, high = grouped_interval(roles, partial(_mean_of, means))
        cells.append(f"{means.mean():.3f} ({low:.3f} to {high:.3f})")
    return cells


def _mean_of(values: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    return float(values[rows].mean())


def _gauge(role: str, lines: Sequence[str], embedder: Embedder) -> Gauge:
    bare = PersonaGenome(metadata=PersonaMetadata(name=role, slug="outside"))
    examples = tuple(Example(user="", reply=line) for line in lines)
    genome = bare.model_copy(update={"mind": bare.mind.model_copy(update={"examples": examples})})
    return prepare(genome, contrast=library(), embedder=embedder)


def _areas(found: Mapping[str, Sequence[float]], role: str, group: int, chance: random.Random) -> list[float]:
    """AUROC of the role's replies against each other role's, summed over random groups of replies."""

    def sums(other: str) -> list[float]:
        values = found[other]
        if group == 1:
            return list(values)
        return [sum(chance.sample(list(values), group)) for _ in range(DRAWS)]

    own = sums(role)
    return [auroc(own, sums(other)) for other in sorted(found) if other != role]


def _alarmed(gauge: Gauge, texts: Sequence[str], chance: random.Random) -> bool:
    readings: list[DriftReading] = []
    for text in chance.sample(list(texts), TURNS):
        readings.append(gauge.read(text, earlier=readings))
    return any(reading.change.alarm for reading in readings)


if __name__ == "__main__":
    sys.exit(main())
