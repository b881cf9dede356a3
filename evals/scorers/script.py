"""Own script: did the simulated user keep to it. Says nothing of the persona."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.scorers.score import Score, quoted, share

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.record import Readings, Record


def kept(_: PersonaGenome, record: Record, __: Readings) -> tuple[Score, ...]:
    """The share of the user's lines that keep to its script, of those where that was measured."""
    measured = [one for one in record.exchanges if one.measured]
    left = [one for one in measured if one.off]
    return (
        share(
            "own script",
            len(measured) - len(left),
            len(measured),
            len(record.exchanges),
            what="lines of the user",
            reason="Nothing was measured on the user's lines.",
            evidence=(quoted(f"turn {one.turn}", one.user, one.off) for one in left),
        ),
    )
