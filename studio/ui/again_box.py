"""`Get it again`: the Python, the command line and the SQL behind a result, ready to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.again import Again


def draw(make: Callable[[], Again], *, key: str) -> None:
    """The box; `make` is called only once it is open."""
    box = st.expander("Get it again", icon=":material/replay:", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        again = make()
        ways = (("Python", again.python, "python"), ("Command line", again.command, "bash"), ("SQL", again.sql, "sql"))
        for tab, (_, text, language) in zip(st.tabs([title for title, *_ in ways]), ways, strict=True):
            tab.code(text, language=language, wrap_lines=True)
