"""Sessions and usage of a persona, and its portraits: lists, a table, a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from brain.emotion.labels import Emotion
from studio.ui import preview_frame
from studio.ui.recent import ago
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from store.actor import Actor
    from store.values import ModelUsage, PersonaCard, Session
    from studio.media.links import Links


def sessions(talks: Sequence[Session], numbers: Mapping[str, int], *, now: datetime) -> str | None:
    """The conversations, the last used first; the id of the one to be opened."""
    if not talks:
        st.html('<div class="pf-empty"><b>No conversations yet.</b><p>Talk to it, and they stand here.</p></div>')
        return None
    opened = None
    for talk in talks:
        with st.container(horizontal=True, vertical_alignment="center", border=True, gap="medium"):
            kind = ["branch"] * bool(talk.forked_from) + ["drift on purpose"] * bool(talk.drift)
            facts = (
                f"version {numbers.get(talk.version_id, '?')}",
                "1 turn" if talk.turn_count == 1 else f"{talk.turn_count} turns",
                talk.persona_mode,
                talk.model,
                *kind,
            )
            title = as_html(talk.title or "Conversation")
            st.html(
                f'<div class="pf-talk"><b dir="auto">{title}</b> <span>{ago(now - talk.last_activity_at)}</span>'
                f"<small>{as_html(' · '.join(fact for fact in facts if fact))}</small></div>"
            )
            if st.button("Open", key=f"open-{talk.id}", icon=":material/forum:"):
                opened = talk.id
    return opened


def usage(rows: Sequence[ModelUsage]) -> str:
    """What calls took, by model and purpose, with the sum."""
    if not rows:
        return '<div class="pf-empty"><b>Nothing used yet.</b><p>Every call to a model is entered here.</p></div>'
    body = "".join(
        f"<tr><td>{as_html(one.model or one.provider)}</td><td>{as_html(one.purpose)}</td><td>{one.calls:,}</td>"
        f"<td>{one.input_tokens:,}</td><td>{one.output_tokens:,}</td><td>{_cost(one)}</td></tr>"
        for one in rows
    )
    total = sum(one.cost_microdollars for one in rows)
    calls, unpriced = sum(one.calls for one in rows), sum(one.unpriced for one in rows)
    open_price = f", {unpriced:,} without a known price" if unpriced else ""
    return (
        '<div class="pf-scroll"><table class="pf-table"><thead><tr><th>Model</th><th>Purpose</th><th>Calls</th>'
        f"<th>Tokens in</th><th>Tokens out</th><th>Cost</th></tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="pf-note">{calls:,} calls, ${total / 1_000_000:.4f} in all{open_price}. Yours alone.</p>'
    )


def portraits(links: Links, actor: Actor, card: PersonaCard) -> None:
    """The expressions as a grid, and, when asked for, one of them large in a frame of its own."""
    if st.toggle("Look closely", key="persona-portrait-close", help="One face, large, with all its expressions."):
        preview_frame.draw(links, actor, "portrait", card.version_id)
    st.html(faces(lambda emotion: links.portrait(actor, card.version_id, emotion=emotion, size=320), card.name))


def faces(portrait: Callable[[str], str], name: str) -> str:
    """The 21 expressions as a grid; `portrait` gives the address of one."""
    cells = "".join(
        f'<figure><img src="{as_html(portrait(one.value))}" alt="{as_html(f"{name}, {one.value}")}" loading="lazy" '
        f'width="160" height="160"><figcaption>{as_html(one.value)}</figcaption></figure>'
        for one in Emotion
    )
    return f'<div class="pf-faces">{cells}</div>'


def _cost(one: ModelUsage) -> str:
    if one.unpriced == one.calls:
        return "unknown"
    return f"${one.cost_microdollars / 1_000_000:.4f}"
