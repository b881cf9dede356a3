"""An edit of a persona, field by field, and what is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from store.values import Persona
    from studio.wiring import Services


@pytest.fixture
def mira(services: Services) -> Persona:
    """A demo persona."""
    return services.library.find(services.actor, "mira-okafor")


def test_a_field_changes_the_draft_and_nothing_else(services: Services, mira: Persona) -> None:
    """Changing a field begins an edit that says how it differs; putting it back ends it."""
    ours, actor = services.editing, services.actor
    assert not ours.edit(actor, mira).begun
    ours.put(actor, mira, ("mind", "big_five", "openness"), 0.99)
    edit = ours.edit(actor, mira)
    assert (edit.begun, edit.difference.summary, edit.problems) == (True, "Openness up", ())
    assert edit.value(("mind", "big_five", "openness")) == 0.99
    assert services.library.find(actor, "mira-okafor").version == mira.version
    ours.put(actor, mira, ("mind", "big_five", "openness"), mira.genome.mind.big_five.openness)
    assert not ours.edit(actor, mira).begun


def test_lists_grow_and_shrink(services: Services, mira: Persona) -> None:
    """A belief is added at the end and taken out by its place; what is not there is refused."""
    ours, actor, count = services.editing, services.actor, len(mira.genome.mind.beliefs)
    ours.put(actor, mira, ("mind", "beliefs", count), {"statement": "Soup first."})
    assert ours.edit(actor, mira).difference.summary == "One belief added"
    ours.take_out(actor, mira, ("mind", "beliefs", 0))
    assert ours.edit(actor, mira).difference.summary == "One belief added, one belief removed"
    for path in (("mind", "beliefs", 99, "statement"), ("mind", "beliefs", 99), ("mind", "quirks", "x")):
        with pytest.raises(InvalidInput):
            ours.put(actor, mira, path, "x")
    with pytest.raises(InvalidInput):
        ours.take_out(actor, mira, ("mind", "beliefs", 99))


def test_what_is_wrong_has_its_line(services: Services, mira: Persona) -> None:
    """A wrong value is told by path and line, broken JSON by its line, and both are kept as they were typed."""
    ours, actor = services.editing, services.actor
    document = (
        '{\n  "metadata": {"name": "Mira",\n    "slug": "mira-okafor"},\n  "mind": {"big_five": {"openness": 7}}\n}'
    )
    ours.type(actor, mira, document)
    (problem,) = ours.edit(actor, mira).problems
    assert (problem.line, problem.path) == (4, "mind.big_five.openness")
    ours.type(actor, mira, '{\n  "metadata": {,')
    edit = ours.edit(actor, mira)
    assert (edit.problems[0].line, edit.fields, edit.genome) == (2, None, None)
    with pytest.raises(InvalidInput, match="no JSON object"):
        ours.put(actor, mira, ("metadata", "name"), "Mira")


def test_missing_sources_are_told_while_editing(services: Services) -> None:
    """An edit of a real person names each belief without a source before anybody tries to save it."""
    einstein = services.library.find(services.actor, "albert-einstein")
    count = len(einstein.genome.mind.beliefs)
    services.editing.put(services.actor, einstein, ("mind", "beliefs", count), {"statement": "Dice are fine."})
    (problem,) = services.editing.edit(services.actor, einstein).problems
    assert problem.path == f"mind.beliefs.{count}.source"
    assert problem.line


def test_an_overtaken_edit_says_so(services: Services, mira: Persona) -> None:
    """An edit whose base is no longer the current version tells what came after it."""
    ours, actor = services.editing, services.actor
    ours.put(actor, mira, ("metadata", "tagline"), "Mine")
    about = mira.genome.metadata.model_copy(update={"tagline": "Theirs"})
    services.store.personas.save_version(
        actor, mira.card.id, mira.genome.model_copy(update={"metadata": about}), message="theirs"
    )
    told = ours.edit(actor, services.library.find(actor, "mira-okafor")).overtaken
    assert told is not None
    assert len(told.both) == 1
