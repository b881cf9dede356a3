"""What is to be run: suite, personas in a version each, models, seeds and limits; then what it would take. Starts it.

Nothing is started before its estimate was shown; a wish that changed since has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from studio import session_evals as memory
from studio.ui import order_parts
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.harness import Bounds
    from evals.suites.suite import Suite
    from store.actor import Actor
    from store.values import PersonaCard
    from studio.wiring import Services


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen; `mark` tells it from any other."""

    suite: Suite
    personas: tuple[str, ...]
    models: tuple[str, ...]
    user_model: str
    judge_model: str
    seeds: tuple[int, ...] | None
    most: int | None
    bounds: Bounds
    harness: str

    @property
    def mark(self) -> str:
        """All of it in words."""
        return repr(self)


def draw(services: Services, actor: Actor) -> None:
    """The form, the estimate, and the start; opens the run once it is queued."""
    cards = services.library.cards(actor, limit=100).items
    if not cards:
        st.html(order_parts.NO_PERSONAS)
        return
    wish = _wish(services, actor, cards)
    if wish is None:
        return
    if st.button("Estimate", icon=":material/calculate:", key="evals-estimate-button", help="Asks no model."):
        with st.spinner("Counting cases"):
            memory.keep_estimate(wish.mark, [_priced(services, actor, wish, model) for model in wish.models])
    found = memory.estimated(wish.mark)
    if not found:
        st.caption("The estimate says what it would take, and what is kept already, before anything is started.")
        return
    for order, bounds, one in found:
        st.html(order_parts.estimate(one, services.conversations.label(order.model), bounds))
    word = "Run" if len(found) == 1 else f"Run all {len(found)}"
    if st.button(word, type="primary", icon=":material/play_arrow:", key="evals-start"):
        batch = services.evaluation.new_batch() if len(found) > 1 else ""
        cards_ = [
            services.evaluation.start(actor, order, bounds, harness=wish.harness, batch_id=batch)
            for order, bounds, _ in found
        ]
        memory.leave()
        if len(cards_) == 1:
            memory.open_run(cards_[0].id)
        st.rerun()


def _priced(services: Services, actor: Actor, wish: Wish, model: str) -> memory.Priced:
    order = services.evaluation.order(
        actor, wish.suite, wish.personas, model=model, user_model=wish.user_model, judge_model=wish.judge_model,
        seeds=wish.seeds, most=wish.most,
    )  # fmt: skip
    return order, wish.bounds, services.evaluation.estimate(actor, order, wish.bounds)


def _wish(services: Services, actor: Actor, cards: Sequence[PersonaCard]) -> Wish | None:
    left, right = st.columns(2, gap="large")
    with left:
        suite = order_parts.choose_suite(services.evaluation.suites())
    if suite is None:
        return None
    with right:
        personas = _personas(services, actor, cards, suite)
        choices = services.conversations.model_choices(*suite.models)
        models = order_parts.choose_models(choices, suite, note="One run for each model.")
    user, judge = order_parts.choose_user(choices, suite), order_parts.choose_judge(choices, suite)
    seeds, most, bounds, harness = order_parts.limits(suite)
    if not personas or not models:
        st.caption("Choose at least one persona and one model.")
        return None
    return Wish(suite, personas, models, user, judge, seeds, most, bounds, harness)


def _personas(services: Services, actor: Actor, cards: Sequence[PersonaCard], suite: Suite) -> tuple[str, ...]:
    by_slug = {card.slug: card for card in cards}
    usual = [one for one in suite.personas if one in by_slug] or list(by_slug)[:1]
    key = memory.offer_several("personas", usual, among=list(by_slug))
    chosen = st.multiselect("Personas", list(by_slug), key=key, format_func=lambda slug: by_slug[slug].name)
    return tuple(f"{slug}@{_version(services, actor, by_slug[slug])}" for slug in chosen)


def _version(services: Services, actor: Actor, card: PersonaCard) -> int:
    """The version of a persona to be tested; there is nothing to choose where it has only one."""
    known = {one.number: f"{one.number} · {one.message}" for one in services.library.versions(actor, card.id)}
    if len(known) == 1:
        return next(iter(known))
    key = memory.offer(f"version-{card.id[:8]}", next(iter(known)), among=list(known))
    return int(
        st.selectbox(
            f"Version of {as_label(card.name, longest=40)}", list(known), key=key, format_func=known.__getitem__
        )
    )
