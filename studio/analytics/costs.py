"""The costs page as a dashboard, and the questions behind it. Knows no page and no SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.models import prices
from store.warehouse import cost_questions, cost_units
from store.warehouse.asking import text
from store.warehouse.offered import offered
from studio.analytics import cost_prices
from studio.analytics.account import MORE, PLURALS, REPORT, Account
from studio.analytics.dashboard import Dashboard
from studio.analytics.offers import Offers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from store import Store
    from store.actor import Actor
    from store.warehouse.cost_questions import By
    from store.warehouse.window import Window
    from studio.analytics.dashboard import Draws
    from studio.charts.chart import Chart

NAME: Final = "costs"
LIMITS: Final = (
    "A call whose price is not known is counted, and in no sum. What costs nothing here may have no entry at all.",
    "Intervals take conversations for independent, which they are less the more one person talks to one persona.",
    "Versions and models had different conversations: only a suite that is played on both compares like with like.",
    "What another model would have cost holds for the same number of tokens, which another model would not have used.",
)


@dataclass(frozen=True, slots=True)
class Costs:
    """What actors spent."""

    store: Store

    def offers(self, actor: Actor) -> Offers:
        """What there is to narrow the page to. Raises the StoreErrors."""
        return Offers(offered(self.store.warehouse, actor, of="usage"))

    def account(
        self, actor: Actor, window: Window, zone: tzinfo, *, now: datetime | None = None, known: Offers | None = None
    ) -> Account:
        """What the actor spent within a window, to be asked; days are those of `zone`, names those that are `known`."""
        found = Account(warehouse=self.store.warehouse, actor=actor, window=window, zone=zone, known=known)
        return found if now is None else replace(found, now=now)

    def dashboard(self) -> Dashboard:
        """The page as a value."""
        charts, more = ({name: self._draws(name) for name in names} for names in (REPORT, MORE))
        return Dashboard(name=NAME, title="Costs", charts=charts, offers=self.offers, limits=LIMITS, more=more)

    def sql(self, chart: str, window: Window, zone: tzinfo) -> str:
        """The SQL that a chart rests on, to be run by hand over the warehouse."""
        if chart == "month":
            return text(cost_questions.by_day_question(zone=str(zone), readable=True), _undated(window))
        return text(_question(chart, str(zone)), window)

    def _draws(self, name: str) -> Draws:
        def draw(actor: Actor, window: Window, zone: tzinfo) -> Chart:
            return self.account(actor, window, zone).chart(name)

        return draw


def _question(chart: str, zone: str) -> str:
    """The question of the store that a chart rests on."""
    lengths = cost_prices.lengths(prices.in_use())
    found: dict[str, Callable[[], str]] = {
        "conversations": lambda: cost_units.CONVERSATIONS,
        "minutes": lambda: cost_units.MINUTES,
        "points by model": lambda: cost_units.arms_question("model"),
        "points by version": lambda: cost_units.arms_question("version"),
        "caching": lambda: cost_units.tokens_question(lengths),
        "elsewhere": lambda: cost_units.tokens_question(lengths),
    }
    splits: dict[str, By] = {plural: by for by, plural in PLURALS.items()} | {f"days by {by}": by for by in PLURALS}
    if chart in splits:
        return cost_questions.spend_question(zone=zone, split=splits[chart], readable=True)
    return found[chart]()


def _undated(window: Window) -> Window:
    return replace(window, since=None, until=None)
