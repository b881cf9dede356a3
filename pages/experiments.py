"""Experiments: what is varied, what it did to the scores, and how sure that is."""

import streamlit as st

from studio import again_experiments, session
from studio import session_experiments as memory
from studio.ui import again_box, experiments_list, experiments_one, experiments_order
from studio.ui.boundary import fragment

services = session.services()
actor = session.actor()

if opened := memory.open_id():
    experiments_one.draw(services, actor, opened)
else:
    st.title("Experiments", anchor=False)
    st.caption("A suite, played once for each combination of what you vary: what matters, and how sure is that?")
    if experiments_list.part() == "new":
        fragment(experiments_order.draw)(services, actor)
    else:
        experiments_list.shelf(services.varying, actor)
        again_box.draw(again_experiments.every, key="again-experiments")
