"""The Big Five as a radar plot. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.genome.big_five import FACETS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from brain.genome import BigFive
    from studio.ui.palette import Palette


def figure(factors: BigFive, colours: Palette, *, accent: str, before: BigFive | None = None) -> Figure:
    """Five axes from 0 to 1; `before` is drawn behind as a thin line, where it differs."""
    from plotly.graph_objects import Figure

    names = [name.capitalize() for name in FACETS]
    traces = []
    if before is not None and before != factors:
        traces.append(_trace(before, names, line=colours.muted, width=1, dash="dot", fill="none", name="drafted"))
    traces.append(_trace(factors, names, line=accent, width=2, dash="solid", fill="toself", name="now"))
    small = {"color": colours.muted, "size": 12, "family": "Hanken Grotesk, sans-serif"}
    layout = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "height": 300,
        "margin": {"l": 96, "r": 96, "t": 28, "b": 28},
        "showlegend": False,
        "polar": {
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {"range": [0, 1], "tickvals": [0.25, 0.5, 0.75], "tickfont": small | {"size": 10},
                           "gridcolor": colours.rule, "linecolor": colours.rule, "angle": 90, "tickangle": 90},
            "angularaxis": {"gridcolor": colours.rule, "linecolor": colours.rule, "tickfont": small,
                            "direction": "clockwise", "rotation": 90},
        },
    }  # fmt: skip
    return Figure(data=traces, layout=layout)


def _trace(
    factors: BigFive, names: list[str], *, line: str, width: int, dash: str, fill: str, name: str
) -> dict[str, object]:
    levels = [float(getattr(factors, factor)) for factor in FACETS]
    return {
        "type": "scatterpolar", "r": [*levels, levels[0]], "theta": [*names, names[0]], "mode": "lines+markers",
        "line": {"color": line, "width": width, "dash": dash}, "marker": {"size": 5, "color": line}, "fill": fill,
        "opacity": 0.9, "name": name, "hovertemplate": "%{theta}: %{r:.2f}<extra>" + name + "</extra>",
    }  # fmt: skip
