"""The step VISUAL: its fields are paths within the genome's `visual`. Knows how they enter it, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.wizard_values import Part
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from brain.genome import PersonaGenome

PART: Final = Part.VISUAL


def apply(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The genome with the fields of this step in it, and those that did not fit."""
    return put(genome, "visual", fields)


def problems(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[Problem, ...]:  # noqa: ARG001
    """What keeps this step from being published, beside the fields that do not fit."""
    return ()
