"""What users and personas felt over many turns: when, in answer to what, and which words told it."""

import streamlit as st

from studio import session
from studio.ui import emotion_views

st.title("Emotions", anchor=False)
st.caption("Both sides are read on every turn. Here is how they went, and how the persona answers what its users feel.")
emotion_views.draw(session.services(), session.actor())
