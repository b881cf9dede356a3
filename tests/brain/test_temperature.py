from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain import demo
from brain.genome import MindDNA, PersonaGenome, PersonaMetadata
from brain.temperature import temperature

LEVEL = st.floats(0.0, 1.0)


def persona(**mind: object) -> PersonaGenome:
    """A persona with such a mind."""
    return PersonaGenome(metadata=PersonaMetadata(name="Ada", slug="ada"), mind=MindDNA.model_validate(mind))


def test_the_genomes_own_temperature_is_honoured() -> None:
    """A persona that names a temperature gets it, 0 included."""
    assert temperature(persona(config={"temperature": 0.0})) == 0.0
    assert temperature(demo.load("albert-einstein")) == demo.load("albert-einstein").mind.config.temperature


def test_a_persona_in_the_middle_gets_the_middle() -> None:
    """With every trait at one half it is 0.7, less or more by strictness."""
    style = {"humor": 0.5}
    assert temperature(persona(communication=style)) == 0.7
    assert temperature(persona(communication=style, config={"strictness": "strict"})) == 0.6
    assert temperature(persona(communication=style, config={"strictness": "relaxed"})) == 0.8


@given(LEVEL, LEVEL, LEVEL, st.sampled_from(["relaxed", "standard", "strict"]))
def test_it_is_bounded_and_rises_with_fantasy(fantasy: float, order: float, humor: float, strictness: str) -> None:
    """It stays within 0.3 and 1.1; more fantasy never lowers it, and more order never raises it."""

    def at(fantasy: float, order: float) -> float:
        facets = {"fantasy": fantasy, "order": order}
        given = {"facets": facets, "communication": {"humor": humor}, "config": {"strictness": strictness}}
        return temperature(persona(**given))

    assert 0.3 <= at(fantasy, order) <= 1.1
    assert at(1.0, order) >= at(fantasy, order) >= at(0.0, order)
    assert at(fantasy, 0.0) >= at(fantasy, order) >= at(fantasy, 1.0)
