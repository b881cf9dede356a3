"""What file of a dashboard is wanted, and its words for a signed address. Knows no route and no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from brain.errors import InvalidInput
from store.warehouse.window import Window

if TYPE_CHECKING:
    from studio.analytics.dashboard import DashboardForm

_WORDS = TypeAdapter(tuple[str, str, str, datetime | None, datetime | None, tuple[tuple[str, ...], ...]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A form, the part of history, the zone of its days, and one chart; an empty name is all of them."""

    form: DashboardForm
    window: Window
    zone: tzinfo
    chart: str = ""

    def words(self) -> str:
        """Everything in it on one line."""
        window = self.window
        lists = (window.personas, window.versions, window.models, window.modes)
        return _WORDS.dump_json((self.form, self.chart, str(self.zone), window.since, window.until, lists)).decode()

    @classmethod
    def read(cls, words: str) -> Self:
        """A wish from its words. Raises InvalidInput."""
        try:
            form, chart, zone, since, until, lists = _WORDS.validate_json(words)
            personas, versions, models, modes = lists
            days = ZoneInfo(zone)
        except (ValidationError, ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput("There is no such file.", next_step="Reload the page that shows it.") from None
        window = Window(since=since, until=until, personas=personas, versions=versions, models=models, modes=modes)
        return cls(form=_form(form), window=window, zone=days, chart=chart)


def _form(word: str) -> DashboardForm:
    match word:
        case "html" | "csv" | "parquet" | "svg":
            return word
        case _:
            raise InvalidInput(f"There is no file as {word[:20]!r}.", next_step="Ask for html, csv, parquet or svg.")
