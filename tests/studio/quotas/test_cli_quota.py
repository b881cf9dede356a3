"""The command line and Python give the same standing as the page."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput
from studio.quotas import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.lab import Lab


def test_limits_budgets_zone_and_plan_by_command(run: Callable[..., tuple[int, str]]) -> None:
    """Each is shown, changed and shown again; what cannot be is told with exit code 1."""
    assert "no limit" in run("quota")[1]
    assert run("quota", "plan", "pro") == (0, "Your plan is Pro now.\n")
    assert run("quota", "zone", "Europe/Oslo")[0] == 0
    assert run("quota", "budget", "0.25", "--each", "month", "--persona", "albert-einstein")[0] == 0
    code, told = run("quota")
    assert code == 0
    assert "0 of 200" in told
    assert "00:00 (Europe/Oslo)" in told
    assert "Albert Einstein this month    $0.00 of $0.25" in told
    assert run("quota", "budget", "none", "--each", "month", "--persona", "albert-einstein")[0] == 0
    assert "No budgets" in run("quota")[1]
    assert "1,000" in run("quota", "plans")[1]
    for wrong in (("zone", "Oslo"), ("budget", "much"), ("plan", "gold")):
        assert run("quota", *wrong)[0] == 1


def test_a_refused_message_ends_the_command_with_the_reason(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """What was said before is kept; the refusal names the limit and when it resets."""
    plans = f"{tmp_path}/plans.toml"
    with open(plans, "w", encoding="utf-8") as file:  # noqa: PTH123 - one line
        file.write("[local]\ntitle = 'Tiny'\nmessages_a_day = 1\nfeatures = ['writing']\n")
    monkeypatch.setenv("PERSONAFORGE_TIERS_FILE", plans)
    code, told = run("chat", "albert-einstein", "--say", "Hello.", "--say", "And again.")
    assert code == 1
    assert "The 1 message of today is used up." in told
    assert "1 of 1" in run("quota")[1]


def test_get_it_again_by_sql_is_what_is_shown(lab: Lab) -> None:
    """The SQL counts the same messages in the same day."""
    talk = lab.talk("albert-einstein")
    talk.say("Hello.")
    talk.say("And again.")
    standing = lab.quota()
    again = lab.services.quotas.again(lab.services.actor, standing)
    assert "lab.quota()" in again.python
    assert lab.services.store.database.path is not None
    with sqlite3.connect(lab.services.store.database.path) as raw:
        count = raw.execute(again.sql.split(";")[0]).fetchone()[0]
        raw.execute(again.sql.split(";")[1])
    raw.close()
    assert count == standing.limits[0].used == 2


@pytest.mark.parametrize(
    ("text", "whole"), [("5", 5_000_000), ("$0.25", 250_000), ("1,000.000001", 1_000_000_001), (" 0 ", 0)]
)
def test_dollars_are_read_exactly(text: str, whole: int) -> None:
    """To the micro-dollar."""
    assert words.microdollars(text) == whole


@pytest.mark.parametrize("text", ["", "much", "-1", "0.0000001", "NaN", "Infinity", "1e400000"])
def test_what_is_no_amount_is_told(text: str) -> None:
    """Words, debts, less than a micro-dollar, and numbers that are none."""
    with pytest.raises(InvalidInput, match="no amount"):
        words.microdollars(text)
