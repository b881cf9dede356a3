"""A persona begun from a pasted text: what was read is the user's own, the rest drafted, the text kept."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import InvalidInput
from store.wizard_values import Part
from studio.settings import Settings
from studio.wiring import build
from studio.wizard import pasting, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from studio.wiring import Services

SAMPLES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "brain" / "drafting" / "pasted.toml").read_text(encoding="utf-8")
)


@pytest.fixture
def services(tmp_path: Any) -> Iterator[Services]:
    """A studio over an empty folder, without a key."""
    made = build(Settings(data_dir=tmp_path, anthropic_api_key=None, anthropic_base_url=""))
    yield made
    made.close()


def test_what_was_read_stays_through_every_suggestion(services: Services) -> None:
    """Name, age and beliefs are the user's own words; tagline and hook are drafted and change."""
    wizard, actor, text = services.wizard, services.actor, SAMPLES["keeper"]["text"]
    session = wizard.begin(actor, sources.text(text)).session
    assert session.source == "text"
    assert session.written(Part.SPARK, "name")
    assert session.written(Part.MIND, "beliefs")
    assert not session.written(Part.SPARK, "tagline")
    assert not session.written(Part.MIND, "speech.sentence_length")
    after = wizard.suggest(actor, session.id).session
    assert after.value(Part.SPARK, "backstory_hook") != session.value(Part.SPARK, "backstory_hook")
    genome = wizard.draft(after).genome
    assert (genome.name, genome.visual.appearance.age) == ("Morag Sinclair", 58)
    assert genome.mind.examples[0].reply.startswith("Thirty years, near enough.")
    assert genome.mind.examples[0].user == "How long have you been here?"
    assert "kitchen" in pasting.text_of(after)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_can_be_published_as_it_is(services: Services, name: str) -> None:
    """Without a step opened the draft has no problem; version 1 says that it was made from a text."""
    begun = services.wizard.begin(services.actor, sources.text(SAMPLES[name]["text"]))
    draft = services.wizard.draft(begun.session)
    assert draft.ready, draft.problems
    persona = services.wizard.publish(services.actor, begun.session.id)
    assert "from a text" in persona.version.message


def test_a_text_that_cannot_be_read_is_kept_as_the_backstory(services: Services) -> None:
    """Signs that nobody can see go; letters of every script stay, and the draft is ready."""
    text = "Sie ist eine mürrische Leuchtturmwärterin an der Nordsee.\x00\ud800 Sie liebt ihre Katze."
    begun = services.wizard.begin(services.actor, sources.text(text))
    draft = services.wizard.draft(begun.session)
    assert draft.ready
    assert draft.genome.mind.backstory.startswith("Sie ist eine mürrische")
    reading = pasting.reading_of(begun.session)
    assert reading is not None
    assert any("English only" in one for one in pasting.remarks(reading))


def test_a_long_sentence_is_read_as_a_text_and_a_longer_one_than_can_be_read_is_refused() -> None:
    """More than 300 characters are a text; more than 200,000 and none at all are refused with a way on."""
    assert sources.sentence("She is a baker who loves rye. " * 20).kind == "text"
    with pytest.raises(InvalidInput, match="200,000"):
        sources.text("a" * 200_001)
    with pytest.raises(InvalidInput, match="nothing to begin from"):
        sources.text(" \x00 ")


def test_with_a_key_a_model_points_and_its_cost_is_counted(
    tmp_path: Any, reading_server: Callable[[dict[str, dict[str, Any]]], Any]
) -> None:
    """What it points at becomes the user's own, what it invents does not; the cost is in ledger and session."""
    text = SAMPLES["governess"]["text"]
    pointed = [{"kind": "name", "quote": "Edith Marlowe"}, {"kind": "like", "quote": "clean boots"},
               {"kind": "place", "quote": "Vienna"}]  # fmt: skip
    server = reading_server({"ReadOut": {"items": pointed}})
    services = build(Settings(data_dir=tmp_path, anthropic_base_url=server.url))
    session = services.wizard.begin(services.actor, sources.text(text)).session
    reading = pasting.reading_of(session)
    assert reading is not None
    assert (reading.by, reading.one("place")) == ("anthropic/claude-haiku-4-5", "")
    assert any("Dropped: 1" in note for note in reading.notes)
    assert session.value(Part.MIND, "passion_topics") == ["clean boots"]
    assert session.cost_microdollars > 0
    assert services.store.usage.total(services.actor).cost_microdollars == session.cost_microdollars
    assert "governess" not in str(server.asked[0]["system"])
    services.close()


def test_where_the_model_fails_the_rules_read_and_it_is_said(
    tmp_path: Any, reading_server: Callable[[dict[str, dict[str, Any]]], Any]
) -> None:
    """The note names the rules, and the reading is theirs."""
    server = reading_server({"ReadOut": {"items": "no list"}})
    services = build(Settings(data_dir=tmp_path, anthropic_base_url=server.url))
    begun = services.wizard.begin(services.actor, sources.text(SAMPLES["governess"]["text"]))
    reading = pasting.reading_of(begun.session)
    assert begun.note.startswith("Read by the rules.")
    assert reading is not None
    assert (reading.by, reading.one("place")) == ("rules", "Bath")
    services.close()
