"""Suites from documents: what ships, what is refused, and at which place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import NotFound
from evals.suites import document, load
from evals.suites.errors import InvalidSuite

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
name: mine
title: Mine
conversations:
  - id: talk
    turns: 3
    simulator: {kind: scripted, lines: [Hello., "Well, {name}?"]}
    told:
      - {id: dog, at: 2, say: My dog is called Rex.}
    probes:
      - {id: dog, told: dog, after: [-1], ask: ["What is my dog called?"], expects: [Rex]}
scorers:
  - name: drift mean
gates:
  - {scorer: drift mean, at_least: 0.8}
"""


def refused(text: str) -> list[tuple[int, str, str]]:
    """Line, field and fault of each problem of a suite that must be refused."""
    with pytest.raises(InvalidSuite) as caught:
        load.parse(text.encode(), file="mine.yaml")
    assert all(problem.file == "mine.yaml" for problem in caught.value.problems)
    return [(problem.line, problem.field, problem.what) for problem in caught.value.problems]


@pytest.mark.parametrize("name", load.names())
def test_every_shipped_suite_loads_under_its_own_name(name: str) -> None:
    """A shipped suite is valid and called what its file is called."""
    suite = load.load(name)
    assert suite.name == name
    assert suite.conversations
    assert suite.scorers


def test_the_ten_suites_ship() -> None:
    """The suites that the harness promises are there."""
    assert load.names() == (
        "beliefs",
        "bleed",
        "boundaries",
        "emotion",
        "in_character",
        "long_drift",
        "long_drift_quick",
        "memory",
        "questionnaire",
        "style",
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "field", "what"),
    [
        ("- name: drift mean", "- name: drift men", 12, "scorers[0].name", "'drift mean'"),
        ("kind: scripted", "kind: scriptd", 6, "conversations[0].simulator", "'scripted'"),
        ("at_least: 0.8", "margin: -0.1", 14, "gates[0].margin", "greater than or equal to 0"),
        ("turns: 3", "turns: three", 5, "conversations[0].turns", "valid integer"),
        ("turns: 3", "turns: yes", 5, "conversations[0].turns", "valid integer"),
        ("turns: 3", "turns: 3\n    tunrs: 4", 6, "conversations[0].tunrs", "not permitted"),
        ("at: 2", "at: 4", 4, "conversations[0]", "told at turn 4"),
        ("told: dog, after", "told: cat, after", 4, "conversations[0]", "never told"),
        ("after: [-1]", "after: [1]", 4, "conversations[0]", "before 'dog' is told"),
        ("{name}?", "{nam}?", 4, "conversations[0]", "{nam} cannot be filled"),
        ("gates:\n  - {scorer: drift mean", "gates:\n  - {scorer: style distance", 1, "", "not among the scorers"),
        ("title: Mine", "title: Mine\ntitle: Yours", 3, "title", "given twice"),
        ("title: Mine", "title: *other", 2, "", "alias"),
        ("title: Mine", "title: 'Mine", 15, "", "no YAML"),
        ("title: Mine", "title: !!python/object/apply:os.getcwd []", 2, "", "no YAML"),
        ("title: Mine", "2: Mine\ntitle: Mine", 2, "", "plain text"),
        ("title: Mine", "title: " + "[" * 30 + "]" * 30, 2, "", "nested more than"),
    ],
)
def test_a_fault_is_told_at_its_file_line_and_field(before: str, after: str, line: int, field: str, what: str) -> None:
    """Each kind of fault is refused and told with its place and what is wrong."""
    assert before in GOOD
    problems = refused(GOOD.replace(before, after, 1))
    assert any(
        at == line and where.startswith(field) and what.lower() in told.lower() for at, where, told in problems
    ), problems


def test_all_faults_are_told_at_once() -> None:
    """A suite with three faults names three places."""
    broken = GOOD.replace("turns: 3", "turns: -1").replace("drift mean}", "x}").replace("title: Mine\n", "")
    broken = broken.replace("scorer: drift mean", "scorer: drift")
    assert {line for line, _, _ in refused(broken)} >= {1, 4, 13}


@pytest.mark.parametrize("sessions", ["[1]", "[4]", "[3, 2]", "[2, 2]"])
def test_sessions_begin_in_order_within_the_conversation(sessions: str) -> None:
    """Not before the first turn, not after the last, and each at a turn of its own."""
    talk = f"{{id: t, turns: 3, sessions: {sessions}, simulator: {{kind: bank, bank: everyday}}}}"
    text = f"name: s\ntitle: S\nconversations: [{talk}]\nscorers: [{{name: signals}}]"
    with pytest.raises(InvalidSuite, match="session"):
        load.parse(text.encode())
    assert load.parse(text.replace(sessions, "[2, 3]").encode()).conversations[0].sessions == (2, 3)


@pytest.mark.parametrize("part", ["conversations", "scorers"])
def test_a_suite_without_cases_or_scorers_is_refused(part: str) -> None:
    """Nothing to play, or nothing to score, is a fault and no empty success."""
    lines = {"conversations": "conversations: []\nscorers: [{name: signals}]"}
    lines["scorers"] = "conversations: []\nscorers: []"
    problems = refused(f"name: mine\ntitle: Mine\n{lines[part]}\n")
    assert any(field == part and "at least 1" in what for _, field, what in problems)


def test_two_conversations_of_one_id_are_refused() -> None:
    """Ids are unlike, also those of a suite and the one it extends."""
    problems = refused(
        "name: mine\ntitle: Mine\nextends: style\nconversations:\n"
        "  - {id: small-talk, turns: 1, simulator: {kind: bank, bank: moods}}\n"
    )
    assert "duplicate ids among conversations: 'small-talk'" in problems[0][2]


def test_a_suite_takes_over_what_it_extends(tmp_path: Path) -> None:
    """Own fields win, and conversations and scorers are added to the others."""
    (tmp_path / "mine.yaml").write_text(
        "name: mine\ntitle: Mine\nextends: style\nscorers: [{name: boundary held}]\n", encoding="utf-8"
    )
    suite, base = load.load("mine", folder=tmp_path), load.load("style")
    assert suite.title == "Mine"
    assert suite.conversations == base.conversations
    assert [one.name for one in suite.scorers] == [*(one.name for one in base.scorers), "boundary held"]


def test_a_fault_in_an_added_list_keeps_its_own_line(tmp_path: Path) -> None:
    """An entry that was moved behind those of the extended suite is told where it stands in its own file."""
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: Mine\nextends: style\nscorers:\n  - name: nothing\n", encoding="utf-8")
    with pytest.raises(InvalidSuite) as caught:
        load.load_file(path)
    assert [(one.file, one.line) for one in caught.value.problems] == [("mine.yaml", 5)]


def test_a_cycle_of_extends_is_refused_with_the_way_round(tmp_path: Path) -> None:
    """Two suites that extend each other name the whole cycle."""
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\ntitle: T\nextends: {other}\n", encoding="utf-8")
    with pytest.raises(InvalidSuite, match="a cycle: one → two → one"):
        load.load("one", folder=tmp_path)


def test_extending_a_suite_that_is_not_there_is_told_at_its_line() -> None:
    """The place of `extends` is named."""
    assert refused("name: mine\ntitle: T\nextends: nowhere\n")[0][:2] == (3, "extends")


@pytest.mark.parametrize("name", ["nowhere", "../shipped/style", "", "style.yaml", "a/b"])
def test_an_unknown_name_is_not_found_and_leaves_the_folder_alone(name: str, tmp_path: Path) -> None:
    """A name is never a path."""
    with pytest.raises(NotFound, match="There is no suite"):
        load.load(name, folder=tmp_path)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "mapping"),
        (b"- 1\n", "mapping"),
        (b"name: \xff\n", "UTF-8"),
        (b"a: \x00\n", "no YAML"),
        (b"#" * (document.LARGEST + 1), "bytes"),
        (b"a: [" + b"1," * 60_000 + b"]", "values"),
        (b"a: 2024-13-45\n", "cannot be read"),
        (b"a: " + b"9" * 5_000, "cannot be read"),
        (b"a: 2024-01-02\n", "no text, number"),
        (b"a: !!binary aGk=\n", "no text, number"),
        (b"a: &x [1]\nb: *x\n", "anchors"),
    ],
)
def test_odd_bytes_are_refused_and_never_crash(raw: bytes, what: str) -> None:
    """What is no suite is an InvalidSuite, whatever it is."""
    with pytest.raises(InvalidSuite, match=what):
        load.parse(raw)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_no_bytes_do_anything_but_load_or_be_refused(raw: bytes) -> None:
    """Random bytes give a suite or an InvalidSuite."""
    with pytest.raises(InvalidSuite):
        load.parse(raw)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(list("{}[]:-&*!'\"\n #%@`|>?0a")))
def test_one_changed_character_loads_or_is_refused_with_a_place(at: int, letter: str) -> None:
    """A slip of the pen gives a suite or a refusal that names this file."""
    try:
        load.parse((GOOD[:at] + letter + GOOD[at + 1 :]).encode(), file="mine.yaml")
    except InvalidSuite as error:
        assert error.problems  # noqa: PT017 - both outcomes are right
