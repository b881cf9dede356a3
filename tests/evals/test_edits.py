"""One change of a genome: a field set, or taken out, and what can be taken out at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.errors import InvalidGenome, InvalidInput
from brain.genome.difference import difference
from evals.edits import changed_words, droppable, parsed, put, without

EINSTEIN = demo.load("albert-einstein")
FIELDS = droppable(EINSTEIN)


def test_a_field_is_set_by_its_path() -> None:
    """A number, a text within a list, and a new entry at the end of one."""
    assert put(EINSTEIN, "mind.communication.humor", 0.9).mind.communication.humor == 0.9
    assert put(EINSTEIN, "mind.beliefs.2.statement", "Time is a river.").mind.beliefs[2].statement == "Time is a river."
    more = put(EINSTEIN, f"mind.quirks.{len(EINSTEIN.mind.quirks)}", "Hums.")
    assert more.mind.quirks == (*EINSTEIN.mind.quirks, "Hums.")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("mind.humour", "There are: big_five"),
        ("mind.beliefs.99", "'mind.beliefs' has 13 entries"),
        ("mind.beliefs.first", "counted from 0"),
        ("metadata.name.first", "nothing inside"),
        ("metadata.slug", "names the persona"),
        ("", "There are: schema_version"),
    ],
)
def test_a_path_that_is_not_there_is_told_with_those_there_are(path: str, told: str) -> None:
    """The names at that place, or how many entries there are."""
    with pytest.raises(InvalidInput) as error:
        put(EINSTEIN, path, 1)
    assert told in error.value.why


def test_a_value_that_does_not_fit_is_refused_with_its_field() -> None:
    """Types and ranges are those of a genome's document."""
    with pytest.raises(InvalidGenome, match=r"mind\.communication\.humor"):
        put(EINSTEIN, "mind.communication.humor", 2.0)


def test_a_factor_takes_its_facets_with_it() -> None:
    """Openness at its default with six facets that say otherwise would be no persona."""
    bare = without(EINSTEIN, "mind.big_five.openness")
    assert bare.mind.big_five.openness == 0.5
    assert bare.mind.facets.factor("openness") == pytest.approx(0.5)
    assert bare.mind.facets.factor("neuroticism") == EINSTEIN.mind.facets.factor("neuroticism")


def test_what_changes_nothing_or_must_be_there_is_not_taken_out() -> None:
    """A field at its default, and the name."""
    for path, told in (("mind.communication.verbosity", "changes nothing"), ("metadata.name", "cannot be taken out")):
        with pytest.raises(InvalidInput, match=told):
            without(EINSTEIN, path)


def test_every_field_that_can_be_dropped_is_one_thing_of_the_persona() -> None:
    """Entries one by one, whole lists, and within a list alone; settings, looks and voice are left out."""
    assert {f"mind.beliefs.{at}" for at in range(13)} <= set(FIELDS)
    assert "mind.big_five.openness" in FIELDS
    assert not any(path.startswith(("visual", "voice", "mind.config", "mind.facets", "stats")) for path in FIELDS)
    assert "mind.beliefs" in droppable(EINSTEIN, by="list")
    assert droppable(EINSTEIN, within=["mind.values"]) == tuple(
        f"mind.values.{at}" for at in range(len(EINSTEIN.mind.values))
    )


@settings(max_examples=40)
@given(path=st.sampled_from(FIELDS))
def test_what_is_left_says_all_but_that(path: str) -> None:
    """One field is gone and said in words; it lies at that path, or is a factor with its facets."""
    left = without(EINSTEIN, path)
    changes = difference(EINSTEIN, left).changes
    assert changed_words(EINSTEIN, left)
    touched = {".".join(map(str, one.path)) for one in changes}
    assert all(one.startswith((path, "mind.facets")) for one in touched)


@pytest.mark.parametrize(("text", "value"), [("0.9", 0.9), ("true", True), ('"x"', "x"), ("dry", "dry"), ("[1]", [1])])
def test_a_value_of_the_command_line_is_json_or_text(text: str, value: object) -> None:
    """What is no JSON stands for itself."""
    assert parsed(text) == value
