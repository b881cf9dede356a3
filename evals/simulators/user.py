"""The SimulatedUser protocol, and what one says. Knows no persona and no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evals.spent import NOTHING, Spent

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """What the user says.

    `off` is why that is not by its script, empty if it is; `measured` is False where nobody looked. `spent` is what
    the words cost.
    """

    text: str
    off: str = ""
    measured: bool = True
    spent: Spent = NOTHING


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn before: what the user said and what the persona replied."""

    user: str
    reply: str


class SimulatedUser(Protocol):
    """Somebody who talks to a persona."""

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:
        """The user's words at a turn (from 1), after the turns before. Raises a ModelError where a model plays it."""
