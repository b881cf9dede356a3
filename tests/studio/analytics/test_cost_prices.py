"""What tokens would have cost otherwise, by the table of their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.models.chat import TokenCount
from brain.models.price_rows import Price
from brain.models.prices import PriceTable, price
from store.warehouse.cost_units import Tokens
from studio.analytics.cost_prices import caching, elsewhere, lengths


def row(model: str, dollars: int, **more: object) -> Price:
    """A model whose cache reads take a tenth of its input, and writes a quarter more."""
    own = Decimal(dollars)
    return Price.model_validate(
        {"provider": "anthropic", "model": model, "input": own, "output": 5 * own, "cache_read": own / 10,
         "cache_write": own * Decimal("1.25")} | more
    )  # fmt: skip


TABLE = PriceTable(
    as_of=date(2026, 11, 1),
    source="a price list",
    price=(
        row("small", 1),
        row("small", 2, since=date(2026, 11, 10)),
        row("small", 4, prompt_over=1_000),
        row("small", 8, prompt_over=1_000, since=date(2026, 11, 10)),
        row("new", 3, since=date(2026, 11, 10)),
        row("free", 0),
    ),
)
STEPS = lengths(TABLE)
counts = st.integers(0, 10**6)


def tokens(model: str = "small", **given_: object) -> Tokens:
    """One call's tokens on a day before the prices changed."""
    told = {"provider": "anthropic", "model": model, "day": date(2026, 11, 5), "over": 0, "calls": 1, "unpriced": 0,
            "microdollars": 0, "input": 0, "output": 0, "cache_read": 0, "cache_write": 0}  # fmt: skip
    return Tokens(**(told | given_))  # type: ignore[arg-type]


@given(counts, counts, counts, counts, st.sampled_from([date(2026, 11, 5), date(2026, 11, 10), date(2026, 11, 30)]))
def test_on_its_own_model_it_costs_what_it_cost(fresh: int, output: int, read: int, write: int, day: date) -> None:
    """The same as the price of the call, with the price of its day and of the length of its prompt."""
    asked = TokenCount(input=fresh, output=output, cache_read=read, cache_write=write)
    prompt = fresh + read + write
    found = tokens(day=day, over=int(prompt > 1_000), input=fresh, output=output, cache_read=read, cache_write=write)
    own = {one.model: one.microdollars for one in elsewhere([found], TABLE)}
    assert own.get("anthropic/small", 0) == price("anthropic", "small", asked, on=day, table=TABLE)


def test_other_models_are_ranked_and_unknown_prices_counted() -> None:
    """A model that came later has no price for the calls before it; free ones are no model to choose."""
    found = elsewhere(
        [tokens(input=100, calls=3), tokens(input=10, calls=2, day=date(2026, 11, 20)), tokens(input=5, provider="x")],
        TABLE,
    )
    assert [(one.model, one.microdollars, one.calls, one.unpriced) for one in found] == [
        ("anthropic/small", 100 + 5 + 20, 6, 0), ("anthropic/new", 30, 6, 4),
    ]  # fmt: skip
    assert {source.text for one in found for source in one.sources} == {"a price list"}
    assert elsewhere([], TABLE) == ()


@given(counts, counts)
def test_what_caching_saved_is_what_it_would_have_cost_without(read: int, write: int) -> None:
    """Without a cache the same tokens are input; the difference is what was saved, to the micro-dollar."""
    (found,) = caching([tokens(cache_read=read + 1, cache_write=write)], TABLE)
    without = TokenCount(input=read + 1 + write)
    paid = TokenCount(cache_read=read + 1, cache_write=write)
    small = TABLE.price[0]
    assert abs(found.saved_microdollars - (small.of(without) - small.of(paid))) <= 1
    assert abs(found.saved_microdollars - (found.read_microdollars - found.write_microdollars)) <= 1
    assert found.unpriced == 0


def test_a_cache_that_is_only_written_costs() -> None:
    """Less than 0 was saved; what has no price is counted, and in no sum; what cached nothing is not told of."""
    found = caching(
        [tokens(cache_write=1_000), tokens("odd", provider="x", cache_read=9, calls=4), tokens(input=7)], TABLE
    )
    assert [(one.model, one.saved_microdollars, one.unpriced) for one in found] == [
        ("x/odd", 0, 4), ("anthropic/small", -250, 0),
    ]  # fmt: skip
    assert [one.calls for one in found] == [4, 1]


@pytest.mark.parametrize("over", [0, 1])
def test_lengths_are_those_at_which_prices_change(over: int) -> None:
    """So that a sum of calls on one side of them has one price."""
    assert STEPS == (1_000,)
    (found,) = (one for one in elsewhere([tokens(input=10, over=over)], TABLE) if one.model == "anthropic/small")
    assert found.microdollars == (40 if over else 10)
