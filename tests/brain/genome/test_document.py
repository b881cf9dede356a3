"""Reading, writing and refusing genome documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.archetypes import genome_from
from brain.errors import InvalidGenome
from brain.genome import Archetype, content_hash, read, slug_of, write
from brain.genome.document import MAXIMUM_BYTES, MAXIMUM_DEPTH

MINIMAL = {"metadata": {"name": "Ada", "slug": "ada"}}
LABELLED = {"expressions", "custom_expressions", "profiles"}

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))


def whole() -> dict[str, Any]:
    """A complete document with an object in every place that can hold one."""
    document: dict[str, Any] = json.loads(write(genome_from(Archetype.MAGICIAN, name="Ada")))
    source = {"title": "A book", "author": "", "year": 1900, "url": "", "locator": ""}
    document["metadata"]["citations"] = [source]
    document["mind"]["beliefs"][0]["source"] = dict(source)
    document["visual"]["face"] = {"model_id": "m", "vector": [0.0] * 512}
    document["visual"]["style"] = {"model_id": "m", "vector": [0.5]}
    document["visual"]["custom_expressions"] = {"smug": {"asset": "", "intensity": 0.5, "prompt": ""}}
    document["mind"]["emotions"] = [{"name": "smug", "vad": {"valence": 0.5, "arousal": 0.4, "dominance": 0.9}}]
    document["mind"]["emotions"][0] |= {"nearest": "proud", "opposite": "", "expression": "smug"}
    document["voice"]["embedding"] = {"model_id": "m", "vector": [0.5]}
    document["monetization"] = {
        "enabled": False, "model": "free", "price": "0", "currency": "USD", "revenue_share": 0.0,
    }  # fmt: skip
    return document


def objects(node: Any, name: str = "") -> list[dict[str, Any]]:
    """Every object of a document that is a part of the genome, and no mapping from label to part."""
    if isinstance(node, list):
        return [found for inner in node for found in objects(inner)]
    if not isinstance(node, dict):
        return []
    below = [found for key, inner in node.items() for found in objects(inner, key)]
    return below if name in LABELLED else [node, *below]


def problems(document: Any) -> dict[str, str]:
    """The paths that a refused document is refused for."""
    with pytest.raises(InvalidGenome) as caught:
        read(document)
    return dict(caught.value.problems)


def changed(where: str, value: Any) -> dict[str, Any]:
    """The complete document with one value replaced."""
    document = whole()
    *parents, last = where.split(".")
    node: Any = document
    for part in parents:
        node = node[int(part)] if isinstance(node, list) else node[part]
    node[int(last) if isinstance(node, list) else last] = value
    return document


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(st.data())
def test_unknown_keys_are_kept_at_every_level(data: st.DataObject) -> None:
    """A document with unknown keys anywhere reads and writes equal."""
    document = whole()
    parts = objects(document)
    for index in data.draw(st.lists(st.integers(0, len(parts) - 1), max_size=8)):
        extra = data.draw(st.dictionaries(text, values, max_size=3))
        parts[index].update({f"x-{key}": value for key, value in extra.items()})
    written = json.loads(write(read(document)))
    assert written == document
    assert json.loads(write(read(json.dumps(document)))) == document


def test_every_kind_of_part_keeps_unknown_keys() -> None:
    """No part of the genome drops a key it does not know."""
    document = whole()
    for part in objects(document):
        part["x-kept"] = [1, {"deep": True}]
    assert json.loads(write(read(document))) == document


def test_keys_named_like_python_attributes_are_kept() -> None:
    """A key such as `model_config` or the empty one is data like any other."""
    odd = {"model_config": 1, "__class__": "x", "": None, "model_fields_set": [], "name": "n"}
    assert json.loads(write(read(MINIMAL | odd))).items() >= odd.items()


def test_text_bytes_byte_order_mark_and_dict_read_alike() -> None:
    """The same document reads the same from every form it comes in."""
    raw = json.dumps(whole())
    expected = read(whole())
    assert read(raw) == read(raw.encode()) == read(b"\xef\xbb\xbf" + raw.encode()) == read("\ufeff" + raw) == expected


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("mind.big_five.openness", float("nan")),
        ("mind.big_five.openness", float("inf")),
        ("mind.big_five.openness", 1.01),
        ("mind.big_five.openness", -0.01),
        ("mind.big_five.openness", "0.5"),
        ("mind.big_five.openness", True),
        ("mind.facets.ideas", None),
        ("mind.beliefs.0.statement", ""),
        ("mind.beliefs.1.confidence", 7),
        ("mind.beliefs", "many"),
        ("mind.temper", "furious"),
        ("mind.memory.stability_days", 0.0),
        ("metadata.name", ""),
        ("metadata.slug", "Not A Slug"),
        ("metadata.birth_date", 5),
        ("metadata.birth_date", "1879-02-30"),
        ("metadata.is_real", "yes"),
        ("metadata.archetype", "villain"),
        ("visual.face.vector", [0.0] * 511),
        ("visual.face.vector.3", float("-inf")),
        ("visual.expressions", {"smug": {}}),
        ("visual.generation.seed", -1),
        ("voice.speaking.words_per_minute", 5),
        ("voice.profiles.neutral.pitch", 99),
        ("motion.blink_interval_ms", 2.5),
        ("stats.rating", 6),
        ("monetization.price", "-1"),
        ("capabilities", []),
    ],
)
def test_a_wrong_field_is_named_by_its_path(where: str, value: Any) -> None:
    """Whatever is wrong, the error says in which field."""
    assert where in problems(changed(where, value))


def test_missing_name_is_named() -> None:
    """A genome without a name is refused for that field."""
    assert "metadata.name" in problems({"metadata": {"slug": "ada"}})


def test_every_wrong_field_is_listed() -> None:
    """All the problems come at once, not the first alone."""
    document = changed("mind.big_five.openness", 2.0)
    document["metadata"]["name"] = 5
    assert {"metadata.name", "mind.big_five.openness"} <= problems(document).keys()


def test_nan_in_an_unknown_key_is_refused() -> None:
    """What JSON cannot hold is refused even where the schema knows nothing of it."""
    assert "x.0.deep" in problems('{"metadata": {"name": "A", "slug": "a"}, "x": [{"deep": NaN}]}')
    assert "x" in problems('{"metadata": {"name": "A", "slug": "a"}, "x": 1e999}')


@pytest.mark.parametrize("bad", ["\ud800", "a\0b"])
def test_text_that_no_database_keeps_is_refused(bad: str) -> None:
    """Half a surrogate pair and NUL are refused with their path, as value and as key."""
    assert "mind.backstory" in problems(changed("mind.backstory", bad))
    assert problems(MINIMAL | {bad: 1})


def test_a_value_that_json_does_not_know_is_refused() -> None:
    """A Python object in a dict is no document."""
    assert problems(MINIMAL | {"x": {1, 2}}) == {"x": "JSON has no set."}
    assert problems(MINIMAL | {"x": {5: 1}}) == {"x.5": "A key must be text."}


@pytest.mark.parametrize(
    "document",
    [
        "", "not json", "[]", "null", "5", '{"metadata": {', '{"metadata": }', b"\xff\xfe{", b"\x89PNG\r\n\x1a\n\x00",
        "[" * 100_000, '{"x":' * 100_000, "9" * 10_000,
        "{" + '"x": 1, ' * 2 + '"metadata": {"name": "A", "slug": "a"}}',
    ],
    ids=["empty", "words", "list", "null", "number", "cut off", "no value", "not utf-8", "png", "deep list",
         "deep object", "long number", "key twice"],
)  # fmt: skip
def test_what_is_no_genome_document_is_refused_in_words(document: str | bytes) -> None:
    """Anything at all gets InvalidGenome with a sentence and a next step, never another error."""
    with pytest.raises(InvalidGenome) as caught:
        read(document)
    assert caught.value.what
    assert caught.value.next_step


def test_nesting_is_bounded() -> None:
    """Nesting up to the limit is kept, beyond it is refused, and a dict that holds itself is no exception."""
    deep: Any = 1
    for _ in range(MAXIMUM_DEPTH - 1):
        deep = [deep]
    assert json.loads(write(read(MINIMAL | {"x": deep})))["x"] == deep
    endless: dict[str, Any] = dict(MINIMAL)
    endless["x"] = endless
    for document in (MINIMAL | {"x": [[deep]]}, endless):
        with pytest.raises(InvalidGenome, match="nested too deeply"):
            read(document)


def test_a_huge_document_is_refused_before_it_is_parsed() -> None:
    """Five megabytes are read, more are not, in whatever form they come."""
    huge = "x" * MAXIMUM_BYTES
    for document in (
        json.dumps(MINIMAL | {"x": huge}),
        json.dumps(MINIMAL | {"x": huge}).encode(),
        MINIMAL | {"x": huge},
    ):
        with pytest.raises(InvalidGenome, match="bytes long"):
            read(document)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary() | values.map(lambda value: json.dumps(value, ensure_ascii=False)))
def test_any_text_or_bytes_is_read_or_refused(document: str | bytes) -> None:
    """No input raises anything but InvalidGenome."""
    try:
        genome = read(document)
    except InvalidGenome as error:
        assert str(error)  # noqa: PT017
    else:
        assert read(write(genome)) == genome


def test_content_hash_follows_content_only() -> None:
    """The hash ignores counters, spelling of the document and defaults left out; any other change changes it."""
    genome = read(MINIMAL)
    counted = read(MINIMAL | {"stats": {"interactions": 9}})
    assert content_hash(genome) == content_hash(counted) == content_hash(read(write(genome)))
    assert len(content_hash(genome)) == 64
    assert content_hash(read(MINIMAL | {"x": 1})) != content_hash(genome)
    assert content_hash(read({"metadata": {"name": "Ada!", "slug": "ada"}})) != content_hash(genome)


def test_content_hash_does_not_depend_on_the_order_of_keys() -> None:
    """The same content in another order, or with a default written out, has the same hash."""
    other = {"mind": {"big_five": {"openness": 0.5}}, "metadata": {"slug": "ada", "name": "Ada"}}
    assert content_hash(read(other)) == content_hash(read(MINIMAL))


@given(st.text(max_size=400))
def test_a_slug_is_always_usable(name: str) -> None:
    """Whatever the name, its slug is one that the metadata accept."""
    slug = slug_of(name)
    assert read({"metadata": {"name": "x", "slug": slug}}).metadata.slug == slug


def test_slugs_are_readable() -> None:
    """Accents go, words are joined by hyphens, nothing left is `persona`."""
    assert [slug_of(n) for n in ("Zoë d'Arc", "  Dr. No  ", "李白")] == ["zoe-d-arc", "dr-no", "persona"]
