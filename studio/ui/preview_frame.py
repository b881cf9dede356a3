"""A Gradio preview within a page, in its own frame. Knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from store.actor import Actor
    from studio.media.links import Links
    from studio.previews.shown import Block

HEIGHTS: Final[dict[Block, int]] = {"portrait": 585, "picture": 480, "voice": 245, "cues": 460}
"""Pixels that each block takes."""


def draw(links: Links, actor: Actor, block: Block, thing_id: str) -> None:
    """The block that shows this version or asset, in the page's light or dark."""
    st.iframe(links.preview(actor, block, thing_id, dark=st.context.theme.type == "dark"), height=HEIGHTS[block])
