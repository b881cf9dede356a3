"""What is to be varied, on what suite and personas, within what; then what it would take. Starts it.

Nothing is started before its estimate was shown; a wish that changed since has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from evals.design import MEMORY, TEMPERATURE, arms
from studio import session_evals
from studio import session_experiments as memory
from studio.charts.words import counted
from studio.experiments.wishing import design_of, numbers, settings
from studio.ui import order_parts
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.design import Design, Factor
    from evals.harness import Bounds
    from evals.suites.suite import Suite
    from store.actor import Actor
    from store.values import PersonaCard
    from studio.casting import ModelChoice
    from studio.wiring import Services

LONGEST: Final = 120
VARIED: Final = (
    '<p class="pf-finding">What is varied</p><p class="pf-note">The first of each is the base that the others are held '
    "against.</p>"
)
SHAPES: Final = {True: "All combinations", False: "One change at a time"}


def draw(services: Services, actor: Actor) -> None:
    """The form, the estimate, and the start; opens the experiment once its arms are queued."""
    cards = services.library.cards(actor, limit=100).items
    if not cards:
        st.html(order_parts.NO_PERSONAS)
        return
    left, right = st.columns(2, gap="large")
    with left:
        suite = order_parts.choose_suite(services.evaluation.suites())
    if suite is None:
        return
    choices = services.conversations.model_choices(*suite.models)
    with left:
        personas = _personas(cards, suite)
    with right:
        st.html(VARIED)
        models = order_parts.choose_models(choices, suite, note="Two or more are varied; one plays all arms.")
        factors = _versions(services, actor, cards, personas)
        judges = _judges(choices, suite)
        factors += _fields()
        shape = st.segmented_control(
            "How", list(SHAPES), format_func=SHAPES.__getitem__, required=True,
            key=session_evals.offer("experiment-shape", True, among=list(SHAPES)),  # noqa: FBT003 - a value
            help="All combinations tell whose the variance is; one change at a time takes fewer arms.",
        )  # fmt: skip
    user = order_parts.choose_user(choices, suite)
    seeds, most, bounds, harness = order_parts.limits(suite)
    title = st.text_input("Title", key=session_evals.offer("experiment-title", ""), placeholder=suite.title,
                          max_chars=LONGEST)  # fmt: skip
    if not personas or not models:
        st.caption("Choose at least one persona and one model.")
        return
    design = design_of(
        suite,
        personas,
        models,
        factors,
        crossed=bool(shape),
        user_model=user,
        judges=judges,
        seeds=seeds,
        most=most,
    )
    if design is None:
        st.caption("Vary something: two models or versions, a temperature, or a field.")
        return
    _start(services, actor, design, (title, bounds, harness))


def _start(services: Services, actor: Actor, design: Design, given: tuple[str, Bounds, str]) -> None:
    title, bounds, harness = given
    mark = repr((design, given))
    st.html(f'<p class="pf-note">{as_html(counted(len(arms(design)), "arm"))}: {as_html(_arms(design))}</p>')
    if st.button("Estimate", icon=":material/calculate:", key="experiments-estimate", help="Asks no model."):
        with st.spinner("Counting cases"):
            memory.keep_plan(mark, services.varying.plan(actor, design, bounds))
    planned = memory.plan(mark)
    if planned is None:
        st.caption("The estimate says what all arms would take together, before anything is started.")
        return
    st.html(order_parts.estimate(planned.estimate, f"{len(planned.orders)} arms together", bounds))
    if st.button("Start", type="primary", icon=":material/play_arrow:", key="experiments-start"):
        memory.open_experiment(services.varying.start(actor, planned, title=title, harness=harness).id)
        st.rerun()


def _arms(design: Design) -> str:
    found = [design.words(one) for one in arms(design)]
    return "; ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "")  # noqa: PLR2004 - a glance


def _personas(cards: Sequence[PersonaCard], suite: Suite) -> tuple[str, ...]:
    by_slug = {card.slug: card for card in cards}
    usual = [one for one in suite.personas if one in by_slug][:1] or list(by_slug)[:1]
    key = session_evals.offer_several("personas", usual, among=list(by_slug))
    return tuple(st.multiselect("Personas", list(by_slug), key=key, format_func=lambda slug: by_slug[slug].name))


def _versions(services: Services, actor: Actor, cards: Sequence[PersonaCard], personas: Sequence[str]) -> list[Factor]:
    """Versions of the only persona, where it has several."""
    from evals.design import Factor

    if len(personas) != 1:
        return []
    card = next(one for one in cards if one.slug == personas[0])
    known = {one.number: f"{one.number} · {one.message}" for one in services.library.versions(actor, card.id)}
    if len(known) == 1:
        return []
    key = f"evals-experiment-versions-{card.id[:8]}"
    chosen = st.multiselect("Versions", list(known), key=key, format_func=known.__getitem__,
                            placeholder="The newest in all arms", help="Two or more are varied.")  # fmt: skip
    return [Factor(kind="version", levels=tuple(chosen))] if len(chosen) > 1 else []


def _judges(choices: Sequence[ModelChoice], suite: Suite) -> tuple[str, ...]:
    """Judges, where the suite asks one."""
    if not any(one.name == order_parts.JUDGE for one in suite.scorers):
        return ()
    able = order_parts.judges(choices)
    chosen = st.multiselect(
        "Judges", list(able), key="evals-experiment-judges", format_func=able.__getitem__,
        placeholder="Nobody: that score is left out", help="Two or more are varied; one judges all arms.",
    )  # fmt: skip
    return tuple(chosen)


def _fields() -> list[Factor]:
    """Temperature, memory, and any other field."""
    one, two = st.columns(2)
    warm = one.text_input("Temperatures", key=session_evals.offer("experiment-warm", ""), placeholder="0.3, 1.0",
                          help="Beside the persona's own.", max_chars=LONGEST)  # fmt: skip
    held = two.text_input("Memories in a prompt", key=session_evals.offer("experiment-memory", ""), placeholder="0",
                          help="At most so many, beside the persona's own number.", max_chars=LONGEST)  # fmt: skip
    lines = st.text_area(
        "Other fields, a value a line", key=session_evals.offer("experiment-fields", ""), height=90, max_chars=4_000,
        placeholder="mind.communication.verbosity = 0.1\nmind.communication.verbosity = 0.9",
        help="Lines of one path are levels of one thing, beside the persona's own value. Values are JSON.",
    )  # fmt: skip
    return [*numbers(TEMPERATURE, warm), *numbers(MEMORY, held), *settings(lines)]
