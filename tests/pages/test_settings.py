from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

KEY = "sk-ant-not-a-real-key-0123456789"


def test_providers_and_places_are_shown(tab: Callable[..., Any]) -> None:
    """Without a key the page says so, names the variable, and shows where the data are."""
    page = tab("settings")
    assert "no key set" in page.html
    assert "ANTHROPIC_API_KEY" in page.html
    assert str(page.services.settings.data_dir) in page.html
    assert "understudy (offline)" in page.html


def test_a_key_is_never_shown(tab: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key the page says that it is present; neither it nor a password in an address is on the page."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("PERSONAFORGE_ANTHROPIC_BASE_URL", "http://me:hunter2@127.0.0.1:9/?token=abc")
    page = tab("settings")
    assert "key present" in page.html
    assert "127.0.0.1:9" in page.html
    for secret in (KEY, "hunter2", "token=abc"):
        assert secret not in page.html


def test_a_connection_is_tested(tab: Callable[..., Any]) -> None:
    """A test says what came of it, well or not, and the page stays whole."""
    page = tab("settings")
    page.at.button(key="test-embeddings").click().run()
    page.at.button(key="test-anthropic").click().run()
    page.at.button(key="test-elevenlabs").click().run()
    page.sound()
    assert "256 dimensions" in page.at.success[0].value
    told = " ".join(warning.value for warning in page.at.warning)
    assert "ANTHROPIC" in told
    assert "ELEVENLABS" in told


def test_the_doctor_reports(tab: Callable[..., Any]) -> None:
    """What the doctor finds stands on the page and can be asked for again."""
    page = tab("settings")
    assert "SQLite" in page.html
    page.press("Look at this machine again")
    assert "SQLite" in page.html


def test_the_plan_the_zone_and_budgets_are_shown_and_changed(tab: Callable[..., Any]) -> None:
    """What is used stands there; a budget is set and taken away, a zone chosen, and an amount that is none is told."""
    page = tab("settings")
    assert "Messages today" in page.html
    assert "0, no limit" in page.html
    assert "None yet" in page.html
    page.at.text_input(key="budget-dollars").set_value("2.50")
    page.press("Set budget")
    assert "All personas today" in page.html
    assert "$0.00 of $2.50" in page.html
    page.at.selectbox(key="time-zone").set_value("Asia/Tokyo").run()
    page.sound()
    assert "those of Asia/Tokyo" in page.html
    page.press("Take it away")
    assert "None yet" in page.html
    page.at.text_input(key="budget-dollars").set_value("much")
    page.at.button(key="FormSubmitter:budget-Set budget").click().run()
    assert "no amount of money" in page.at.error[0].value
    assert not page.at.exception
