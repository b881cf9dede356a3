"""The charts of the emotions page, under one set of filters. Computes nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from store.warehouse.emotion_questions import AXES
from studio import again_analytics
from studio import session_analytics as memory
from studio.analytics.emotions import COURSES, NAME
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

VIEWS: Final = {
    "time": ("Over time", ("shares",)),
    "turns": ("Over a conversation", ("trajectory", "trend")),
    "answers": ("Who answers what", ("answers", "follows")),
    "words": ("Which words", ("triggers",)),
    "baseline": ("Against the baseline", ("baseline", "agreement")),
}
"""The views by their name in the address: label, and the charts under each other; over time first a course."""


def draw(services: Services, actor: Actor) -> None:
    """The filters, and the charts of the open view of what they leave."""
    offers = services.emotion_history.offers(actor)
    window = window_controls.draw(offers)
    if window is None:
        return
    if not services.emotion_history.any(actor, window):
        window_controls.nothing_here()
        return
    frame = _frame(services, actor, window, offers)
    fragment(_view)(services, actor, window, frame)
    chart_frame.report(frame)


def _view(services: Services, actor: Actor, window: Window, frame: Frame) -> None:
    """One view is computed at a time."""
    opened = memory.view(list(VIEWS))
    st.segmented_control(
        "View",
        list(VIEWS),
        format_func=lambda one: VIEWS[one][0],
        key=memory.control("view"),
        on_change=memory.choose_view,
        label_visibility="collapsed",
    )
    names = VIEWS[opened][1]
    if opened == "time":
        axis = st.segmented_control(
            "Axis", AXES, format_func=str.capitalize, key=memory.offer("axis", AXES[0], among=AXES)
        ) or AXES[0]  # fmt: skip
        names = (COURSES[axis], *names)
    draws = services.emotion_history.dashboard().charts
    for name in names:
        chart_frame.draw(draws[name](actor, window, memory.zone()), name=name, frame=frame)


def _frame(services: Services, actor: Actor, window: Window, offers: Offers) -> Frame:
    zone = memory.zone()

    def link(chart: str, form: DashboardForm) -> str:
        return services.links.dashboard(actor, NAME, Wish(form=form, window=window, zone=zone, chart=chart).words())

    def again(chart: str) -> Again:
        sql = services.emotion_history.sql(chart, window, zone=zone)
        return again_analytics.of_chart(NAME, "lab.emotion_history", chart, window, offers, sql=sql)

    return Frame(link=link, again=again)
