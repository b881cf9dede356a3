from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidInput
from brain.models.chat import TokenCount
from brain.models.prices import Price, in_use, load, made, price, speech, use

if TYPE_CHECKING:
    from pathlib import Path

    from brain.models.price_rows import Made

counts = st.integers(min_value=0, max_value=10_000_000)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-3-haiku-20240307", "0.00025"),
        ("claude-sonnet-4-20250514", "0.003"),
        ("claude-3-opus-20240229", "0.015"),
    ],
)
def test_the_seeds_rates_hold(model: str, dollars: str) -> None:
    """A thousand input tokens cost what the source documents' cost table says."""
    cost = price("anthropic", model, TokenCount(input=1_000))
    assert cost == Decimal(dollars) * 1_000_000


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("claude-haiku-4-5", 1_000 + 10 * 5 + 100 * 1.25 + 1_000 * 0.1),
        ("claude-haiku-4-5-20251001", 1_000 + 10 * 5 + 100 * 1.25 + 1_000 * 0.1),
        ("claude-opus-4-1-20250805", 15_000 + 10 * 75 + 100 * 18.75 + 1_000 * 1.5),
        ("claude-opus-4-5@20251101", 5_000 + 10 * 25 + 100 * 6.25 + 1_000 * 0.5),
        ("claude-3-5-haiku-latest", 800 + 10 * 4 + 100 + 1_000 * 0.08),
    ],
)
def test_every_kind_of_token_has_its_price(model: str, cost: float) -> None:
    """Input, output, cache writes and cache reads are added up, for dated ids as for plain ones."""
    assert price("anthropic", model, TokenCount(input=1_000, output=10, cache_write=100, cache_read=1_000)) == cost


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("anthropic", "claude-opus-4-99"),
        ("anthropic", "claude-opus-4-5-turbo"),
        ("anthropic", "llama3.2"),
        ("anthropic", ""),
        ("somebody", "claude-haiku-4-5"),
    ],
)
def test_an_unknown_model_has_no_price(provider: str, model: str) -> None:
    """Nothing is guessed from a similar name."""
    assert price(provider, model, TokenCount(input=1)) is None


def test_the_understudy_is_free() -> None:
    """Whatever its model is called, and however much it says."""
    assert price("understudy", "understudy", TokenCount(input=10**9, output=10**9)) == 0


def test_a_price_may_change_by_day_and_by_length_of_prompt() -> None:
    """The price of the day is taken, the newest where no day is given; long prompts have a price of their own."""
    read = TokenCount(cache_read=1_000_000)
    assert price("anthropic", "claude-sonnet-5-5", read, on=date(2026, 10, 6)) == 200_000
    assert price("anthropic", "claude-sonnet-5-5", read, on=date(2026, 10, 7)) == 100_000
    assert price("anthropic", "claude-sonnet-5-5", read) == 100_000
    assert price("anthropic", "claude-haiku-5-5", TokenCount(input=90_000, cache_read=10_000)) == 9_100
    assert price("anthropic", "claude-haiku-5-5", TokenCount(input=90_000, cache_read=10_001)) == 45_500


@given(counts, counts, counts, counts)
def test_costs_are_exact_and_rounded_once(one: int, two: int, three: int, four: int) -> None:
    """The cost is the exact sum, rounded half up to a micro-dollar."""
    tokens = TokenCount(input=one, output=two, cache_write=three, cache_read=four)
    rate = load().find("anthropic", "claude-3-5-haiku")
    assert rate is not None
    exact = one * Decimal("0.80") + two * 4 + three * 1 + four * Decimal("0.08")
    assert rate.of(tokens) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert abs(rate.of(tokens) - exact) <= Decimal("0.5")


def test_half_a_micro_dollar_is_rounded_up() -> None:
    """0.5 becomes 1, never 0 as bankers would have it."""
    half = Price.model_validate(
        {"provider": "x", "model": "y", "input": "0.5", "output": 0, "cache_write": 0, "cache_read": 0}
    )
    assert [half.of(TokenCount(input=count)) for count in (1, 2, 3, 5)] == [1, 1, 2, 3]


def test_a_users_own_table_comes_first(tmp_path: Path) -> None:
    """A file changes the prices it names, and no others."""
    path = tmp_path / "prices.toml"
    path.write_text(
        "as_of = 2026-11-01\n"
        '[[price]]\nprovider = "anthropic"\nmodel = "claude-haiku-4-5"\n'
        "input = 0.7\noutput = 3.5\ncache_write = 0.9\ncache_read = 0.07\n"
        '[[price]]\nprovider = "anthropic"\nmodel = "llama3.2"\n'
        "input = 0\noutput = 0\ncache_write = 0\ncache_read = 0\n"
    )
    table, tokens = load(path), TokenCount(input=1_000_000)
    assert price("anthropic", "claude-haiku-4-5", tokens, table=table) == 700_000
    assert price("anthropic", "llama3.2", tokens, table=table) == 0
    assert price("anthropic", "claude-opus-4-5", tokens, table=table) == 5_000_000


@pytest.mark.parametrize("field", ["input = nan", "input = -1", "input = 1\nbonus = 2", ""])
def test_a_price_that_is_none_is_refused(tmp_path: Path, field: str) -> None:
    """No number, a negative one, a misspelt name and a missing one are told."""
    path = tmp_path / "wrong.toml"
    rest = 'provider = "a"\nmodel = "b"\noutput = 0\ncache_write = 0\ncache_read = 0\n'
    path.write_text(f"as_of = 2026-11-01\n[[price]]\n{rest}{field}\n")
    with pytest.raises(InvalidInput, match=r"wrong\.toml"):
        load(path)


@pytest.mark.parametrize("text", ["as_of = ", "as_of = 2026-11-01\nprice = 3", ""])
def test_a_file_that_is_no_price_table_is_refused(tmp_path: Path, text: str) -> None:
    """Broken TOML and a wrong shape are told."""
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=r"wrong\.toml"):
        load(path)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(InvalidInput, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_the_shipped_table_says_where_it_is_from() -> None:
    """Date and source stand in the table, and no cache read costs more than fresh input."""
    table = load()
    assert table.as_of.year >= 2026
    assert "price list" in table.source
    assert all(one.cache_read <= one.input <= one.cache_write for one in table.price)


def test_a_file_in_use_prices_what_names_no_table(tmp_path: Path) -> None:
    """Its prices come first, the shipped ones behind them; a file that is none changes nothing; None ends it."""
    path, broken = tmp_path / "own.toml", tmp_path / "broken.toml"
    path.write_text(
        "as_of = 2026-11-01\n[[price]]\nprovider = 'anthropic'\nmodel = 'claude-haiku-4-5'\n"
        "input = 7\noutput = 7\ncache_write = 7\ncache_read = 7\n"
    )
    broken.write_text("as_of = yesterday")
    try:
        use(path)
        assert price("anthropic", "claude-haiku-4-5", TokenCount(input=10)) == 70
        assert price("anthropic", "claude-3-haiku-20240307", TokenCount(input=1_000)) == 250
        with pytest.raises(InvalidInput):
            use(broken)
        assert in_use().as_of == date(2026, 11, 1)
    finally:
        use(None)
    assert price("anthropic", "claude-haiku-4-5", TokenCount(input=10)) == 10


@pytest.mark.parametrize(
    ("operation", "provider", "model", "amount", "dollars"),
    [
        ("speech", "elevenlabs", "eleven_turbo_v2", {"characters": 1_000}, "0.05"),
        ("speech", "elevenlabs", "eleven_turbo_v2", {"characters": 1_000, "seconds": 60.0}, "0.05"),
        ("speech", "elevenlabs", "anything", {"characters": 1_000, "seconds": 60.0}, "0.30"),
        ("speech", "minimax", "any", {"seconds": 60.0}, "0.02"),
        ("video", "hunyuan", "avatar", {"seconds": 5.0}, "0.30"),
        ("video", "infinitetalk", "any", {"seconds": 5.0}, "0.30"),
        ("training", "minimax", "any", {"pieces": 1}, "0.75"),
        ("listening", "elevenlabs", "scribe_v1", {"seconds": 3_600.0}, "0.40"),
        ("picture", "drawn-portrait", "1", {"pieces": 20}, "0"),
    ],
)
def test_what_is_made_costs_what_the_sources_say(
    operation: Made, provider: str, model: str, amount: dict[str, Any], dollars: str
) -> None:
    """By the character where that has a price, else by the second or the piece; of a range the upper end."""
    assert made(operation, provider, model, **amount) == Decimal(dollars) * 1_000_000


def test_nothing_made_is_priced_by_guessing() -> None:
    """Another provider, another operation and a unit without a price are unknown, never free."""
    assert made("video", "replicate", "sadtalker", seconds=5.0) is None
    assert made("picture", "elevenlabs", "eleven_v3", pieces=1) is None
    assert made("video", "hunyuan", "avatar", pieces=1) is None
    assert made("speech", "elevenlabs", "eleven_v3") is None
    assert speech("elevenlabs", "anything", 1_000) is None


def test_every_row_says_where_and_when_it_was_read(tmp_path: Path) -> None:
    """In the shipped table, and in one that begins with a user's own."""
    path = tmp_path / "own.toml"
    path.write_text("as_of = 2026-11-01\nsource = 'my bill'\n[[video]]\nprovider='replicate'\nmodel='*'\nsecond=725\n")
    for table in (load(), load(path)):
        assert all(table.origin(row).text for row in table.rows())
    own = load(path)
    assert own.origin(own.video[0]).text == "my bill"
    assert "price list" in own.origin(own.price[0]).text or own.origin(own.price[0]).text.startswith("Made on")
    assert made("video", "replicate", "sadtalker", seconds=2.0, table=own) == 1_450
    assert made("video", "hunyuan", "avatar", seconds=5.0, table=own) == 300_000


@pytest.mark.parametrize("row", ["", "second = 1\neach = 2", "second = 1\nsource = 'nowhere'", "second = -1"])
def test_a_row_of_something_made_has_one_price(tmp_path: Path, row: str) -> None:
    """None, two, a negative one and a source that is not there are told."""
    path = tmp_path / "wrong.toml"
    path.write_text(f"as_of = 2026-11-01\n[[video]]\nprovider='a'\nmodel='b'\n{row}\n")
    with pytest.raises(InvalidInput, match=r"wrong\.toml"):
        load(path)
