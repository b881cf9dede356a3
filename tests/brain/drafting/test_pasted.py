"""Reading a pasted text by rules: what is found in it, where, and what is said of the rest."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import drafting
from brain.drafting.pasted.fields import concept, fields, heard
from brain.drafting.pasted.reading import ONE
from brain.drafting.pasted.text import LONGEST, read

SAMPLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("pasted.toml").read_text(encoding="utf-8"))
DOCS = Path(__file__).parents[3] / "docs" / "wizard.md"


def found_in(sample: dict[str, Any]) -> tuple[int, int, int]:
    """How many items were read, how many of them are true, and how many of the true ones were read."""
    items = [(item.kind, item.value.lower()) for item in read(sample["text"]).items]
    truth = [tuple(line.split(": ", 1)) for line in sample["truth"]]
    truth = [(kind, words.lower()) for kind, words in truth]
    right = [one for one in items if any(one[0] == kind and _same(one, words) for kind, words in truth)]
    known = [one for one in truth if any(kind == one[0] and _same((kind, value), one[1]) for kind, value in items)]
    return len(items), len(right), len(known)


def _same(item: tuple[str, str], words: str) -> bool:
    kind, value = item
    exact = kind in ONE or kind in {"trait", "like", "dislike", "value", "knowledge"}
    return value == words if exact else words.rstrip(".") in value


def test_the_figures_in_the_document_are_those_of_the_samples() -> None:
    """Precision and recall on the eighteen texts of our own are measured again here and stand in docs/wizard.md."""
    counts = [found_in(sample) for sample in SAMPLES.values()]
    items, right, known = (sum(column) for column in zip(*counts, strict=True))
    truth = sum(len(sample["truth"]) for sample in SAMPLES.values())
    said = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert f"{right} of the {items} items" in said, (right, items)
    assert f"{known} of the {truth} things" in said, (known, truth)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_form_is_told_and_every_item_stands_where_it_says(name: str) -> None:
    """An item's value is what stands in the text at its place; only ages and pronouns are put in other letters."""
    sample = SAMPLES[name]
    reading = read(sample["text"])
    assert reading.form == sample["form"]
    for item in reading.items:
        if item.kind in {"age", "pronouns"}:
            continue
        assert item.value.lower() == " ".join(sample["text"][item.start : item.end].split()).lower()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_whole_persona_is_drafted_around_what_was_read(name: str) -> None:
    """What was read goes in word for word, and the rest is drafted without gainsaying age, work or place."""
    text = SAMPLES[name]["text"]
    reading = read(text)
    told, found = concept(reading, text), fields(reading, text)
    genome = drafting.complete(drafting.draft(told), told, heard=heard(reading))
    assert found.spark.get("name", "") == reading.one("name")
    assert told.place == reading.one("place")
    assert len(genome.mind.examples) >= 8
    assert [one.reply for one in genome.mind.examples][: len(reading.exchanges)] == [
        one.reply for one in reading.exchanges
    ]


def test_answers_become_replies_and_the_manner_is_measured_from_them() -> None:
    """Only the interviewee's turns count; what the interviewer says is no statement of theirs."""
    reading = read(SAMPLES["keeper"]["text"])
    assert reading.exchanges[0].asked == "How long have you been here?"
    assert reading.manner.words > 60
    assert reading.manner.sentence_length in {"short", "medium"}
    asked = read("Interviewer: I love cats. And you?\nAna: I hate cats.\nInterviewer: I'm 50.\nAna: I'm a judge.")
    assert asked.of("like") == ()
    assert (asked.of("dislike"), asked.one("occupation"), asked.one("age")) == (("cats",), "judge", "")


def test_a_chat_is_an_interview() -> None:
    """`user:` asks and `assistant:` answers, in small letters too; neither is a name."""
    reading = read(
        "user: hello, who are you?\nassistant: I'm a pilot and I live in Rome.\nuser: why?\nassistant: I fly."
    )
    assert (reading.form, reading.one("name"), reading.one("occupation")) == ("interview", "", "pilot")
    assert [one.reply for one in reading.exchanges] == ["I'm a pilot and I live in Rome.", "I fly."]


def test_what_was_not_found_is_said() -> None:
    """The list of what is missing is what no item answers."""
    reading = read("Name: Ada\nAge: 36")
    assert reading.of("name", "age") == ("Ada", "36")
    assert {"work", "place", "beliefs", "boundaries"} <= set(reading.missing)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Sie ist eine mürrische Leuchtturmwärterin an der Nordsee, die ihre Katze liebt.", "English only"),
        ("東京に住む三十歳の料理人です。猫が大好きで、雨が嫌いです。", "English only"),
        ("def f(x):\n    return {k: v[0] for k, v in x.items() if (k == 'a')}\n" * 4, "code"),
        ("… !!! 12", "no words"),
    ],
)
def test_what_cannot_be_read_is_kept_as_it_is(text: str, why: str) -> None:
    """Another language, code and noise are told so; the text becomes the description and the backstory."""
    reading = read(text)
    assert reading.form == "unread"
    assert any(why in note for note in reading.notes)
    assert reading.items == ()
    assert fields(reading, text).mind["backstory"] == text.strip()


def test_of_a_very_long_text_the_beginning_is_read() -> None:
    """200,000 characters are read, of each kind only the first are kept, and both are said."""
    reading = read(SAMPLES["letter"]["text"] + "".join(f"I love thing{n} a lot. " for n in range(12_000)))
    assert reading.characters > LONGEST
    assert reading.one("place") == "Oamaru"
    assert any("200,000" in note for note in reading.notes)
    assert any("more were read" in note for note in reading.notes)


PIECES = st.sampled_from(
    [
        "Name:", "Q: ", "A: ", "\n", "\n\n", "- ", "# ", "**", "I'm ", "I love ", "She never says ", "Mara: ", '"',
        "I believe that ", "\u2019", "\ud800", "\x00", "\u202e", "Age: 44", "my sister", "Interviewer: ", "İ", "…", ".",
        " and ", "Likes", ": ",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join)))
def test_nothing_makes_it_fail_and_every_place_lies_in_the_text(text: str) -> None:
    """Whatever is pasted: a reading, whose items and exchanges lie within the text."""
    reading = read(text)
    for one in (*reading.items, *reading.exchanges):
        assert 0 <= one.start < one.end <= len(text)
    assert read(text) == reading
    found = fields(reading, text)
    assert set(found.mind).isdisjoint(found.measured)
    told = concept(reading, text)
    drafting.draft(told)
