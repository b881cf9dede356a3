"""A reply while it arrives: drawn as it grows, with a stop button. Calls no use case, it is given the events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.play import Said
from studio.ui import message
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.errors import QuotaReached
    from brain.play import Began
    from brain.turn import Turn
    from studio.ui.message import Voice

LONGEST: Final = 2_000
"""Characters of a part of a refusal."""

FRAME_SECONDS: Final = 0.05
"""A reply is drawn anew at most this often."""


def refused(error: QuotaReached | None) -> None:
    """Why the last words were not sent, if they were not; they stand in the input below."""
    if error is not None:
        parts = [f"**{as_label(error.what, longest=LONGEST)}** Your words are below, unsent."]
        parts += [as_label(part, longest=LONGEST) for part in (error.why, error.next_step) if part]
        st.warning("\n\n".join(parts), icon=":material/hourglass_top:")


def draw(words: str, events: Iterator[Began | Said | Turn], voice: Voice, *, index: int) -> None:
    """Draw the words and the reply to them until the events end.

    Stop reruns the page, which breaks this off; whoever made the events closes them.
    """
    st.html(message.said_by_user(words))
    reply = st.empty()
    reply.html(message.arriving("", voice, index))
    st.button("Stop", key="stop", icon=":material/stop_circle:")
    text, drawn = "", 0.0
    for event in events:
        if isinstance(event, Said):
            text += event.text
            if time.monotonic() - drawn >= FRAME_SECONDS:
                reply.html(message.arriving(text, voice, index))
                drawn = time.monotonic()
