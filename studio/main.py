"""The Streamlit entry: page frame, navigation and the error boundary. Knows no use case."""

from __future__ import annotations

import streamlit as st

from studio.settings import version
from studio.ui import brand, style
from studio.ui.boundary import boundary
from studio.ui.navigation import pages

st.set_page_config(page_title="PersonaForge", page_icon=brand.icon(), layout="wide")
style.apply()
brand.logo()
chosen = st.navigation(pages(), position="top")
with boundary():
    chosen.run()
if chosen.url_path != "playground":
    st.html(brand.footer(version()))
