"""The pages and how to get to them. Paths are absolute: the entry does not stand beside the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"


def home() -> StreamlitPage:
    """The first page."""
    return st.Page(
        _PAGES / "home.py",
        title="Home",
        icon=":material/home:",
        url_path="home",
        default=True,
        help="The personas, and the next step.",
    )


def library() -> StreamlitPage:
    """All personas."""
    return st.Page(
        _PAGES / "library.py",
        title="Library",
        icon=":material/grid_view:",
        url_path="library",
        help="All personas: search, filter, put away, restore.",
    )


def playground() -> StreamlitPage:
    """Talking to a persona."""
    return st.Page(
        _PAGES / "playground.py",
        title="Playground",
        icon=":material/forum:",
        url_path="playground",
        help="Talk to a persona and see on every reply whether it stays itself.",
    )


def prompt() -> StreamlitPage:
    """What a model is given to read."""
    return st.Page(
        _PAGES / "prompt.py",
        title="Prompt",
        icon=":material/subject:",
        url_path="prompt",
        help="The system prompt by section, with its length, what is cached, and what was left out.",
    )


def wizard() -> StreamlitPage:
    """Making a persona."""
    return st.Page(
        _PAGES / "wizard.py",
        title="New persona",
        icon=":material/person_add:",
        url_path="wizard",
        help="From a sentence to a finished persona, in five steps.",
    )


def persona() -> StreamlitPage:
    """A persona's own page; it is reached from the others."""
    return st.Page(
        _PAGES / "persona.py",
        title="Persona",
        icon=":material/face:",
        url_path="persona",
        visibility="hidden",
        help="What a persona is, its edit, its history.",
    )


def compare() -> StreamlitPage:
    """Two versions side by side; it is reached from a persona's history."""
    return st.Page(
        _PAGES / "compare.py",
        title="Compare",
        icon=":material/compare_arrows:",
        url_path="compare",
        visibility="hidden",
        help="Two versions told the same words at once.",
    )


def settings() -> StreamlitPage:
    """Providers, paths and the state of this machine."""
    return st.Page(
        _PAGES / "settings.py",
        title="Settings",
        icon=":material/tune:",
        url_path="settings",
        help="Providers, data folder, and whether this machine is ready.",
    )


def pages() -> dict[str, list[StreamlitPage]]:
    """All pages, grouped as the bar at the top shows them; those under "" stand on their own."""
    return {"": [home(), library(), wizard(), playground(), prompt(), settings(), persona(), compare()]}
