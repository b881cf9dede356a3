from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.memory.fading import fades
from brain.memory.memory import Memory, MemoryStatus, NewMemory
from brain.memory.slots import Slot, read
from brain.memory.supersession import superseded

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def memory(content: str, *, number: int = 0, days: float = 0.0, **rest: object) -> Memory:
    """A kept memory."""
    made = {"id": f"m{number}", "persona_id": "p", "user_id": "u", "created_at": NOW - timedelta(days=days), **rest}
    return Memory.model_validate({"content": content, **made})


@pytest.mark.parametrize(
    ("statement", "name", "value"),
    [
        ("I live in Oslo", "home", "oslo"),
        ("Well, I've moved to New York last week", "home", "new york"),
        ("I have lived in Oslo for ten years", "home", "oslo"),
        ("Actually, I live in Bergen now", "home", "bergen"),
        ("My sister Petra lives in Oslo", "home of my sister petra", "oslo"),
        ("I\u2019m 34 years old", "age", "34"),
        ("I turned 35", "age", "35"),
        ("my name is Anna Berg", "name", "anna berg"),
        ("my dog is called Rex", "name of my dog", "rex"),
        ("call me Ann", "nickname", "ann"),
        ("I work as a nurse", "job", "nurse"),
        ("I'm a software engineer", "job", "software engineer"),
        ("I just retired", "job", "retired"),
        ("I work at Siemens", "employer", "siemens"),
        ("I got married", "relationship", "married"),
        ("My favourite colour is green", "favourite colour", "green"),
        ("My birthday is 4 May", "birthday", "4 may"),
    ],
)
def test_what_has_one_value(statement: str, name: str, value: str) -> None:
    """Names, ages, homes, jobs and the like fill a slot, in other words too and of others too."""
    assert read(statement) == Slot(name, value)


@pytest.mark.parametrize(
    "statement",
    [
        "I want to move to Rome",
        "I'm moving to Rome next month",
        "I used to live in Rome",
        "I lived in Oslo for ten years",
        "I was a doctor",
        "I also work as a DJ",
        "I live with my sister",
        "I live in a small house",
        "I'm a vegetarian",
        "I'm a big fan",
        "I'm a mother of two",
        "I love Oslo",
        "My sister is nice",
        "I'm happy",
        "",
    ],
)
def test_what_has_none(statement: str) -> None:
    """Plans, past times, "also", and what many things can be true of fill no slot."""
    assert read(statement) is None


@pytest.mark.parametrize(
    ("statement", "slot"),
    [
        ("I no longer live in Oslo", Slot("home", "oslo", ended=True)),
        ("I don't work as a nurse any more", Slot("job", "nurse", ended=True)),
        ("I quit my job", Slot("job", "", ended=True)),
        ("we broke up", Slot("relationship", "", ended=True)),
    ],
)
def test_what_has_ended(statement: str, slot: Slot) -> None:
    """The end of something fills its slot until a new value does."""
    assert read(statement) == slot


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """No text makes it fail, and what it reads has a name and, unless it ended, a value."""
    slot = read(text)
    assert slot is None or (slot.name and (slot.value or slot.ended))


def test_only_the_same_slot_of_the_same_side_is_superseded() -> None:
    """With the reason: another value, the same in other words, or its end, which leaves other values alone."""
    old = [
        memory("I live in Oslo", number=1),
        memory("I'm 34", number=2),
        memory("I live in Rome", number=3, about="persona"),
        memory("I work as a nurse", number=4),
    ]

    def by(content: str) -> list[tuple[str, str]]:
        return [(one.id, why) for one, why in superseded(NewMemory(content=content), old)]

    assert by("I moved to Bergen") == [("m1", "changed")]
    assert by("So I live in Oslo") == [("m1", "restated")]
    assert by("I no longer live in Oslo") == [("m1", "ended")]
    assert by("I no longer work as a cook") == []
    assert by("I like tea") == []
    both = [memory("I live in Oslo and my sister Petra is a nurse", number=5)]
    assert superseded(NewMemory(content="I moved to Bergen"), both) == ()


def test_what_fades_and_what_does_not() -> None:
    """After 32 days without a recall, 65 after one; never if pinned or important."""
    assert not fades(memory("x", days=32), NOW)
    assert fades(memory("x", days=33), NOW)
    assert not fades(memory("x", days=400, recalled_at=NOW - timedelta(days=64), recall_count=1), NOW)
    assert fades(memory("x", days=400, recalled_at=NOW - timedelta(days=66), recall_count=1), NOW)
    assert not fades(memory("x", days=4_000, pinned=True), NOW)
    assert not fades(memory("x", days=4_000, importance=0.7), NOW)
    assert not fades(memory("x", days=4_000, forgotten_at=NOW), NOW)


@given(st.floats(0, 4_000), st.floats(0, 4_000), st.floats(0, 1), st.integers(0, 50))
def test_what_has_faded_stays_faded(one: float, other: float, importance: float, recalls: int) -> None:
    """A memory that fades at some age fades at every greater one."""
    young, old = sorted((one, other))
    rest = {"importance": importance, "recall_count": recalls}
    assert fades(memory("x", days=old, **rest), NOW) >= fades(memory("x", days=young, **rest), NOW)


def test_the_status_of_a_memory() -> None:
    """Forgotten goes before superseded; a successor that was purged leaves it history."""
    assert memory("x").status is MemoryStatus.CURRENT
    assert memory("x", superseded_at=NOW).status is MemoryStatus.SUPERSEDED
    assert memory("x", superseded_at=NOW, forgotten_at=NOW).status is MemoryStatus.FORGOTTEN
