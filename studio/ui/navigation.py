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
    return _page("home", "Home", ":material/home:", "The personas, and the next step.", default=True)


def library() -> StreamlitPage:
    """All personas."""
    return _page("library", "Library", ":material/grid_view:", "All personas: search, filter, put away, restore.")


def playground() -> StreamlitPage:
    """Talking to a persona."""
    return _page(
        "playground",
        "Playground",
        ":material/forum:",
        "Talk to a persona and see on every reply whether it stays itself.",
    )


def prompt() -> StreamlitPage:
    """What a model is given to read."""
    return _page(
        "prompt",
        "Prompt",
        ":material/subject:",
        "The system prompt by section, with its length, what is cached, and what was left out.",
    )


def wizard() -> StreamlitPage:
    """Making a persona."""
    return _page(
        "wizard", "New persona", ":material/person_add:", "From a sentence to a finished persona, in five steps."
    )


def persona() -> StreamlitPage:
    """A persona's own page; it is reached from the others."""
    return _page("persona", "Persona", ":material/face:", "What a persona is, its edit, its history.", hidden=True)


def compare() -> StreamlitPage:
    """Two versions side by side; it is reached from a persona's history."""
    return _page(
        "compare", "Compare", ":material/compare_arrows:", "Two versions told the same words at once.", hidden=True
    )


def evals() -> StreamlitPage:
    """Suites played on personas, and what came of it."""
    return _page(
        "evals", "Evals", ":material/science:", "Play suites on personas, watch them, compare versions, make a report."
    )


def experiments() -> StreamlitPage:
    """What is varied, and what it does to the scores."""
    return _page(
        "experiments",
        "Experiments",
        ":material/account_tree:",
        "Vary models, versions, temperature, memory or any field: what each does, and how sure that is.",
    )


def emotions() -> StreamlitPage:
    """What users and personas felt over many turns."""
    return _page(
        "emotions",
        "Emotions",
        ":material/mood:",
        "What users and personas felt over many turns, and what was answered by what.",
    )


def rate() -> StreamlitPage:
    """People rate conversations of runs."""
    return _page(
        "rate",
        "Rate",
        ":material/how_to_vote:",
        "Say which conversation stays more in character, without knowing which.",
    )


def drift() -> StreamlitPage:
    """Whether personas stay themselves over many turns."""
    return _page(
        "drift",
        "Drift",
        ":material/monitoring:",
        "Scores over many turns: when drift began, in whom, and what shows it.",
    )


def costs() -> StreamlitPage:
    """What was spent and what it bought."""
    return _page(
        "costs",
        "Costs",
        ":material/payments:",
        "What was spent on what, what it will come to, and what it bought.",
    )


def lab() -> StreamlitPage:
    """Notebooks."""
    return _page(
        "lab",
        "Lab",
        ":material/labs:",
        "Notebooks: ask in SQL, probe personas again and again, draw what comes of it.",
    )


def settings() -> StreamlitPage:
    """Providers, paths and the state of this machine."""
    return _page(
        "settings", "Settings", ":material/tune:", "Providers, data folder, and whether this machine is ready."
    )


def pages() -> dict[str, list[StreamlitPage]]:
    """All pages, grouped as the bar at the top shows them; those under "" stand on their own."""
    return {
        "": [home(), library(), wizard(), playground(), persona(), compare()],
        "Measure": [evals(), experiments(), rate(), drift(), emotions(), costs()],
        "Workshop": [lab(), prompt(), settings()],
    }


def _page(
    name: str, title: str, icon: str, about: str, *, default: bool = False, hidden: bool = False
) -> StreamlitPage:
    return st.Page(
        _PAGES / f"{name}.py",
        title=title,
        icon=icon,
        url_path=name,
        default=default,
        visibility="hidden" if hidden else "visible",
        help=about,
    )
