"""Human rating: what people said of a conversation. While it is played nobody has; ratings come afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.scorers.score import Score

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from evals.record import Readings, Record

NAME: Final = "human rating"


def unrated(_: PersonaGenome, __: Record, ___: Readings) -> tuple[Score, ...]:
    """Missing, so that a suite may gate by it once it was rated."""
    return (missing(NAME, of=1),)


def missing(name: str, *, of: int = 0) -> Score:
    """Nobody has rated this conversation."""
    return Score(
        name=name,
        unit="rating from 1 to 5" if name == NAME else "share",
        higher_is="better",
        of=of,
        what="ratings",
        reason="Nobody has rated this conversation.",
    )
