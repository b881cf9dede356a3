from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain import demo

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def test_a_personas_prompt_is_shown(tab: Callable[..., Any]) -> None:
    """The nine sections with their lengths, what is stable, that nothing was left out, and how to get it again."""
    page = tab("prompt", persona="lord-malachar")
    assert "Lord Malachar" in page.html
    for title in ("Constitution", "Identity", "Knowledge", "State and reminder"):
        assert f"<b>{title}</b>" in page.html
    assert "estimated (embedded tokenizer)" in page.html
    assert "Nothing was left out." in page.html


def test_the_open_conversations_next_prompt_is_shown(tab: Callable[..., Any]) -> None:
    """With words, what would be recalled for them is in it."""
    page = tab("playground", persona="albert-einstein")
    page.say("My name is Ada and I love trains.")
    opened = tab("prompt", session=page.session_id)
    assert "Earlier turns (1)" in opened.html
    opened.at.text_input(key="prompt-words").set_value("What do I love?").run()
    opened.sound()
    assert "trains" in opened.html
    assert "no words yet" not in opened.html


def test_a_prompt_that_is_too_long_says_so(tab: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was left out is listed, and what cannot be shortened is named."""
    monkeypatch.setenv("PERSONAFORGE_PROMPT_TOKENS", "1000")
    page = tab("prompt", persona="lord-malachar")
    assert "39 of 39 knowledge" in page.html
    assert "never shortened" in page.html


def test_markup_in_a_persona_is_text(tab: Callable[..., Any]) -> None:
    """A persona whose words are HTML is shown as words."""
    page = tab()
    genome = demo.load("albert-einstein")
    about = genome.metadata.model_copy(
        update={"slug": "mark", "name": "<b onclick=x>M</b>" * 3, "tagline": "</pre><script>"}
    )
    page.services.library.create(page.services.actor, genome.model_copy(update={"metadata": about}))
    shown = tab("prompt", persona="mark")
    assert "<script>" not in shown.html
    assert "<b onclick" not in shown.html


def test_a_house_without_personas_says_what_to_do(bare_tab: Callable[..., Any]) -> None:
    """Without personas there is no prompt, and the page says how to get one."""
    assert "pf-empty" in bare_tab("prompt").html


def test_a_model_without_a_key_is_no_error_until_it_counts(
    tab: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prompt is shown for any model; counting by its service needs its key, and says so."""
    monkeypatch.setenv("PERSONAFORGE_MODEL", "anthropic/claude-haiku-4-5")
    page = tab("prompt", persona="lord-malachar")
    next(button for button in page.at.button if button.label == "Count with the API").click().run()
    assert not page.at.exception
    assert any("cannot be used" in error.value for error in page.at.error)
