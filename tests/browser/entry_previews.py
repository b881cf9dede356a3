"""A Streamlit page with both previews, for the browser test; what it shows stands in its address."""

import streamlit as st

from studio import session
from studio.ui import preview_frame, style

st.set_page_config(page_title="Previews", layout="wide")
style.apply()
services, actor = session.services(), session.actor()
preview_frame.draw(services.links, actor, "portrait", st.query_params["version"])
preview_frame.draw(services.links, actor, "voice", st.query_params["voice"])
