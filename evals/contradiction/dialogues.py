"""Dialogues in which nothing is contradicted: how often the reader accuses one all the same."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Final, NamedTuple

from brain import demo
from brain.drift.claims.known import Held, Known, conflicts
from brain.drift.claims.reader import claims
from brain.drift.persona_claims import held_by
from brain.drift.signals.contradiction import CLEAR
from evals.calibrate.played import played

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONG: Final = 20
SESSIONS: Final = 10
SEED: Final = 50_000
"""Numbers of sessions that neither the fit nor the reader was made on."""


class Accused(NamedTuple):
    """Dialogues and replies, and how many hold a contradiction of any strength, or a plain one, by the reader."""

    dialogues: int
    any_strength: int
    plain: int
    replies: int
    accused_replies: int
    claims: int


def untouched() -> Accused:
    """The understudy at dose 0: every demo persona, against its genome and against its own earlier replies."""
    return _summed(
        _read(played(genome, number=SEED + number, turns=LONG).replies, held)
        for genome in demo.load_all()
        for held in [held_by(genome)]
        for number in range(SESSIONS)
    )


def outside(path: Path) -> Accused:
    """Answers of one role to general questions, JSON Lines with `role` and `generated`, dealt into dialogues of 20."""
    answers: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        answers.setdefault(entry["role"], []).append(entry["generated"][0])
    return _summed(_read(replies, Known(())) for role in sorted(answers) for replies in _dealt(answers[role], role))


def _dealt(answers: Sequence[str], role: str) -> Iterator[Sequence[str]]:
    mixed = list(answers)
    random.Random(role).shuffle(mixed)  # noqa: S311 - the table must be repeatable
    for start in range(0, len(mixed) - LONG + 1, LONG):
        yield mixed[start : start + LONG]


def _read(replies: Sequence[str], held: Known) -> tuple[list[float], int]:
    """The surest contradiction of each reply, 0 for none, and the number of claims."""
    said: list[Held] = []
    surest, number = [], 0
    for turn, reply in enumerate(replies, start=1):
        made = claims(reply)
        against = [*conflicts(made, held)[0], *conflicts(made, Known(tuple(said)))[0]]
        surest.append(max((conflict.strength for conflict in against), default=0.0))
        number += len(made)
        said += [Held(claim, f"turn {turn}") for claim in made]
    return surest, number


def _summed(read: Iterator[tuple[list[float], int]]) -> Accused:
    every = list(read)
    return Accused(
        dialogues=len(every),
        any_strength=sum(max(surest) > 0.0 for surest, _ in every),
        plain=sum(max(surest) >= CLEAR for surest, _ in every),
        replies=sum(len(surest) for surest, _ in every),
        accused_replies=sum(value > 0.0 for surest, _ in every for value in surest),
        claims=sum(number for _, number in every),
    )
