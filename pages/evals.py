"""Suites played on personas: what to run, what is running, and what came of it."""

import streamlit as st

from studio import again_evals, session
from studio import session_evals as memory
from studio.ui import again_box, evals_order, evals_run, evals_runs
from studio.ui.boundary import fragment

services = session.services()
actor = session.actor()

if opened := memory.run_id():
    evals_run.draw(services, actor, opened)
else:
    st.title("Evals", anchor=False)
    st.caption("A suite is played on personas and scored. Every score has an interval, every run can be repeated.")
    if evals_runs.part() == "new":
        fragment(evals_order.draw)(services, actor)
    else:
        evals_runs.shelf(services.evaluation, actor)
        again_box.draw(again_evals.runs, key="again-runs")
