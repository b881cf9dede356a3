"""Notebooks as a whole: cells that are run, what their results are made from, what is stale, and cancelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import Conflict, InvalidInput, NotFound
from store.frame import of_records
from studio.charts.kinds.bars import Bars
from studio.charts.kinds.stacks import Stacks
from studio.notebooks import charting
from studio.notebooks.cells import Chart
from studio.notebooks.jobs import Job
from studio.notebooks.running import frames_of

if TYPE_CHECKING:
    from studio.lab import Lab
    from studio.notebooks.service import Opened

PROBE: dict[str, Any] = {"persona": "albert-einstein", "words": ["Good evening.", "Do you play music?"], "repeats": 5}
BY_TURN = (
    "SELECT turn, avg(score) AS score, min(score) AS low, max(score) AS high FROM probe GROUP BY turn ORDER BY turn"
)


def begun(lab: Lab, *cells: tuple[str, dict[str, Any]]) -> str:
    """The id of a new notebook with these cells."""
    ours, me = lab.services.notebooks, lab.services.actor
    at = ours.begin(me, "Try").card.id
    for kind, fields in cells:
        ours.add(me, at, kind, fields)  # type: ignore[arg-type]
    return at


def kept(opened: Opened, name: str) -> dict[str, Any]:
    """What the cell of that name gave."""
    cell = next(one for one in opened.notebook.cells if one.name == name)
    return dict(opened.results[cell.id].document)


@pytest.fixture(scope="module")
def ran(lab: Lab) -> Opened:
    """A notebook with a probe, SQL over it, a chart of that, and a question over the ledger; all run."""
    at = begun(
        lab,
        ("markdown", {"text": "# Does he stay himself?"}),
        ("probe", PROBE),
        ("sql", {"query": BY_TURN}),
        ("chart", {"of": "answer", "kind": "line", "x": "turn", "y": "score", "low": "low", "high": "high"}),
        ("sql", {"query": "SELECT purpose, count(*) AS calls FROM usage WHERE purpose = 'notebook' GROUP BY ALL"}),
    )
    return lab.services.notebooks.run(lab.services.actor, at)


def test_a_probe_scores_every_reply_with_its_interval(lab: Lab, ran: Opened) -> None:
    """Repeats with seeds of their own, a mean over conversations with its interval, every call in the ledger."""
    document = kept(ran, "probe")
    turns, means = frames_of(document).values()
    assert len(turns.rows) == 10
    assert set(turns.column("seed")) == {1, 2, 3, 4, 5}
    assert all(one["low"] <= one["score"] <= one["high"] for one in turns.records())  # type: ignore[operator]
    (mean,) = means.records()
    assert mean["low"] < mean["score"] < mean["high"]  # type: ignore[operator]
    assert (mean["conversations"], mean["cost_microdollars"]) == (5, 0)
    assert document["made"]["seeds"] == [1, 5]
    assert list(document["made"]["versions"].values()) == ["albert-einstein@1"]
    again = lab.probe("albert-einstein", PROBE["words"], repeats=5)
    assert again.turns.column("reply") == turns.column("reply")
    assert kept(ran, "answer_2")["frames"]["answer_2"]["rows"] == [["notebook", 10]]


def test_sql_and_charts_read_results_above(ran: Opened) -> None:
    """The SQL counted the probe's turns, the chart draws the SQL's rows; nothing is stale just after a run."""
    assert kept(ran, "answer")["made"]["asked"] == {"probe": 10}
    assert kept(ran, "answer_2")["made"]["newest"].startswith("20")
    answer = ran.frames()["answer"]
    assert answer.column("turn") == (1, 2)
    form = Chart(of="answer", kind="line", x="turn", y="score", low="low", high="high")
    drawn = charting.chart(answer, form)
    assert drawn.drawable()  # type: ignore[union-attr]
    assert drawn.title.startswith("score goes from 0.9")
    assert dict(ran.stale) == {}


def test_what_does_not_hold_any_more_is_stale(lab: Lab, ran: Opened) -> None:
    """A changed cell, and those below that read it; running it again, those that were not run after it."""
    ours, me, at = lab.services.notebooks, lab.services.actor, ran.notebook.card.id
    probe = next(one for one in ran.notebook.cells if one.name == "probe")
    ours.write(me, at, probe, {"words": ["Good evening."]}, seen=probe.revision)
    names = {one.id: one.name for one in ran.notebook.cells}
    assert {names[cell]: why for cell, why in ours.open(me, at).stale.items()} == {
        "probe": "The cell was changed since.",
        "answer": "probe is stale.",
        "chart": "answer is stale.",
    }
    ours.start(me, at, [probe.id])
    ours.jobs.wait(at)
    assert {names[cell]: why for cell, why in ours.open(me, at).stale.items()} == {
        "answer": "probe was run again since.",
        "chart": "answer is stale.",
    }
    assert ours.open(me, at).frames()["probe"].column("turn") == (1, 1, 1, 1, 1)


def test_a_cell_that_fails_says_why_and_the_others_go_on(lab: Lab) -> None:
    """No persona, hostile SQL, a missing result and a model without a key each keep what failed and what to do."""
    at = begun(
        lab,
        ("probe", {"words": ["Hello"]}),
        ("sql", {"query": "COPY turns TO '/tmp/x'"}),
        ("chart", {"of": "nothing", "x": "a", "y": "b"}),
        ("probe", PROBE | {"models": ["anthropic/some-model"]}),
        ("sql", {"query": "SELECT 1 AS one"}),
    )
    opened = lab.services.notebooks.run(lab.services.actor, at)
    told = [kept(opened, one.name).get("problem") for one in opened.notebook.cells]
    assert told[4] is None
    assert all(one and one["what"] and one["next_step"] for one in told[:4])
    for word, one in zip(("nobody", "Begin with SELECT", "above", "key"), told, strict=False):
        assert word in str(one)


def test_a_probe_is_cancelled_between_words(lab: Lab) -> None:
    """What had been played is kept and said so; what SQL gave before is not lost to a cancel."""
    ours, me = lab.services.notebooks, lab.services.actor
    at = begun(lab, ("probe", PROBE | {"repeats": 50, "words": ["Hello"] * 40}))
    ours.start(me, at)
    with pytest.raises(Conflict, match="being run already"):
        ours.start(me, at)
    job = ours.jobs.of(at)
    assert job is not None
    while not job.words and not job.over.is_set():
        job.over.wait(0.02)
    ours.cancel(me, at)
    ours.jobs.wait(at, 60)
    document = kept(ours.open(me, at), "probe")
    assert 0 < len(frames_of(document)["probe"].rows) < 2_000
    assert "cancelled" in document["notes"][0]
    stopped = Job(1)
    stopped.stop.set()
    assert ours.run(me, at, stopped).results


def test_versions_and_models_are_arms(lab: Lab) -> None:
    """Newest and previous are found; where there is only one version it is said and played alone."""
    found = lab.probe("albert-einstein", ["Hello"], repeats=1, versions=["newest", "previous"])
    assert "no version before the newest" in found.notes[0]
    assert found.means.column("why")[0]
    for wrong in ({"versions": ["soon"]}, {"versions": [9]}, {"drift": "sulk:1:1"}, {"repeats": 0}):
        with pytest.raises((InvalidInput, NotFound)):
            lab.probe("albert-einstein", ["Hello"], **wrong)  # type: ignore[arg-type]


def test_fields_that_are_left_at_once_are_all_kept(lab: Lab) -> None:
    """The second is written beside the first, though it was drawn before it."""
    ours, me = lab.services.notebooks, lab.services.actor
    at = begun(lab, ("probe", PROBE))
    (cell,) = ours.open(me, at).notebook.cells
    first = ours.write(me, at, cell, {"repeats": 7}, seen=cell.revision)
    second = ours.write(me, at, cell, {"seed": 9}, seen=first.cells[0].revision)
    assert (second.cells[0].fields["repeats"], second.cells[0].fields["seed"], second.clashes) == (7, 9, ())


def test_a_budget_holds_for_probes_too(lab: Lab) -> None:
    """With a budget a model without a price is refused before it is asked; the understudy costs nothing and plays."""
    quotas, me = lab.services.quotas, lab.services.actor
    quotas.set_budget(me, "month", 1_000)
    try:
        with pytest.raises(InvalidInput, match="budget cannot be kept"):
            lab.probe("albert-einstein", ["Hello"], models=["anthropic/some-model"])
        assert len(lab.probe("albert-einstein", ["Hello"], repeats=1).turns.rows) == 1
    finally:
        quotas.set_budget(me, "month", None)


def test_a_chart_claims_no_more_than_its_intervals(lab: Lab) -> None:
    """Apart, not to be told apart, without intervals; a column of words or none at all is refused."""
    kinds: dict[str, Any] = {"model": "text", "mean": "number", "low": "number", "high": "number", "n": "number"}
    rows: list[dict[str, Any]] = [
        {"model": "a", "mean": 0.9, "low": 0.85, "high": 0.95, "n": 1_200},
        {"model": "<b>", "mean": 0.5, "low": 0.4, "high": 0.6, "n": None},
    ]
    frame = of_records(rows, kinds)
    ends = {"low": "low", "high": "high"}
    assert "highest for a, 0.90 [0.85" in charting.chart(frame, Chart(of="r", x="model", y="mean", **ends)).title
    rows[1] |= {"mean": 0.84, "high": 0.9}
    close = charting.chart(of_records(rows, kinds), Chart(of="r", x="model", y="mean", **ends)).title
    assert close.endswith("cannot be told apart")
    assert "not given" in charting.chart(of_records(rows, kinds), Chart(of="r", x="model", y="mean")).title
    for form in (Chart(x="model", y="model"), Chart(x="nope", y="mean"), Chart(), Chart(kind="line", x="model", y="n")):
        with pytest.raises(InvalidInput):
            charting.chart(frame, form)
    assert "&lt;b&gt;" in str(lab.chart(frame, x="model", y="mean").to_json())


def test_bars_and_spreads_by_form() -> None:
    """Figures beside each other, added up by part, unknown ones said so; how often each occurs; none below nought."""
    kinds: dict[str, Any] = {"model": "text", "purpose": "text", "cost": "number"}
    rows: list[dict[str, Any]] = [
        {"model": "a", "purpose": "turn", "cost": 2.0},
        {"model": "a", "purpose": "turn", "cost": 3},
        {"model": "a", "purpose": "judge", "cost": None},
        {"model": "b", "purpose": "judge", "cost": 1.0},
    ]
    frame = of_records(rows, kinds)
    bars = charting.chart(frame, Chart(of="r", kind="bars", x="model", y="cost", colour="purpose"))
    assert isinstance(bars, Stacks)
    assert [(one.name, one.values, one.words) for one in bars.parts] == [
        ("turn", (5.0, 0.0), ("5.00", "not known")),
        ("judge", (0.0, 1.0), ("not known", "1.00")),
    ]
    assert bars.title == "cost is highest for a, 5.00, lowest for b, 1.00"
    spread = charting.chart(frame, Chart(of="r", kind="spread", y="cost"))
    assert isinstance(spread, Bars)
    assert (sum(one.count for one in spread.bars), "Not known: 1." in spread.note) == (3, True)
    assert charting.chart(of_records([], kinds), Chart(kind="spread", y="cost")).title == "cost: nothing is known"
    with pytest.raises(InvalidInput, match="below 0"):
        charting.chart(of_records([{"model": "a", "cost": -1}], kinds), Chart(kind="bars", x="model", y="cost"))


def test_notebooks_from_python(lab: Lab, ran: Opened) -> None:
    """They are listed, found by title and by the beginning of the id, and give their results."""
    assert ran.notebook.card.id in {one.id for one in lab.notebooks()}
    assert lab.notebook(ran.notebook.card.id[:13]).card.id == ran.notebook.card.id
    assert "answer_2" in lab.notebook(ran.notebook.card.id).frames()
    with pytest.raises(NotFound, match="Known are"):
        lab.notebook("nothing of that name")
