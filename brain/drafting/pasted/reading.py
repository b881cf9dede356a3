"""What was read out of a text: items with their places, exchanges, the form of the text. Knows no rules."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "name", "age", "pronouns", "occupation", "place", "family", "like", "dislike", "trait", "belief", "knowledge",
    "boundary", "goal", "value", "quirk", "phrase", "life", "backstory",
]  # fmt: skip

Form = Literal["interview", "brief", "first person", "unread"]
"""An interview has speakers, a brief tells of somebody, in the first person somebody tells; `unread` is no English."""

LOOKED_FOR: Final[dict[str, tuple[Kind, ...]]] = {
    "name": ("name",),
    "age": ("age",),
    "pronouns": ("pronouns",),
    "work": ("occupation",),
    "place": ("place",),
    "family": ("family",),
    "likes": ("like",),
    "dislikes": ("dislike",),
    "traits": ("trait",),
    "beliefs": ("belief",),
    "knowledge": ("knowledge",),
    "boundaries": ("boundary",),
    "goals and values": ("goal", "value"),
    "quirks and phrases": ("quirk", "phrase"),
}
"""What is looked for in every text, in the words in which it is told, with the kinds that answer it."""

ONE: Final[frozenset[Kind]] = frozenset({"name", "age", "pronouns", "occupation", "place"})
"""Of these a persona has one; the first that was read counts."""


class Item(BaseModel):
    """One thing that stands in the text: `text[start:end]`. `value` is the same, blanks evened out.

    Only of an age (a number in figures) and of pronouns (`she/her`) does the value have other letters. `under` is the
    label a boundary stands under, where that makes it one: `Never`.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    value: str = Field(min_length=1, max_length=20_000)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    under: str = ""


class Exchange(BaseModel):
    """A question and its answer, as they stand in an interview; `asked` is empty where nobody asked."""

    model_config = ConfigDict(frozen=True)

    asked: str
    reply: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Manner(BaseModel):
    """How somebody talks, measured from so many words of their own. None and empty where it could not be measured."""

    model_config = ConfigDict(frozen=True)

    words: int = 0
    sentence_length: Literal["short", "medium", "long", "varied"] | None = None
    vocabulary: Literal["simple", "moderate", "sophisticated"] | None = None
    spelling: Literal["en-GB", "en-US"] | None = None
    openers: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    communication: dict[str, float] = Field(default_factory=dict)

    @property
    def told(self) -> tuple[str, ...]:
        """What was measured, in words."""
        parts = [
            f"{self.sentence_length} sentences" if self.sentence_length else "",
            f"{self.vocabulary} words" if self.vocabulary else "",
            {"en-GB": "British spelling", "en-US": "American spelling"}.get(self.spelling or "", ""),
            f"begins with {', '.join(self.openers)}" if self.openers else "",
            f"drops in {', '.join(self.fillers)}" if self.fillers else "",
            *(f"{name} {level:.2f}" for name, level in self.communication.items()),
        ]
        return tuple(part for part in parts if part)


class Reading(BaseModel):
    """A text as it was read, and by whom: `rules` or a model's name."""

    model_config = ConfigDict(frozen=True)

    form: Form
    by: str = "rules"
    characters: int = 0
    items: tuple[Item, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    manner: Manner = Manner()
    notes: tuple[str, ...] = ()

    def of(self, *kinds: Kind) -> tuple[str, ...]:
        """The values of some kinds, in the order in which they stand in the text, without repeats."""
        return tuple(dict.fromkeys(item.value for item in self.items if item.kind in kinds))

    def one(self, kind: Kind) -> str:
        """The first value of a kind; empty if there is none."""
        return next(iter(self.of(kind)), "")

    @property
    def missing(self) -> tuple[str, ...]:
        """What was looked for and not found, in words."""
        return tuple(what for what, kinds in LOOKED_FOR.items() if not self.of(*kinds))
