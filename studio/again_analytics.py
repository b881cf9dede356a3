"""How to have the charts of a dashboard again: the Python, the command line and the SQL, ready to copy."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from studio.again import Again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.warehouse.window import Window
    from studio.analytics.offers import Offers


def of_chart(name: str, call: str, chart: str, window: Window, offers: Offers, *, sql: str) -> Again:
    """One chart of the dashboard `name`; `call` is what gives it in Python, such as `lab.drift_history`."""
    given = _given(window, offers)
    told = [f"{key}={value!r}" for key, value in given]
    command = ["personaforge", "report", name, "--chart", chart]
    for key, value in given:
        option = f"--{key.removesuffix('s')}" if isinstance(value, list) else f"--{key}"
        command += [part for one in (value if isinstance(value, list) else [value]) for part in (option, one)]
    return Again(
        python=(
            f"import studio\n\nlab = studio.open()\nfound = {call}({', '.join(told)})\n"
            f"chart = found.chart({chart!r})\nprint(chart.title)\nprint(found.table({chart!r}))\n"
        ),
        command=shlex.join([*command, "--to", f"{name}-{chart}.csv"]) + "\n",
        sql=sql,
    )


def _given(window: Window, offers: Offers) -> list[tuple[str, str | list[str]]]:
    given: list[tuple[str, str | list[str]]] = []
    given += [("since", _moment(window.since))] if window.since else []
    given += [("until", _moment(window.until))] if window.until else []
    slugs = {one.persona_id: one.slug for one in offers.all if one.slug}
    numbered = {one.version_id: f"{one.slug}@{one.number}" for one in offers.all if one.slug and one.number}
    several: Sequence[tuple[str, list[str]]] = (
        ("personas", [slugs.get(one, one) for one in window.personas]),
        ("versions", [numbered.get(one, one) for one in window.versions]),
        ("models", list(window.models)),
        ("modes", list(window.modes)),
    )
    return [*given, *((key, value) for key, value in several if value)]


def _moment(told: datetime) -> str:
    return told.isoformat()
