from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_personas_are_cards(tab: Callable[..., Any]) -> None:
    """Each of the newest personas is a card with its portrait, its name and a way to talk to it."""
    home = tab()
    assert home.html.count('class="pf-card"') == 6
    assert "Albert Einstein" in home.html
    assert "This week" in [one.value for one in home.at.subheader]
    assert "what you thought of it stand here then" in home.html
    assert home.html.count('src="/files/portraits/') == 6
    assert sum(button.label.startswith("Talk to") for button in home.at.button) == 6


def test_talk_leads_to_the_playground(tab: Callable[..., Any]) -> None:
    """The button on a card opens the playground with that persona."""
    home = tab()
    home.press("Talk to Albert Einstein")
    assert home.at.selectbox(key="persona").value == "albert-einstein"


def test_an_empty_house_says_what_to_do(bare_tab: Callable[..., Any]) -> None:
    """Without personas both pages name the command that loads them."""
    assert "personaforge personas --load-demo" in bare_tab().html
    assert "personaforge personas --load-demo" in bare_tab("playground").html


def test_the_next_step_is_the_last_conversation(tab: Callable[..., Any]) -> None:
    """A conversation that was begun is offered to be gone on with."""
    playground = tab("playground", persona="albert-einstein")
    playground.say("Good morning. What are you working on?")
    home = tab()
    assert home.html.count("<b>1</b><small>in 1 conversation; counted, so exact") == 1
    home.press("Albert Einstein · 1 turn")
    assert home.session_id == playground.session_id
    assert "Good morning" in home.html
