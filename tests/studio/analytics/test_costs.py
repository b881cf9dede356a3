"""The costs page's charts over ledgers whose truth is known."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from brain.errors import NotFound
from brain.models import prices
from brain.models.chat import TokenCount
from brain.turn import Usage
from evals.statistics.estimate import CannotTell, Interval
from store.actor import Actor
from store.usage import enter
from store.warehouse.cost_questions import BY, Sum
from store.warehouse.cost_units import Conversations
from store.warehouse.window import Window
from studio.analytics import cost_forecast
from studio.analytics.account import NAMES, REPORT
from studio.analytics.cost_estimates import per_conversation
from studio.charts import month
from studio.charts.money import estimate, exact, rounded
from studio.charts.plot import figure
from studio.charts.words import MINUS
from studio.lab import Lab
from studio.reports import svg
from studio.settings import Settings
from studio.ui.palette import DARK, LIGHT
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from studio.charts.chart import Chart
    from studio.wiring import Services

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LONG = "Wilhelmina <b>& Söhne</b> " * 12
NOBODY = Actor("somebody else")


def spent(services: Services, cost: int | None, at: datetime, **given: Any) -> None:
    """A call in the ledger."""
    of = {key: given.pop(key) for key in ("persona_id", "session_id", "purpose") if key in given}
    used = Usage(cost_microdollars=cost, **({"provider": "anthropic", "model": "claude-haiku-4-5"} | given))
    with services.store.database.write() as connection:
        enter(connection, used, user_id=services.actor.user_id, at=at, **({"purpose": "judge"} | of))


@pytest.fixture(scope="module")
def house(
    stocked: Path, tmp_path_factory: pytest.TempPathFactory, conversation_of: Callable[..., str]
) -> Iterator[Services]:
    """Thirty days of calls: two models, voice, a call of unknown price, a persona with a very long name."""
    folder = tmp_path_factory.mktemp("costs") / "data"
    shutil.copytree(stocked, folder)
    made = build(Settings(data_dir=folder))
    einstein = made.library.find(made.actor, "albert-einstein")
    scores: list[list[float | None]] = [[0.62, 0.68], [0.92, 0.98]]
    for at in range(30):
        day = datetime(2026, 10, 23, 20, tzinfo=UTC) + timedelta(days=at)
        dear = at % 2
        talk = conversation_of(
            made.store, made.actor, einstein, [one + 0.001 * (at % 7) for one in scores[dear] if one is not None],
            at=day, model=("m/cheap", "m/dear")[dear],
        )  # fmt: skip
        spent(made, (1_000, 5_000)[dear] + 37 * (at % 5), day, persona_id=einstein.card.id, session_id=talk,
              purpose="turn", tokens=TokenCount(input=800, output=200, cache_read=2_000, cache_write=100))  # fmt: skip
        spent(made, 3_000 + 11 * (at % 3), day, session_id=talk, operation="speech", provider="elevenlabs",
              model="turbo", seconds=12.0 + at % 4)  # fmt: skip
    spent(made, None, datetime(2026, 11, 3, tzinfo=UTC), provider="local", model="mystery")
    with made.store.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE interactions SET llm_cost_microdollars = CASE provider || model WHEN 'mm/dear' THEN 5000 ELSE 1000 "
            "END + 10 * (CAST(turn_index AS INTEGER) % 2) + CAST(substr(created_at, 9, 2) AS INTEGER)"
        )
        connection.exec_driver_sql("UPDATE personas SET name = ? WHERE id = ?", (LONG, einstein.card.id))
    yield made
    made.close()


def drawn(chart: Chart) -> str:
    """Both drawings, the SVG being well formed."""
    for colours in (LIGHT, DARK):
        figure(chart, colours).to_json()
    found = svg.draw(chart)
    ET.fromstring(found)  # noqa: S314 - our own
    return found


def test_every_chart_says_a_finding_and_draws(house: Services) -> None:
    """With its figures as words and as numbers; names of people stay words."""
    account = house.costs.account(house.actor, Window(), BERLIN, now=NOW)
    found = {name: account.chart(name) for name in NAMES}
    for name, chart in found.items():
        assert chart.title, name
        assert "<b>" not in drawn(chart), name
    total = house.store.usage.total(house.actor).cost_microdollars
    assert found["days by model"].title.startswith(f"{rounded(total)} was spent on 30 days, at most $0.00817 on one")
    assert found["days by model"].title.endswith("; 1 call of unknown price not counted in")
    assert LONG[:40] in found["personas"].table.rows[0][0] or LONG[:40] in found["personas"].table.rows[1][0]
    assert found["models"].title == f"51% of the {rounded(total)} went to anthropic/claude-haiku-4-5: $0.0922"
    assert found["conversations"].title.startswith("A conversation costs $0.00609 [$0.00533")
    assert found["minutes"].title.startswith("A minute of voice costs $0.013")
    assert "None was paid for of: video and listening." in found["minutes"].note
    assert found["points by model"].title.startswith("A point more in character costs $0.000")
    assert "dear gains 30.0" in found["points by model"].title
    assert "two versions of a persona" in found["points by version"].title
    assert found["caching"].title == "Caching saved $0.0532, 37% of what text would have cost without"
    assert found["elsewhere"].title.startswith("These tokens took $0.0922; elsewhere they would have cost between")
    assert "A replay would differ" in found["elsewhere"].note
    assert "1 of these 31 calls have no known price" in found["elsewhere"].note
    with pytest.raises(NotFound, match="There is: days by persona"):
        account.chart("tea leaves")


@pytest.mark.parametrize("zone", [BERLIN, ZoneInfo("America/Los_Angeles")])
def test_the_figures_add_up_to_the_ledger(house: Services, zone: ZoneInfo) -> None:
    """Every chart of what was spent, by day and by what, sums to the micro-dollar; so does the table in words."""
    account = house.costs.account(house.actor, Window(), zone, now=NOW)
    total = house.store.usage.total(house.actor)
    for name in (*(f"days by {by}" for by in BY), "personas", "providers", "models", "operations", "purposes"):
        rows = account.chart(name).numbers  # type: ignore[union-attr]
        assert sum(row["microdollars"] or 0 for row in rows) == total.cost_microdollars, name
        assert sum(row["calls"] for row in rows) == total.calls, name
        table = account.chart(name).table
        assert sum(Decimal(row[1].removeprefix("$")) for row in table.rows if row[1] != "not known") == Decimal(
            total.cost_microdollars
        ) / 1_000_000, name  # fmt: skip


def test_what_is_copied_gives_the_same(house: Services) -> None:
    """The SQL that each chart shows runs, with its window in it; Python and the command find the chart."""
    window = Window(models=("claude-haiku-4-5", "it's"), since=datetime(2026, 11, 1, tzinfo=UTC))
    for name in ("days by purpose", "month", "conversations", "minutes", "points by version", "elsewhere"):
        house.store.warehouse.read(house.actor, house.costs.sql(name, window, BERLIN).rstrip().rstrip(";"))
    sql = house.costs.sql("models", Window(), BERLIN).rstrip().rstrip(";")
    rows = house.store.warehouse.read(house.actor, sql).to_pylist()
    (whole,) = (row for row in rows if row["level"] == "all")
    assert whole["microdollars"] == house.store.usage.total(house.actor).cost_microdollars
    found = Lab(house).costs(zone="Europe/Berlin", models=["claude-haiku-4-5"])
    assert found.table("providers").to_pylist()[0]["microdollars"] == 92_220
    assert json.dumps(found.table("providers").to_pylist()[0]["calls"]) == "30"


def test_a_report_has_each_chart_once(house: Services) -> None:
    """Days by persona stand for the other splits; the limits are said."""
    page = house.dashboards.file(house.actor, "costs", Window(), "html", zone=BERLIN).data.decode()
    assert page.count('<section id="part-') == len(REPORT) + 1
    assert "was spent on 30 days" in page
    assert "in no sum" in page
    assert "<script" not in page


def test_nothing_is_said_of_nothing(house: Services) -> None:
    """Somebody without a call gets charts that say so and draw nothing."""
    account = house.costs.account(NOBODY, Window(), BERLIN, now=NOW)
    titles = {}
    for name in NAMES:
        chart = account.chart(name)
        drawn(chart)
        titles[name] = chart.title
        assert not getattr(chart, "drawable", lambda: False)() or name == "month", name
    assert titles["days by persona"] == titles["personas"] == "No call was made in this time"
    assert titles["conversations"] == "No conversation was paid for in this time"
    assert titles["minutes"] == "No minute of voice or video was paid for in this time"
    assert titles["points by model"] == "No reply was given in this time"
    assert titles["caching"].startswith("No tokens were read from a cache")
    assert titles["elsewhere"] == "No text was asked for in this time"
    assert "cannot be told: there are 0 whole days of history" in titles["month"]


def test_free_and_unknown_are_told_apart(services: Services) -> None:
    """The understudy costs nothing and says what a paid model would have; an unknown price is never a zero."""
    tokens = TokenCount(input=1_000_000, cache_read=10)
    spent(services, 0, NOW, provider="understudy", model="understudy", tokens=tokens)
    account = services.costs.account(services.actor, Window(), UTC, now=NOW)
    assert account.chart("days by model").title == "These 1 call cost nothing"
    assert account.chart("models").title == "Nothing was spent on any of the models"
    assert account.chart("elsewhere").title.startswith("These tokens cost nothing; on a paid model they would have")
    spent(services, None, NOW, provider="local", model="mystery", tokens=tokens)
    unknown = services.costs.account(services.actor, Window(models=("mystery",)), UTC, now=NOW)
    assert "is not known: no price is known" in unknown.chart("days by model").title
    assert unknown.chart("models").table.rows[0][1] == "not known"
    assert unknown.chart("elsewhere").title.startswith("What these tokens cost is not known; elsewhere")
    assert (
        unknown.chart("caching").title
        == "What caching saved is not known: no price of tokens is known for these models"
    )
    assert unknown.glance()[0] == ("not known", "spent, exact")
    both = services.costs.account(services.actor, Window(), UTC, now=NOW)
    assert both.chart("models").title == "Nothing was spent on any of the models, as far as prices are known"


def test_one_day_is_told_as_one(services: Services) -> None:
    """All of it on that day; five conversations are needed for an interval, and two weeks for a forecast."""
    spent(services, 1_500_000, NOW)
    account = services.costs.account(services.actor, Window(), UTC, now=NOW)
    assert account.chart("days by persona").title == "$1.50 was spent, all of it on 21 November 2026"
    assert account.glance()[0] == ("$1.50", "spent, exact")
    assert isinstance(account.forecast.total, CannotTell)
    assert account.chart("month").title == (
        "What November will come to cannot be told: there are 0 whole days of history; a forecast needs 14. "
        "It took $1.50 so far"
    )


def test_a_month_is_foretold_from_the_days_before() -> None:
    """Days without a call took nothing; what is spent already is not foretold away; earlier forecasts are judged."""
    first = date(2026, 9, 1)
    days = {first + timedelta(days=at): Sum(microdollars=900_000 + 10_000 * (at % 9), calls=1)
            for at in range(81) if at % 7 < 5}  # fmt: skip
    today = date(2026, 11, 21)
    days[today] = Sum(microdollars=40_000_000, calls=1, unpriced=2)
    found = cost_forecast.forecast(days, today, "Europe/Berlin")
    so_far = sum(one.microdollars for day, one in days.items() if day >= date(2026, 11, 1))
    assert (found.spent, found.history, found.unpriced) == (so_far, 81, 2)
    assert isinstance(found.total, Interval)
    assert so_far <= found.total.low <= found.total.value <= found.total.high
    assert list(found.course) == [date(2026, 11, day) for day in range(21, 31)]
    assert found.tried == 81 - 14 - 10 + 1
    assert found.held / found.tried > 0.9
    chart = month.chart(found)
    assert chart.title == f"November will come to {estimate(found.total)}; it took {rounded(so_far)} so far"
    assert "2 calls of unknown price not counted in" in chart.note
    drawn(chart)


@pytest.mark.parametrize(
    ("costs", "edges", "counts"),
    [
        ([], (), ()),
        ([0, 0], (0.0,), (2,)),
        ([100, 900, 1_500], (0.0, 50.0), (0, 0, 1)),
        ([0] * 5 + [20] * 90 + [3_000] * 5, (0.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0),
         (5, 90, 0, 0, 0, 0, 0, 5)),
    ],
)  # fmt: skip
def test_conversations_fall_into_round_bins(
    costs: list[int], edges: tuple[float, ...], counts: tuple[int, ...]
) -> None:
    """Of one width, or growing where a few are far dearer than the others; none is lost."""
    found = per_conversation(Conversations(costs=np.array(costs, np.int64), unknown=0, dearest=()))
    assert sum(found.counts) == len(costs)
    assert found.edges[: len(edges)] == edges
    assert found.counts[: len(counts)] == counts


@pytest.mark.parametrize(
    ("money", "words", "short"),
    [(0, "$0.00", "$0"), (1, "$0.000001", "$0.000001"), (250_000, "$0.25", "$0.25"),
     (-1_500_000, f"{MINUS}$1.50", f"{MINUS}$1.50"),
     (1_234_567_891, "$1,234.567891", "$1,234.57"), (15_349, "$0.015349", "$0.0153"), (0.4, "", "$0.0000004"),
     (999_999, "$0.999999", "$1.00")],
)  # fmt: skip
def test_money_in_words_keeps_what_counts(money: float, words: str, short: str) -> None:
    """Exact to the micro-dollar where it is whole; rounded, never to nothing."""
    assert rounded(money) == short
    if isinstance(money, int):
        assert exact(money) == words


def test_the_command_says_and_prints(run: Callable[..., tuple[int, str]]) -> None:
    """Findings, and figures as CSV and as lines of JSON."""
    code, printed = run("costs")
    assert (code, len(printed.splitlines())) == (0, len(REPORT))
    assert "No call was made in this time" in printed
    assert run("costs", "--format", "csv", "--chart", "models") == (0, '"chart"\n')
    assert run("costs", "--format", "json", "--chart", "models") == (0, "")


def test_the_table_of_prices_is_named(house: Services) -> None:
    """With its day, wherever a price is used that is not in the ledger."""
    account = house.costs.account(house.actor, Window(), BERLIN, now=NOW)
    for name in ("caching", "elsewhere"):
        assert f"Prices as of {prices.in_use().as_of.isoformat()}: " in account.chart(name).note
