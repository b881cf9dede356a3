"""A persona that is being made, as the store gives it out: its fields by step, each with who wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pydantic import JsonValue

Writer = Literal["user", "suggested"]
"""Who wrote a field: whoever makes the persona, or the studio."""


class Step(StrEnum):
    """The five steps, in the order in which they are taken."""

    SPARK = "spark"
    VISUAL = "visual"
    VOICE = "voice"
    MIND = "mind"
    REVIEW = "review"


class Part(StrEnum):
    """What is written in the steps. Motion has no step of its own."""

    SPARK = "spark"
    VISUAL = "visual"
    VOICE = "voice"
    MIND = "mind"
    MOTION = "motion"


class WizardStatus(StrEnum):
    """What became of a wizard session."""

    OPEN = "open"
    PUBLISHED = "published"
    ABANDONED = "abandoned"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in a field, who wrote it, and at which revision of the session.

    `rival` holds what somebody wrote in another browser without having seen `value`: both are kept until one is chosen.
    """

    value: JsonValue
    by: Writer = "user"
    revision: int = 0
    rival: tuple[JsonValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What to write into a field. `seen` is the field's revision that the writer had before them, 0 if it was empty.

    `clear` empties the field, so that the suggestion stands there again.
    """

    part: Part
    name: str
    value: JsonValue = None
    by: Writer = "user"
    seen: int = 0
    clear: bool = False


@dataclass(frozen=True, slots=True)
class WizardSession:
    """A persona that is being made. `base` is the genome it starts from, as a document; empty if it is drafted."""

    id: str
    user_id: str
    persona_id: str | None
    status: WizardStatus
    source: str
    base: str
    seed: int
    drafted_by: str
    step: Step
    fields: Mapping[Part, Mapping[str, Field]]
    costs: Mapping[str, int]
    cost_microdollars: int
    revision: int
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    clashes: tuple[tuple[Part, str], ...] = field(default=())

    def value(self, part: Part, name: str, default: JsonValue = None) -> JsonValue:
        """What stands in a field, or `default`."""
        found = self.fields[part].get(name)
        return default if found is None else found.value

    def written(self, part: Part, name: str) -> bool:
        """Whether the user wrote the field."""
        found = self.fields[part].get(name)
        return found is not None and found.by == "user"


LONGEST_PART: Final = 2_000_000
"""Longest JSON of one part, in characters."""
