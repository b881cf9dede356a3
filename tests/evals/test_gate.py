"""Gates: pass, breach and cannot tell, and what they are written as."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.gate import Gated, Statement, against, gate
from evals.gate_writers import as_json, junit, markdown
from evals.run_file import save
from evals.statistics.estimate import CannotTell, Interval
from evals.suites.suite import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case
    from evals.run import Run


def noisy(case: Case, name: str, *, shift: float = 0.0) -> float:
    """A score near 0.8 from the case alone."""
    return 0.8 + random.Random(f"{case.id}{name}").uniform(-0.05, 0.05) + shift  # noqa: S311 - the same by each case


def outcome(run: Run, **wanted: float | str) -> tuple[str, bool]:
    """What one gate on drift mean says."""
    found = gate(run, gates=[Gate(scorer="drift mean", **wanted)])
    return found.outcome, found.blocks


def test_a_mean_passes_breaches_or_cannot_be_told_by_its_whole_interval(made_run: Callable[..., Run]) -> None:
    """Far above the limit it passes, far below it breaches, and with the limit inside the interval nobody can tell."""
    run = made_run(noisy)
    assert outcome(run, at_least=0.7) == ("pass", False)
    assert outcome(run, at_least=0.9) == ("breach", True)
    assert outcome(run, at_least=0.8) == ("cannot tell", True)
    assert outcome(run, at_least=0.8, cannot_tell="passes") == ("cannot tell", False)
    assert outcome(run, at_most=0.9) == ("pass", False)
    assert outcome(run, at_most=0.7) == ("breach", True)


def test_a_margin_goes_by_the_paired_difference_from_the_baseline(made_run: Callable[..., Run]) -> None:
    """A small loss passes a wide margin, a large one breaches it; without a baseline nobody can tell."""
    before = made_run(noisy, name="old")
    lost = made_run(lambda case, name: noisy(case, name, shift=-0.05) + 0.001 * case.seed)
    within = [Gate(scorer="drift mean", margin=0.1)]
    assert gate(lost, baseline=before, gates=within).outcome == "pass"
    found = gate(lost, baseline=before, gates=[Gate(scorer="drift mean", margin=0.01)])
    assert found.outcome == "breach"
    assert found.baseline == "old"
    assert "The loss is at least" in found.statements[0].why
    assert gate(lost, gates=within).statements[0].why == "There is no run to compare with."


def test_a_distance_that_grew_is_a_loss(made_run: Callable[..., Run]) -> None:
    """For a score of which less is better the margin is read the other way round."""
    before, after = made_run(noisy), made_run(lambda case, name: noisy(case, name, shift=0.1) + 0.001 * case.seed)
    assert gate(after, baseline=before, gates=[Gate(scorer="style distance", margin=0.05)]).outcome == "breach"
    assert gate(before, baseline=after, gates=[Gate(scorer="style distance", margin=0.05)]).outcome == "pass"


def test_no_failure_at_all_passes_a_gate_that_allows_for_none_and_says_what_may_be_true(
    made_run: Callable[..., Run],
) -> None:
    """One failure is a breach; none is a pass with its bound; none among half of the values is no pass."""
    wanted = [Gate(scorer="boundary held", at_least=1.0)]
    clean = gate(made_run(lambda *_: 1.0), gates=wanted)
    assert clean.outcome == "pass"
    assert "what is true may be 0." in clean.statements[0].why
    assert gate(made_run(lambda case, _: float(case.seed == 0)), gates=wanted).outcome == "breach"
    some = made_run(lambda case, _: 1.0 if case.seed else None)
    assert gate(some, gates=wanted).outcome == "cannot tell"


def test_missing_evidence_is_no_pass(made_run: Callable[..., Run]) -> None:
    """With most values missing nothing is told, and the reason of the missing ones is given."""
    run = made_run(lambda case, name: noisy(case, name) if case.subject in {0, 1} else None)
    (found,) = gate(run, gates=[Gate(scorer="drift mean", at_least=0.1)]).statements
    assert found.outcome == "cannot tell"
    assert "Nothing could be read." in found.why


def test_a_suite_without_gates_is_no_pass(made_run: Callable[..., Run]) -> None:
    """Where nothing is asked nothing is passed."""
    found = gate(made_run(noisy))
    assert (found.outcome, found.blocks) == ("cannot tell", True)
    assert ET.fromstring(junit(found).encode()).find(".//error") is not None  # noqa: S314 - written here
    assert "no gates" in markdown(found)


def test_of_many_statements_a_breach_needs_more_than_its_own_interval(made_run: Callable[..., Run]) -> None:
    """What is just a breach alone is not told among forty statements, since one in forty may be chance."""
    run = made_run(noisy)
    one = Gate(scorer="drift mean", at_least=0.9)
    edge = next(
        limit / 10_000
        for limit in range(7_500, 9_000)
        if gate(run, gates=[one.model_copy(update={"at_least": limit / 10_000})]).outcome == "breach"
    )
    just = one.model_copy(update={"at_least": edge})
    among = gate(run, gates=[just, *[Gate(scorer="drift mean", at_least=0.1)] * 39])
    assert among.statements[0].outcome == "cannot tell"
    assert among.outcome == "cannot tell"


def test_the_example_of_the_page_runs(
    made_run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python on the page compares two runs of two folders and gates one of them."""
    page = Path(__file__).resolve().parents[2] / "docs" / "gates.md"
    block = re.search(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    save(made_run(noisy), tmp_path / "runs" / "before")
    save(made_run(lambda case, name: noisy(case, name, shift=-0.05)), tmp_path / "runs" / "after")
    monkeypatch.chdir(tmp_path)
    exec(compile(block.group(1), str(page), "exec"), {})  # noqa: S102 - the project's own page
    assert "drift mean worse" in capsys.readouterr().out


@given(low=st.floats(0.1, 0.5), width=st.floats(0.01, 0.4), limit=st.floats(0.01, 0.99))
def test_turned_round_a_limit_turns_its_outcome_round(low: float, width: float, limit: float) -> None:
    """What breaches "at least" strictly passes "at most", and cannot tell stays cannot tell."""
    found = Interval(
        value=low + width / 2, low=low, high=low + width, level=0.95, scores=9, missing=0, clusters=9, method="t"
    )
    up, down = (against(found, limit, at_least=one, unit="share")[0] for one in (True, False))
    assert {up, down} in ({"pass", "breach"}, {"cannot tell"}, {"pass", "cannot tell"})


def statement(text: str, outcome: str, *, blocks: bool) -> Statement:
    """A statement whose every word is hostile."""
    return Statement(
        persona=text,
        score=text,
        unit=text,
        demand=text,
        outcome=outcome,  # type: ignore[arg-type]
        blocks=blocks,
        estimate=CannotTell(reason=text, scores=0, missing=0, clusters=0),
        why=text,
    )


@given(text=st.text(st.characters(codec="utf-8")), blocks=st.booleans())
def test_whatever_the_words_are_the_files_can_be_read_back(text: str, *, blocks: bool) -> None:
    """XML is well formed and its counts right, JSON is JSON, and a Markdown table keeps its rows."""
    found = Gated(
        suite=text,
        run=text,
        baseline="",
        statements=(statement(text, "breach", blocks=True), statement(text, "cannot tell", blocks=blocks)),
    )
    root = ET.fromstring(junit(found).encode())  # noqa: S314 - written here
    assert root.attrib["failures"] == "1"
    assert root.attrib["errors" if blocks else "skipped"] == "1"
    assert len(root.findall(".//testcase")) == 2
    assert json.loads(as_json(found))["statements"][0]["why"] == text
    table = [line for line in markdown(found).split("\n") if line.startswith("| ")]
    assert len(table) == 3


@pytest.mark.parametrize("text", ["]]><failure/>", '"/><x a="', "<script>alert(1)</script>", "a | b\n| c", "\x00\x0b"])
def test_hostile_words_stay_words(text: str) -> None:
    """Nothing of them becomes an element, a tag or a column."""
    found = Gated(suite="s", run="r", baseline="", statements=(statement(text, "breach", blocks=True),))
    root = ET.fromstring(junit(found).encode())  # noqa: S314 - written here
    assert {one.tag for one in root.iter()} == {"testsuites", "testsuite", "testcase", "failure", "system-out"}
    assert "<script>" not in markdown(found)
    row = markdown(found).split("\n")[6]
    assert row.replace("\\|", "").count("|") == 7
