"""The history part of a persona's page: the graph, two versions compared, and what can be done with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from studio import session_persona as memory
from studio.ui import difference_view, history_graph
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome.difference import Difference
    from store.values import VersionNode


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with a version."""

    action: Literal["restore", "branch", "current", "talk", "compare"]
    version_id: str
    other_id: str = ""


def draw(
    nodes: Sequence[VersionNode], difference: Callable[[str, str], Difference], *, changeable: bool
) -> Asked | None:
    """Graph and comparison; what was asked for. `difference` takes the ids of two versions, the older first."""
    numbers = [node.version.number for node in nodes]
    by_number = {node.version.number: node for node in nodes}
    seen, picked = st.columns([1.15, 1], gap="large")
    with picked:
        asked, chosen = _picked(by_number, numbers, difference, changeable=changeable)
    with seen:
        st.html(history_graph.graph(nodes, chosen=chosen))
    return asked


def _picked(
    by_number: dict[int, VersionNode],
    numbers: list[int],
    difference: Callable[[str, str], Difference],
    *,
    changeable: bool,
) -> tuple[Asked | None, tuple[int, ...]]:
    current = next((number for number, node in by_number.items() if node.is_current), numbers[0])
    chosen = st.selectbox(
        "Version", numbers, key=memory.pick("version", numbers, current),
        format_func=lambda number: _title(by_number[number]),
    )  # fmt: skip
    asked = _actions(by_number[chosen], changeable=changeable)
    if len(numbers) == 1:
        st.caption("The first version. Once there is another one, the two can be compared here.")
        return asked, (chosen,)
    others = [number for number in numbers if number != chosen]
    parent = next((n for n, node in by_number.items() if node.version.id == by_number[chosen].version.parent_id), None)
    other = st.selectbox(
        "Compared with", others, key=memory.pick("other", others, parent if parent in others else others[0]),
        format_func=lambda number: _title(by_number[number]),
    )  # fmt: skip
    before, after = sorted((chosen, other))
    found = difference(by_number[before].version.id, by_number[after].version.id)
    st.html(f'<div class="pf-finding">{as_html(found.summary)}<small>from version {before} to {after}</small></div>')
    with st.container(height=430, border=False):
        st.html(difference_view.view(found))
    if st.button("Talk to both at once", key="compare", icon=":material/compare_arrows:"):
        return Asked("compare", by_number[before].version.id, by_number[after].version.id), (chosen, other)
    return asked, (chosen, other)


def _actions(node: VersionNode, *, changeable: bool) -> Asked | None:
    found = node.version.id
    asked: Asked | None = None
    with st.container(horizontal=True, gap="small"):
        if st.button("Talk to it", key="talk-version", icon=":material/forum:"):
            asked = Asked("talk", found)
        if changeable and not node.is_current:
            if st.button("Restore", key="restore-version", icon=":material/history:",
                         help="Keep it again, as a new version after the current one."):  # fmt: skip
                asked = Asked("restore", found)
            if st.button("Make current", key="current-version", icon=":material/flag:",
                         help="New conversations begin with it. No version is made."):  # fmt: skip
                asked = Asked("current", found)
        if changeable and st.button("Branch", key="branch-version", icon=":material/fork_right:",
                                    help="A version beside the current one that begins as this one."):  # fmt: skip
            asked = Asked("branch", found)
    return asked


def _title(node: VersionNode) -> str:
    words = f"{node.version.number} · {node.version.message or 'no message'}"
    return words if len(words) <= 70 else words[:69] + "…"  # noqa: PLR2004 - fits the control
