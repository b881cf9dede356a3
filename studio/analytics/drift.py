"""How the personas' drift went over many turns, as charts. Knows no page and no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.warehouse import drift_questions as questions
from store.warehouse.asking import text
from store.warehouse.offered import offered
from studio.analytics.dashboard import Dashboard
from studio.analytics.offers import Offers
from studio.charts import drift_course

if TYPE_CHECKING:
    from datetime import tzinfo

    from store import Store
    from store.actor import Actor
    from store.warehouse.drift_questions import Overview
    from store.warehouse.window import Window
    from studio.charts.chart import Chart
    from studio.charts.kinds.lines import Lines

NAME: Final = "drift"
MOST_POINTS: Final = 120
"""Of more turns than this several are averaged to a point."""

LIMITS: Final = (
    "The score is the calibrated probability that a reply is in character; what it rests on stands with every turn.",
    "An interval takes conversations for independent, not turns. It says nothing about words that nobody has said.",
    "A turn that could not be judged has no score: it is left out and counted, never taken for a good or a bad one.",
)


@dataclass(frozen=True, slots=True)
class DriftHistory:
    """The questions of the drift page, each a chart of what the actor may see within a window."""

    store: Store

    def offers(self, actor: Actor) -> Offers:
        """What there is to narrow it to. Raises the StoreErrors."""
        return Offers(offered(self.store.warehouse, actor))

    def overview(self, actor: Actor, window: Window) -> Overview:
        """How much there is, and in how many conversations drift began. Raises the StoreErrors."""
        return questions.overview(self.store.warehouse, actor, window)

    def course(self, actor: Actor, window: Window, _: tzinfo | None = None) -> Lines:
        """The score over the turns of conversations, with the change point. Raises the StoreErrors."""
        warehouse, found = self.store.warehouse, self.overview(actor, window)
        width = max(1, -(-found.longest // MOST_POINTS))
        places = questions.course(warehouse, actor, window, width=width)
        change = questions.change(warehouse, actor, window, edge=drift_course.EDGE)
        return drift_course.chart(found, places, change, width=width)

    def dashboard(self) -> Dashboard:
        """The page as a value."""
        return Dashboard(name=NAME, title="Drift", charts={"course": self.course}, offers=self.offers, limits=LIMITS)

    def sql(self, chart: str, window: Window) -> str:
        """The SQL that a chart rests on, to be run by hand over the warehouse."""
        return text({"course": questions.COURSE}[chart], window)


def charts_of(history: DriftHistory, actor: Actor, window: Window, zone: tzinfo) -> dict[str, Chart]:
    """All charts by name."""
    return {name: draw(actor, window, zone) for name, draw in history.dashboard().charts.items()}
