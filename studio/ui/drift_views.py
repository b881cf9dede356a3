"""The views of the drift page, under one set of filters; each computes what it shows when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from store.warehouse.columns import SIGNALS
from studio import again_analytics
from studio import session_analytics as memory
from studio.analytics import drift_sql
from studio.analytics.drift import NAME
from studio.analytics.offers import labels
from studio.analytics.wish import Wish
from studio.charts import drift_many
from studio.ui import chart_frame, drift_began, drift_kept, turn_reader, window_controls
from studio.ui.boundary import boundary, fragment
from studio.ui.chart_frame import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from streamlit.delta_generator import DeltaGenerator

    from store.actor import Actor
    from store.warehouse.drift_questions import By
    from store.warehouse.window import Window
    from studio.again import Again
    from studio.analytics.dashboard import DashboardForm
    from studio.analytics.offers import Offers
    from studio.charts.chart import Chart
    from studio.ui.drift_kept import Mark
    from studio.wiring import Services

VIEWS: Final[Mapping[str, str]] = {
    "turns": "Over turns",
    "many": "Side by side",
    "signals": "What shows it",
    "facts": "Beliefs and facts",
    "began": "Where it began",
    "compare": "Two versions",
}
BY: Final[Mapping[By, str]] = {"persona": "Personas", "version": "Versions", "model": "Models"}
WORST: Final = ""
"""In the choice of a signal: the one that is most often beyond the floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every view of one run of the page needs."""

    services: Services
    actor: Actor
    window: Window
    offers: Offers
    zone: tzinfo
    mark: Mark

    def chart(self, name: str) -> Chart:
        """The chart of that name, kept."""
        make = partial(self.services.dashboards.get(NAME).draws(name), self.actor, self.window, self.zone)
        return drift_kept.chart(self.mark, self.window, self.zone, name, make)

    def frame(self, window: Window | None = None) -> Frame:
        """What stands under each chart."""
        asked = window or self.window
        pair = self.services.drift_history.pair

        def link(chart: str, form: DashboardForm) -> str:
            wish = Wish(form=form, window=asked, zone=self.zone, chart=chart)
            return self.services.links.dashboard(self.actor, NAME, wish.words())

        def again(chart: str) -> Again:
            two = pair(self.actor, asked) if chart == "compare" else None
            sql = drift_sql.of_chart(chart, asked, self.zone, pair=two)
            return again_analytics.of_chart(NAME, "lab.drift_history", chart, asked, self.offers, sql=sql)

        return Frame(link=link, again=again)


def draw(services: Services, actor: Actor) -> None:
    """The filters, and the chosen view of what they leave."""
    mark = drift_kept.mark(services, actor)
    offers = drift_kept.offers(mark, services, actor)
    window = window_controls.draw(offers)
    if window is None:
        return
    if not drift_kept.overview(mark, window, services, actor).turns:
        window_controls.nothing_here()
        return
    desk = Desk(services=services, actor=actor, window=window, offers=offers, zone=memory.zone(), mark=mark)
    fragment(_views)(desk)
    chart_frame.report(desk.frame())


def _views(desk: Desk) -> None:
    view = memory.view(list(VIEWS))
    st.segmented_control(
        "View", list(VIEWS), format_func=VIEWS.__getitem__, key=memory.control("view"), label_visibility="collapsed",
        on_change=memory.choose_view, required=True,
    )  # fmt: skip
    {"turns": _turns, "many": _many, "signals": _signals, "facts": _facts, "began": _began, "compare": _compare}[view](
        desk
    )


def _turns(desk: Desk) -> None:
    chart_frame.draw(desk.chart("course"), name="course", frame=desk.frame(), pick=True)
    _reader(desk)
    chart_frame.draw(desk.chart("days"), name="days", frame=desk.frame(), pick=True)


def _many(desk: Desk) -> None:
    key = memory.offer("by", "persona", among=list(BY))
    by: By = st.segmented_control("By", list(BY), format_func=BY.__getitem__, key=key, required=True) or "persona"
    name = f"{by}s"
    turned = f"dashboard-page-{by}"
    page = memory.page(turned)
    make = partial(desk.services.drift_history.many, desk.actor, desk.window, by=by, page=page)
    chart = drift_kept.chart(desk.mark, desk.window, desk.zone, f"{name} {page}", make)
    chart_frame.draw(chart, name=name, frame=desk.frame(), pick=True)
    if (pages := -(-len(chart.table.rows) // drift_many.PAGE)) > 1:
        st.pagination(pages, key=turned)
    _reader(desk)


def _signals(desk: Desk) -> None:
    frame = desk.frame()
    chart_frame.draw(desk.chart("heat"), name="heat", frame=frame)
    left, right = st.columns(2, gap="large")
    with left:
        chart_frame.draw(desk.chart("drivers"), name="drivers", frame=frame)
    with right:
        chart_frame.draw(desk.chart("beyond"), name="beyond", frame=frame)
    key = memory.offer("signal", WORST, among=[WORST, *SIGNALS])
    signal = st.selectbox("Signal", [WORST, *SIGNALS], key=key, format_func=_signal)
    name = f"floor {signal}" if signal else "floor"
    chart_frame.draw(desk.chart(name), name=name, frame=frame)


def _signal(name: str) -> str:
    return name.capitalize() or "The one most often beyond the floor"


def _facts(desk: Desk) -> None:
    chart_frame.draw(desk.chart("facts"), name="facts", frame=desk.frame(), pick=True)
    _reader(desk)


def _began(desk: Desk) -> None:
    chart_frame.draw(desk.chart("onset"), name="onset", frame=desk.frame(), pick=True)
    found = drift_kept.began(desk.mark, desk.window, desk.services, desk.actor)
    chosen = drift_began.choose(found, desk.zone)
    if chosen is not None:
        chart = desk.services.drift_history.talk(desk.actor, chosen.session_id)
        chart_frame.bare(chart, name=f"talk-{chosen.session_id}", pick=True)
    _reader(desk)


def _compare(desk: Desk) -> None:
    pair = desk.services.drift_history.pair(desk.actor, desk.window)
    if pair is None:
        chart_frame.draw(desk.chart("compare"), name="compare", frame=desk.frame())
        return
    left, right = st.columns(2)
    own = desk.offers.versions(desk.window.personas)
    names = labels(own if all(one in own for one in pair) else desk.offers.versions())
    before = _version(left, "Before", names, pair[0])
    rest = {key: one for key, one in names.items() if key != before}
    after = _version(right, "After", rest, pair[1])
    window = memory.of_versions(desk.window, before, after)
    make = partial(desk.services.drift_history.compare, desk.actor, window)
    chart = drift_kept.chart(desk.mark, window, desk.zone, "compare", make)
    chart_frame.draw(chart, name="compare", frame=desk.frame(window), pick=True)
    _reader(desk)


def _version(side: DeltaGenerator, label: str, names: Mapping[str, str], default: str) -> str:
    there = list(names)
    key = memory.offer(label.lower(), default if default in names else there[0], among=there)
    return side.selectbox(label, there, key=key, format_func=lambda one: names.get(one, one)) or there[0]


def _reader(desk: Desk) -> None:
    """The turn that is open, if one is."""
    if opened := memory.turn_id():
        # What cannot be read any more is said in its place; the charts stay.
        with boundary():
            turn_reader.draw(desk.services.drift_history.turn(desk.actor, opened), desk.zone)
