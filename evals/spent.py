"""What calls took: their number, tokens, money and time, as an addend. Knows no call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from brain.models.chat import TokenCount

if TYPE_CHECKING:
    from collections.abc import Iterable


class Spent(BaseModel):
    """What calls took: how many, their tokens, micro-dollars (None: a price is unknown), the models' own seconds."""

    model_config = ConfigDict(frozen=True)

    calls: Annotated[int, Field(ge=0)] = 0
    tokens: TokenCount = TokenCount()
    microdollars: Annotated[int, Field(ge=0)] | None = 0
    seconds: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] = 0.0

    def __add__(self, other: Spent) -> Spent:
        known = self.microdollars is not None and other.microdollars is not None
        mine, its = self.tokens, other.tokens
        return Spent(
            calls=self.calls + other.calls,
            tokens=TokenCount(
                input=mine.input + its.input,
                output=mine.output + its.output,
                cache_read=mine.cache_read + its.cache_read,
                cache_write=mine.cache_write + its.cache_write,
            ),
            microdollars=(self.microdollars or 0) + (other.microdollars or 0) if known else None,
            seconds=self.seconds + other.seconds,
        )


def less(one: Spent, other: Spent) -> Spent:
    """What is left of one without the other, never below nothing; money is unknown where either is."""
    mine, its = one.tokens, other.tokens
    known = one.microdollars is not None and other.microdollars is not None
    return Spent(
        calls=max(0, one.calls - other.calls),
        tokens=TokenCount(
            input=max(0, mine.input - its.input),
            output=max(0, mine.output - its.output),
            cache_read=max(0, mine.cache_read - its.cache_read),
            cache_write=max(0, mine.cache_write - its.cache_write),
        ),
        microdollars=max(0, (one.microdollars or 0) - (other.microdollars or 0)) if known else None,
        seconds=max(0.0, one.seconds - other.seconds),
    )


NOTHING: Final = Spent()


def total(spent: Iterable[Spent]) -> Spent:
    """The sum."""
    return sum(spent, NOTHING)
