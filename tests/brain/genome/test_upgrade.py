"""Documents of older schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from brain.errors import InvalidGenome
from brain.genome import SCHEMA_VERSION, read, write

EINSTEIN = """{
  "id": "einstein_1879",
  "name": "Albert Einstein",
  "slug": "albert-einstein",
  "description": "Theoretical physicist known for the theory of relativity.",
  "domain": ["physics", "philosophy"],
  "traits": {
    "OCEAN": {
      "openness": 0.95,
      "conscientiousness": 0.72,
      "extraversion": 0.3,
      "agreeableness": 0.7,
      "neuroticism": 0.25
    },
    "humor_usage": "low",
    "emotional_style": "reserved"
  },
  "beliefs": [
    "Imagination is more important than knowledge",
    "The universe is comprehensible through science",
    "Pacifism in response to violence"
  ],
  "modes": ["Educator", "Critic", "Debater"],
  "voice_enabled": false
}
"""
"""The persona database's example entry, word for word."""


def test_the_persona_databases_example_reads() -> None:
    """Every statement of the version 1 example has its place in version 2."""
    genome = read(EINSTEIN)
    assert genome.schema_version == SCHEMA_VERSION
    assert (genome.name, genome.metadata.slug) == ("Albert Einstein", "albert-einstein")
    assert genome.metadata.description.startswith("Theoretical physicist")
    assert genome.metadata.domains == ("physics", "philosophy")
    assert genome.mind.big_five.openness == 0.95
    assert genome.mind.facets.factor("extraversion") == pytest.approx(0.3)
    assert [belief.statement for belief in genome.mind.beliefs][2] == "Pacifism in response to violence"
    assert [mode.name for mode in genome.mind.modes] == ["Educator", "Critic", "Debater"]
    config = genome.mind.config
    assert (config.humor_usage, config.emotional_style, config.voice_enabled) == ("low", "reserved", False)
    assert json.loads(write(genome))["id"] == "einstein_1879"


def test_an_upgraded_document_reads_back_equal() -> None:
    """What was upgraded once is written in the newest schema and stays."""
    genome = read(EINSTEIN)
    assert read(write(genome)) == genome


def test_the_rows_of_the_databases_tables_are_understood() -> None:
    """Beliefs with sources, modes with switches, trait values and times without zone find their places."""
    genome = read(
        {
            "schema_version": 1,
            "name": "Zoë",
            "created_at": "2025-03-01T10:00:00",
            "traits": {"OCEAN": {"openness": 0.6}, "humor": 0.3, "tone": "gruff"},
            "beliefs": [
                {"belief": "Rest matters", "source": "https://example.org/rest"},
                {"belief": "So does work", "source": "Letter 12", "note": "kept"},
                {"belief": "And play", "source": None},
            ],
            "modes": [{"mode": "Mentor", "enabled": False}],
            "config": {"language_style": "verbose", "default_mode": "Mentor"},
            "avatar_url": "https://example.org/a.png",
        }
    )
    first, second, third = genome.mind.beliefs
    assert genome.metadata.slug == "zoe"
    assert genome.metadata.created_at == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert (genome.mind.traits[0].name, genome.mind.traits[0].intensity) == ("humor", 0.3)
    assert first.source is not None
    assert first.source.url == "https://example.org/rest"
    assert second.source is not None
    assert (second.source.title, second.source.url) == ("Letter 12", "")
    assert third.source is None
    assert (genome.mind.modes[0].name, genome.mind.modes[0].enabled) == ("Mentor", False)
    assert (genome.mind.config.language_style, genome.mind.config.default_mode) == ("verbose", "Mentor")
    written = json.loads(write(genome))
    assert written["avatar_url"] == "https://example.org/a.png"
    assert written["mind"]["beliefs"][1]["note"] == "kept"
    assert written["mind"]["config"]["tone"] == "gruff"


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({}, "metadata.name"),
        ({"name": 5}, "metadata.name"),
        ({"name": "A", "traits": 5}, "traits"),
        ({"name": "A", "traits": {"OCEAN": []}}, "mind.big_five"),
        ({"name": "A", "traits": {"OCEAN": {"openness": "high"}}}, "mind.big_five.openness"),
        ({"name": "A", "beliefs": {}}, "beliefs"),
        ({"name": "A", "beliefs": [5]}, "mind.beliefs.0"),
        ({"name": "A", "modes": "all"}, "modes"),
        ({"name": "A", "modes": [None]}, "mind.modes.0"),
        ({"name": "A", "config": []}, "config"),
        ({"name": "A", "domain": "physics"}, "metadata.domains"),
        ({"name": "A", "created_at": "yesterday"}, "metadata.created_at"),
        ({"name": "A", "slug": 5}, "metadata.slug"),
        ({"name": "A", "schema_version": True}, "schema_version"),
        ({"name": "A", "schema_version": "1"}, "schema_version"),
        ({"name": "A", "schema_version": 0}, "schema_version"),
        ({"name": "A", "schema_version": 99}, "schema_version"),
    ],
)
def test_a_wrong_version_1_document_is_refused_by_field(document: dict[str, Any], where: str) -> None:
    """Whatever shape it has, an old document is read or refused with the field's path."""
    with pytest.raises(InvalidGenome) as caught:
        read(document)
    assert where in dict(caught.value.problems)


def test_a_newer_schema_asks_for_a_newer_studio() -> None:
    """A document from the future is refused with what to do."""
    with pytest.raises(InvalidGenome, match="newer PersonaForge"):
        read({"schema_version": SCHEMA_VERSION + 1, "metadata": {"name": "A", "slug": "a"}})
