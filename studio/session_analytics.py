"""What a browser tab asks of a dashboard: the part of history, and the open chart and turn. The address holds these.

Beside `studio/session.py` the only file of the dashboards that touches session state. Days are those of the browser's
zone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from studio.analytics.offers import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from store.warehouse.window import Window
    from studio.analytics.offers import Offers

SPANS: Final = {"7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days", "all": "All time",
                "days": "Between two days"}  # fmt: skip
"""The spans on offer by their word in the address; the third from the end of `Between` are days from a calendar."""

DEFAULT: Final = "30d"
MANY: Final = ("persona", "version", "model", "mode")
"""Filters that take several values, by their name in the address."""

_BACK: Final = {"7d": 6, "30d": 29, "90d": 89}
_SPAN, _SINCE, _UNTIL, _TURN, _VIEW = "span", "since", "until", "turn", "view"
_MOST, _LONGEST = 300, 300


def zone() -> tzinfo:
    """The browser's time zone; UTC where it has not said, or said one that this machine does not know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def span() -> str:
    """The chosen span, from the address."""
    found = st.query_params.get(_SPAN, "")
    if not found and (st.query_params.get(_SINCE) or st.query_params.get(_UNTIL)):
        return "days"
    return found if found in SPANS else DEFAULT


def days() -> tuple[date | None, date | None]:
    """The first and the last day; None where the span is open."""
    today = datetime.now(UTC).astimezone(zone()).date()
    chosen = span()
    if chosen in _BACK:
        return today - timedelta(days=_BACK[chosen]), None
    if chosen == "all":
        return None, None
    first, last = (_day(st.query_params.get(name, "")) for name in (_SINCE, _UNTIL))
    return (last, first) if first and last and first > last else (first, last)


def window(offers: Offers) -> Window:
    """The part of history that the address asks for; a word in it that names nothing is passed over.

    Sets the controls to it.
    """
    found = {name: chosen(name, offers) for name in MANY}
    st.session_state[control(_SPAN)] = span()
    for name, value in found.items():
        st.session_state[control(name)] = list(value)
    first, last = days()
    return offers.window(
        since=first,
        until=last,
        personas=found["persona"],
        versions=found["version"],
        models=found["model"],
        modes=found["mode"],
        zone=zone(),
    )


def chosen(name: str, offers: Offers) -> tuple[str, ...]:
    """The values of a filter that there is history of."""
    there = on_offer(name, offers)
    slugs = {one.slug: one.persona_id for one in offers.all if one.slug} if name == "persona" else {}
    found = [slugs.get(one, one) for one in st.query_params.get_all(name)[:_MOST]]
    return tuple(dict.fromkeys(one for one in found if one in there))


def on_offer(name: str, offers: Offers) -> dict[str, str]:
    """What a filter offers: labels by value. Versions are those of the chosen personas."""
    match name:
        case "persona":
            return offers.personas()
        case "version":
            return offers.versions(chosen("persona", offers))
        case "model":
            return {one: one for one in offers.models()}
        case _:
            return {one: one for one in offers.modes()}


def control(name: str) -> str:
    """The key of a control."""
    return f"window-{name}"


def changed(name: str) -> None:
    """A filter was used: the address follows it."""
    value = st.session_state[control(name)]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
    close_turn()


def spanned() -> None:
    """A span was chosen; days begin with those that were shown."""
    chosen_span = str(st.session_state[control(_SPAN)])
    first, last = days()
    for name in (_SINCE, _UNTIL):
        st.query_params.pop(name, None)
    st.query_params[_SPAN] = chosen_span
    if chosen_span == "days":
        today = datetime.now(UTC).astimezone(zone()).date()
        st.query_params[_SINCE] = str(first or today - timedelta(days=_BACK[DEFAULT]))
        st.query_params[_UNTIL] = str(last or today)
    close_turn()


def dated() -> None:
    """Days were chosen; one alone is the first, until the last is chosen too."""
    picked = cast("Sequence[date]", st.session_state[control("days")])
    if len(picked) == 2:  # noqa: PLR2004 - both ends
        st.query_params[_SINCE], st.query_params[_UNTIL] = str(picked[0]), str(picked[1])
        close_turn()


def narrowings(offers: Offers) -> int:
    """How many of the filters behind the button are set."""
    return sum(len(chosen(name, offers)) for name in MANY if name != "persona")


def clear() -> None:
    """Take every filter away and show all time."""
    for name in (*MANY, _SINCE, _UNTIL):
        st.query_params.pop(name, None)
    st.query_params[_SPAN] = "all"
    close_turn()


def view(offered: Sequence[str]) -> str:
    """The open view of a page, from the address; the first where it names none on offer. Sets the control to it."""
    named = st.query_params.get(_VIEW, "")
    found = named if named in offered else offered[0]
    st.session_state[control(_VIEW)] = found
    return found


def choose_view() -> None:
    """A view was chosen: the address follows, and leaves the open turn."""
    found = st.session_state[control(_VIEW)]
    if found:
        st.query_params[_VIEW] = str(found)
    close_turn()


def of_versions(narrowed: Window, before: str, after: str) -> Window:
    """The same part of history, of two versions alone."""
    return replace(narrowed, versions=(before, after))


def open_turn(turn_id: str) -> None:
    """Open a turn to be read; the address names it."""
    st.query_params[_TURN] = turn_id


def turn_id() -> str:
    """The turn that is open; empty for none."""
    return st.query_params.get(_TURN, "")[:_LONGEST]


def close_turn() -> None:
    """Leave the open turn."""
    st.query_params.pop(_TURN, None)


def offer(name: str, default: object, *, among: Sequence[object] | None = None) -> str:
    """The key of a control, which is given the default where it has no value or one that is no longer on offer."""
    key = f"dashboard-{name}"
    if key not in st.session_state or (among is not None and st.session_state[key] not in among):
        st.session_state[key] = default
    return key


def page(key: str) -> int:
    """Which page the control of this key was turned to."""
    return cast("int", st.session_state.get(key) or 1)


def picked(key: str) -> Callable[[], None]:
    """The callback of a chart: a point was chosen, and the turn it stands for is opened."""

    def pick() -> None:
        points = st.session_state[key]["selection"]["points"]
        named = points[0].get("customdata") if points else None
        found = named[0] if isinstance(named, list) and named else named
        if isinstance(found, str) and found:
            open_turn(found)

    return pick


def _day(words: str) -> date | None:
    from brain.errors import InvalidInput

    try:
        found = moment(words[:40]) if words else None
    except InvalidInput:
        return None
    return found.date() if isinstance(found, datetime) else found
