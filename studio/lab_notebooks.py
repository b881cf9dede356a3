"""Cells of the lab from Python: what `lab.probe`, `lab.chart` and `lab.notebook` give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

    from store.frame import Frame
    from store.notebook_values import NotebookCard
    from studio.notebooks.service import Opened
    from studio.wiring import Services


class How(TypedDict, total=False):
    """How a chat probe is played: versions (`newest`, `previous` or a number) times models, at most 12 of them.

    `repeats` conversations each begin with the seeds from `seed` on; `drift` puts drift in, as type:dose:from-turn.
    """

    versions: Sequence[str | int]
    models: Sequence[str]
    repeats: int
    seed: int
    drift: str


@dataclass(frozen=True, slots=True)
class Probed:
    """What a chat probe gave: a row for each turn, and the mean of each arm with its interval; `notes` say what else.

    `cost_microdollars` is None where a call has no known price.
    """

    turns: Frame
    means: Frame
    notes: tuple[str, ...]
    cost_microdollars: int | None

    def _repr_html_(self) -> str:
        """The means, for a notebook of Jupyter's."""
        return self.means._repr_html_()


@dataclass(frozen=True, slots=True)
class LabNotebook:
    """A notebook of the lab."""

    services: Services
    card: NotebookCard

    def run(self) -> Opened:
        """Run all cells, wait, and give the notebook with what came out. Raises Conflict while it is being run."""
        return self.services.notebooks.run(self.services.actor, self.card.id)

    def open(self) -> Opened:
        """The notebook with what its cells gave last, and which of that is stale."""
        return self.services.notebooks.open(self.services.actor, self.card.id)

    def frames(self) -> dict[str, Frame]:
        """The results by name."""
        return self.open().frames()


def probe(services: Services, persona: str, words: Sequence[str], **how: Unpack[How]) -> Probed:
    """A chat probe, played here. Raises NotFound, InvalidInput, ModelUnknown and ModelUnauthorised."""
    from studio.notebooks.cells import Probe, checked
    from studio.notebooks.running import Going, probed

    told: dict[str, Any] = {**how}
    if "versions" in how:
        told["versions"] = tuple(str(one) for one in how["versions"])
    wanted = checked("probe", {"persona": persona, "words": tuple(words), **told})
    if not isinstance(wanted, Probe):
        raise TypeError("fields of a probe")
    found, _, notes, took = probed(services.notebooks.kitchen, services.actor, wanted, Going())
    return Probed(found.turns, found.means, notes, took["cost_microdollars"])


def chart(frame: Frame, *, kind: str, x: str, y: str, **more: str) -> Figure:
    """A frame as a Plotly figure, with its finding as title. Raises InvalidInput."""
    from studio.charts.plot import figure
    from studio.charts.plotting import safe
    from studio.notebooks import charting
    from studio.notebooks.cells import Chart, checked
    from studio.ui.palette import LIGHT

    form = checked("chart", {"of": "the result", "kind": kind, "x": x, "y": y, **more})
    if not isinstance(form, Chart):
        raise TypeError("fields of a chart")
    drawn = charting.chart(frame, form)
    title: dict[str, Any] = {"text": safe(drawn.title), "font": {"size": 15}, "x": 0, "xref": "paper"}
    found: Figure = figure(drawn, LIGHT).update_layout(
        title=title, margin={"t": 56}, paper_bgcolor=LIGHT.paper, height=420
    )
    return found
