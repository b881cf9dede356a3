"""A persona's page: its parts, its edit, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain.genome import PersonaGenome, PersonaMetadata
from studio.cli_real import ADMIN
from studio.session_persona import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    Tabs = Callable[..., Any]

HOSTILE = "<script>alert(1)</script> **bold** :smile: [x](http://example.org) " * 3


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("slug", ["albert-einstein", "mira-okafor"])
def test_every_part_is_drawn(tab: Tabs, part: str, slug: str) -> None:
    """Each part is reached by its address and shows neither a traceback nor an error."""
    page = tab("persona", persona=slug, part=part.lower())
    assert 'class="pf-title pf-persona"' in page.html


def test_without_a_persona_it_says_where_to_go(tab: Tabs) -> None:
    """The bare page names the way; an unknown part is the overview; an unknown persona is explained."""
    assert "No persona is named" in tab("persona").html
    assert "Nothing has been said to it yet" in tab("persona", persona="mira-okafor", part="nonsense").html
    page = tab("persona", persona="mira-okafor")
    page.at.query_params["persona"] = "nobody"
    page.at.run()
    assert "There is no persona" in page.at.error[0].value


def test_an_edit_is_kept_saved_and_restored(tab: Tabs) -> None:
    """A change is a draft at once, is there in another tab, becomes a version when saved, and can be taken back."""
    page = tab("persona", persona="mira-okafor", part="edit")
    key = next(one.key for one in page.at.slider if one.label == "Openness")
    page.at.slider(key=key).set_value(0.99).run()
    page.sound()
    assert "Openness up" in page.html
    other = tab("persona", persona="mira-okafor", part="edit")
    assert other.at.slider(key=key).value == 0.99
    other.at.text_input(key="version-message").set_value("More open").run()
    other.press("Save as version 2")
    history = tab("persona", persona="mira-okafor", part="history")
    assert "More open" in history.html
    assert "→ 0.99" in history.html
    history.at.selectbox(key="history-version").set_value(1).run()
    history.press("Restore")
    assert "Restore version 1" in history.html
    found = history.services.library.find(history.services.actor, "mira-okafor")
    assert (found.version.number, found.genome.mind.big_five.openness != 0.99) == (3, True)


def test_wrong_json_is_told_with_its_line_and_kept(tab: Tabs) -> None:
    """A document that is no genome is kept as typed, told by line and path, and cannot be saved; discarding asks."""
    page = tab("persona", persona="mira-okafor", part="document")
    area = page.at.text_area[0]
    wrong = area.value.replace('"openness": ', '"openness": 7', 1)
    area.set_value(wrong).run()
    page.sound()
    assert "mind.big_five.openness" in page.html
    assert page.at.button(key="save-version").disabled
    again = tab("persona", persona="mira-okafor", part="document")
    assert again.at.text_area[0].value == wrong
    again.at.text_area[0].set_value("{").run()
    again.sound()
    assert "cannot be read as it stands" in tab("persona", persona="mira-okafor", part="edit").at.warning[0].value
    again.press("Throw it away")
    assert not again.services.versions.draft(again.services.actor, again.services.library.find(
        again.services.actor, "mira-okafor").card.id)  # fmt: skip


def test_what_cannot_be_kept_is_explained(tab: Tabs) -> None:
    """A document too long to be kept, and a change that is refused meanwhile, are a sentence, not a traceback."""
    page = tab("persona", persona="albert-einstein", part="document")
    page.at.text_area[0].set_value("x" * 5_000_001).run()
    assert not page.at.exception
    assert "too long to be kept" in page.at.error[0].value
    form = tab("persona", persona="albert-einstein", part="edit")
    services = form.services
    services.real_persons.verify(ADMIN, services.library.find(services.actor, "albert-einstein").card.id)
    form.at.slider[0].set_value(0.01).run()
    assert not form.at.exception
    assert "verified by an admin" in form.at.error[0].value
    assert not services.editing.edit(services.actor, services.library.find(services.actor, "albert-einstein")).begun


def test_a_belief_gets_its_source(tab: Tabs) -> None:
    """A new belief of a real person is told to lack a source; opened, it is edited in its place."""
    page = tab("persona", persona="albert-einstein", part="beliefs")
    assert not [one.label for one in page.at.expander if "no source" in one.label]
    page.press("Add a belief")
    assert [one.label for one in page.at.expander if "no source" in one.label]
    assert page.at.button(key="save-version").disabled
    count = len(page.services.library.find(page.services.actor, "albert-einstein").genome.mind.beliefs)
    services, actor = page.services, page.services.actor
    einstein = services.library.find(actor, "albert-einstein")
    services.editing.put(actor, einstein, ("mind", "beliefs", count, "source"), {"title": "Letters"})
    page.at.run()
    assert not page.at.button(key="save-version").disabled


def test_an_overtaken_edit_can_only_be_a_branch(tab: Tabs) -> None:
    """Saved meanwhile by somebody else, the edit is offered as a branch, with what both sides changed."""
    page = tab("persona", persona="mira-okafor", part="edit")
    services, actor = page.services, page.services.actor
    mira = services.library.find(actor, "mira-okafor")
    services.editing.put(actor, mira, ("metadata", "tagline"), "Mine")
    about = mira.genome.metadata.model_copy(update={"tagline": "Theirs"})
    services.store.personas.save_version(
        actor, mira.card.id, mira.genome.model_copy(update={"metadata": about}), message="theirs"
    )
    page.at.run()
    page.sound()
    assert "Version 2 was saved meanwhile" in page.html
    assert page.at.button(key="save-version").disabled
    page.press("Save as a branch")
    assert services.library.find(actor, "mira-okafor").version.number == 2
    assert len(services.versions.history(actor, mira.card.id)) == 3


def test_a_verified_person_is_read_only(tab: Tabs) -> None:
    """Its page says so, offers no edit and no change of its history, and marks it."""
    page = tab()
    services = page.services
    einstein = services.library.find(services.actor, "albert-einstein")
    services.real_persons.verify(ADMIN, einstein.card.id)
    edit = tab("persona", persona="albert-einstein", part="edit")
    assert "can be read, not changed" in edit.at.info[0].value
    assert "verified real person" in edit.html
    history = tab("persona", persona="albert-einstein", part="history")
    assert not [one for one in history.at.button if one.label in {"Restore", "Branch", "Make current"}]


def test_words_of_a_persona_are_never_markup(tab: Tabs) -> None:
    """A hostile name, message and text are shown as text, on every part."""
    page = tab()
    services, actor = page.services, page.services.actor
    made = services.library.create(
        actor, PersonaGenome(metadata=PersonaMetadata(name=HOSTILE[:255], slug="hostile", tagline=HOSTILE[:500])),
        message=HOSTILE,
    )  # fmt: skip
    services.editing.put(actor, made, ("mind", "backstory"), HOSTILE)
    for part in PARTS:
        shown = tab("persona", persona="hostile", part=part.lower())
        assert "<script>" not in shown.html


def test_a_portrait_can_be_looked_at_closely(tab: Tabs) -> None:
    """The frame with the large face is there when it is asked for, at an address that is signed."""
    page = tab("persona", persona="mira-okafor", part="portrait")
    assert not page.at.get("iframe")
    page.at.toggle(key="persona-portrait-close").set_value(True).run()
    page.sound()
    (frame,) = page.at.get("iframe")
    assert "/preview/portrait" in frame.proto.src
    assert "t=" in frame.proto.src
