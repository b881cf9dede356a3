"""A window in words: whose turns, on what, from when to when. Knows no page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from studio.charts.words import listed

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from store.warehouse.window import Window
    from studio.analytics.offers import Offers


def told(offers: Offers, window: Window, zone: tzinfo) -> str:
    """`Albert Einstein, on understudy, 3 November 2026 to 26 November 2026 (Europe/Berlin)`."""
    personas, versions = offers.personas(), offers.versions()
    parts = [listed([personas.get(one, one[:8]) for one in window.personas]) or "All personas"]
    parts += [f"versions {listed([versions.get(one, one[:8]) for one in window.versions])}"] * bool(window.versions)
    parts += [f"on {listed(list(window.models))}"] * bool(window.models)
    parts += [f"in the mode {listed(list(window.modes))}"] * bool(window.modes)
    return ", ".join([*parts, span(window, zone)])


def span(window: Window, zone: tzinfo) -> str:
    """From when to when, as days of a zone."""
    first = "" if window.since is None else _day(window.since, zone)
    # What ends before a moment ends, in words, on the day before it where that is a midnight.
    last = "" if window.until is None else _day(window.until - timedelta(microseconds=1), zone)
    where = f" ({zone})"
    if first and last:
        return (f"{first} to {last}" if first != last else first) + where
    if first or last:
        return (f"since {first}" if first else f"until {last}") + where
    return "all time"


def _day(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y}"
