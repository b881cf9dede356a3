"""Rounds of rating: the list, and a new one over one run or two. Shows no conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from store.rating_values import RoundKind
from studio import session_rating as memory
from studio.charts.words import counted
from studio.ui.evals_runs import day
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.actor import Actor
    from store.rating_values import RoundCard
    from store.run_values import RunCard
    from studio.rating import Rating

NO_RUNS: Final = (
    '<div class="pf-empty"><b>There is nothing to rate yet.</b><p>Run a suite on the page <b>Evals</b>, best on two '
    "versions of a persona; then come back and hold their conversations against each other, blind.</p></div>"
)
NO_ROUNDS: Final = '<p class="pf-note">No round was made yet.</p>'
ALONE: Final = ""


def listed(cards: Sequence[RoundCard]) -> None:
    """The rounds, each a link to it."""
    st.html(f'<div class="pf-runs" role="list">{"".join(map(_row, cards))}</div>' if cards else NO_ROUNDS)


def make(rating: Rating, actor: Actor, runs: Sequence[RunCard]) -> None:
    """The form of a new round; opens it once it is made."""
    known = {one.id: one for one in runs}
    first = st.selectbox("Conversations of", list(known), format_func=lambda one: _called(known[one]),
                         key=memory.offer("first", next(iter(known)), among=list(known)))  # fmt: skip
    others = [ALONE, *(one.id for one in runs if one.id != first and one.suite == known[first].suite)]
    second = st.selectbox(
        "Beside those of", others, key=memory.offer("second", others[-1], among=others),
        format_func=lambda one: "none: each by itself, 1 to 5" if one == ALONE else _called(known[one]),
        help="Runs of the same suite. Raters do not learn which conversation is of which.",
    )  # fmt: skip
    title = st.text_input("Title", key="rate-title", max_chars=120, help="Raters see it: name no version.")
    left, right = st.columns(2)
    most = left.number_input("Conversations at most", min_value=1, value=40, key="rate-most")
    overlap = right.number_input("Raters for each", min_value=1, max_value=20, value=2, key="rate-overlap")
    if st.button("Make the round", type="primary", icon=":material/how_to_vote:", key="rate-make"):
        settings = {"title": title, "most": int(most), "overlap": int(overlap)}
        if second == ALONE:
            made = rating.singles(actor, first, **settings)  # type: ignore[arg-type]
        else:
            made = rating.pairs(actor, first, second, **settings)  # type: ignore[arg-type]
        memory.open_round(made.id)
        st.rerun()


def _called(card: RunCard) -> str:
    who = ", ".join(f"{one.slug} {one.version or ''}".strip() for one in card.subjects[:3])
    return f"{card.title} · {who} · {card.model} · {day(card.created_at)}"


def _row(card: RoundCard) -> str:
    address = as_html(f"/rate?{urlencode({'round': card.id})}")
    kind = "side by side, blind" if card.kind is RoundKind.PAIR else "each by itself"
    raters = f"{counted(card.ratings, 'rating')} by {counted(card.raters, 'rater')}"
    return (
        f'<div class="pf-run" role="listitem"><div><a class="pf-open" href="{address}" target="_self">'
        f'<b dir="auto">{as_html(card.title)}</b></a><small>{kind}</small></div>'
        f"<div><span>{counted(card.items, 'item')}</span></div><div><span>{raters}</span></div>"
        f"<div><small>{as_html(day(card.created_at))}</small></div></div>"
    )
