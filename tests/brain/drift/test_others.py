"""Whom a persona is told apart from: everybody but itself, and but whoever it is a copy of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain import demo
from brain.drift.contrast import usual
from brain.drift.others import others

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome


def test_a_copy_is_not_told_apart_from_what_it_was_copied_from(persona: Callable[..., PersonaGenome]) -> None:
    """Under another slug, and with some lines of its own, it still speaks with the original's voice."""
    einstein = demo.load("albert-einstein")
    copy = persona("my-einstein", ("A line of its own.", *einstein.mind.reference_lines[1:]))
    assert others(copy) == others(einstein) == usual().without("albert-einstein")


def test_a_persona_of_its_own_is_told_apart_from_all(persona: Callable[..., PersonaGenome]) -> None:
    """One line in common with somebody makes no copy."""
    line = demo.load("albert-einstein").mind.reference_lines[0]
    assert others(persona("fishmonger", (line, "I sell fish.", "Fresh fish today."))) == usual()
