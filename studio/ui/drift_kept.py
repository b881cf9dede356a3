"""The charts of drift, kept between reruns: a rerun draws them all again, and asks the warehouse for none of them.

Kept by who asks, of which house in which state, and of what part of history, so that nobody is shown another's and
nothing old; names alone may be a minute behind.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from store.actor import Actor
    from store.warehouse.drift_questions import Overview
    from store.warehouse.drift_talks import Began
    from store.warehouse.window import Window
    from studio.analytics.offers import Offers
    from studio.charts.chart import Chart
    from studio.wiring import Services

    Mark = tuple[object, ...]

FRESH: Final = 60
"""Seconds for which a name is shown again."""


def mark(services: Services, actor: Actor) -> Mark:
    """By what the answers to an actor are kept."""
    return services.settings.url, actor.user_id, actor.role, services.drift_history.mark(), int(time.time() // FRESH)


@st.cache_resource(max_entries=16, show_spinner=False)
def offers(mark: Mark, _services: Services, _actor: Actor) -> Offers:  # noqa: ARG001 - Streamlit keeps by it
    """What there is to narrow it to."""
    return _services.drift_history.offers(_actor)


@st.cache_resource(max_entries=32, show_spinner=False)
def overview(mark: Mark, window: Window, _services: Services, _actor: Actor) -> Overview:  # noqa: ARG001
    """How much there is."""
    return _services.drift_history.overview(_actor, window)


@st.cache_resource(max_entries=32, show_spinner=False)
def began(mark: Mark, window: Window, _services: Services, _actor: Actor) -> tuple[Began, ...]:  # noqa: ARG001
    """The conversations in which drift began."""
    return _services.drift_history.began(_actor, window)


@st.cache_resource(max_entries=128, show_spinner="Asking all turns")
def chart(mark: Mark, window: Window, zone: tzinfo, name: str, _make: Callable[[], Chart]) -> Chart:  # noqa: ARG001
    """The chart of that name."""
    return _make()
