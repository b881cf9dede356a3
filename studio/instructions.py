"""Drift on purpose, as people write it: type:dose:from-turn. Knows no conversation."""

from __future__ import annotations

from brain.errors import InvalidInput
from brain.models.chat import DRIFT_TYPES, DriftInstruction


def instruction(words: str) -> DriftInstruction:
    """A drift instruction from `type:dose:from turn`. Raises InvalidInput, naming the types there are."""
    kind, _, rest = words.partition(":")
    dose, _, turn = rest.partition(":")
    try:
        return DriftInstruction.model_validate(
            {"type": kind.strip().replace("_", " "), "dose": dose or 1.0, "from_turn": turn or 1}
        )
    except ValueError:
        raise InvalidInput(
            f"{words!r} is no drift instruction.",
            why="It is written type:dose:from-turn, with a dose from 0 to 1 and a turn from 1.",
            next_step=f"Types are: {', '.join(DRIFT_TYPES)}. For example 'assistant break:0.8:6'.",
        ) from None
