"""The charts of the drift page, under one set of filters. Computes nothing itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from studio import again_analytics
from studio import session_analytics as memory
from studio.analytics.drift import NAME
from studio.analytics.wish import Wish
from studio.ui import chart_frame, window_controls
from studio.ui.boundary import fragment
from studio.ui.chart_frame import Frame

if TYPE_CHECKING:
    from store.actor import Actor
    from store.warehouse.window import Window
    from studio.again import Again
    from studio.analytics.dashboard import DashboardForm
    from studio.analytics.offers import Offers
    from studio.wiring import Services


def draw(services: Services, actor: Actor) -> None:
    """The filters, and all charts of what they leave."""
    history = services.drift_history
    offers = history.offers(actor)
    window = window_controls.draw(offers)
    if window is None:
        return
    if not history.overview(actor, window).turns:
        window_controls.nothing_here()
        return
    frame = _frame(services, actor, window, offers)
    fragment(_course)(services, actor, window, frame)
    chart_frame.report(frame)


def _course(services: Services, actor: Actor, window: Window, frame: Frame) -> None:
    chart_frame.draw(services.drift_history.course(actor, window), name="course", frame=frame)


def _frame(services: Services, actor: Actor, window: Window, offers: Offers) -> Frame:
    zone = memory.zone()

    def link(chart: str, form: DashboardForm) -> str:
        wish = Wish(form=form, window=window, zone=zone, chart=chart)
        return services.links.dashboard(actor, NAME, wish.words())

    def again(chart: str) -> Again:
        call = "lab.drift_history"
        sql = services.drift_history.sql(chart, window)
        return again_analytics.of_chart(NAME, call, chart, window, offers, sql=sql)

    return Frame(link=partial(link), again=again)
