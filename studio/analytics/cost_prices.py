"""What tokens would have cost otherwise: without a cache, or on another model, by the table of prices of their day.

Knows no ledger. Sums are exact and rounded once, at the end.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from brain.models.price_rows import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.models.price_rows import Price, Source
    from brain.models.prices import PriceTable
    from store.warehouse.cost_units import Tokens

_KINDS: Final = ("input", "output", "cache_read", "cache_write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """What caching saved on a model, in micro-dollars; less than 0 where writing cost more than reading saved.

    `read_microdollars` is what cache reads would have cost more at the price of input, `write_microdollars` what cache
    writes cost beyond it. `unpriced` calls have no price on their day and are in none of the sums.
    """

    model: str
    read_microdollars: int
    write_microdollars: int
    saved_microdollars: int
    read_tokens: int
    write_tokens: int
    calls: int
    unpriced: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What the same tokens would have cost on a model; `unpriced` calls have no price there on their day."""

    model: str
    microdollars: int
    calls: int
    unpriced: int
    sources: tuple[Source, ...] = ()


def lengths(table: PriceTable) -> tuple[int, ...]:
    """The lengths of prompt beyond which some price changes, the shortest first."""
    return tuple(sorted({one.prompt_over for one in table.price if one.prompt_over}))


def caching(found: Sequence[Tokens], table: PriceTable) -> tuple[Cached, ...]:
    """What caching saved, by model, the most first; models that cached nothing are left out."""
    models: dict[tuple[str, str], list[Tokens]] = {}
    for one in found:
        if one.cache_read or one.cache_write:
            models.setdefault((one.provider, one.model), []).append(one)
    made = (
        _cached(f"{provider}/{model}", _priced(table, provider, model, _together(own, table)), table)
        for (provider, model), own in models.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.saved_microdollars, one.model)))


def elsewhere(found: Sequence[Tokens], table: PriceTable) -> tuple[Elsewhere, ...]:
    """What the same tokens would have cost on each model that costs something, the cheapest first.

    Models without a price on any of the days are left out.
    """
    calls, together = sum(one.calls for one in found), _together(found, table)
    named = dict.fromkeys((one.provider, one.model) for one in table.price if one.model != "*")
    made = (
        _elsewhere(f"{provider}/{model}", _priced(table, provider, model, together), calls, table)
        for provider, model in named
    )
    return tuple(sorted((one for one in made if one.microdollars), key=lambda one: (one.unpriced, one.microdollars)))


def _together(found: Sequence[Tokens], table: PriceTable) -> list[Tokens]:
    """The same tokens, added up wherever no price of the table changes between their days."""
    since = sorted({one.since for one in table.price})
    sums: dict[tuple[int, int], Tokens] = {}
    for one in found:
        key = bisect(since, one.day), one.over
        before = sums.get(key)
        sums[key] = one if before is None else _added(before, one)
    return list(sums.values())


def _added(one: Tokens, other: Tokens) -> Tokens:
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in ("calls", *_KINDS)})


def _priced(table: PriceTable, provider: str, model: str, found: Sequence[Tokens]) -> list[tuple[Tokens, Price | None]]:
    """Each sum with its price for prompts as long as these: anything beyond as many of the lengths."""
    steps = lengths(table)
    return [
        (one, table.find(provider, model, prompt=steps[one.over - 1] + 1 if one.over else 0, on=one.day))
        for one in found
    ]


def _elsewhere(model: str, priced: Sequence[tuple[Tokens, Price | None]], calls: int, table: PriceTable) -> Elsewhere:
    exact = sum((_exact(one, price) for one, price in priced if price), Decimal(0))
    unpriced = sum(one.calls for one, price in priced if price is None)
    sources = _sources((price for _, price in priced), table)
    return Elsewhere(model=model, microdollars=rounded(exact), calls=calls, unpriced=unpriced, sources=sources)


def _cached(model: str, priced: Sequence[tuple[Tokens, Price | None]], table: PriceTable) -> Cached:
    known = [(one, price) for one, price in priced if price]
    reads = sum((one.cache_read * (price.input - price.cache_read) for one, price in known), Decimal(0))
    writes = sum((one.cache_write * (price.cache_write - price.input) for one, price in known), Decimal(0))
    return Cached(
        model=model,
        read_microdollars=rounded(reads),
        write_microdollars=rounded(writes),
        saved_microdollars=rounded(reads - writes),
        read_tokens=sum(one.cache_read for one, _ in priced),
        write_tokens=sum(one.cache_write for one, _ in priced),
        calls=sum(one.calls for one, _ in priced),
        unpriced=sum(one.calls for one, price in priced if price is None),
        sources=_sources((price for _, price in priced), table),
    )


def _exact(one: Tokens, price: Price) -> Decimal:
    return (
        one.input * price.input
        + one.output * price.output
        + one.cache_write * price.cache_write
        + one.cache_read * price.cache_read
    )


def _sources(prices: Iterable[Price | None], table: PriceTable) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(table.origin(one) for one in dict.fromkeys(prices) if one))
