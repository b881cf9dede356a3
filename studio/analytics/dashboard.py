"""A dashboard as a value: its charts by name, each made when it is asked for, and how to have it again.

Knows no page, no file and no store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from brain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from store.actor import Actor
    from store.warehouse.window import Window
    from studio.analytics.offers import Offers
    from studio.charts.chart import Chart

DashboardForm = Literal["html", "csv", "parquet", "svg"]
"""A report of the whole page; figures of one chart or of all; a picture of one chart."""


class Draws(Protocol):
    """Makes one chart of what an actor may see within a window; `zone` says where a day begins."""

    def __call__(self, actor: Actor, window: Window, zone: tzinfo, /) -> Chart:
        """The chart. Raises the StoreErrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A page of charts: its name in addresses and commands, its title, its charts, and what it can be narrowed to.

    `titles` head the sections of its report, where the names do not; `limits` are sentences for it, of what the
    figures do not say. `more` are charts that can be asked for by name and are not part of it.
    """

    name: str
    title: str
    charts: Mapping[str, Draws]
    offers: Offered
    more: Mapping[str, Draws] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()

    def draws(self, chart: str) -> Draws:
        """What makes the chart of that name. Raises NotFound, naming those there are."""
        found = self.charts.get(chart) or self.more.get(chart)
        if found is None:
            raise NotFound(
                f"There is no chart {chart[:40]!r} among those of {self.name}.",
                next_step=f"There is: {', '.join(self.charts)}.",
            )
        return found


class Offered(Protocol):
    """What there is history of, for an actor."""

    def __call__(self, actor: Actor, /) -> Offers:
        """It. Raises the StoreErrors."""
