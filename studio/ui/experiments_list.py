"""The list of experiments, looked at again and again while one is under way. Knows no score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from studio import session_experiments as memory
from studio.charts.words import counted, dollars, listed
from studio.session_paging import cursors
from studio.ui import chips
from studio.ui.boundary import repeated
from studio.ui.evals_runs import SELDOM, day
from studio.ui.paging import turns
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.actor import Actor
    from store.values import Page
    from studio.experiments.varying import Varied, Varying

EMPTY: Final = (
    '<div class="pf-empty"><b>No experiment yet.</b><p>Choose <b>New experiment</b>: a suite, and what is to be '
    "varied (models, versions, temperature, memory, any field). Each combination is played by the same words and "
    "seeds, so that what differs is the change. The understudy takes no money and no key.</p><p>What one change does "
    "to <i>one recorded conversation</i>, which <i>fields</i> of a persona matter at all, and which <i>version</i> "
    "broke something is asked on the command line: <code>personaforge eval fork</code>, <code>ablate</code>, "
    "<code>bisect</code>.</p></div>"
)


def part() -> str:
    """Choose between the list and a new one."""
    chosen = memory.part()
    st.segmented_control(
        "Part",
        list(memory.PARTS),
        key="experiments-part",
        format_func=memory.PARTS.__getitem__,
        on_change=memory.choose_part,
        label_visibility="collapsed",
        required=True,
    )
    return chosen


def shelf(varying: Varying, actor: Actor) -> None:
    """A page of the list."""

    def looked() -> None:
        turned = cursors("experiments")
        _listed(varying.list(actor, cursor=turned[-1] if turned else None), first=not turned)

    if any(not one.ended for one in varying.list(actor).items):
        repeated(looked, every=SELDOM)()
    else:
        looked()


def _listed(found: Page[Varied], *, first: bool) -> None:
    if not found.items and first:
        st.html(EMPTY)
        return
    st.html(f'<div class="pf-runs" role="list">{"".join(map(_row, found.items))}</div>')
    turns("experiments", found.next_cursor)


def _row(one: Varied) -> str:
    address = as_html(f"/experiments?{urlencode({'experiment': one.id})}")
    varied = listed([factor.name for factor in one.design.factors], most=4)
    return (
        f'<div class="pf-run" role="listitem"><div><a class="pf-open" href="{address}" target="_self">'
        f'<b dir="auto">{as_html(one.title)}</b></a><small>{as_html(f"{varied} · {listed(list(one.design.personas))}")}'
        f"</small></div><div>{status(one)}</div><div><span>{one.done:,} of {one.total:,}</span>"
        f"<small>{as_html(spent(one))}</small></div><div><span>{as_html(counted(len(one.arms), 'arm'))}</span>"
        f"<small>{as_html(day(one.created_at))}</small></div></div>"
    )


def status(one: Varied) -> str:
    """What became of it, as a mark."""
    if not one.ended:
        return chips.chip("under way", style="pf-unsure", shape=True)
    if one.whole:
        return chips.chip("done", style="pf-good", shape=True)
    words = sorted({card.status.value for card in one.cards if card.done < card.total or card.failed})
    why = " ".join(dict.fromkeys(card.why for card in one.cards if card.why))
    return chips.chip(listed(words) or "incomplete", title=why, style="pf-warn", shape=True)


def spent(one: Varied) -> str:
    """What it took so far."""
    money = dollars(sum(card.microdollars for card in one.cards))
    return money + (" and calls without a price" if any(card.unpriced for card in one.cards) else "")
