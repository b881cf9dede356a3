"""Putting what was written in a step over a drafted genome, field by field. Knows no step and no store.

A field is named by its path within a strand of the genome: `communication.humor` in `mind`. What does not fit is
left out and told, so that one wrong field never hides the rest of the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from brain.genome import PersonaGenome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

TRIES: Final = 20
"""A document is validated at most so often; each time the fields that do not fit are left out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of a step, in a sentence for whoever wrote it."""

    field: str
    what: str


def put(
    genome: PersonaGenome, strand: str, fields: Mapping[str, JsonValue]
) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The genome with the fields put into one of its strands (`mind`, `voice`, …), and those that did not fit."""
    if not fields:
        return genome, ()
    left = dict(fields)
    problems: list[Problem] = []
    for _ in range(TRIES):
        document = genome.model_dump(mode="json")
        for name, value in left.items():
            _set(document[strand], name, value)
        try:
            return PersonaGenome.model_validate(document), tuple(problems)
        except ValidationError as error:
            wrong = _wrong(error, strand, left)
            if not wrong:
                problems += [Problem(name, "This cannot be used here.") for name in left]
                return genome, tuple(problems)
            problems += [Problem(name, what) for name, what in wrong.items()]
            left = {name: value for name, value in left.items() if name not in wrong}
    return genome, tuple(problems)


def _set(document: dict[str, Any], name: str, value: JsonValue) -> None:
    *parents, last = name.split(".")
    here: Any = document
    for part in parents:
        found = here.get(part)
        if not isinstance(found, dict):
            found = here[part] = {}
        here = found
    here[last] = value


def _wrong(error: ValidationError, strand: str, fields: Mapping[str, JsonValue]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in item["loc"])
        for name in fields:
            if place == f"{strand}.{name}" or place.startswith(f"{strand}.{name}."):
                found.setdefault(name, _sentence(item["msg"]))
    return found


def _sentence(message: str) -> str:
    words = message.removeprefix("Value error, ")
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
