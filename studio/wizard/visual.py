"""The step VISUAL: its fields are paths within the genome's `visual`. Knows how they enter it, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.errors import Forbidden
from brain.genome.visual import SETTING_FIELDS
from store.wizard_values import Change, Part
from studio.media.visual.casting import face_of
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import JsonValue

    from brain.genome import PersonaGenome

PART: Final = Part.VISUAL

LOCK: Final = "generation.locked"
"""The field that says whether the face may still change."""


def apply(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The genome with a face cast from its words, where it has none yet, and the fields of this step in it."""
    return put(genome.model_copy(update={"visual": face_of(genome)}), "visual", fields)


def problems(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[Problem, ...]:  # noqa: ARG001
    """What keeps this step from being published, beside the fields that do not fit."""
    return ()


def guard(genome: PersonaGenome, names: Iterable[str]) -> None:
    """Whether these fields of the step may be written. Raises Forbidden for the face of a locked identity."""
    if not genome.visual.generation.locked:
        return
    open_still = {LOCK, "primary_image", *(f"appearance.{one}" for one in SETTING_FIELDS)}
    face = sorted(set(names) - open_still)
    if face:
        raise Forbidden(
            "The face of this persona is locked.", why=f"It would change: {', '.join(face)}.",
            next_step="Unlock the identity first. Clothes, background and light can change without.",
        )  # fmt: skip


def changes(values: Mapping[str, JsonValue]) -> tuple[Change, ...]:
    """Fields that the user set by choosing, as changes that win over what stood there."""
    return tuple(Change(PART, name, value, seen=2**62) for name, value in values.items())
