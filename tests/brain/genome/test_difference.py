"""Two genomes compared: what is told, and that exactly what differs is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.genome import PersonaGenome, content_hash, read
from brain.genome.difference import difference, spans
from brain.genome.matching import matched


def genome(**mind: Any) -> dict[str, Any]:
    """A document with this mind."""
    return {"metadata": {"name": "Ada", "slug": "ada"}, "mind": mind}


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs, in words."""
    return [change.words for change in difference(read(before), read(after)).changes]


def belief(statement: str, **more: Any) -> dict[str, Any]:
    """A belief."""
    return {"statement": statement, **more}


def test_a_number_is_told_from_to() -> None:
    """A trait that moved is told with both numbers, and the summary says whereto."""
    before = {"big_five": {"openness": 0.62}, "facets": {}}
    after = {"big_five": {"openness": 0.8}, "facets": read(genome(**before)).mind.facets.model_dump()}
    found = difference(read(genome(**before)), read(genome(**after)))
    assert [change.words for change in found.changes] == ["openness 0.62 → 0.80"]
    assert (found.summary, found.changes[0].section) == ("Openness up", "Personality")


def test_beliefs_are_matched_by_what_they_say() -> None:
    """One put in front is one added: those that slid down are not told, nor is a change within one lost."""
    before = genome(beliefs=[belief("Rain is good."), belief("Tea helps.", confidence=0.4)])
    after = genome(beliefs=[belief("Dogs listen."), belief("Rain is good."), belief("Tea helps.", confidence=0.9)])
    assert told(before, after) == ["belief added: “Dogs listen.”", "belief “Tea helps.”: confidence 0.40 → 0.90"]
    assert told(after, before)[-1] == "belief removed: “Dogs listen.”"


def test_what_moved_is_told_as_moved() -> None:
    """An item taken to another place is neither gone nor new."""
    one, two, three = ({"rule": f"Never {word}."} for word in ("lies", "boasts", "shouts"))
    assert told(genome(boundaries=[one, two, three]), genome(boundaries=[two, three, one])) == [
        "boundary “Never lies.” moved from 1 to 3"
    ]


def test_a_reworded_line_is_a_change() -> None:
    """A greeting of which a few words changed is told with both, by its number."""
    before = genome(greetings=["Hello.", "Good morning, my friend."])
    after = genome(greetings=["Hello.", "Good morning, my old friend."])
    assert told(before, after) == ["greeting 2 changed: “Good morning, my friend.” → “Good morning, my old friend.”"]


def test_a_long_text_is_told_by_its_words() -> None:
    """Of a long text only what changed is told; its spans give back both texts."""
    old = "She was born by the sea and never left it, " * 4
    new = old.replace("sea", "lake", 1)
    (change,) = difference(read(genome(backstory=old)), read(genome(backstory=new))).changes
    assert change.words == "backstory changed: “sea” → “lake”"
    assert "".join(span.text for span in change.spans if span.kind != "added") == old


def test_unknown_keys_and_empty_fields_are_told() -> None:
    """A key this program does not know, and a field that is filled or emptied, are told too."""
    before = genome() | {"x_note": {"a": 1}}
    after = genome() | {"x_note": {"a": 1.0}}
    after["metadata"] = after["metadata"] | {"tagline": "Counts."}
    assert told(before, after) == ["tagline set: “Counts.”", "x note: a 1 → 1.00"]
    assert told(after, before)[0] == "tagline cleared, was “Counts.”"


def test_a_summary_counts_alike_changes() -> None:
    """The summary is one short line: what is alike is counted, the rest after three is numbered."""
    before = genome(beliefs=[], boundaries=[{"rule": "No lies."}], quirks=["hums"])
    after = genome(beliefs=[belief("A."), belief("B.")], quirks=["sings"], backstory="Born.", temper="volatile")
    found = difference(read(before), read(after))
    assert found.summary == "Temper changed, one quirk added, one quirk removed and 3 more"
    assert difference(read(before), read(genome(**before["mind"]))).summary == "Nothing changed"


def test_counters_do_not_count() -> None:
    """What a persona has done so far is no difference."""
    plain = read(genome())
    assert not difference(plain, plain.model_copy(update={"stats": plain.stats.model_copy(update={"sessions": 9})}))


@pytest.mark.parametrize("one", demo.load_all(), ids=lambda one: one.metadata.slug)
@pytest.mark.parametrize("other", demo.load_all(), ids=lambda one: one.metadata.slug)
def test_any_two_personas_can_be_compared(one: PersonaGenome, other: PersonaGenome) -> None:
    """Whole demo personas differ in named fields, each told in a line; a persona does not differ from itself."""
    found = difference(one, other)
    assert bool(found) == (one is not other and content_hash(one) != content_hash(other))
    assert all(0 < len(change.words) < 1_000 and "\n" not in change.words for change in found.changes)
    assert len(found.summary) <= 200


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(-1, 1).map(lambda x: round(x, 1))
    | st.text("ab c", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=2),
    max_leaves=6,
)
LINES = st.lists(st.text("abc d", min_size=1, max_size=12), max_size=5)
STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {"statement": st.sampled_from(["one", "two", "two words", "two other words", "three"])},
        optional={"confidence": st.sampled_from([0.1, 0.5]), "topics": LINES, "own": VALUES},
    ),
    max_size=5,
)
DOCUMENTS = st.builds(
    lambda mind, extra: genome(**mind) | extra,
    st.fixed_dictionaries({}, optional={"quirks": LINES, "beliefs": STATEMENTS, "greetings": LINES, "own": VALUES}),
    st.dictionaries(st.sampled_from(["x_a", "x_b"]), VALUES, max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_it_tells_nothing_exactly_where_nothing_differs(before: dict[str, Any], after: dict[str, Any]) -> None:
    """There is a difference if and only if the content hashes differ, whatever unknown keys hold."""
    one, other = read(before), read(after)
    found = difference(one, other)
    assert bool(found) == (content_hash(one) != content_hash(other))
    assert all(change.words for change in found.changes)
    assert {change.kind for change in difference(other, one).changes} <= {"changed", "added", "removed", "moved"}


@given(st.text(max_size=120), st.text(max_size=120))
def test_spans_hold_both_texts(before: str, after: str) -> None:
    """Without what was added the spans are the older text, without what was removed the newer one."""
    found = spans(before, after)
    assert "".join(span.text for span in found if span.kind != "added") == before
    assert "".join(span.text for span in found if span.kind != "removed") == after


@pytest.mark.parametrize("word", ["a ", "ab cd ", "\n", "x"])
def test_a_monotonous_text_is_compared_too(word: str) -> None:
    """The longest texts of one word, which every word would match, give both texts back."""
    old, new = (word * 20_000)[:20_000], (word * 20_000)[:19_000] + "end"
    found = spans(old, new)
    assert "".join(span.text for span in found if span.kind != "added") == old
    assert "".join(span.text for span in found if span.kind != "removed") == new


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_each_item_is_matched_once(before: list[str], after: list[str]) -> None:
    """Every item of both lists is in exactly one pair, and what has kept its order has not moved."""
    pairs = matched(before, after)
    assert sorted(p.before for p in pairs if p.before is not None) == list(range(len(before)))
    assert sorted(p.after for p in pairs if p.after is not None) == list(range(len(after)))
    steady = [p.before for p in pairs if p.before is not None and p.after is not None and not p.moved]
    assert steady == sorted(steady, key=lambda place: place or 0)
