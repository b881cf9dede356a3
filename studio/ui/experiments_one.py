"""The page of one experiment: its head and progress, its arms, and the charts of one score. Computes nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from studio import again_experiments
from studio import session_experiments as memory
from studio.charts import contrasts
from studio.charts.words import counted, listed
from studio.experiments.resting import rests
from studio.ui import chart_frame, evals_runs
from studio.ui.boundary import repeated
from studio.ui.chart_frame import Frame
from studio.ui.experiments_list import spent, status
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.contrasts import Experiment
    from store.actor import Actor
    from studio.analytics.dashboard import DashboardForm
    from studio.experiments.varying import Varied, Varying
    from studio.wiring import Services


def draw(services: Services, actor: Actor, experiment_id: str) -> None:
    """All of it. Raises NotFound for one that the actor may not see."""
    row = st.container(horizontal=True)
    row.button("All experiments", icon=":material/arrow_back:", key="experiments-back", on_click=memory.leave)
    varying = services.varying
    varied = varying.get(actor, experiment_id)
    with row:
        _controls(varying, actor, varied)
    if varied.ended:
        st.html(head(varied))
    else:
        _progress(varying, actor, experiment_id)
    _arms(varied)
    if not varied.done:
        st.html('<div class="pf-empty"><b>No conversation has come to its end yet.</b><p>Figures come with the first '
                "ones of two arms.</p></div>")  # fmt: skip
        return
    found = experiment(_mark(actor, varied), lambda: varying.found(actor, varied))
    _figures(services, actor, varied, found)


@st.cache_resource(max_entries=6, show_spinner="Holding the arms against each other")
def experiment(mark: tuple[object, ...], _make: Callable[[], Experiment]) -> Experiment:  # noqa: ARG001 - kept by it
    """What came of an experiment, kept until one of its runs goes on."""
    return _make()


def _mark(actor: Actor, varied: Varied) -> tuple[object, ...]:
    runs = tuple((one.id, one.done, one.attempt, str(one.ended_at)) for one in varied.cards)
    return actor.user_id, actor.role, varied.id, runs


def _figures(services: Services, actor: Actor, varied: Varied, found: Experiment) -> None:
    known = [one.name for one in found.kinds]
    if not known:
        st.html('<div class="pf-empty"><b>Nothing was scored yet.</b></div>')
        return
    score = memory.score(known)
    st.selectbox("Score", known, key="experiments-score", on_change=memory.choose_score)
    frame = _frame(services, actor, varied, score)
    charts = contrasts.charts(found, score)
    chart_frame.draw(charts["effects"], name="effects", frame=frame)
    st.html(f'<div class="pf-about"><p class="pf-note">{as_html(rests(varied, found))}</p></div>')
    left, right = st.columns(2, gap="large")
    for place, name in ((left, "variance"), (right, "power"), (right, "means")):
        with place:
            chart_frame.draw(charts[name], name=name, frame=frame)
    chart_frame.report(frame)


def _frame(services: Services, actor: Actor, varied: Varied, score: str) -> Frame:
    def link(chart: str, form: DashboardForm) -> str:
        return services.links.experiment(actor, varied.id, form=form, score=score if chart else "", chart=chart)

    return Frame(link=link, again=lambda _: again_experiments.of_one(varied, score))


def head(varied: Varied) -> str:
    """The head of the page."""
    design = varied.design
    told = [
        f"{varied.done:,} of {counted(varied.total, 'conversation')}",
        counted(len(varied.arms), "arm"),
        design.suite.title,
        listed(list(design.personas)),
        spent(varied),
        evals_runs.day(varied.created_at),
    ]
    return (
        f'<div class="pf-wizard-head pf-run-head"><h1 dir="auto">{as_html(varied.title)}</h1>'
        f'<div class="pf-chips">{status(varied)}</div><p>{as_html(" · ".join(told))}</p></div>'
    )


def _controls(varying: Varying, actor: Actor, varied: Varied) -> None:
    if not varied.ended:
        if st.button("Cancel", icon=":material/stop_circle:", key="experiments-cancel"):
            varying.cancel(actor, varied.id)
            st.rerun()
        return
    if not varied.whole and st.button("Resume", type="primary", icon=":material/play_arrow:", key="experiments-resume"):
        varying.resume(actor, varied.id)
        st.rerun()
    if st.button("Delete", icon=":material/delete:", key="experiments-delete", help="Its runs stay."):
        varying.delete(actor, varied.id)
        memory.leave()
        st.rerun()


def _progress(varying: Varying, actor: Actor, experiment_id: str) -> None:
    def looked() -> None:
        now = varying.get(actor, experiment_id)
        st.html(head(now))
        share = now.done / now.total if now.total else 0.0
        over = sum(one.status.ended for one in now.cards)
        st.progress(
            min(1.0, share), text=f"{now.done:,} of {now.total:,} conversations, {over} of {len(now.arms)} arms over"
        )
        if memory.watched(experiment_id, ended=now.ended):
            st.rerun()

    repeated(looked, every=evals_runs.EVERY)()


def _arms(varied: Varied) -> None:
    box = st.expander(f"The {len(varied.arms)} arms", icon=":material/account_tree:", key="experiments-arms",
                      on_change="rerun")  # fmt: skip
    if not box.open:
        return
    rows = "".join(
        f'<div class="pf-run pf-arm" role="listitem"><div>{_opened(one.words, one.run_id)}</div>'
        + (
            f"<div>{evals_runs.status(one.card)}</div><div><span>{one.card.done:,} of {one.card.total:,}</span>"
            f"<small>{as_html(evals_runs.spent(one.card))}</small></div>"
            if one.card is not None
            else "<div>deleted</div><div></div>"
        )
        + "</div>"
        for one in varied.arms
    )
    with box:
        st.html(f'<div class="pf-runs" role="list">{rows}</div>')


def _opened(words: str, run_id: str) -> str:
    address = as_html(f"/evals?{urlencode({'run': run_id})}")
    return f'<a class="pf-open" href="{address}" target="_self"><b dir="auto">{as_html(words)}</b></a>'
