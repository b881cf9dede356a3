"""What one actor spent within one window, each question asked of the ledger once, and its charts. Knows no page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Final

from brain.errors import NotFound
from brain.models import prices
from store.warehouse import cost_questions, cost_units
from store.warehouse.cost_questions import BY
from store.warehouse.offered import offered
from studio.analytics import cost_estimates, cost_forecast, cost_prices
from studio.analytics.cost_values import Counterfactuals
from studio.analytics.offers import Offers
from studio.charts import money, month, otherwise, spending, unit_costs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

    from store.actor import Actor
    from store.warehouse.cost_questions import By, Spend
    from store.warehouse.cost_units import Arms
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window
    from studio.analytics.cost_values import Forecast, PerConversation, PerMinute, PerPoint
    from studio.charts.chart import Chart

PLURALS: Final[Mapping[By, str]] = {
    "persona": "personas", "provider": "providers", "model": "models", "operation": "operations",
    "purpose": "purposes",
}  # fmt: skip
"""The charts of what money was spent on, by what they tell it by."""

_REST: Final = (
    *PLURALS.values(), "month", "conversations", "minutes", "points by model",
    "points by version", "caching", "elsewhere",
)  # fmt: skip
NAMES: Final = (*(f"days by {by}" for by in BY), *_REST)
"""All charts, in the order of the page."""

REPORT: Final = ("days by persona", *_REST)
MORE: Final = tuple(name for name in NAMES if name not in REPORT)
"""Those that the page is told by as a whole, and those that can be asked for by name."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The part of the ledger that an actor may see within a window; days are those of `zone`.

    What was asked is kept: make another one to see what was spent since. Everything raises the StoreErrors.
    """

    warehouse: Warehouse
    actor: Actor
    window: Window
    zone: tzinfo
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    known: Offers | None = None
    _spend: dict[By, Spend] = field(default_factory=dict)

    def spend(self, split: By = "persona") -> Spend:
        """The exact sums, by day and by what they were spent on."""
        if split not in self._spend:
            self._spend[split] = cost_questions.spend(
                self.warehouse, self.actor, self.window, zone=str(self.zone), split=split
            )
        return self._spend[split]

    @cached_property
    def offers(self) -> Offers:
        """What there is to narrow it to, asked for unless it was `known`."""
        return self.known or Offers(offered(self.warehouse, self.actor, of="usage"))

    @cached_property
    def per_conversation(self) -> PerConversation:
        """What a conversation costs."""
        return cost_estimates.per_conversation(cost_units.conversations(self.warehouse, self.actor, self.window))

    @cached_property
    def per_minute(self) -> tuple[PerMinute, ...]:
        """What a minute of voice, video and listening costs, of those that were paid for."""
        return tuple(map(cost_estimates.per_minute, cost_units.minutes(self.warehouse, self.actor, self.window)))

    def per_point(self, by: Arms = "model") -> PerPoint:
        """What a point of the mean drift score costs between two versions or models."""
        found, left_out = cost_units.arms(self.warehouse, self.actor, self.window, by=by)
        names = self.offers.versions() if by == "version" else _bare(one.name for one in found)
        return cost_estimates.per_point(found, names, by=by, left_out=left_out)

    @cached_property
    def forecast(self) -> Forecast:
        """What this month will come to; of the window only what is no date counts."""
        today = self.now.astimezone(self.zone).date()
        first = datetime.combine(today - cost_forecast.HISTORY, time(), self.zone)
        history = replace(self.window, since=first, until=None)
        found = cost_questions.by_day(self.warehouse, self.actor, history, zone=str(self.zone))
        return cost_forecast.forecast(found, today, str(self.zone))

    @cached_property
    def otherwise(self) -> Counterfactuals:
        """What caching saved and what other models would have taken, by the table of prices in use."""
        table = prices.in_use()
        found = cost_units.tokens(self.warehouse, self.actor, self.window, lengths=cost_prices.lengths(table))
        return Counterfactuals(
            own=sum(one.microdollars for one in found),
            calls=sum(one.calls for one in found),
            unpriced=sum(one.unpriced for one in found),
            caching=cost_prices.caching(found, table),
            elsewhere=cost_prices.elsewhere(found, table),
            table=prices.Source(text=table.source, as_of=table.as_of),
        )

    def glance(self) -> tuple[tuple[str, str], ...]:
        """The figures that stand above the page, each with what it is."""
        found = next(iter(self._spend.values()), None) or self.spend()
        total, ahead = found.total, self.forecast
        known = total.calls > total.unpriced or not total.calls
        return (
            (money.exact(total.microdollars) if known else money.UNKNOWN, "spent, exact"),
            (f"{total.calls:,}", "calls"),
            (f"{total.unpriced:,}", "calls of unknown price, not counted in"),
            money.apart(self.per_conversation.mean, "a conversation on average"),
            money.apart(ahead.total, f"all of {ahead.month:%B}, foretold"),
        )

    def chart(self, name: str) -> Chart:
        """The chart of that name, one of `NAMES`. Raises NotFound."""

        def personas() -> dict[str, str]:
            return self.offers.personas()

        found: dict[str, Callable[[], Chart]] = {
            "month": lambda: month.chart(self.forecast),
            "conversations": lambda: unit_costs.per_conversation(self.per_conversation, personas()),
            "minutes": lambda: unit_costs.per_minute(self.per_minute),
            "points by model": lambda: unit_costs.per_point(self.per_point("model")),
            "points by version": lambda: unit_costs.per_point(self.per_point("version")),
            "caching": lambda: otherwise.caching(self.otherwise),
            "elsewhere": lambda: otherwise.elsewhere(self.otherwise),
        }
        if name in found:
            return found[name]()
        for by, plural in PLURALS.items():
            if name == f"days by {by}":
                return spending.by_day(self.spend(by), personas(), str(self.zone))
            if name == plural:
                return spending.by_what(self.spend(by), by, personas())
        raise NotFound(f"There is no chart {name[:40]!r} of costs.", next_step=f"There is: {', '.join(NAMES)}.")


def _bare(models: Iterable[str]) -> dict[str, str]:
    """Models without their provider, where no other one has that name."""
    found = {one: one.partition("/")[2] or one for one in models}
    several = Counter(found.values())
    return {one: name if several[name] == 1 else one for one, name in found.items()}
