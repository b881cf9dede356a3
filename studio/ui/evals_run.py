"""The page of one run: its head, its progress, and the view that is open. Computes nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studio import again_evals
from studio import session_evals as memory
from studio.charts import means
from studio.ui import again_box, evals_cases, evals_kept, evals_runs, evals_views

if TYPE_CHECKING:
    from evals.outcome import Outcome
    from evals.outline import Outline
    from evals.run import Run
    from store.actor import Actor
    from store.run_values import RunCard
    from studio.ui.evals_kept import Mark
    from studio.wiring import Services

HELD: tuple[str, ...] = ("gates", "compare", "cost", "report")
"""The views in which another run may be held against the open one."""


def draw(services: Services, actor: Actor, run_id: str) -> None:
    """All of it. Raises NotFound for a run that the actor may not see."""
    row = st.container(horizontal=True)
    row.button("All runs", icon=":material/arrow_back:", key="evals-back", on_click=memory.leave)
    card = services.evaluation.get(actor, run_id)
    with row:
        evals_runs.controls(services.evaluation, actor, card)
    mark, outline = _read(services, actor, card, against=memory.against())
    run = outline.run
    names = means.names(run)
    if card.status.ended:
        st.html(evals_runs.head(card, card.title))
    else:
        evals_runs.progress(services.evaluation, actor, card.id)
    views = evals_views.offered(run)
    view = memory.view(views)
    st.segmented_control(
        "View",
        views,
        key="evals-view",
        format_func=memory.VIEWS.__getitem__,
        on_change=memory.choose_view,
        label_visibility="collapsed",
        required=True,
    )
    if view in HELD:
        held(services, actor, card, mark, run, view)
    elif view == "conversations":
        cases = evals_kept.cases(mark, run)
        scorers = means.scorers(evals_kept.means_of(mark, run))

        def whole(case_id: str) -> Outcome:
            return services.evaluation.outcome(actor, card.id, case_id)

        evals_cases.draw(run, cases, names, scorers, whole)
    elif view == "course":
        evals_views.course(mark, run, names)
    elif view == "bleed":
        evals_views.bleed(mark, outline)
    elif view == "answers":
        answered = evals_kept.run(mark, lambda: services.evaluation.run_value(actor, card.id))
        evals_views.answers(answered, names)
    else:
        evals_views.scored(evals_kept.means_of(mark, run), names, ended=card.status.ended)
    if view != "conversations":
        held_id = memory.against() if view in HELD else ""
        again_box.draw(lambda: again_evals.of_run(run, against=held_id, gates=view == "gates"), key="again-run")


def held(services: Services, actor: Actor, card: RunCard, mark: Mark, run: Run, view: str) -> None:
    """A view in which an earlier run may stand beside this one."""
    evals_views.choose(services.evaluation.list(actor, suite=card.suite, limit=100).items, card.id)
    before: tuple[Mark, Run] | None = None
    if memory.against() not in {"", card.id}:
        earlier = services.evaluation.get(actor, memory.against())
        earlier_mark, found = _read(services, actor, earlier, against=card.id)
        before = earlier_mark, found.run
    if view == "cost":
        evals_views.money(mark, run, before)
    elif view == "gates":
        evals_views.gated(mark, run, before, means.names(run))
    elif view == "report":
        other = before[1].id if before else ""
        evals_views.report(lambda form: services.links.report(actor, card.id, form=form, against=other))
    elif before is not None:
        evals_views.compare((before[0], mark), before[1], run)


def _read(services: Services, actor: Actor, card: RunCard, *, against: str) -> tuple[Mark, Outline]:
    """The outline of a run with what people said of it, kept until it goes on or somebody says something more."""
    said = services.rating.mark(actor, card.id)
    mark = (*evals_kept.mark(actor, card), *said, against * bool(said))
    return mark, evals_kept.outline(mark, lambda: services.rating.outlined(actor, card.id, against=against))
