"""Two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Tabs = Callable[..., Any]


def test_two_are_chosen_told_the_same_and_found_again(tab: Tabs) -> None:
    """Chosen by control, both answer the same words; the address opens the comparison again with its summary."""
    page = tab("compare")
    personas = page.services.library
    mira = personas.find(page.services.actor, "mira-okafor")
    page.at.selectbox(key="compare-persona-right").set_value(mira.card.id).run()
    page.press("Put them side by side")
    assert "Say something to both" in page.html
    page.say("What do you do when it rains?")
    assert page.html.count("What do you do when it rains?") == 1
    assert page.html.count('class="pf-reply"') == 2
    left, right = (str(page.at.query_params[name][0]) if isinstance(page.at.query_params[name], list)
                   else str(page.at.query_params[name]) for name in ("left", "right"))  # fmt: skip
    again = tab("compare", left=left, right=right)
    assert again.html.count('class="pf-reply"') == 2
    assert "scored on" in again.html
    again.say("And in the snow?")
    assert again.html.count('class="pf-reply"') == 4


def test_versions_by_address(tab: Tabs) -> None:
    """Two versions named in the address stand side by side, with what differs in words."""
    page = tab()
    services, actor = page.services, page.services.actor
    mira = services.library.find(actor, "mira-okafor")
    services.editing.put(actor, mira, ("mind", "big_five", "openness"), 0.99)
    second = services.versions.save_draft(actor, mira.card.id)
    shown = tab("compare", a=mira.version.id, b=second.id)
    assert "→ 0.99" in shown.html
    assert "version 2" in shown.html


def test_an_empty_house_says_what_to_do(bare_tab: Tabs) -> None:
    """Without personas the page names the command that loads them."""
    assert "--load-demo" in bare_tab("compare").html
