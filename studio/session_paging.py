"""Which page of a list a tab is at: the cursors of the pages that were turned. Knows no list."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable


def cursors(of: str) -> list[str]:
    """The cursors of the pages of a list that were turned, the newest page not among them."""
    return cast("list[str]", st.session_state.setdefault(f"{of}-cursors", []))


def turn(of: str, cursor: str | None) -> Callable[[], None]:
    """The callback that turns to the page after a cursor, or one page back for None."""

    def turned() -> None:
        if cursor is None:
            cursors(of)[-1:] = []
        else:
            cursors(of).append(cursor)

    return turned
