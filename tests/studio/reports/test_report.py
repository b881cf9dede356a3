"""A report: what it says, that it holds nothing but itself, and its PDF."""

from __future__ import annotations

import re
import shutil
import stat
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import InvalidInput, NotFound
from evals.scorers.score import Score
from studio.reports import document, making, pdf, tested
from studio.ui.marking import marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.cases import Case
    from evals.run import Run

    Invents = Callable[..., Any]

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TALKS = """
name: mine
title: My own
description: Six conversations.
seeds: [0, 1, 2, 3, 4, 5]
conversations: [{id: chat, turns: 10, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}, {name: who said it}]
"""
HOSTILE = '"><script>alert(1)</script><img src="https://evil.example/x.png" onerror=alert(1)> \u202e \x07 &amp;'


class Tags(HTMLParser):
    """The elements of a document and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.names.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def scored(case: Case) -> tuple[Score, ...]:
    """A drift score by seed."""
    return (
        Score(name="drift mean", value=0.8 + case.seed / 100, unit="probability of being in character",
              higher_is="better", of=1),
    )  # fmt: skip


def written(run: Run, before: Run | None = None) -> str:
    """The document."""
    return document.write(making.make(run, before=before, at=AT))


def test_a_report_answers_the_questions(invented: Invents) -> None:
    """What was tested, found, how sure, what it cost, how to repeat it, and what it cannot say."""
    run = invented(TALKS, "albert-einstein", "mira-okafor", scores=scored, cost=100)
    text = written(run)
    for title in ("What was tested", "What was found", "What it cost", "How to repeat it", "What it cannot say"):
        assert f"<h2>{title}</h2>" in text
    assert "All 12 planned conversations came to an end." in text
    assert re.search(r"Albert Einstein is last with 0\.8[23] \[0\.8|Mira Okafor is last with 0\.8[23] \[0\.8", text)
    assert "$0.0120" in text
    assert "personaforge eval run mine.yaml albert-einstein mira-okafor --model anthropic/claude-test" in text
    assert dict(run.environment.packages)["numpy"] in text
    assert "fit-1" in text
    assert "title: My own" in text
    assert "understudy" not in text


def test_the_understudy_is_named_for_what_it_is(invented: Invents) -> None:
    """On the first page and among the limits."""
    assert written(invented(TALKS)).count("they say nothing about a language model") == 2


def test_what_did_not_come_to_an_end_is_told(invented: Invents) -> None:
    """A run that lacks conversations says how many, first of all."""
    run = invented(TALKS, left_out=lambda case: case.seed > 3).model_copy(update={"stopped": "money"})
    report = making.make(run, at=AT)
    assert report.findings[0] == ("4 of 6 planned conversations were played. The run stopped at its cap of money.")


def test_a_run_without_outcomes_is_a_report_too(invented: Invents) -> None:
    """Nothing was played, nothing is found, and no figure is invented."""
    text = written(invented(TALKS, left_out=lambda _: True))
    assert "0 of 6 planned conversations were played." in text
    assert "<svg" not in text


def test_what_changed_comes_before_what_was_found(invented: Invents) -> None:
    """With an earlier run, the differences stand first, each with its test."""
    before = invented(TALKS, scores=scored, name="before")
    after = invented(
        TALKS, name="after",
        scores=lambda case: tuple(one.model_copy(update={"value": (one.value or 0) / 2}) for one in scored(case)),
    )  # fmt: skip
    report = making.make(after, before=before, at=AT)
    assert [one.title for one in report.sections[:3]] == ["What was tested", "What changed", "What was found"]
    assert report.findings[1].startswith("Drift mean got worse")


def test_the_weakest_replies_are_shown_word_for_word(invented: Invents) -> None:
    """With score, reason and the words that decided, highlighted."""
    run = invented(TALKS, say=lambda _, turn: ("Who are you?", "Assistant here, glad to help.", 0.2 + turn / 50))
    text = written(run)
    assert "<mark>Assistant</mark> here, glad to help." in text
    assert "turn 1, seed 0: out of character, score 0.22 [0.12" in text


def test_hostile_words_stay_words(invented: Invents) -> None:
    """Of user, model, persona and suite: no element, no attribute and no address comes from them."""
    run = invented(
        TALKS.replace("My own", "'" + HOSTILE.replace("\x07", "").replace("'", "") + "'"),
        say=lambda *_: (HOSTILE, HOSTILE, 0.1),
        change=lambda genome: genome.model_copy(
            update={"metadata": genome.metadata.model_copy(update={"name": HOSTILE})}
        ),
        scores=lambda case: tuple(one.model_copy(update={"evidence": (HOSTILE,)}) for one in scored(case)),
    )
    found = Tags(written(run))
    assert not {"script", "img", "iframe", "object", "embed", "link", "base", "form"} & set(found.names)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert all(value.startswith("#") for name, value in found.attributes if name in {"href", "src", "xlink:href"})


def test_it_asks_for_nothing(invented: Invents) -> None:
    """The policy forbids every request, and the style sheet names no address."""
    text = written(invented(TALKS, scores=scored))
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text
    assert len(text) < 150_000


def test_the_words_that_decided_are_marked_whole() -> None:
    """A word inside another is left alone; punctuation is marked where it stands; the rest is escaped."""
    assert marked("a cat & that!", ("a", "!")) == "<mark>a</mark> cat &amp; that<mark>!</mark>"
    assert marked("<b>", ()) == "&lt;b&gt;"
    assert marked("I am", ("", " ")) == "I am"


def test_the_command_plays_the_same_order(invented: Invents) -> None:
    """Model, users, seeds and the most are in it; what is usual is left out."""
    run = invented("style")
    assert tested.command(run) == "personaforge eval run style albert-einstein\n"
    order = run.order.model_copy(update={"seeds": (3, 4), "most": 2, "user_model": "anthropic/claude-test"})
    told = tested.command(run.model_copy(update={"order": order}))
    assert told == (
        "personaforge eval run style albert-einstein --user-model anthropic/claude-test --seed 3 --seed 4 --most 2\n"
    )


def test_a_browser_that_is_not_there_is_told_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named or looked for, it says how to go on without one."""
    with pytest.raises(NotFound, match="print it"):
        pdf.printed("<p>Hello.</p>", by=tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "PLACES", ())
    with pytest.raises(NotFound, match="None is installed"):
        pdf.printed("<p>Hello.</p>")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 7", "ended with code 7"),
        ("echo out of memory >&2; exit 1", "out of memory"),
        ("exec sleep 30", "0 seconds"),
    ],
)
def test_a_browser_that_fails_or_hangs_is_told(tmp_path: Path, script: str, why: str) -> None:
    """Its exit code, its last words, or the time it took."""
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(InvalidInput, match=re.escape(why)):
        pdf.printed("<p>Hello.</p>", by=program, seconds=0.4)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="There is no Chromium on this machine.")
def test_the_pdf_holds_the_report(invented: Invents) -> None:
    """A real browser prints it, several pages of it."""
    data = pdf.printed(written(invented(TALKS, scores=scored)))
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 2
