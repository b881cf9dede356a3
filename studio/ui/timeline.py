"""The session's score turn by turn, as a small plot whose title says the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brain.drift.reading import Verdict
from studio.ui.palette import Palette, of_verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

    from brain.turn import TurnResult

_SHAPES: Final = {
    Verdict.IN_CHARACTER: "circle",
    Verdict.DRIFTING: "diamond",
    Verdict.OUT_OF_CHARACTER: "triangle-up",
    Verdict.CANNOT_TELL: "circle-open",
}


def finding(turns: Sequence[TurnResult]) -> str:
    """What the readings of a session say, in one line of plain words."""
    scored = [turn for turn in turns if turn.drift.score is not None]
    if not scored:
        return "Nothing to judge yet" if not turns else "Too little said to judge"
    began = next((t.drift.change.began_turn for t in reversed(turns) if t.drift.change.alarm), None)
    if began:
        return f"It began to slip at turn {began}"
    out = [t for t in scored if t.drift.verdict in {Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER}]
    if not out:
        return f"In character on {_of(len(scored), turns)}"
    named = ", ".join(str(t.index) for t in out[:4]) + ("…" if len(out) > 4 else "")  # noqa: PLR2004 - fits the line
    return f"Out of line on turn {named}; no lasting change yet"


def figure(turns: Sequence[TurnResult], colours: Palette) -> Figure:
    """Score (1 fully in character) over turn number, its interval as bars, verdicts by colour and shape."""
    from plotly.graph_objects import Figure

    shown = [turn for turn in turns if turn.drift.score is not None]
    turns_at = [turn.index for turn in shown]
    low, high = ([getattr(t.drift, side) or 0.0 for t in shown] for side in ("low", "high"))
    score = [t.drift.score for t in shown]
    band = {
        "type": "scatter", "x": turns_at + turns_at[::-1], "y": high + low[::-1], "fill": "toself", "mode": "lines",
        "line": {"width": 0}, "fillcolor": _veil(colours.muted, 0.18), "hoverinfo": "skip",
    }  # fmt: skip
    line = {
        "type": "scatter", "x": turns_at, "y": score, "mode": "lines+markers",
        "line": {"color": colours.muted, "width": 1.5},
        "marker": {
            "size": 9, "color": [of_verdict(t.drift.verdict, colours) for t in shown],
            "symbol": [_SHAPES[t.drift.verdict] for t in shown], "line": {"width": 1.5, "color": colours.paper},
        },
        "text": [t.drift.verdict.value for t in shown],
        "customdata": list(zip(low, high, strict=True)),
        "hovertemplate": "turn %{x}: %{text}<br>%{y:.2f} [%{customdata[0]:.2f}, %{customdata[1]:.2f}]<extra></extra>",
    }  # fmt: skip
    return Figure(data=[band, line], layout=_layout(turns, colours), skip_invalid=True)


def _layout(turns: Sequence[TurnResult], colours: Palette) -> dict[str, object]:
    last = max((turn.index for turn in turns), default=1)
    small = {"color": colours.muted, "size": 11}
    axis: dict[str, Any] = {
        "gridcolor": colours.rule,
        "linecolor": colours.rule,
        "tickfont": small,
        "title": {"font": small},
        "zeroline": False,
    }
    began = next((t.drift.change.began_turn for t in reversed(turns) if t.drift.change.alarm), None)
    shapes = [] if began is None else [
        {"type": "line", "x0": began - 0.5, "x1": began - 0.5, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": colours.bad, "width": 1.5, "dash": "dot"}}
    ]  # fmt: skip
    notes = [] if began is None else [
        {"x": began - 0.5, "y": 1, "yref": "paper", "text": "change", "showarrow": False, "xanchor": "left",
         "yanchor": "top", "xshift": 4, "font": {"color": colours.bad, "size": 11}}
    ]  # fmt: skip
    return {
        "height": 210, "font": {"family": "Hanken Grotesk, sans-serif"},
        "margin": {"l": 34, "r": 8, "t": 8, "b": 34}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {**axis, "range": [0.5, max(last, 5) + 0.5], "dtick": max(1, -(-last // 10)), "tick0": 1,
                  "title": {"text": "turn", **axis["title"]}, "showgrid": False},
        "yaxis": {**axis, "range": [-0.04, 1.04], "tickvals": [0, 0.5, 1]},
        "shapes": shapes, "annotations": notes,
    }  # fmt: skip


def _of(part: int, turns: Sequence[TurnResult]) -> str:
    whole = f"the last {len(turns)}" if turns[0].index > 1 else f"{len(turns)}"
    if part == len(turns):
        return f"all of {whole} turns" if turns[0].index > 1 else f"all {whole} turns" if part > 1 else "the first turn"
    return f"{part} of {whole} turns; too little said on the others"


def _veil(colour: str, share: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
