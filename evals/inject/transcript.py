"""A conversation as text, and the places where it was changed. Knows no kind of drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from brain.genome import PersonaGenome


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What the user said and what the persona answered, one of each a turn, oldest first.

    Raises InvalidInput when there are not as many replies as messages.
    """

    genome: PersonaGenome
    users: tuple[str, ...]
    replies: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.users) != len(self.replies):
            raise InvalidInput(
                f"The transcript has {len(self.users)} messages and {len(self.replies)} replies.",
                why="Every turn is one message and one reply.",
                next_step="Give as many of one as of the other; an empty message will do.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One change: `before` stood at `before_start`:`before_end` of the old reply, `after` at `start`:`end` of the new.

    `turn` counts from 1, offsets are in characters. An insertion has an empty `before`, a deletion an empty `after`.
    """

    turn: int
    before_start: int
    before_end: int
    before: str
    start: int
    end: int
    after: str
