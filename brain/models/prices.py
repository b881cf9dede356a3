"""What a reply costs: a dated table of prices, and exact arithmetic over it. Knows no model and no bill."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from brain.models.chat import TokenCount

Dollars = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
"""US dollars for a million tokens, which is the same figure as micro-dollars for one."""

_DATED: Final = re.compile(r"[-@](\d{8}|latest)$")
"""How a model's id ends when it names a release: claude-sonnet-4-20250514, claude-3-5-haiku-latest."""


_IN_USE: Final[dict[str, PriceTable]] = {}
"""The table of this process, under `table`: a setting of the process, like its prices a fact about the world."""


class Price(BaseModel):
    """What one model costs from a day on, for prompts of more than `prompt_over` tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    model: str
    since: date = date.min
    prompt_over: Annotated[int, Field(ge=0)] = 0
    input: Dollars
    output: Dollars
    cache_write: Dollars
    cache_read: Dollars

    def of(self, tokens: TokenCount) -> int:
        """The cost in micro-dollars, exact until it is rounded once, half up."""
        exact = (
            tokens.input * self.input
            + tokens.output * self.output
            + tokens.cache_write * self.cache_write
            + tokens.cache_read * self.cache_read
        )
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class SpeechPrice(BaseModel):
    """What a provider of speech takes from a day on: US dollars for a million characters, micro-dollars for one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    model: str
    since: date = date.min
    characters: Dollars

    def of(self, characters: int) -> int:
        """The cost in micro-dollars, exact until it is rounded once, half up."""
        return int((characters * self.characters).quantize(Decimal(1), rounding=ROUND_HALF_UP))


class PriceTable(BaseModel):
    """Prices, with the day and the source they were taken from. Where two fit alike, the first counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source: str = ""
    price: tuple[Price, ...] = ()
    speech: tuple[SpeechPrice, ...] = ()

    def find_speech(self, provider: str, model: str, *, on: date | None = None) -> SpeechPrice | None:
        """The price of a model of speech on a day (None: the newest); None if there is none."""
        fitting = [
            one
            for one in self.speech
            if (one.provider, one.model) == (provider, model) and (on is None or one.since <= on)
        ]
        return max(fitting, key=lambda one: one.since) if fitting else None

    def find(self, provider: str, model: str, *, prompt: int = 0, on: date | None = None) -> Price | None:
        """The price of a model on a day (None: the newest), for a prompt of so many tokens; None if there is none.

        An id is looked up as it is, then without the date at its end, then as the provider's `*`.
        """
        for name in dict.fromkeys((model, _DATED.sub("", model), "*")):
            fitting = [
                one
                for one in self.price
                if (one.provider, one.model) == (provider, name)
                and (on is None or one.since <= on)
                and (prompt > one.prompt_over or one.prompt_over == 0)
            ]
            if fitting:
                return max(fitting, key=lambda one: (one.since, one.prompt_over))
        return None


def price(
    provider: str, model: str, tokens: TokenCount, *, on: date | None = None, table: PriceTable | None = None
) -> int | None:
    """The cost of one reply in micro-dollars, by the table in use or another; None where no price is known.

    `price("anthropic", "claude-haiku-4-5", TokenCount(input=1_000, output=200))` is 2000, that is $0.002.
    """
    prompt = tokens.input + tokens.cache_read + tokens.cache_write
    found = (table or in_use()).find(provider, model, prompt=prompt, on=on)
    return None if found is None else found.of(tokens)


def speech(
    provider: str, model: str, characters: int, *, on: date | None = None, table: PriceTable | None = None
) -> int | None:
    """The cost of speaking so many characters in micro-dollars; None where no price is known."""
    found = (table or in_use()).find_speech(provider, model, on=on)
    return None if found is None else found.of(characters)


def use(path: Path | None) -> None:
    """From now on this process prices by the file at `path` and the shipped table, or (None) by the latter alone.

    Raises InvalidInput for a file that is no price table; the table in use stays then.
    """
    _IN_USE["table"] = load(path)


def in_use() -> PriceTable:
    """The table that prices what names no other: the shipped one, unless `use` was told otherwise."""
    return _IN_USE.get("table") or load()


@cache
def load(path: Path | None = None) -> PriceTable:
    """The shipped table, with the prices of the TOML file at `path` before it. A file is read once.

    Models that the file prices are priced by it alone. Raises InvalidInput for a file that is no price table.
    """
    shipped = _parse(files("brain.models").joinpath("prices.toml").read_text(encoding="utf-8"), "prices.toml")
    if path is None:
        return shipped
    try:
        own = _parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The price table {path.name!r} could not be read.", why=f"{error}.", next_step="Check the path."
        ) from error
    named = {(one.provider, one.model) for one in own.price}
    kept = tuple(one for one in shipped.price if (one.provider, one.model) not in named)
    spoken = {(one.provider, one.model) for one in own.speech}
    voices = tuple(one for one in shipped.speech if (one.provider, one.model) not in spoken)
    return own.model_copy(update={"price": own.price + kept, "speech": own.speech + voices})


def _parse(text: str, name: str) -> PriceTable:
    try:
        return PriceTable.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InvalidInput(
            f"The file {name!r} is no price table.",
            why=f"{error}".splitlines()[0] + ".",
            next_step="Give it `as_of` and one [[price]] for each model, as in the shipped prices.toml.",
        ) from error
