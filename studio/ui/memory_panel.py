"""What was recalled for a reply and why, and what can be done about a memory. Draws only; calls no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.memory.memory import MemoryStatus, Origin
from studio.memories import Change
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.memory.memory import Memory, Recall, Recalled

SHOWN: Final = 12
"""So many memories of a list are drawn; the command line has them all."""

TITLES: Final = {
    MemoryStatus.CURRENT: "Now",
    MemoryStatus.SUPERSEDED: "History",
    MemoryStatus.FORGOTTEN: "Forgotten",
}
_EMPTY: Final = {
    MemoryStatus.CURRENT: "Nothing yet. Tell something of yourself: a name, a home, what you like.",
    MemoryStatus.SUPERSEDED: "Nothing was replaced yet. When you move, the old home will stand here.",
    MemoryStatus.FORGOTTEN: "Nothing is forgotten. What you forget, or what fades, can be restored here for 30 days.",
}


def draw(
    recall: Recall | None,
    *,
    holds: Callable[[], Mapping[str, Memory]],
    every: Callable[[MemoryStatus], Sequence[Memory]],
    problem: str = "",
) -> Change | None:
    """The box; what was asked of a memory, if anything.

    `recall` is that of the last reply, `holds` gives those of its memories that still hold, `every` the newest of a
    status, `problem` why a model could not read along. Both calls are made only once the box is open.
    """
    number = len(recall.memories) if recall else 0
    box = st.expander(f"Memory: {number} recalled", icon=":material/psychology:", key="memory", on_change="rerun")
    if not box.open:
        return None
    with box:
        if problem:
            st.caption(f"Read by rules alone: {as_label(problem, longest=300)}")
        asked = _recalled(recall, holds() if recall and recall.memories else {})
        status = st.segmented_control(
            "Everything it remembers of you", list(TITLES), format_func=TITLES.__getitem__, key="memory-status"
        )
        return (_list(every(status), status) if status else None) or asked


def why(one: Recalled) -> str:
    """A memory that was recalled as HTML: its words, where they were said, and the parts of its score as bars."""
    bars = "".join(_bar(name, share) for name, share in one.parts)
    inner = " · ".join(f"{name} {share:.2f}" for name, share in one.evidence)
    made_of = f'<small class="pf-fine">relevance from {as_html(inner)}</small>' if inner else ""
    return f'<div class="pf-memory">{_words(one.memory)}{bars}{made_of}</div>'


def _recalled(recall: Recall | None, holds: Mapping[str, Memory]) -> Change | None:
    if recall is not None and recall.degraded:
        st.caption(as_label(recall.degraded, longest=400))
    if recall is None or not recall.memories:
        st.caption("Nothing was recalled for the last reply.")
        return None
    asked = None
    for place, one in enumerate(recall.memories):
        known = holds.get(one.memory.id)
        st.html(why(one if known is None else one.model_copy(update={"memory": known})))
        if known is not None:
            asked = _buttons(known, f"recalled-{place}") or asked
        elif one.memory.origin is not Origin.TURN:
            st.caption("It does not hold any more; see History and Forgotten.")
    return asked


def _buttons(memory: Memory, key: str) -> Change | None:
    """What can be asked of a memory that holds now."""
    with st.container(horizontal=True, gap="small"):
        pin = st.button("Let go" if memory.pinned else "Pin", key=f"{key}-pin", type="tertiary",
                        icon=":material/keep_off:" if memory.pinned else ":material/keep:",
                        help="A pinned memory is always recalled, and never fades.")  # fmt: skip
        correct = st.popover("Correct", type="tertiary", icon=":material/edit:", key=f"{key}-correct")
        forget = st.button("Forget", key=f"{key}-forget", type="tertiary", icon=":material/visibility_off:",
                           help="Set aside; it can be restored for 30 days.")  # fmt: skip
    with correct, st.form(f"{key}-form", border=False):
        words = st.text_area("As it is", memory.content, key=f"{key}-words", height=90, max_chars=500)
        if st.form_submit_button("Keep this instead"):
            return Change("correct", memory.id, words)
    if pin:
        return Change("unpin" if memory.pinned else "pin", memory.id)
    return Change("forget", memory.id) if forget else None


def _list(found: Sequence[Memory], status: MemoryStatus) -> Change | None:
    if not found:
        st.caption(_EMPTY[status])
    asked = None
    for memory in found[:SHOWN]:
        st.html(f'<div class="pf-memory">{_words(memory)}</div>')
        key = f"{status.value}-{memory.id}"
        asked = (_buttons(memory, key) if status is MemoryStatus.CURRENT else _back(memory, status, key)) or asked
    if len(found) > SHOWN:
        st.caption("The newest are shown. All of them: `personaforge memory list`.")
    return asked


def _back(memory: Memory, status: MemoryStatus, key: str) -> Change | None:
    with st.container(horizontal=True, gap="small"):
        label = "Restore" if status is MemoryStatus.FORGOTTEN else "Make current again"
        if st.button(label, key=f"{key}-restore", type="tertiary", icon=":material/undo:"):
            return Change("restore", memory.id)
        if status is MemoryStatus.SUPERSEDED:
            return None
        erase = st.popover("Erase", type="tertiary", icon=":material/delete_forever:", key=f"{key}-erase")
    with erase:
        st.caption("Erased for good, from the index too. The conversation in which it was said is not touched.")
        if st.button("Erase it", key=f"{key}-purge"):
            return Change("purge", memory.id)
    return None


def _words(memory: Memory) -> str:
    side = "" if memory.about == "user" else "it said, "
    place = f"turn {memory.turn_index}" if memory.turn_index is not None else "from several turns"
    kind = "word for word" if memory.origin is Origin.TURN else memory.type.value
    marks = [f"{side}{kind}", place, f"{memory.created_at:%-d %b %Y}"]
    marks += ["pinned"] if memory.pinned else []
    marks += ["quarantined: reads as an order, never recalled"] if memory.quarantined else []
    marks += [reason for reason in (memory.forgotten_why, memory.superseded_why) if reason]
    return f'<q dir="auto">{as_html(memory.content)}</q><small>{as_html(" · ".join(marks))}</small>'


def _bar(name: str, share: float) -> str:
    return (
        f'<div class="pf-meter" role="meter" aria-label="{name}" aria-valuemin="0" aria-valuemax="1"'
        f' aria-valuenow="{share:.2f}"><span>{name}</span><i><u style="width:{round(100 * share)}%"></u></i>'
        f"<em>{share:.2f}</em></div>"
    )
