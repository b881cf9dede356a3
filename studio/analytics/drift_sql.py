"""The SQL behind each chart of drift, with every value written out, to be run by hand over the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.warehouse import drift_questions as questions
from store.warehouse import drift_signals as signals
from store.warehouse import drift_talks as talks
from store.warehouse.asking import text
from store.warehouse.columns import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from store.warehouse.window import Window

_QUESTIONS: Final[Mapping[str, str]] = {
    "course": questions.parts(questions.COURSE, 1),
    "days": questions.DAYS,
    "personas": questions.GROUPS.replace("{column}", "persona_id"),
    "versions": questions.GROUPS.replace("{column}", "version_id"),
    "models": questions.GROUPS.replace("{column}", "model"),
    "heat": signals.HEAT,
    "drivers": signals.DRIVERS,
    "beyond": signals.BEYOND,
    "floor": signals.SPREAD,
    "facts": talks.SURVIVAL,
    "onset": talks.SURVIVAL,
    "compare": talks.SIDES,
}


def of_chart(name: str, window: Window, zone: tzinfo, *, pair: tuple[str, str] | None = None) -> str:
    """The question that gives the chart's figures: means, spreads and counts, from which its intervals are made."""
    kind, _, signal = name.partition(" ")
    before, after = pair or ("", "")
    column = SIGNALS.get(signal) or next(iter(SIGNALS.values()))
    values = {"zone": str(zone), "width": 1, "far": signals.FAR, "bin": signals.BIN, "before": before, "after": after}
    return text(_QUESTIONS[kind].replace("{column}", column), window, **values)
