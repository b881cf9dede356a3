"""The plans that ship are the sources', and a file of one's own comes before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput
from studio.quotas.tiers import load

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_plans_have_the_sources_limits() -> None:
    """20, 200 and 1,000 messages a day, 60 minutes of voice on pro and of video on business; free writes only."""
    plans = load()
    assert [plans[name].messages_a_day for name in ("free", "pro", "business", "local")] == [20, 200, 1_000, None]
    assert plans["pro"].most("voice") == ("month", 60 * 60_000)
    assert plans["business"].most("video") == ("month", 60 * 60_000)
    assert plans["free"].most("voice") == plans["free"].most("video") == ("month", 0)
    assert plans["free"].features == ("writing",)
    assert {"voice", "avatar"} <= set(plans["pro"].features)
    assert all(most is None for _, _, most in plans["local"].limits())


def test_a_file_of_ones_own_comes_first(tmp_path: Path) -> None:
    """It changes the plans that it names, adds others, and leaves the rest."""
    path = tmp_path / "plans.toml"
    path.write_text("[free]\ntitle = 'Trial'\nmessages_a_day = 5\nfeatures = ['writing', 'voice']\n")
    plans = load(path)
    assert (plans["free"].title, plans["free"].messages_a_day, plans["free"].voice_minutes_a_month) == (
        "Trial",
        5,
        None,
    )
    assert plans["pro"] == load()["pro"]


@pytest.mark.parametrize(
    "text", ["[free]\ntitle = 'x'", "free = 1", "[free]\ntitle='x'\nfeatures=['flying']", "[", "[free]\nmessages = 3"]
)
def test_a_file_without_plans_is_refused(tmp_path: Path, text: str) -> None:
    """A plan that lacks something, holds a word that there is not, or is no TOML."""
    path = tmp_path / "plans.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=r"plans\.toml"):
        load(path)
    with pytest.raises(InvalidInput, match=r"none\.toml"):
        load(tmp_path / "none.toml")
