"""What a genome holds and how its parts agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from brain.emotion.labels import Emotion
from brain.genome import FACETS, BigFive, CommunicationStyle, Facets, MindDNA, PersonaGenome, facets_of, read
from brain.genome.schema import json_schema, text

unit = st.floats(0.0, 1.0)
factors = st.builds(BigFive, **dict.fromkeys(FACETS, unit))
offsets = st.dictionaries(st.sampled_from([f for six in FACETS.values() for f in six]), st.floats(-1.0, 1.0))


@given(factors, offsets)
def test_facets_agree_with_their_factor(big_five: BigFive, moves: dict[str, float]) -> None:
    """Whatever the offsets, the mean of six facets is their factor and each stays on the scale."""
    facets = facets_of(big_five, moves)
    for name, six in FACETS.items():
        assert facets.factor(name) == pytest.approx(getattr(big_five, name), abs=1e-9)
        assert all(0.0 <= getattr(facets, facet) <= 1.0 for facet in six)


def test_there_are_thirty_facets_six_to_a_factor() -> None:
    """The facets are the NEO PI-R's: thirty, six of each factor, none twice."""
    names = [facet for six in FACETS.values() for facet in six]
    assert [len(six) for six in FACETS.values()] == [6] * 5
    assert names == list(Facets.model_fields)


def test_missing_facets_follow_their_factor() -> None:
    """A mind that names no facets gets its factors' levels; one that names some keeps those."""
    bare = MindDNA(big_five=BigFive(openness=0.9))
    assert bare.facets.ideas == bare.facets.fantasy == 0.9
    partial = MindDNA(big_five=BigFive(openness=0.9), facets=Facets(ideas=0.2))
    assert (partial.facets.ideas, partial.facets.fantasy, partial.facets.trust) == (0.2, 0.9, 0.5)


def test_missing_factors_follow_their_facets() -> None:
    """A mind that names all six facets but not their factor gets their mean."""
    mind = MindDNA(facets=Facets.model_validate(dict.fromkeys(FACETS["openness"], 0.8)))
    assert mind.big_five.openness == pytest.approx(0.8)
    assert mind.big_five.extraversion == 0.5


def test_the_expression_grid_is_whole() -> None:
    """A grid with one entry is filled up to the 21 labels, in their order."""
    genome = read({"metadata": {"name": "A", "slug": "a"}, "visual": {"expressions": {"sad": {"asset": "p1"}}}})
    assert list(genome.visual.expressions) == [label.value for label in Emotion]
    assert len(genome.visual.expressions) == 21
    assert genome.visual.expressions["sad"].asset == "p1"


def test_communication_has_ten_dimensions() -> None:
    """The seeds' ten dimensions of communication style."""
    assert len(CommunicationStyle.model_fields) == 10


def test_a_genome_cannot_be_assigned_to() -> None:
    """A genome is a value."""
    genome = read({"metadata": {"name": "A", "slug": "a"}})
    for part, field in ((genome, "mind"), (genome.metadata, "name"), (genome.mind.big_five, "openness")):
        with pytest.raises(ValidationError):
            setattr(part, field, None)


def test_the_parts_are_the_seeds() -> None:
    """The blueprint has the eight parts that the system report names."""
    assert set(PersonaGenome.model_fields) == {
        "schema_version", "metadata", "visual", "voice", "motion", "mind", "capabilities", "stats", "monetization",
    }  # fmt: skip


def test_the_schema_file_is_fresh() -> None:
    """docs/genome.schema.json is what the code generates; `python -m brain.genome.schema` makes it."""
    kept = Path(__file__).parents[3] / "docs" / "genome.schema.json"
    assert kept.read_text(encoding="utf-8") == text()


def test_the_schema_is_deterministic_and_plain() -> None:
    """Two makings are equal, and it is JSON that names each part."""
    schema = json_schema()
    assert json.loads(text()) == schema == json_schema()
    assert {"MindDNA", "VisualDNA", "VoiceDNA", "MotionDNA", "Facets"} <= schema["$defs"].keys()


def _numbers(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for inner in node for found in _numbers(inner)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") == "number" else []
    return own + [found for inner in node.values() for found in _numbers(inner)]


def test_every_number_in_the_schema_has_bounds() -> None:
    """No number of a genome is unbounded, except the components of embeddings."""
    bare = [
        node for node in _numbers(json_schema()["$defs"]) if len(node.keys() & {"minimum", "exclusiveMinimum"}) == 0
    ]
    assert all(node == {"type": "number"} for node in bare)
    assert len(bare) == 3
