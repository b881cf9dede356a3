"""The style sheet of what the studio draws itself. Classes begin with `pf-`; Streamlit's own parts follow the theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from studio.ui.palette import variables

_SHEET: Final = Path(__file__).with_name("style.css")


@cache
def sheet() -> str:
    """The style element: the palettes as variables, then the rules."""
    return f"<style>:where([class^='pf-'],[class*=' pf-']){{{variables()}}}{_SHEET.read_text('utf-8')}</style>"


def apply() -> None:
    """Send the style sheet to the page; takes up no room in it."""
    st.html(sheet())
