"""Whether personas stay themselves over many turns: since when, by how much, and which words showed it."""

import streamlit as st

from studio import session
from studio.ui import drift_views

st.title("Drift", anchor=False)
st.caption("Every reply is measured when it is made. Here is what all of them say together.")
drift_views.draw(session.services(), session.actor())
