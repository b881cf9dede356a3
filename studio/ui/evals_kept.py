"""What the views of a run are made from, kept between reruns. A run is its outline; words are read where they show.

Everything is kept by who asks, the run, and how far it was, so that nobody is shown another's and nothing old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evals.compare import compare
from evals.flips import flips
from evals.gate import gate
from studio.charts import bleed, cost, forest, means
from studio.reports import found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evals.cases import Case
    from evals.compare import Comparison
    from evals.flips import Flip
    from evals.gate import Gated
    from evals.outline import Outline
    from evals.parts import Instrument
    from evals.run import Run
    from store.actor import Actor
    from store.run_values import RunCard
    from studio.charts.chart import Chart, Dots, Matrix
    from studio.charts.cost import Priced
    from studio.charts.means import Mean

    Mark = tuple[object, ...]
    Compared = tuple[Comparison, tuple[Flip, ...], Mapping[str, Instrument]]


def mark(actor: Actor, card: RunCard) -> Mark:
    """By what the values of a run are kept."""
    return actor.user_id, actor.role, card.id, card.done, card.attempt, str(card.ended_at)


@st.cache_resource(max_entries=6, show_spinner="Reading the run")
def outline(mark: Mark, _read: Callable[[], Outline]) -> Outline:  # noqa: ARG001 - Streamlit keeps by it
    """The run without its words."""
    return _read()


@st.cache_resource(max_entries=2, show_spinner="Reading the answers")
def run(mark: Mark, _read: Callable[[], Run]) -> Run:  # noqa: ARG001
    """The run with all that was said in it."""
    return _read()


@st.cache_resource(max_entries=12, show_spinner="Computing intervals")
def means_of(mark: Mark, _run: Run) -> tuple[Mean, ...]:  # noqa: ARG001
    """Its means."""
    return means.means(_run)


@st.cache_resource(max_entries=12, show_spinner="Computing the band")
def courses(mark: Mark, persona: str, _run: Run) -> tuple[tuple[str, Chart], ...]:  # noqa: ARG001
    """The drift score over the turns, by conversation; of one persona, or of all for an empty name."""
    return tuple(found.courses(_run, persona).items())


@st.cache_resource(max_entries=12, show_spinner=False)
def cases(mark: Mark, _run: Run) -> dict[str, Case]:  # noqa: ARG001
    """Its cases by their ids."""
    return {one.id: one for one in _run.cases}


@st.cache_resource(max_entries=12, show_spinner=False)
def costs(mark: Mark, _run: Run) -> Dots:  # noqa: ARG001
    """What consistency costs, by persona."""
    return cost.chart(cost.by_persona(_run, means.names(_run)))


@st.cache_resource(max_entries=12, show_spinner=False)
def cost_of_all(mark: Mark, label: str, _run: Run) -> Priced:  # noqa: ARG001
    """The same of all its conversations together."""
    return cost.whole(label, _run)


@st.cache_resource(max_entries=6, show_spinner=False)
def matrix(mark: Mark, _outline: Outline) -> Matrix:  # noqa: ARG001
    """Who said it."""
    return bleed.chart(_outline, means.names(_outline.run))


@st.cache_resource(max_entries=6, show_spinner="Asking the gates")
def gated(marks: tuple[Mark, ...], _run: Run, _before: Run | None) -> Gated:  # noqa: ARG001
    """What the suite's gates say of a run; margins are held against the earlier one."""
    return gate(_run, baseline=_before)


@st.cache_resource(max_entries=6, show_spinner="Comparing")
def comparison(marks: tuple[Mark, Mark], _before: Run, _after: Run) -> Compared:  # noqa: ARG001
    """How two runs differ, what flipped, and how what measures moved. Raises InvalidInput where they share no case."""
    found = compare(_before, _after)
    return found, flips(_before, _after), forest.instruments(found, _before, _after)
