"""The history of a persona as a graph in SVG: newest on top, a lane for each line of versions. Knows versions only."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.values import VersionNode

ROW: Final = 54
"""Pixels of a version's row."""

LANE: Final = 20
MOST_LANES: Final = 8
"""Lanes that are drawn side by side; what needs more shares the last one."""


def lanes(nodes: Sequence[VersionNode]) -> dict[str, int]:
    """The lane of each version: a child goes on in its parent's lane, every further child gets one of its own."""
    found: dict[str, int] = {}
    going_on: set[str] = set()
    opened = 0
    for node in sorted(nodes, key=lambda one: one.version.number):
        parent = node.version.parent_id
        if parent in found and parent not in going_on:
            going_on.add(parent)
            found[node.version.id] = found[parent]
        else:
            found[node.version.id] = min(opened, MOST_LANES - 1)
            opened += 1
    return found


def graph(nodes: Sequence[VersionNode], *, chosen: Sequence[int] = ()) -> str:
    """The graph as HTML: lines and dots in SVG, and beside each dot its version in words."""
    lane = lanes(nodes)
    row = {node.version.id: at for at, node in enumerate(nodes)}
    width = LANE * (max(lane.values(), default=0) + 1) + 12
    high = ROW * len(nodes)
    lines = "".join(_line(node, lane, row) for node in nodes if node.version.parent_id in row)
    # Streamlit's HTML takes no SVG element; as a mask the lines also follow the page's light or dark.
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{high}" viewBox="0 0 {width} {high}">'
        f'<g fill="none" stroke="#000" stroke-width="1.75">{lines}</g></svg>'
    )
    mask = f"mask-image:url(data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()})"
    dots = "".join(_dot(node, lane, row) for node in nodes)
    drawing = (
        f'<div class="pf-graph" style="width:{width}px;height:{high}px" aria-hidden="true">'
        f'<i style="{mask}"></i>{dots}</div>'
    )
    numbers = {node.version.id: node.version.number for node in nodes}
    rows = "".join(_row(node, numbers, chosen) for node in nodes)
    return f'<div class="pf-history">{drawing}<ol>{rows}</ol></div>'


def _place(version_id: str, lane: dict[str, int], row: dict[str, int]) -> tuple[int, int]:
    return LANE * lane[version_id] + LANE // 2 + 2, ROW * row[version_id] + ROW // 2


def _line(node: VersionNode, lane: dict[str, int], row: dict[str, int]) -> str:
    x, y = _place(node.version.id, lane, row)
    parent_x, parent_y = _place(str(node.version.parent_id), lane, row)
    if x == parent_x:
        return f'<path d="M{x} {y}V{parent_y}"/>'
    # A branch leaves its parent's dot at once and runs in its own lane.
    bend = parent_y - ROW // 2
    return f'<path d="M{x} {y}V{bend}C{x} {parent_y} {parent_x} {bend} {parent_x} {parent_y}"/>'


def _dot(node: VersionNode, lane: dict[str, int], row: dict[str, int]) -> str:
    x, y = _place(node.version.id, lane, row)
    return f'<u style="left:{x}px;top:{y}px" class="pf-dot{" pf-now" if node.is_current else ""}"></u>'


def _row(node: VersionNode, numbers: dict[str, int], chosen: Sequence[int]) -> str:
    version = node.version
    parent = numbers.get(version.parent_id or "")
    came = f"after {parent}" if parent else "the first"
    met = f"{node.session_count} session{'s' if node.session_count != 1 else ''}"
    facts = f"{came} · {node.author} · {version.created_at:%d %b %Y, %H:%M} UTC · {met}, {node.turn_count} turns"
    now = ' <em class="pf-chip pf-good">current</em>' if node.is_current else ""
    mark = " class=pf-chosen" if version.number in chosen else ""
    message = as_html(version.message) or "<i>no message</i>"
    return (
        f'<li{mark} style="height:{ROW}px"><b>{version.number}</b><div>'
        f'<span dir="auto" title="{as_html(version.message)}">'
        f"{message}</span>{now}<small>{as_html(facts)}</small></div></li>"
    )
