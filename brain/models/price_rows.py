"""Rows of the table of prices: text by tokens; speech, listening, pictures, video and training by what was made.

Amounts are micro-dollars, exact until they are rounded once. Knows no file.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from brain.models.chat import TokenCount

Dollars = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
"""US dollars for a million of a unit, which is the same figure as micro-dollars for one."""

Made = Literal["speech", "listening", "picture", "video", "training"]
"""What is paid for by what was made, and not by tokens."""

MADE: tuple[Made, ...] = get_args(Made)


class Row(BaseModel):
    """Which model a price is of, from which day on, and where it was taken from (a key of the table's `sources`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    model: str
    since: date = date.min
    source: str = ""


class Price(Row):
    """What one model costs from a day on, for prompts of more than `prompt_over` tokens."""

    prompt_over: Annotated[int, Field(ge=0)] = 0
    input: Dollars
    output: Dollars
    cache_write: Dollars
    cache_read: Dollars

    def of(self, tokens: TokenCount) -> int:
        """The cost in micro-dollars, exact until it is rounded once, half up."""
        return rounded(
            tokens.input * self.input
            + tokens.output * self.output
            + tokens.cache_write * self.cache_write
            + tokens.cache_read * self.cache_read
        )


class MadePrice(Row):
    """What a provider takes for one character, one second or one piece, from a day on: exactly one of them."""

    characters: Dollars | None = None
    second: Dollars | None = None
    each: Dollars | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if [self.characters, self.second, self.each].count(None) != 2:  # noqa: PLR2004 - all but one
            raise ValueError("a price is for a character, a second or a piece: give one of them")
        return self

    def of(self, *, characters: int = 0, seconds: float = 0.0, pieces: int = 0) -> int:
        """The cost in micro-dollars, exact until it is rounded once, half up."""
        if self.characters is not None:
            return rounded(characters * self.characters)
        if self.second is not None:
            return rounded(Decimal(str(seconds)) * self.second)
        return rounded(pieces * (self.each or Decimal(0)))


class SpeechPrice(MadePrice):
    """What a provider of speech takes: US dollars for a million characters, micro-dollars for one; or by the second."""


class Source(BaseModel):
    """Where prices were read, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    as_of: date


def rounded(exact: Decimal) -> int:
    """Whole micro-dollars, half up."""
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
