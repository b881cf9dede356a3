"""What is to be run: suite, personas in a version each, models, seeds and limits; then what it would take. Starts it.

Nothing is started before its estimate was shown; a wish that changed since has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from evals.harness import Bounds
from evals.suites.suite import ByModel
from studio import session_evals as memory
from studio import suite_text
from studio.charts.words import TO, counted, dollars, seconds
from studio.judges import LOCAL
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.suites.errors import Problem
    from evals.suites.suite import Suite
    from store.actor import Actor
    from store.values import PersonaCard
    from studio.casting import ModelChoice
    from studio.evaluation.estimating import Estimate, Range
    from studio.wiring import Services

OWN: Final = "a suite of your own"
MOST_CASES: Final = 100_000
LARGEST: Final = 512 * 1024
JUDGE: Final = "judge"
UNDERSTUDY: Final = "understudy"
HARNESSES: Final = {"local": "Local", "inspect": "Inspect, with an open log"}
NO_PERSONAS: Final = (
    '<div class="pf-empty"><b>No personas to test yet.</b><p>Load the six demo personas and come back to this page:</p>'
    "<p><code>personaforge personas --load-demo</code></p></div>"
)


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
        st.html(NO_PERSONAS)
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
        st.html(estimate(one, services.conversations.label(order.model), bounds))
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


def estimate(one: Estimate, model: str, bounds: Bounds) -> str:
    """What a run would take, as HTML."""
    money = "price not known" if one.microdollars is None else _between(one.microdollars, dollars)
    kept = f", {one.kept_cases:,} of them kept from before" if one.kept_cases else ""
    capped = (
        '<p class="pf-note">The upper end is over the cap: the run would stop there and could be gone on with.</p>'
        if one.capped
        else ""
    )
    figures = (
        (
            counted(one.cases, "conversation") + kept,
            f"{one.turns:,} turns, {one.calls - one.kept_calls:,} calls to make",
        ),
        (money, "money"),
        (_between(one.seconds, seconds), f"time, {bounds.at_once} at once"),
        (_between(one.tokens, lambda value: f"{value:,.0f}"), "tokens"),
    )
    boxes = "".join(f"<div><b>{as_html(value)}</b><span>{as_html(what)}</span></div>" for value, what in figures)
    return (
        f'<div class="pf-about pf-estimate"><p><b>{as_html(model)}</b></p><div class="pf-numbers">{boxes}</div>'
        f'<p class="pf-note">{as_html(one.source)}</p>{capped}</div>'
    )


def _between(found: Range, words: Callable[[float], str]) -> str:
    if found.low == found.high:
        return words(found.estimate)
    return f"{words(found.estimate)} [{words(found.low)} {TO} {words(found.high)}]"


def _wish(services: Services, actor: Actor, cards: Sequence[PersonaCard]) -> Wish | None:
    left, right = st.columns(2, gap="large")
    with left:
        suite = _suite(services.evaluation.suites())
    if suite is None:
        return None
    with right:
        personas = _personas(services, actor, cards, suite)
        choices = services.conversations.model_choices(*suite.models)
        models = _models(choices, suite)
    user, judge = _others(choices, suite)
    seeds, most, bounds, harness = _limits(suite)
    if not personas or not models:
        st.caption("Choose at least one persona and one model.")
        return None
    return Wish(suite, personas, models, user, judge, seeds, most, bounds, harness)


def _suite(shipped: Sequence[Suite]) -> Suite | None:
    by_name = {one.name: one for one in shipped}
    options = [*by_name, OWN]
    key = memory.offer("suite", "in_character" if "in_character" in by_name else options[0], among=options)
    name = st.selectbox(
        "Suite", options, key=key, format_func=lambda one: by_name[one].title if one in by_name else "My own, as YAML"
    )
    suite = by_name.get(name) or _own()
    if suite is not None:
        st.html(f'<div class="pf-about"><p class="pf-note" dir="auto">{as_html(about(suite))}</p></div>')
    return suite


def about(suite: Suite) -> str:
    """What a suite does, in plain words."""
    kinds = counted(len(suite.conversations), "kind", "kinds") + " of conversation"
    return (
        f"{' '.join(suite.description.split())} {kinds}, "
        f"{counted(len(suite.seeds), 'seed')}; scored by {', '.join(one.name for one in suite.scorers)}."
    ).strip()


def _own() -> Suite | None:
    file = st.file_uploader("A file", type=["yaml", "yml"], key="evals-file", max_upload_size=1)
    if file is None:
        text = st.text_area(
            "Or its text", key=memory.offer("yaml", suite_text.BEGINNING), height=340, max_chars=LARGEST
        )
    else:
        text = file.getvalue()[: LARGEST + 1].decode("utf-8", "replace")
    found = suite_text.read(text)
    if found.problems:
        st.html(problems(found.problems, text))
    return found.suite


def problems(found: Sequence[Problem], text: str) -> str:
    """What is wrong with a suite's text, each with its line as it stands there."""
    lines = text.splitlines()
    items = "".join(
        f"<li><b>{f'Line {one.line}' if one.line else 'Somewhere'}</b>"
        f"{f' · <code>{as_html(one.field)}</code>' if one.field else ''}: {as_html(one.what)}"
        + (f"<br><code>{as_html(lines[one.line - 1][:200])}</code>" if 0 < one.line <= len(lines) else "")
        + "</li>"
        for one in found
    )
    return f'<div class="pf-problems" role="alert"><p><b>This suite cannot be used yet.</b></p><ul>{items}</ul></div>'


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


def _models(choices: Sequence[ModelChoice], suite: Suite) -> tuple[str, ...]:
    by_id = {one.id: one for one in choices}
    wanted = [one for one in suite.models if one in by_id and by_id[one].available]
    key = memory.offer_several("models", wanted or [UNDERSTUDY], among=list(by_id))
    chosen = st.multiselect(
        "Models", list(by_id), key=key, help="One run for each model.",
        format_func=lambda one: by_id[one].label if by_id[one].available else f"{by_id[one].label}: no key",
    )  # fmt: skip
    for one in chosen:
        if not by_id[one].available:
            st.caption(by_id[one].why)
    return tuple(chosen)


def _others(choices: Sequence[ModelChoice], suite: Suite) -> tuple[str, str]:
    """The model of a played user and the judge, where the suite asks for them."""
    able = {one.id: one.label for one in choices if one.available and one.id != UNDERSTUDY}
    user = judge = ""
    if any(isinstance(talk.simulator, ByModel) for talk in suite.conversations):
        if able:
            key = memory.offer("user-model", next(iter(able)), among=list(able))
            user = str(st.selectbox("Model that plays the user", list(able), key=key, format_func=able.__getitem__))
        else:
            st.caption("A model plays the user of this suite, and none is available. Set a key in the settings.")
    if any(one.name == JUDGE for one in suite.scorers):
        offered = {"": "Nobody: that score is left out", LOCAL: "This machine's own reading, offline"} | able
        key = memory.offer("judge-model", "", among=list(offered))
        judge = str(st.selectbox("Judge", list(offered), key=key, format_func=offered.__getitem__))
    return user, judge


def _limits(suite: Suite) -> tuple[tuple[int, ...] | None, int | None, Bounds, str]:
    """Seeds, the most conversations, the bounds, and what plays; zero stands for no limit."""
    with st.expander("Seeds and limits", icon=":material/tune:", key="evals-limits"):
        one, two, three = st.columns(3)
        number = int(
            one.number_input(
                "Seeds", 1, 1_000, key=memory.offer("seeds", len(suite.seeds)),
                help="Each conversation is held once by each seed. More seeds, narrower intervals.",
            )
        )  # fmt: skip
        most = int(two.number_input("Conversations at most", 0, MOST_CASES, key=memory.offer("most", 0), help="0: all"))
        at_once = int(three.number_input("At once", 1, 64, key=memory.offer("at-once", 2)))
        pace = int(one.number_input("Calls a minute", 0, 100_000, key=memory.offer("pace", 0), help="0: no limit"))
        money = float(
            two.number_input("Dollars at most", 0.0, 1e6, step=0.5, key=memory.offer("money", 0.0), help="0: no cap")
        )
        time = float(
            three.number_input("Minutes at most", 0.0, 1e5, step=1.0, key=memory.offer("time", 0.0), help="0: no cap")
        )
        key = memory.offer("harness", "local", among=list(HARNESSES))
        harness = str(one.selectbox("Played by", list(HARNESSES), key=key, format_func=HARNESSES.__getitem__))
    bounds = Bounds(
        at_once=at_once,
        calls_a_minute=pace or None,
        microdollars=round(money * 1_000_000) or None,
        seconds=time * 60 or None,
    )
    seeds = None if number == len(suite.seeds) else tuple(range(number))
    return seeds, most or None, bounds, harness
