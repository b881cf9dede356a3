"""Runs: the list, the head of one, and its progress while it is played. Knows no score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from store.run_values import RunStatus
from studio import session_evals as memory
from studio.charts.words import counted, dollars, seconds
from studio.session_paging import cursors
from studio.ui import chips
from studio.ui.boundary import repeated
from studio.ui.paging import turns
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from datetime import datetime

    from store.actor import Actor
    from store.run_values import RunCard
    from store.values import Page
    from studio.evaluation.service import Evaluation

EVERY: Final = "1500ms"
"""How often a run that is played is looked at."""

SELDOM: Final = "4s"
"""How often the list is looked at while a run is under way."""

SHOWN: Final = 4
"""Of the personas of a run so many are named in the list."""

TONES: Final = {
    RunStatus.DONE: "pf-good",
    RunStatus.CAPPED: "pf-warn",
    RunStatus.CANCELLED: "pf-warn",
    RunStatus.INTERRUPTED: "pf-warn",
    RunStatus.FAILED: "pf-bad",
}
"""The look of a status; one that waits or is played is quiet."""

LONG: Final = 6
"""A list of so many runs can be narrowed."""

MOST: Final = 100
NONE_SUCH: Final = '<div class="pf-empty"><b>No such run.</b><p>Choose another suite or persona.</p></div>'

EMPTY: Final = (
    '<div class="pf-empty"><b>Nothing was run yet.</b><p>Choose <b>New run</b>: a suite, a persona and a model. The '
    "estimate says what it takes before anything is started; the understudy takes no money and no key.</p></div>"
)


def shelf(evaluation: Evaluation, actor: Actor) -> None:
    """The list of runs, looked at again and again while one of them waits or is played."""
    suite, persona = _narrowed(evaluation, actor)

    def looked() -> None:
        turned = cursors("evals")
        at = turned[-1] if turned else None
        found = evaluation.list(actor, suite=suite or None, persona_id=persona or None, cursor=at)
        if (suite or persona) and not found.items:
            st.html(NONE_SUCH)
            return
        listed(found, first=not turned)

    under_way = (RunStatus.QUEUED, RunStatus.RUNNING)
    if any(evaluation.list(actor, status=one, limit=1).items for one in under_way):
        repeated(looked, every=SELDOM)()
    else:
        looked()


def _narrowed(evaluation: Evaluation, actor: Actor) -> tuple[str, str]:
    """The suite and the persona that the list is narrowed to; not asked for while the list is short."""
    newest = evaluation.list(actor, limit=MOST).items
    if len(newest) < LONG:
        return "", ""
    names = {card.id: card.name for card in evaluation.library.cards(actor, limit=MOST).items}
    suites = list(dict.fromkeys(card.suite for card in newest))
    tested = dict.fromkeys(one.persona_id for card in newest for one in card.subjects if one.persona_id in names)
    left, right = st.columns(2, gap="large")
    key = memory.offer("narrow-suite", "", among=["", *suites])
    suite = left.selectbox("Suite", ["", *suites], key=key, on_change=memory.narrow,
                           format_func=lambda one: one or "All suites")  # fmt: skip
    key = memory.offer("narrow-persona", "", among=["", *tested])
    persona = right.selectbox("Persona", ["", *tested], key=key, on_change=memory.narrow,
                              format_func=lambda one: names.get(one, "All personas"))  # fmt: skip
    return str(suite), str(persona)


def listed(found: Page[RunCard], *, first: bool) -> None:
    """A page of the list, with what turns to the next one."""
    if not found.items and first:
        st.html(EMPTY)
        return
    st.html(as_list(found.items))
    turns("evals", found.next_cursor)


def as_list(cards: tuple[RunCard, ...]) -> str:
    """Runs as HTML, each a link to its page."""
    return f'<div class="pf-runs" role="list">{"".join(map(_row, cards))}</div>'


def _row(card: RunCard) -> str:
    names = [one.slug + (f" {one.version}" if one.version else "") for one in card.subjects]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    address = as_html(f"/evals?{urlencode({'run': card.id})}")
    return (
        f'<div class="pf-run" role="listitem"><div><a class="pf-open" href="{address}" target="_self">'
        f'<b dir="auto">{as_html(card.title)}</b></a><small>{as_html(", ".join(names[:SHOWN]) + more)}</small></div>'
        f"<div>{status(card)}</div><div><span>{card.done:,} of {card.total:,}</span>"
        f"<small>{as_html(spent(card))}</small></div><div><span>{as_html(card.model)}</span>"
        f"<small>{as_html(day(card.created_at))}</small></div></div>"
    )


def status(card: RunCard) -> str:
    """What became of a run, as a mark."""
    word = "stopping" if card.cancel_requested and not card.status.ended else card.status.value
    return chips.chip(word, title=card.why, style=TONES.get(card.status, "pf-unsure"), shape=True)


def spent(card: RunCard) -> str:
    """What a run took so far."""
    money = f"{dollars(card.microdollars)}{' and calls without a price' if card.unpriced else ''}"
    return f"{money}, {seconds(card.seconds)}"


def day(at: datetime) -> str:
    """A moment, as the list has it."""
    return f"{at:%d %b %Y, %H:%M} UTC"


def head(card: RunCard, title: str) -> str:
    """The head of a run's page."""
    told = [
        f"{card.done:,} of {counted(card.total, 'conversation')}",
        spent(card),
        card.model,
        f"{card.harness} harness",
    ]
    told += [f"{card.reused} kept from before"] * bool(card.reused)
    told += [f"{counted(card.failed, 'conversation')} with a failed call"] * bool(card.failed)
    told += [day(card.began_at or card.created_at)]
    why = f'<p class="pf-note" dir="auto">{as_html(card.why)}</p>' if card.why else ""
    return (
        f'<div class="pf-wizard-head pf-run-head"><h1 dir="auto">{as_html(title)}</h1>'
        f'<div class="pf-chips">{status(card)}</div><p>{as_html(" · ".join(told))}</p>{why}</div>'
    )


def controls(evaluation: Evaluation, actor: Actor, card: RunCard) -> None:
    """What can be done with a run, beside each other."""
    if not card.status.ended:
        if st.button("Cancel", icon=":material/stop_circle:", key="evals-cancel", disabled=card.cancel_requested):
            evaluation.cancel(actor, card.id)
            st.rerun()
        return
    if (card.done < card.total or card.failed) and st.button(
        "Resume", type="primary", icon=":material/play_arrow:", key="evals-resume"
    ):
        evaluation.resume(actor, card.id)
        st.rerun()
    back = "`personaforge eval restore` brings it back."
    if st.button("Delete", icon=":material/delete:", key="evals-delete", help=back):
        evaluation.delete(actor, card.id)
        memory.leave()
        st.rerun()


def progress(evaluation: Evaluation, actor: Actor, run_id: str) -> None:
    """The head of a run that is played and how far it is, looked at again and again.

    The page is drawn anew once the run has ended.
    """

    def looked() -> None:
        card = evaluation.get(actor, run_id)
        st.html(head(card, card.title))
        share = card.done / card.total if card.total else 0.0
        waits = f"{card.done:,} of {counted(card.total, 'conversation')}"
        if card.status is RunStatus.QUEUED:
            waits = "waits for its turn"
        elif not card.done:
            waits += ": the worker makes itself ready"
        st.progress(min(1.0, share), text=waits)
        if memory.watched(run_id, ended=card.status.ended):
            st.rerun()

    repeated(looked, every=EVERY)()


def part() -> str:
    """Choose between the list of runs and a new one."""
    parts = {"runs": "Runs", "new": "New run"}
    chosen = memory.home()
    st.segmented_control(
        "Part",
        list(parts),
        key="evals-home",
        format_func=parts.__getitem__,
        on_change=memory.choose_home,
        label_visibility="collapsed",
        required=True,
    )
    return chosen
