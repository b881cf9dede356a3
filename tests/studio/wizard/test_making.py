"""Making a persona: suggestions, the user's own words, sources, publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain import demo
from brain.errors import Forbidden, InvalidInput, NotFound
from store.wizard_values import Part, Step, WizardStatus
from studio.settings import Settings
from studio.wiring import build
from studio.wizard import sources
from studio.wizard.draft import state
from studio.wizard.review import warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from studio.wiring import Services

SENTENCE = "a cheerful barista in Lisbon who studies astronomy"


@pytest.fixture
def services(tmp_path: Any) -> Iterator[Services]:
    """A studio over an empty folder, without a key."""
    made = build(Settings(data_dir=tmp_path, anthropic_api_key=None, anthropic_base_url=""))
    yield made
    made.close()


def test_a_sentence_becomes_a_persona_at_once(services: Services) -> None:
    """Drafted offline, ready to be published without touching a step; its version says where it came from."""
    begun = services.wizard.begin(services.actor, sources.sentence(SENTENCE), seed=2)
    assert begun.session.drafted_by == "offline"
    draft = services.wizard.draft(begun.session)
    assert draft.ready
    persona = services.wizard.publish(services.actor, begun.session.id)
    assert persona.genome.mind == draft.genome.mind
    assert begun.session.id in persona.version.message
    assert "offline with seed 2" in persona.version.message
    assert services.wizard.publish(services.actor, begun.session.id).card.id == persona.card.id
    assert services.wizard.get(services.actor, begun.session.id).status is WizardStatus.PUBLISHED


def test_a_new_suggestion_leaves_the_users_words(services: Services) -> None:
    """The name the user wrote stays through every suggestion; the lines beside it change."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    wizard.keep(actor, session.id, Part.SPARK, {"name": "Inês do Mar"})
    before = wizard.get(actor, session.id)
    after = wizard.suggest(actor, session.id).session
    assert after.value(Part.SPARK, "name") == "Inês do Mar"
    assert after.value(Part.SPARK, "backstory_hook") != before.value(Part.SPARK, "backstory_hook")
    assert wizard.draft(after).genome.name == "Inês do Mar"
    assert wizard.clear(actor, session.id, Part.SPARK, "name").value(Part.SPARK, "name") is None


def test_what_was_written_in_one_step_stays_when_another_changes(services: Services) -> None:
    """Going back to the spark and suggesting anew keeps what the mind holds."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    wizard.keep(actor, session.id, Part.MIND, {"communication.humor": 0.11, "quirks": ["Hums."]})
    wizard.go(actor, session.id, Step.REVIEW)
    wizard.go(actor, session.id, Step.SPARK)
    mind = wizard.draft(wizard.suggest(actor, session.id).session).genome.mind
    assert (mind.communication.humor, mind.quirks) == (0.11, ("Hums.",))
    found = wizard.get(actor, session.id)
    assert state(found, wizard.draft(found), Step.MIND) == "yours"
    assert state(found, wizard.draft(found), Step.VOICE) == "suggested"


def test_a_wrong_field_is_told_and_hides_nothing_else(services: Services) -> None:
    """The problem stands at its field, the other fields are used, and publishing names it."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    session = wizard.keep(
        actor, session.id, Part.MIND, {"communication.humor": 7, "communication.warmth": 0.2, "big_five": "high"}
    )
    draft = wizard.draft(session)
    assert draft.genome.mind.communication.warmth == 0.2
    assert "less than or equal to 1" in draft.problem(Step.MIND, "communication.humor")
    assert draft.problem(Step.MIND, "big_five")
    assert state(session, draft, Step.MIND) == "mend"
    with pytest.raises(InvalidInput, match=r"communication\.humor"):
        wizard.publish(actor, session.id)


def test_a_blank_page_asks_for_a_name(services: Services) -> None:
    """It cannot be published without one, and can with one."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.blank()).session
    assert "Give it a name" in wizard.draft(session).problem(Step.SPARK, "name")
    wizard.keep(actor, session.id, Part.SPARK, {"name": "Zoë"})
    assert wizard.publish(actor, session.id).card.slug == "zoe"


@pytest.mark.parametrize("name", sources.profiles())
def test_each_profile_is_ready(services: Services, name: str) -> None:
    """A profile gives a whole persona with its own modes and nothing to warn of."""
    begun = services.wizard.begin(services.actor, sources.profile(name))
    draft = services.wizard.draft(begun.session)
    assert draft.ready
    mind = draft.genome.mind
    assert mind.config.default_mode == mind.modes[0].name
    assert draft.genome.metadata.archetype is sources.profiles()[name].archetype
    assert warnings(draft.genome) == ()


def test_a_copy_of_a_real_person_is_no_real_person(services: Services) -> None:
    """It is renamed and no longer real; whatever else it is stays."""
    services.library.load_demo(services.actor)
    einstein = services.library.find(services.actor, "albert-einstein")
    begun = services.wizard.copy(services.actor, einstein.card.id)
    genome = services.wizard.draft(begun.session).genome
    assert genome.name == "Copy of Albert Einstein"
    assert not genome.metadata.is_real
    assert genome.mind == einstein.genome.mind
    persona = services.wizard.publish(services.actor, begun.session.id)
    assert persona.card.slug == "copy-of-albert-einstein"


def test_a_copy_may_not_take_the_real_name_back(services: Services) -> None:
    """The store refuses a copy that would pass for the real person, and the session stays open."""
    services.library.load_demo(services.actor)
    einstein = services.library.find(services.actor, "albert-einstein")
    session = services.wizard.copy(services.actor, einstein.card.id).session
    services.wizard.keep(services.actor, session.id, Part.SPARK, {"name": "Albert Einstein"})
    with pytest.raises(Forbidden):
        services.wizard.publish(services.actor, session.id)
    assert services.wizard.get(services.actor, session.id).status is WizardStatus.OPEN


def test_a_card_is_begun_from_with_its_picture(services: Services) -> None:
    """What the card says stands in the session, and its portrait follows to the persona."""
    mira = services.library.create(services.actor, demo.load("mira-okafor"))
    card = services.importing.export(services.actor, mira.card.id, "png")
    begun = services.wizard.from_card(services.actor, services.importing.inspect(services.actor, card.data, "mira.png"))
    assert begun.note.startswith("Read from a ")
    image = services.wizard.draft(begun.session).genome.visual.primary_image
    assert services.store.assets.get(services.actor, image).persona_id is None
    persona = services.wizard.publish(services.actor, begun.session.id)
    assert persona.genome.visual.primary_image == image
    assert services.store.assets.get(services.actor, image).persona_id == persona.card.id
    assert persona.genome.name == mira.genome.name


def test_a_genome_from_a_card_is_kept_as_it_is(services: Services) -> None:
    """Nothing is drafted over it; what the user writes goes over it."""
    genome = demo.load("lord-malachar")
    session = services.wizard.begin(services.actor, sources.card(genome)).session
    assert services.wizard.draft(session).genome == genome
    session = services.wizard.keep(services.actor, session.id, Part.SPARK, {"tagline": "New."})
    assert services.wizard.draft(session).genome.metadata.tagline == "New."


def test_what_is_not_there_is_said() -> None:
    """No words, and a profile that does not exist."""
    with pytest.raises(InvalidInput, match="nothing to begin"):
        sources.sentence("  ")
    with pytest.raises(NotFound, match="Profiles are"):
        sources.profile("x")


ANSWER = {
    "name": "Marta Sol",
    "tagline": "Stars, then coffee.",
    "description": "A barista in Lisbon who reads the sky.",
    "archetype": "explorer",
    "traits": ["cheerful", "curious", "precise"],
    "backstory_hook": "One night the power went out.",
    "pronouns": "she/her",
    "age": 31,
}


def test_with_a_key_a_model_drafts_and_its_cost_is_counted(
    tmp_path: Any, reading_server: Callable[[dict[str, dict[str, Any]]], Any]
) -> None:
    """The spark is the model's, the ledger and the session hold what it took, the rest is completed offline."""
    server = reading_server({"SparkAnswer": ANSWER})
    services = build(Settings(data_dir=tmp_path, anthropic_base_url=server.url))
    begun = services.wizard.begin(services.actor, sources.sentence(SENTENCE))
    assert (begun.note, begun.session.drafted_by) == ("", "anthropic/claude-haiku-4-5")
    draft = services.wizard.draft(begun.session)
    assert (draft.genome.name, draft.genome.visual.appearance.age) == ("Marta Sol", 31)
    assert begun.session.cost_microdollars == begun.session.costs["spark"] > 0
    assert services.store.usage.total(services.actor).cost_microdollars == begun.session.cost_microdollars
    assert SENTENCE not in str(server.asked[0]["system"])
    services.close()


def test_when_the_model_fails_it_is_drafted_offline_and_said(
    tmp_path: Any, reading_server: Callable[[dict[str, dict[str, Any]]], Any]
) -> None:
    """An answer of another shape is no spark; the offline draft stands there, with why."""
    server = reading_server({"SparkAnswer": ANSWER | {"archetype": "wombat"}})
    services = build(Settings(data_dir=tmp_path, anthropic_base_url=server.url))
    begun = services.wizard.begin(services.actor, sources.sentence(SENTENCE))
    assert begun.note.startswith("Drafted offline.")
    assert begun.session.drafted_by == "offline"
    assert services.wizard.draft(begun.session).ready
    services.close()


def test_moving_a_factor_moves_what_belongs_to_it(services: Services) -> None:
    """Its facets go along, the talk follows where it was not set, and a facet moves the factor."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    before = wizard.draft(session).genome.mind
    wizard.keep(actor, session.id, Part.MIND, {"communication.verbosity": 0.33})
    session = wizard.keep(actor, session.id, Part.MIND, {"big_five.extraversion": 0.5})
    after = wizard.draft(session).genome.mind
    assert after.facets.factor("extraversion") == pytest.approx(0.5, abs=1e-3)
    assert after.facets.warmth - after.facets.gregariousness == pytest.approx(
        before.facets.warmth - before.facets.gregariousness, abs=1e-3
    )
    assert after.communication.enthusiasm < before.communication.enthusiasm
    assert after.communication.verbosity == 0.33
    assert not session.written(Part.MIND, "communication.enthusiasm")
    session = wizard.keep(actor, session.id, Part.MIND, {"facets.warmth": 0.0})
    moved = wizard.draft(session).genome.mind
    assert moved.big_five.extraversion == pytest.approx(moved.facets.factor("extraversion"), abs=1e-3)


def test_what_contradicts_itself_is_warned_of(services: Services) -> None:
    """Pairs that seldom go together, an example that breaks a boundary, too few lines, a name that is taken."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    assert warnings(wizard.draft(session).genome) == ()
    session = wizard.keep(
        actor,
        session.id,
        Part.MIND,
        {
            "speech.emotional_expression": "reserved",
            "examples": [{"user": "Hi", "reply": "As an AI language model, I cannot say."}],
            "life": [],
            "backstory": "",
        },
    )
    session = wizard.keep(actor, session.id, Part.SPARK, {"name": "Albert Einstein"})
    found = " ".join(one.what for one in warnings(wizard.draft(session).genome))
    assert "Extraversion is high, but the speech is reserved." in found
    assert "An example breaks a boundary" in found
    assert "There is 1 example reply" in found
    assert "demo persona" in found
    assert "Nothing is told of its life." in found
    named = warnings(wizard.draft(session).genome.model_copy(), names=frozenset({"albert einstein"}))
    assert len(named) >= 5


def test_a_draft_can_be_talked_to_and_nothing_is_kept(services: Services) -> None:
    """A turn with its reading; the same words give the same reply; a change of the draft changes the answers."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence("a stern Victorian governess")).session
    genome = wizard.draft(session).genome
    first = services.trying.say(genome, (), "What do you do?")
    assert first.drift.score is not None
    second = services.trying.say(genome, (first,), "And where do you live?")
    assert second.index == 2
    assert services.trying.say(genome, (), "What do you do?").reply == first.reply
    assert services.conversations.recent(actor).items == ()
    lively = wizard.draft(wizard.begin(actor, sources.sentence("a cheerful clown")).session).genome
    assert services.trying.answers(lively) != services.trying.answers(genome)


def test_a_new_name_stands_in_the_suggested_lines_too(services: Services) -> None:
    """The hook that was suggested speaks of the new name; one that the user wrote is left as it is."""
    wizard, actor = services.wizard, services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    first = str(session.value(Part.SPARK, "name")).split()[0]
    session = wizard.keep(actor, session.id, Part.SPARK, {"name": "Inês do Mar"})
    hook = str(session.value(Part.SPARK, "backstory_hook"))
    assert "Inês" in hook
    assert first not in wizard.draft(session).genome.mind.backstory
    wizard.keep(actor, session.id, Part.SPARK, {"backstory_hook": "Inês owes somebody a boat."})
    session = wizard.keep(actor, session.id, Part.SPARK, {"name": "Rita"})
    assert session.value(Part.SPARK, "backstory_hook") == "Inês owes somebody a boat."
