"""What a call costs: a dated table of prices by provider, model and operation, and exact arithmetic over it.

Knows no model and no bill.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from brain.errors import InvalidInput
from brain.models.price_rows import MADE, MadePrice, Price, Row, Source, SpeechPrice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Self

    from brain.models.chat import TokenCount
    from brain.models.price_rows import Made

__all__ = [
    "MadePrice",
    "Price",
    "PriceTable",
    "Source",
    "SpeechPrice",
    "in_use",
    "load",
    "made",
    "price",
    "speech",
    "use",
]

Priced = TypeVar("Priced", bound=Row)

_DATED: Final = re.compile(r"[-@](\d{8}|latest)$")
"""How a model's id ends when it names a release: claude-sonnet-4-20250514, claude-3-5-haiku-latest."""


_SHIPPED: Final = "shipped"
"""The source of shipped rows in a table that begins with a user's own."""

_IN_USE: Final[dict[str, PriceTable]] = {}
"""The table of this process, under `table`: a setting of the process, like its prices a fact about the world."""


class PriceTable(BaseModel):
    """Prices, with the day and the source they were taken from. Where two fit alike, the first counts.

    `price` is of text by its tokens; the others are of what was made. A row without a `source` has the table's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source: str = ""
    sources: dict[str, Source] = {}
    price: tuple[Price, ...] = ()
    speech: tuple[SpeechPrice, ...] = ()
    listening: tuple[MadePrice, ...] = ()
    picture: tuple[MadePrice, ...] = ()
    video: tuple[MadePrice, ...] = ()
    training: tuple[MadePrice, ...] = ()

    @model_validator(mode="after")
    def _sources_are_there(self) -> Self:
        unknown = {row.source for row in self.rows()} - {"", *self.sources}
        if unknown:
            raise ValueError(f"no such source: {', '.join(sorted(unknown))}")
        return self

    def rows(self) -> tuple[Row, ...]:
        """Every row of the table."""
        return (*self.price, *self.speech, *self.listening, *self.picture, *self.video, *self.training)

    def origin(self, row: Row) -> Source:
        """Where a row's price was read, and when."""
        return self.sources.get(row.source) or Source(text=self.source, as_of=self.as_of)

    def find_speech(self, provider: str, model: str, *, on: date | None = None) -> SpeechPrice | None:
        """The price of a model of speech by the character on a day (None: the newest); None if there is none."""
        fitting = [one for one in _of_day(self.speech, provider, model, on) if one.characters is not None]
        return max(fitting, key=lambda one: one.since) if fitting else None

    def find_made(
        self, operation: Made, provider: str, model: str, *, unit: str, on: date | None = None
    ) -> MadePrice | None:
        """The price of what a model makes by `characters`, `second` or `each`; the provider's `*` where it has none."""
        for name in (model, "*"):
            rows: tuple[MadePrice, ...] = getattr(self, operation)
            fitting = [one for one in _of_day(rows, provider, name, on) if getattr(one, unit) is not None]
            if fitting:
                return max(fitting, key=lambda one: one.since)
        return None

    def find(self, provider: str, model: str, *, prompt: int = 0, on: date | None = None) -> Price | None:
        """The price of a model on a day (None: the newest), for a prompt of so many tokens; None if there is none.

        An id is looked up as it is, then without the date at its end, then as the provider's `*`.
        """
        for name in dict.fromkeys((model, _DATED.sub("", model), "*")):
            fitting = [
                one
                for one in _of_day(self.price, provider, name, on)
                if prompt > one.prompt_over or one.prompt_over == 0
            ]
            if fitting:
                return max(fitting, key=lambda one: (one.since, one.prompt_over))
        return None


def _of_day(rows: Iterable[Priced], provider: str, model: str, on: date | None) -> list[Priced]:
    return [one for one in rows if (one.provider, one.model) == (provider, model) and (on is None or one.since <= on)]


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
    return None if found is None else found.of(characters=characters)


def made(
    operation: Made,
    provider: str,
    model: str,
    *,
    characters: int | None = None,
    seconds: float | None = None,
    pieces: int | None = None,
    on: date | None = None,
    table: PriceTable | None = None,
) -> int | None:
    """The cost of something made, in micro-dollars, by the first unit that is given and has a price; None if none has.

    Characters come before seconds and pieces. `made("video", "hunyuan", "avatar", seconds=5.0)` is 300000, or $0.30.
    """
    among = table or in_use()
    for unit, amount in (("characters", characters), ("second", seconds), ("each", pieces)):
        found = None if amount is None else among.find_made(operation, provider, model, unit=unit, on=on)
        if found is not None:
            return found.of(characters=characters or 0, seconds=seconds or 0.0, pieces=pieces or 0)
    return None


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
    return own.model_copy(
        update={"sources": _sources(own, shipped)}
        | {name: _before(getattr(own, name), _signed(shipped, name)) for name in ("price", *MADE)}
    )


def _sources(own: PriceTable, shipped: PriceTable) -> dict[str, Source]:
    return shipped.sources | {_SHIPPED: Source(text=shipped.source, as_of=shipped.as_of)} | own.sources


def _signed(shipped: PriceTable, name: str) -> tuple[Row, ...]:
    """Shipped rows that say where they are from, now that they stand in another table."""
    rows: tuple[Row, ...] = getattr(shipped, name)
    return tuple(row if row.source else row.model_copy(update={"source": _SHIPPED}) for row in rows)


def _before(own: tuple[Row, ...], shipped: tuple[Row, ...]) -> tuple[Row, ...]:
    """The user's own rows, then the shipped ones of models that those do not name."""
    named = {(one.provider, one.model) for one in own}
    return own + tuple(one for one in shipped if (one.provider, one.model) not in named)


def _parse(text: str, name: str) -> PriceTable:
    try:
        return PriceTable.model_validate(tomllib.loads(text, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InvalidInput(
            f"The file {name!r} is no price table.",
            why=f"{error}".splitlines()[0] + ".",
            next_step="Give it `as_of` and one [[price]] for each model, as in the shipped prices.toml.",
        ) from error
