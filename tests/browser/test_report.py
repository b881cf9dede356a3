"""A report in a real browser that has no network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.drift.reading import Verdict
from evals.order import Order, Subject, cases_of
from evals.outcome import Driver, Measured, Outcome
from evals.record import Exchange, Record
from evals.run import Run, environment
from evals.scorers.score import Score
from evals.suites import load
from studio.reports import document, making

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

HOSTILE = '<img src="https://evil.example/x.png" onerror="document.title=1"><script>document.title=2</script>'


def run() -> Run:
    """Six conversations of twelve turns, in which everything that can be said is hostile."""
    suite = load.parse(
        b"name: s\ntitle: Talks\nseeds: [0, 1, 2, 3, 4, 5]\nscorers: [{name: drift mean}, {name: who said it}]\n"
        b"conversations: [{id: chat, turns: 12, simulator: {kind: bank, bank: everyday}}]\n"
    )
    order = Order(
        suite=suite, subjects=tuple(Subject(genome=demo.load(one)) for one in ("mira-okafor", "victoria-hale"))
    )
    outcomes = tuple(
        Outcome(
            key=case.id,
            record=Record(
                case_id=case.id,
                persona=case.persona,
                seed=case.seed,
                exchanges=tuple(Exchange(turn=at, user=HOSTILE, reply=HOSTILE) for at in range(1, 13)),
            ),
            measured=tuple(
                Measured(turn=at, score=0.4 + at / 50 + case.seed / 100, verdict=Verdict.DRIFTING, reason=HOSTILE,
                         drivers=(Driver(signal="assistant voice", z=2.0, words=("img",)),))
                for at in range(1, 13)
            ),
            scores=(Score(name="drift mean", value=0.5 + case.seed / 100, unit="share", higher_is="better", of=1),),
        )
        for case in cases_of(order)
    )  # fmt: skip
    return Run(id="r", order=order, harness="local", outcomes=outcomes, environment=environment(drift_fit="f"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_without_a_network(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    """Everything is drawn from the one file: no request, no complaint of the policy, no word that became markup."""
    path = tmp_path / "report.html"
    path.write_text(document.write(making.make(run(), at=datetime.now(UTC))), encoding="utf-8")
    context = chromium.new_context(offline=True, color_scheme=scheme, viewport={"width": 900, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert complaints == []
    assert page.title() == "Talks: report"
    charts = page.locator("svg.chart")
    assert charts.count() >= 2
    assert all((box := charts.nth(at).bounding_box()) and box["height"] > 60 for at in range(charts.count()))
    page.locator("summary").first.click()
    assert page.locator("figure table").first.is_visible()
    assert page.locator("blockquote").first.inner_text() == HOSTILE
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
