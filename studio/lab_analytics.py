"""A dashboard from Python: what `lab.drift_history(...)` and its like give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack, get_args

from brain.errors import InvalidInput
from studio.analytics.dashboard import DashboardForm
from studio.analytics.dashboards import table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from store.warehouse.window import Window
    from studio.analytics.offers import Day
    from studio.charts.chart import Chart
    from studio.wiring import Services

FORMS: Final[tuple[DashboardForm, ...]] = get_args(DashboardForm)


@dataclass(frozen=True, slots=True)
class History:
    """A dashboard over a part of history. Nothing is computed before it is asked for."""

    services: Services
    name: str
    window: Window
    zone: tzinfo

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its charts."""
        return tuple(self.services.dashboards.get(self.name).charts)

    def chart(self, name: str) -> Chart:
        """A chart: its `title` says the finding, `table` has the figures in words. Raises NotFound."""
        return self._charts(name)[name]

    def table(self, name: str = "") -> Any:
        """The figures of a chart, or of all, as a `pyarrow.Table`. Raises NotFound."""
        return table(self._charts(name))

    def save(self, path: Path | str, chart: str = "") -> Path:
        """Write it to a file; the form follows the ending: html, csv, parquet, or svg for one chart.

        Raises InvalidInput for another ending and a file that cannot be written.
        """
        to = Path(path)
        found = self.services.dashboards.file(
            self.services.actor, self.name, self.window, form_of(to), zone=self.zone, chart=chart
        )
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(found.data)
        except OSError as error:
            raise InvalidInput(
                f"{str(to)!r} cannot be written.", why=f"{error.strerror}.", next_step="Give another path."
            ) from error
        return to

    def _charts(self, name: str) -> dict[str, Chart]:
        return self.services.dashboards.charts(self.services.actor, self.name, self.window, zone=self.zone, chart=name)


class Part(TypedDict, total=False):
    """A part of history: first and last day, personas by slug or name, versions as `slug@number`, models, modes.

    A day begins in `zone`, such as Europe/Berlin; UTC without it. What is left out narrows nothing.
    """

    since: Day | None
    until: Day | None
    personas: Sequence[str]
    versions: Sequence[str]
    models: Sequence[str]
    modes: Sequence[str]
    zone: str


def history(services: Services, name: str, **part: Unpack[Part]) -> History:
    """A dashboard over the part of history that these words mean. Raises NotFound and InvalidInput."""
    found = services.dashboards.get(name)
    zone = zone_of(part.get("zone", "UTC"))
    window = found.offers(services.actor).window(
        since=part.get("since"),
        until=part.get("until"),
        personas=part.get("personas", ()),
        versions=part.get("versions", ()),
        models=part.get("models", ()),
        modes=part.get("modes", ()),
        zone=zone,
    )
    return History(services, name, window, zone)


def form_of(path: Path) -> DashboardForm:
    """The form that the ending of a file's name asks for. Raises InvalidInput."""
    ending = path.suffix.lower().removeprefix(".")
    found = next((one for one in FORMS if one == ending), None)
    if found is None:
        raise InvalidInput(
            f"{path.name!r} does not say in what form it is to be.",
            next_step=f"Give it one of the endings {', '.join(FORMS)}.",
        )
    return found


def zone_of(name: str) -> tzinfo:
    """The time zone of that name. Raises InvalidInput."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"There is no time zone {name[:40]!r}.", next_step="Name one such as Europe/Berlin, or UTC."
        ) from None
