"""A system prompt as a value: nine sections in a fixed order."""

from __future__ import annotations

from enum import StrEnum

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
