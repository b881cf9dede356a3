"""What was spent, on what, what it bought, and what it will come to."""

import streamlit as st

from studio import session
from studio.ui import costs_views

st.title("Costs", anchor=False)
st.caption("What was spent, on what, and what it bought. Every sum is that of the ledger, to the micro-dollar.")
costs_views.draw(session.services(), session.actor())
