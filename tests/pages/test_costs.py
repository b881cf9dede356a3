"""The costs page with calls in the ledger and without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from brain.models.chat import TokenCount
from brain.turn import Usage
from store.usage import enter
from studio.charts.money import exact
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Opens = Callable[..., Any]


def filled(folder: Path) -> int:
    """Put calls of three weeks into the data folder; what they cost together."""
    made = build(Settings(data_dir=folder))
    persona = made.library.find(made.actor, "albert-einstein").card.id
    with made.store.database.write() as connection:
        for at in range(21):
            used = Usage(
                provider="anthropic",
                model="claude-haiku-4-5",
                tokens=TokenCount(input=100 + at, cache_read=900),
                cost_microdollars=20_000 + 1_001 * (at % 4),
            )
            day = datetime.now(UTC) - timedelta(days=at)
            enter(connection, used, user_id=made.actor.user_id, purpose="judge", persona_id=persona, at=day)
    total = made.store.usage.total(made.actor).cost_microdollars
    made.close()
    return total


def test_an_empty_ledger_says_what_to_do_and_takes_a_budget(tab: Opens) -> None:
    """No chart and no filter; a budget can be set all the same, and its state stands there from then on."""
    page = tab("costs")
    assert "There is nothing to measure yet" in page.html
    assert not page.at.get("plotly_chart")
    page.at.session_state["costs-budget"] = True
    page.at.run()
    page.at.text_input(key="budget-dollars").set_value("12.5")
    page.press("Set budget")
    assert "$0.00 of $12.50" in page.html


def test_the_page_tells_what_was_spent(tab: Opens, folder: Path) -> None:
    """The exact sum of the ledger, every question with its finding; another split and another comparison at once."""
    total = filled(folder)
    page = tab("costs", span="all")
    assert f"<b>{exact(total)}</b>" in page.html
    for words in ("What was it spent on?", "What will the month come to?", "What would another model have taken?"):
        assert words in [one.value for one in page.at.subheader]
    assert "All of the $0.45 went to Albert Einstein" in page.html
    assert "will come to $" in page.html
    assert "Caching saved $" in page.html
    assert "No minute of voice or video was paid for" in page.html
    page.at.button_group(key="dashboard-costs-by").set_value("purpose").run()
    page.sound()
    assert "went to judge" in page.html
    page.at.button_group(key="dashboard-more-purposes").set_value("Get it again").run()
    page.sound()
    python, command, sql = (one.value for one in page.at.code)
    assert "found = lab.costs()" in python
    assert command.startswith("personaforge report costs --chart purposes")
    assert "FROM usage WHERE true" in sql
