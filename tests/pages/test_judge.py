from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.conftest import ReadingServer


def test_without_a_key_the_evidence_says_what_is_needed(tab: Callable[..., Any]) -> None:
    """The button cannot be pressed, and beside it stands what to set."""
    page = tab("playground", persona="albert-einstein")
    page.say("Good evening.")
    page.press("Evidence")
    assert page.at.button(key="judge-1").disabled
    assert any("language model" in caption.value for caption in page.at.caption)


def test_the_judge_is_asked_and_shown(
    tab: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, reading_server: Callable[..., ReadingServer]
) -> None:
    """With a server, the price stands there before, and the judge's reading with its words after; markup is text."""
    flaw = {"kind": "voice", "severity": "minor", "quote": "the", "why": "<b onclick=x>plain</b>"}
    server = reading_server(
        {"FlawReport": {"enough_evidence": True, "flaws": [flaw]}, "WhoSaidIt": {"speaker": "cannot tell"}}
    )
    monkeypatch.setenv("PERSONAFORGE_ANTHROPIC_BASE_URL", server.url)
    page = tab("playground", persona="albert-einstein")
    page.say("What do you think about imagination?")
    page.press("Evidence")
    assert any("6 calls" in caption.value for caption in page.at.caption)
    page.press("Ask the judge")
    assert "The judge" in page.html
    assert "Both as one" in page.html
    assert "<b onclick" not in page.html
    assert len(server.asked) == 6
