"""What an attribution says: a value for all lines together and for each of them. Measures nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["log-odds", "spreads"]


@dataclass(frozen=True, slots=True)
class LineScore:
    """One line: its value, None where it cannot be judged, with the `reason`.

    `against` are the words that speak most against the persona, each a piece of the line; empty where none do.
    """

    value: float | None
    against: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whether the persona, and not somebody else, says all these lines: the sum over those that could be judged.

    High speaks for the persona, low against it (`direction` names the side that speaks against it). In log-odds 0 is
    even; in spreads 0 is how the persona usually reads, as in a noise floor. `value` is None where no line could be
    judged, with the `reason`. Lines of one conversation are not independent, so a sum over many ranks well but is too
    sure of itself as a probability.
    """

    value: float | None
    unit: Unit
    lines: tuple[LineScore, ...]
    reason: str = ""
    direction: Literal["below"] = "below"


def attributed(lines: tuple[LineScore, ...], unit: Unit) -> Attribution:
    """The lines, summed up."""
    judged = [line.value for line in lines if line.value is not None]
    if judged:
        return Attribution(sum(judged), unit, lines)
    return unassessed(lines[0].reason if lines else "There are no lines to judge.", unit, len(lines))


def unassessed(reason: str, unit: Unit, lines: int) -> Attribution:
    """No value for any line, for one reason."""
    return Attribution(None, unit, tuple(LineScore(None, reason=reason) for _ in range(lines)), reason)
