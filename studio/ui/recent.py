"""Recent conversations as a row or column of buttons."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from studio import session
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from store.values import Session


def sidebar(talks: Sequence[Session], names: Mapping[str, str], *, current: str | None) -> str | None:
    """The way to a new conversation, then the recent ones; the id of the one whose button was pressed."""
    if current:
        st.button("New conversation", icon=":material/add:", width="stretch", on_click=session.close_talk)
    if not talks:
        return None
    st.caption("Recent conversations")
    with st.container(gap="xxsmall"):
        return draw(talks, names, current=current)


def draw(talks: Sequence[Session], names: Mapping[str, str], *, current: str | None = None) -> str | None:
    """The buttons; the id of the conversation whose button was pressed. `names` gives the name of a persona id."""
    pressed = None
    for talk in talks:
        name = as_label(talk.title or names.get(talk.persona_id, "A persona"), longest=22)
        turns = "1 turn" if talk.turn_count == 1 else f"{talk.turn_count} turns"
        kind = ["branch"] * bool(talk.forked_from) + ["drift on purpose"] * bool(talk.drift)
        if st.button(
            f"**{name}** · {turns}" if talk.id == current else f"{name} · {turns}",
            key=f"recent-{talk.id}",
            type="tertiary",
            icon=":material/science:" if talk.drift else ":material/chat_bubble:",
            help=", ".join([ago(datetime.now(UTC) - talk.last_activity_at), *kind]),
            wrap=False,
        ):
            pressed = talk.id
    return pressed


def ago(span: timedelta) -> str:
    """A time span in the words of a list: `now`, `5 min`, `3 h`, `2 d`."""
    minutes = int(span.total_seconds() // 60)
    for size, unit in ((24 * 60, "d"), (60, "h"), (1, "min")):
        if minutes >= size:
            return f"{minutes // size} {unit} ago"
    return "just now"
