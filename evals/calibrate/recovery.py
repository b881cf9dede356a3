"""What a reminder does: the understudy is told to drift, with and without the anchor's reminder. Fits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain import demo, static_embedder
from brain.drift.gauge import prepare
from brain.models.chat import DriftInstruction
from brain.rehearsal import rehearse
from brain.reinforcement import strength
from evals.calibrate.figures import mean_interval
from evals.calibrate.page import spanned, table
from evals.calibrate.played import played, replied
from evals.calibrate.sessions import TYPES, library

if TYPE_CHECKING:
    from brain.drift.fit import Fit
    from brain.drift.gauge import Gauge
    from brain.drift.reading import DriftReading
    from brain.genome import PersonaGenome
    from brain.models.chat import DriftType
    from evals.calibrate.design import Floats

FROM_TURN: Final = 3
TURNS: Final = 11
DOSE: Final = 1.0
NUMBER: Final = 50_000
"""Number of a conversation that the fit has not met."""


def recovery(fit: Fit) -> str:
    """Mean score by turns since drift began, with and without the reminder, over demo personas and types."""
    embedder = static_embedder.load()
    scores: dict[bool, list[list[float]]] = {True: [], False: []}
    strengths: list[list[float]] = []
    whose: list[str] = []
    for genome in demo.load_all():
        gauge = prepare(genome, contrast=library(), embedder=embedder, faithful=rehearse(genome), fit=fit)
        for kind in TYPES:
            whose.append(genome.metadata.slug)
            for reminded in (True, False):
                said, pulled = _session(genome, gauge, kind, reminded=reminded)
                scores[reminded].append(said)
                if reminded:
                    strengths.append(pulled)
    told, untold = np.array(scores[True]), np.array(scores[False])
    lines = [_line(turn, told, untold, np.array(strengths), whose) for turn in range(FROM_TURN - 1, TURNS)]
    head = ["turn since drift began", "score with reminder", "without", "difference (95 %)", "mean strength"]
    return table(head, lines)


def _line(turn: int, told: Floats, untold: Floats, strengths: Floats, whose: list[str]) -> list[str]:
    both = ~np.isnan(told[:, turn]) & ~np.isnan(untold[:, turn])
    groups = [name for name, kept in zip(whose, both, strict=True) if kept]
    difference = mean_interval((told - untold)[both, turn], groups)
    return [
        str(turn - FROM_TURN + 2),
        f"{told[both, turn].mean():.2f}",
        f"{untold[both, turn].mean():.2f}",
        spanned(difference, "+.2f"),
        f"{strengths[:, turn].mean():.2f}",
    ]


def _session(
    genome: PersonaGenome, gauge: Gauge, kind: DriftType, *, reminded: bool
) -> tuple[list[float], list[float]]:
    """Scores (NaN for `cannot tell`) and strengths of the reminder, turn by turn."""
    base = played(genome, number=NUMBER, turns=TURNS)
    drift = DriftInstruction(type=kind, dose=DOSE, from_turn=FROM_TURN)
    readings: list[DriftReading] = []
    said: list[str] = []
    pulled: list[float] = []
    for turn in range(1, TURNS + 1):
        pulled.append(strength(readings) if reminded else 0.0)
        reply = replied(genome, base.users[:turn], said, number=NUMBER, drift=drift, reminder=pulled[-1])
        readings.append(gauge.read(reply, user_text=base.users[turn - 1], earlier=readings, said=said))
        said.append(reply)
    return [np.nan if reading.score is None else reading.score for reading in readings], pulled
