"""The questions of the costs page, under one set of filters. Computes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from studio import again_analytics
from studio import session_analytics as memory
from studio import session_costs as costs_memory
from studio.analytics.account import PLURALS
from studio.analytics.costs import NAME
from studio.analytics.wish import Wish
from studio.session_costs import ARMS, SPLITS
from studio.ui import chart_frame, costs_budgets, window_controls
from studio.ui.boundary import fragment
from studio.ui.chart_frame import Frame
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.actor import Actor
    from studio.again import Again
    from studio.analytics.account import Account
    from studio.analytics.dashboard import DashboardForm
    from studio.analytics.offers import Offers
    from studio.wiring import Services


@dataclass(frozen=True, slots=True)
class Asked:
    """The account that is shown, who serves it, and what stands under each chart."""

    services: Services
    account: Account
    frame: Frame

    def chart(self, name: str) -> None:
        """One chart of the page, with its finding."""
        chart_frame.draw(self.account.chart(name), name=name, frame=self.frame)


def draw(services: Services, actor: Actor) -> None:
    """The filters, the figures at a glance, and the questions one below the other."""
    offers = services.costs.offers(actor)
    window = window_controls.draw(offers)
    if window is None:
        fragment(costs_budgets.section)(services, actor)
        return
    account = services.costs.account(actor, window, memory.zone(), known=offers)
    if not account.spend(costs_memory.split()).total.calls:
        window_controls.nothing_here()
        return
    asked = Asked(services, account, _frame(services, account, offers))
    fragment(_glance)(asked)
    for title, part in (
        ("What was it spent on?", _spent), ("What will the month come to?", _month),
        ("What does a conversation cost?", _units), ("What does staying in character cost?", _points),
        ("What did caching save?", _caching), ("What would another model have taken?", _elsewhere),
    ):  # fmt: skip
        st.subheader(title, anchor=False)
        fragment(part)(asked)
    chart_frame.report(asked.frame)


def _glance(asked: Asked) -> None:
    boxes = "".join(
        f"<div><b>{as_html(value)}</b><span>{as_html(what)}</span></div>" for value, what in asked.account.glance()
    )
    st.html(f'<div class="pf-about pf-glance"><div class="pf-numbers">{boxes}</div></div>')


def _spent(asked: Asked) -> None:
    key = costs_memory.split_key()
    st.segmented_control("By", list(SPLITS), format_func=SPLITS.__getitem__, key=key, required=True)
    chosen = costs_memory.split()
    asked.chart(f"days by {chosen}")
    asked.chart(PLURALS[chosen])


def _month(asked: Asked) -> None:
    asked.chart("month")
    costs_budgets.section(asked.services, asked.account.actor)


def _units(asked: Asked) -> None:
    asked.chart("conversations")
    asked.chart("minutes")


def _points(asked: Asked) -> None:
    key = costs_memory.arms_key()
    st.segmented_control("Between", list(ARMS), format_func=ARMS.__getitem__, key=key, required=True)
    asked.chart(f"points by {costs_memory.arms()}")


def _caching(asked: Asked) -> None:
    asked.chart("caching")


def _elsewhere(asked: Asked) -> None:
    asked.chart("elsewhere")


def _frame(services: Services, account: Account, offers: Offers) -> Frame:
    window, zone = account.window, account.zone

    def link(chart: str, form: DashboardForm) -> str:
        wish = Wish(form=form, window=window, zone=zone, chart=chart)
        return services.links.dashboard(account.actor, NAME, wish.words())

    def again(chart: str) -> Again:
        sql = services.costs.sql(chart, window, zone)
        return again_analytics.of_chart(NAME, "lab.costs", chart, window, offers, sql=sql)

    return Frame(link=link, again=again)
