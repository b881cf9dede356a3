"""The studio's own mark: the rosette and the word."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from studio.ui.safe_text import as_html

_STATIC: Final = Path(__file__).resolve().parents[1] / "static"


def icon() -> str:
    """The path of the picture for the browser's tab."""
    return str(_STATIC / "icon.svg")


def logo() -> None:
    """The word mark at the top, in the ink of the appearance."""
    mark = str(_STATIC / ("logo-dark.svg" if st.context.theme.type == "dark" else "logo.svg"))
    st.logo(mark, size="large", icon_image=mark)


def footer(version: str) -> str:
    """The line at the foot of every page."""
    words = f"PersonaForge {as_html(version)}. Everything stays on this machine unless you configure a provider."
    return f'<div class="pf-foot">{words}</div>'
