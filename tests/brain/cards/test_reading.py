from __future__ import annotations

import json
from typing import Any

import pytest

from brain.cards import Kind, inspect
from brain.cards.dialogue import Pair, pairs
from brain.cards.macros import filled
from brain.errors import InvalidCard
from brain.prompt.build import build
from brain.state import PersonaState


def read(document: Any, filename: str = "") -> Any:
    """The document as a JSON file."""
    return inspect(json.dumps(document).encode(), filename)


def test_a_card_becomes_a_genome(v2: dict[str, Any]) -> None:
    """Name, description, traits, scenario, greetings, examples, tags and lorebook each have their place."""
    genome = read(v2).genome
    mind = genome.mind
    assert genome.metadata.name == "Orla Quill"
    assert genome.metadata.description.startswith("Orla Quill repairs clocks")
    assert genome.metadata.description.endswith("She likes the user.")
    assert [trait.name for trait in mind.traits] == ["patient", "exact", "dry"]
    assert mind.config.default_mode == "Scenario"
    assert mind.modes[0].instructions == "the user brings a broken clock into her shop."
    assert mind.greetings[0] == "Good morning, my friend. What does it refuse to do?"
    assert [(one.user, one.reply) for one in mind.examples] == [
        ("It stopped.", "They do that when nobody listens.\nSit down."),
        ("", "Tick."),
    ]
    assert genome.metadata.tags == ("clocks", "harbour")
    assert mind.knowledge[0].name == "The town"
    assert [(fact.text, fact.topics) for fact in mind.knowledge[0].facts] == [
        ("The tower clock has been slow since Orla Quill was born.", ("tower", "bell"))
    ]


def test_notes_of_the_creator_never_reach_the_prompt(v2: dict[str, Any]) -> None:
    """Creator, version and creator notes are in no section of the prompt, whatever the mode."""
    genome = read(v2).genome
    for mode in ("", "Card prompt"):
        prompt = "\n".join(s.text for s in build(genome, state=PersonaState(), mode=mode).sections)
        assert "SECRET" not in prompt
        assert ("Write as Orla Quill." in prompt) is (mode == "Card prompt")


def test_every_field_stands_in_the_ledger(v3: dict[str, Any]) -> None:
    """Each key of a card's data is named in its ledger, and what the card does not say is assumed."""
    ledger = read(v3).ledger
    paths = " ".join(entry.path for entry in ledger.entries)
    assert all(f"data.{key}" in paths for key in v3["data"])
    assert {"metadata.archetype", "metadata.pronouns", "mind.facets"} <= {e.to for e in ledger.of(Kind.ASSUMED)}
    assert ledger.summary
    assert len(ledger.table().splitlines()) == len(ledger.entries)


def test_the_nickname_stands_for_the_character(v3: dict[str, Any]) -> None:
    """In a V3 card with a nickname, `{{char}}` is the nickname; a key that is a pattern is kept and not run."""
    found = read(v3)
    fact = found.genome.mind.knowledge[0].facts[0]
    assert (fact.text, fact.topics) == ("The tower is Quill's.", ())
    assert any("never run" in entry.note for entry in found.ledger.of(Kind.NOT_UNDERSTOOD))


def test_archetype_and_pronouns_are_guessed_by_words(v1: dict[str, Any]) -> None:
    """Two words of an archetype choose it, and are named; a card without any is in the middle of every factor."""
    found = read(v1 | {"description": "She is a nurse. She is gentle and kind. Her ward loves her."})
    assert found.genome.metadata.archetype == "caregiver"
    assert found.genome.metadata.pronouns == "she/her"
    assert any("gentle" in entry.note for entry in found.ledger.of(Kind.ASSUMED))
    plain = read({"name": "X", "description": "Grey.", "first_mes": "Hm."}).genome
    assert set(plain.mind.big_five.model_dump().values()) == {0.5}


def test_an_agent_becomes_a_genome(agent: dict[str, Any]) -> None:
    """The levels in words become factors; age, work, likes, beliefs, habits and skills have their places."""
    found = read(agent)
    mind = found.genome.mind
    assert (mind.big_five.openness, mind.big_five.conscientiousness, mind.big_five.neuroticism) == (0.5, 0.9, 0.2)
    assert found.genome.metadata.tagline == "Bridge engineer, City works"
    assert found.genome.metadata.pronouns == "he/him"
    assert found.genome.visual.appearance.age == 41
    assert {"I am 41 years old.", "I live in Lagos.", "I like strong tea.", "Ada: Your sister."} <= {
        fact.text for fact in mind.life
    }
    assert mind.beliefs[0].statement == "A bridge is a promise."
    assert mind.traits[0].name == "careful"
    assert mind.quirks == ("Taps railings.",)
    assert [e.path for e in found.ledger.of(Kind.NOT_UNDERSTOOD)] == ["persona.favourite_colour"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{CHAR}} and <bot> and <Char>", "Z and Z and Z"),
        ("{{ user }}, <USER>", "the user, the user"),
        ("a {{original}} b", "a  b"),
        ("x{{// note }}y", "xy"),
        ("{{random:a,b}} {{getvar::x}} {{char", "{{random:a,b}} {{getvar::x}} {{char"),
    ],
)
def test_placeholders(text: str, expected: str) -> None:
    """Names in any case are filled in, comments and the original prompt left out, other macros stay text."""
    assert filled(text, char="Z") == expected


def test_dialogues_without_speakers_are_counted() -> None:
    """A passage without any speaker gives no exchange, and lines go on with the speech before them."""
    text = "Once upon a time.\n<start>\nZed: one\ntwo\n{{user}}: q\n{{user}}: r\n<BOT>: s"
    assert pairs(text, name="Zed") == ((Pair("", "one\ntwo"), Pair("q\nr", "s")), 1)


def test_a_card_without_a_name_takes_the_files() -> None:
    """An empty name is taken from the file's name, and without one the card is refused, naming the field."""
    document = {"name": " ", "description": "d", "first_mes": "f"}
    assert read(document, "C:\\cards\\old_sailor.card.json").genome.metadata.name == "old sailor.card"
    with pytest.raises(InvalidCard, match="name") as caught:
        read(document)
    assert caught.value.field == "name"


@pytest.mark.parametrize("document", [{}, {"entries": []}, {"a": 1}, {"spec": "chara_card_v2", "data": 3}])
def test_what_is_no_card_is_refused(document: Any) -> None:
    """A document with none of a card's fields is refused, naming what it holds."""
    with pytest.raises(InvalidCard):
        read(document)


def test_a_real_person_stays_one() -> None:
    """`is_real` of a genome document is kept."""
    from brain import demo
    from brain.cards import export

    real = next(genome for genome in demo.load_all() if genome.metadata.is_real)
    assert inspect(export(real, "persona").data).genome.metadata.is_real
