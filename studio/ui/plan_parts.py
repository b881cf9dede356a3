"""The section `Plan and limits` of the settings: what is used, the time zone, the budgets. Changes nothing itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

import streamlit as st

from studio.quotas import words
from studio.quotas.changes import NewBudget, NewTimeZone
from studio.ui import chips
from studio.ui.safe_text import as_html, as_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.periods import Period
    from store.quota_values import BudgetState
    from studio.quotas.changes import Change
    from studio.quotas.standing import LimitState, Standing
    from studio.quotas.tiers import Tier

PERIODS: Final[tuple[Period, ...]] = ("day", "month")
ALL: Final = ""
"""Stands for all personas in the chooser of a budget."""

_STYLES: Final = {0: "pf-good", 50: "pf-good", 80: "pf-warn", 100: "pf-bad"}
_HIGH: Final = 80


def draw(standing: Standing, tiers: Mapping[str, Tier], personas: Mapping[str, str]) -> Change | None:
    """The section; what the user asked for, if they did. `personas` gives names by id."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(limits(standing))
        zone = _zone(standing)
    with right:
        st.html(budgets(standing.budgets, personas))
        budget = editor(personas)
    with st.expander("What each plan has", icon=":material/table_rows:"):
        st.html(plans(tiers, standing.plan))
    return zone or budget


def limits(standing: Standing) -> str:
    """The plan, and of each limit what is used and when it resets."""
    rows = "".join(map(_limit, standing.limits))
    return (
        f'<div class="pf-provider"><h3>{as_html(standing.tier.title)} {chips.chip("your plan")}</h3>{rows}'
        f'<div class="pf-note">Today and this month are those of {as_html(standing.time_zone)}, where it is '
        f"{standing.at:%H:%M} now. A message counts once the persona has begun to answer it; the preview voice and "
        "pictures drawn on this machine are not counted.</div></div>"
    )


def budgets(states: Iterable[BudgetState], personas: Mapping[str, str]) -> str:
    """Each budget with what is spent of it and the alert that it has reached."""
    rows = "".join(_budget(state, personas) for state in states)
    empty = '<div class="pf-note">None yet: nothing but the plan stops what is spent.</div>'
    note = (
        '<div class="pf-note">Before a model with a price is asked, what the reply may cost at most is set aside. '
        "What is left of it comes back with the real figures.</div>"
    )
    return f'<div class="pf-provider"><h3>Budgets</h3>{rows + note if rows else empty}</div>'


def plans(tiers: Mapping[str, Tier], own: str) -> str:
    """The table of plans; the user's own is marked."""
    head = "".join(f'<th scope="col">{one}</th>' for one in _COLUMNS)
    rows = ""
    for name, cells in zip(tiers, words.tier_rows(tiers), strict=True):
        mark = f" {chips.chip('yours')}" if name == own else ""
        rest = "".join(f"<td>{as_html(cell)}</td>" for cell in cells[1:])
        rows += f"<tr><td>{as_html(cells[0])}{mark}</td>{rest}</tr>"
    return (
        f'<div class="pf-scroll"><table class="pf-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )


_COLUMNS: Final = ("Plan", "Messages a day", "Voice, min a month", "Video, min a month", "Opens")


def _limit(limit: LimitState) -> str:
    share = 0.0 if not limit.most else min(1.0, limit.used / limit.most)
    style = "pf-bad" if share >= 1 else "pf-warn" if share * 100 >= _HIGH else "pf-good"
    when = f"Resets on {words.when(limit.resets_at, str(limit.resets_at.tzinfo), named=False)}" if limit.most else ""
    return _bar(words.limit_name(limit), words.used(limit), share, style, when, bar=bool(limit.most))


def _budget(state: BudgetState, personas: Mapping[str, str]) -> str:
    cap = state.budget.cap_microdollars
    share = min(1.0, state.spent_microdollars / cap) if cap else 1.0
    when = f"Resets on {words.when(state.resets_at, state.zone, named=False)}"
    when += f" · {words.beside(state)}" if words.beside(state) else ""
    name = words.budget_name(state, personas)
    return _bar(name, words.spent(state), share, _STYLES[state.reached], when, bar=True)


def _bar(name: str, told: str, share: float, style: str, when: str, *, bar: bool) -> str:
    drawn = f'<div class="pf-quota-bar {style}"><i style="width:{share * 100:.1f}%"></i></div>' if bar else ""
    below = f'<div class="pf-note">{as_html(when)}</div>' if when else ""
    return f'<div class="pf-quota"><div><span>{as_html(name)}</span><b>{as_html(told)}</b></div>{drawn}{below}</div>'


@cache
def _zones() -> frozenset[str]:
    """Every zone that this machine knows; looked up on disk once."""
    return frozenset(available_timezones())


def _zone(standing: Standing) -> Change | None:
    zones = sorted({*_zones(), standing.time_zone})
    chosen = st.selectbox(
        "Your time zone",
        zones,
        index=zones.index(standing.time_zone),
        key="time-zone",
        help="Where your day and your month begin. Type to find a city.",
    )
    return NewTimeZone(chosen) if chosen and chosen != standing.time_zone else None


def editor(personas: Mapping[str, str]) -> Change | None:
    """Setting a budget: what the user asked for, if they did."""
    with st.form("budget", border=False, enter_to_submit=False):
        most, period, whose = st.columns([1, 1, 1.6], vertical_alignment="bottom")
        dollars = most.text_input("Dollars", placeholder="5.00", key="budget-dollars")
        each = period.selectbox("Each", PERIODS, key="budget-period")
        persona = whose.selectbox(
            "For",
            [ALL, *personas],
            format_func=lambda one: as_option(personas.get(one, "All personas"), longest=60),
            key="budget-persona",
        )
        put, away = st.columns(2)
        asked = put.form_submit_button("Set budget", icon=":material/savings:", width="stretch")
        none = away.form_submit_button("Take it away", icon=":material/delete:", width="stretch")
    if asked:
        return NewBudget(each, words.microdollars(dollars), persona)
    return NewBudget(each, None, persona) if none else None
