from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain.genome import Archetype, PersonaGenome, PersonaMetadata
from store.values import PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.wiring import Services

    Tabs = Callable[..., Any]

HOSTILE = "<script>alert(1)</script> **bold** :smile:"


def stock(services: Services, number: int, **about: Any) -> list[str]:
    """So many personas; their ids."""
    return [
        services.library.create(
            services.actor,
            PersonaGenome(metadata=PersonaMetadata(name=f"Filler {place}", slug=f"filler-{place}", **about)),
        ).card.id
        for place in range(number)
    ]


def names(page: Any) -> list[str]:
    """The names on the cards, in their order."""
    return [part.split("</h3>")[0].removesuffix("</a>").split(">")[-1] for part in page.html.split("<h3 ")[1:]]


def test_every_persona_is_a_card(tab: Tabs) -> None:
    """A card has a portrait with its words for those who do not see it, name, archetype, version, badges and talks."""
    page = tab("library")
    assert len(names(page)) == 6
    assert 'alt="Portrait of Albert Einstein"' in page.html
    assert "Sage · version 1" in page.html
    assert page.html.count("real person") == 1
    assert page.html.count("not talked to yet") == 6
    page.at.button(key=f"talk-{page.services.library.find(page.services.actor, 'mira-okafor').card.id}").click().run()
    page.sound()
    assert page.at.selectbox(key="persona").value == "mira-okafor"


def test_the_address_holds_the_view(tab: Tabs) -> None:
    """A link with words, filters and sort shows just that, and the controls say so."""
    page = tab("library", q="violin")
    assert names(page) == ["Albert Einstein"]
    assert "<mark>violin</mark>" in page.html
    assert page.at.text_input(key="library-q").value == "violin"
    page = tab("library", sort="name", kind="synthetic")
    assert names(page)[0] == "Lord Malachar"
    assert len(names(page)) == 5
    assert page.at.selectbox(key="library-sort").value == "name"
    page = tab("library", sort="nonsense", show="nonsense", archetype="nonsense", page="nonsense", kind="x", owner="x")
    assert len(names(page)) == 6


def test_a_control_changes_the_address(tab: Tabs) -> None:
    """Searching and sorting stand in the address at once; clearing takes them out."""
    page = tab("library")
    page.at.text_input(key="library-q").set_value("physics violin").run()
    page.sound()
    assert page.at.query_params["q"] == "physics violin"
    assert names(page) == ["Albert Einstein"]
    page.press("Clear filters")
    assert "q" not in page.at.query_params
    assert len(names(page)) == 6
    page.at.selectbox(key="library-sort").select("name").run()
    assert page.at.query_params["sort"] == "name"


def test_pages_keep_their_place(tab: Tabs) -> None:
    """Twenty a page; the number of the page is in the address, and one behind the last is the last."""
    stock(tab().services, 20)
    page = tab("library")
    assert len(names(page)) == 20
    assert "26 personas" in [caption.value for caption in page.at.caption]
    page.at.pagination[0].set_value(2).run()
    page.sound()
    assert page.at.query_params["page"] == "2"
    assert len(names(page)) == 6
    assert names(tab("library", page="2")) == names(page)
    assert names(tab("library", page="999")) == names(page)


def test_several_at_once_and_back(tab: Tabs) -> None:
    """What is selected is archived or deleted together, and one press takes it back."""
    services = tab().services
    ids = stock(services, 3)
    page = tab("library", q="filler")
    page.press("Select all")
    page.press("Delete")
    assert "Nothing matches" in page.html
    assert [card.id for card in services.library.every(services.actor, words="filler")] == []
    page.press("Undo")
    assert len(names(page)) == 3
    page.at.checkbox(key=f"pick-{ids[0]}").check().run()
    page.press("Archive")
    assert len(names(page)) == 2
    assert services.library.get(services.actor, ids[0]).card.status is PersonaStatus.ARCHIVED
    assert names(tab("library", show="archived")) == ["Filler 0"]


def test_deleted_ones_have_a_view_of_their_own(tab: Tabs) -> None:
    """There they can be restored, one or many."""
    services = tab().services
    ids = stock(services, 2)
    services.library.act(services.actor, ids, "delete")
    page = tab("library", show="deleted")
    assert len(names(page)) == 2
    page.at.button(key=f"restore-{ids[0]}").click().run()
    page.sound()
    assert names(page) == ["Filler 1"]
    page.press("Select all")
    page.at.button(key="do-restore").click().run()
    page.sound()
    assert "Nothing is deleted" in page.html


def test_more(tab: Tabs) -> None:
    """The menu of a card copies, pauses, archives and deletes that one."""
    services = tab().services
    (one,) = stock(services, 1)
    page = tab("library")
    page.at.menu_button(key=f"more-{one}").click("copy").run()
    page.sound()
    assert "Copy of Filler 0" in names(page)
    page.at.menu_button(key=f"more-{one}").click("pause").run()
    page.sound()
    assert services.library.get(services.actor, one).card.status is PersonaStatus.PAUSED
    page.press("Undo")
    assert services.library.get(services.actor, one).card.status is PersonaStatus.ACTIVE


def test_an_empty_house(bare_tab: Tabs) -> None:
    """Without personas the page says how to get some."""
    assert "personaforge personas --load-demo" in bare_tab("library").html


def test_nothing_matches(tab: Tabs) -> None:
    """Where nothing matches, one press clears words and filters."""
    page = tab("library", q="xyzzy", tag="none")
    assert "Nothing matches" in page.html
    page.press("Clear search and filters")
    assert len(names(page)) == 6


@pytest.mark.parametrize("name", [HOSTILE, "شهرزاد بنت الوزير", "🦊 Fox", "x" * 255])
def test_any_name_is_text(tab: Tabs, name: str) -> None:
    """A hostile, long or right-to-left name is drawn as text, on the card and in every label."""
    services = tab().services
    about = PersonaMetadata(name=name, slug="one", tagline=HOSTILE, domains=(HOSTILE,), archetype=Archetype.JESTER)
    services.library.create(services.actor, PersonaGenome(metadata=about))
    page = tab("library", domain=HOSTILE)
    assert "<script" not in page.html
    assert len(names(page)) == 1


def test_where_it_comes_from(tab: Tabs) -> None:
    """The view can be had again from Python, the command line and SQL."""
    page = tab("library", q="violin music", kind="real")
    page.at.session_state["again-library"] = True
    page.at.run()
    page.sound()
    codes = "\n".join(code.value for code in page.at.code)
    assert "lab.personas('violin music'" in codes
    assert "--real" in codes


def test_cards_to_take_along(tab: Tabs) -> None:
    """Those selected can be taken along in each format, by links of our own."""
    services = tab().services
    (one,) = stock(services, 1)
    page = tab("library")
    page.at.checkbox(key=f"pick-{one}").check()
    page.at.session_state["export-cards"] = True
    page.at.run()
    page.sound()
    assert page.html.count('href="/files/cards/') == 5
