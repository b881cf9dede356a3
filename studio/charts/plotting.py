"""Pieces of Plotly figures that all kinds of chart are made of: frame, axes, bands, words of a hover. Knows no kind.

Words of users and models reach Plotly, which reads some HTML, only through `safe`.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from studio.charts.words import LONGEST, short
from studio.ui.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.charts.chart import Point, Tone
    from studio.ui.palette import Palette


FONT: Final = "Hanken Grotesk, sans-serif"
TRACE: Final = {"hoverinfo": "text", "showlegend": False}


def safe(text: str) -> str:
    """Words that Plotly shows as they are."""
    return html.escape(plain(text), quote=False)


def frame(colours: Palette) -> dict[str, Any]:
    """The layout that all figures share."""
    return {
        "font": {"family": FONT, "color": colours.ink}, "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)", "margin": {"l": 10, "r": 16, "t": 8, "b": 44}, "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.muted, "activecolor": colours.link},
        "hoverlabel": {"bgcolor": colours.panel, "bordercolor": colours.rule, "align": "left", "namelength": -1,
                       "font": {"family": FONT, "color": colours.ink, "size": 13}},
    }  # fmt: skip


def axis(colours: Palette) -> dict[str, Any]:
    """An axis that nobody drags."""
    return {"gridcolor": colours.rule, "linecolor": colours.rule, "zeroline": False, "tickfont": small(colours),
            "fixedrange": True}  # fmt: skip


def small(colours: Palette) -> dict[str, Any]:
    """Small quiet type."""
    return {"color": colours.muted, "size": 12, "family": FONT}


def upright(at: float, colours: Palette) -> dict[str, Any]:
    """A dotted line from top to bottom."""
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
            "line": {"color": colours.muted, "width": 1.5, "dash": "dot"}}  # fmt: skip


def band(points: Sequence[Point], low: str, high: str, colour: str) -> dict[str, Any]:
    """The ground between two ends of points, which all have both."""
    across = [point.at for point in points]
    ends = [getattr(point, high) for point in points] + [getattr(point, low) for point in reversed(points)]
    return {"type": "scatter", "x": [*across, *reversed(across)], "y": ends, "fill": "toself", "mode": "lines",
            "line": {"width": 0}, "fillcolor": colour, "hoverinfo": "skip", "showlegend": False}  # fmt: skip


def toned(tone: Tone, colours: Palette) -> str:
    """The colour of a tone."""
    known = {"good": colours.good, "warn": colours.warn, "bad": colours.bad, "quiet": colours.muted}
    return known.get(tone, colours.link)


def veil(colour: str, share: float) -> str:
    """A colour that lets the ground through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def told(*lines: str) -> str:
    """Lines of a hover, each cut where it would leave the screen."""
    return "<br>".join(safe(short(line, longest=3 * LONGEST)) for line in lines if line)
