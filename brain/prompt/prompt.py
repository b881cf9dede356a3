"""A system prompt as a value: nine sections in a fixed order."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class SectionName(StrEnum):
    """The seeds' nine sections, in their order."""

    CONSTITUTION = "constitution"
    IDENTITY = "identity"
    PERSONALITY = "personality"
    SPEAKING = "speaking"
    KNOWLEDGE = "knowledge"
    RULES = "rules"
    FORMAT = "format"
    MEMORIES = "memories"
    STATE = "state"


Trimmable = Literal["memories", "knowledge", "examples", "life facts", "history"]
"""What a prompt may be shortened by, in this order. Constitution, rules and the anchor never are."""


class Cut(BaseModel):
    """How many items are left out of each part of a prompt that may be shortened, counted from the least needed."""

    model_config = ConfigDict(frozen=True)

    knowledge: int = 0
    examples: int = 0
    life: int = 0


class Section(BaseModel):
    """One section: its name, its text, and whether it stays the same from turn to turn."""

    model_config = ConfigDict(frozen=True)

    name: SectionName
    text: str
    stable: bool = True


class Prompt(BaseModel):
    """All nine sections. The stable ones come first, so that a provider can cache them."""

    model_config = ConfigDict(frozen=True)

    sections: tuple[Section, ...]

    @property
    def stable(self) -> str:
        """The text that stays the same from turn to turn."""
        return "\n\n".join(section.text for section in self.sections if section.stable)

    @property
    def changing(self) -> str:
        """The text that follows it."""
        return "\n\n".join(section.text for section in self.sections if not section.stable and section.text)
