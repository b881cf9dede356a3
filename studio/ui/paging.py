"""The buttons that turn the pages of a list, newest first. Knows no list."""

from __future__ import annotations

import streamlit as st

from studio import session_paging as paging


def turns(of: str, next_cursor: str | None) -> None:
    """Back to newer ones where a page was turned, on to older ones where there are some; `of` names the list."""
    with st.container(horizontal=True):
        if paging.cursors(of):
            st.button("Newer", icon=":material/arrow_back:", key=f"{of}-newer", on_click=paging.turn(of, None))
        if next_cursor:
            older = paging.turn(of, next_cursor)
            st.button("Older", icon=":material/arrow_forward:", key=f"{of}-older", on_click=older)
