"""What a rater sees: who the persona is, the conversations, the choices, and how far raters agree.

Nothing here names a run, a version, a model or a score; sides are left and right, in keys as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from evals.rated import ANCHORS
from evals.statistics.clusters import LEAST
from evals.statistics.estimate import Interval
from studio import session_rating as memory
from studio.charts.words import counted
from studio.ui import emblem
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome import PersonaGenome
    from evals.statistics.estimate import Estimate
    from store.rating_values import RoundCard
    from studio.rating import Agreement
    from studio.rating_tasks import Choice, Progress, Talk, Task

HEIGHT: Final = 520
"""Pixels of the conversations, which scroll within, so that the choices stay in sight."""

MOST: Final = 8
"""Of beliefs and boundaries so many are shown."""

SIDES: Final[tuple[tuple[Choice, str, str, str], ...]] = (
    ("left", "Left", "1", ":material/arrow_back:"),
    ("neither", "Neither", "0", ":material/drag_handle:"),
    ("right", "Right", "2", ":material/arrow_forward:"),
)
"""What can be said of a pair: choice, words, key, icon."""

PAIR: Final = "Which of the two stays more in character? Keys: 1 left, 2 right, 0 neither, U takes the last one back."
SINGLE: Final = "How much does it stay in character? Keys: 1 to 5; U takes the last one back."
QUICK: Final = "That was quicker than anybody reads. Nothing was kept; choose again."


def ask_name(known: Sequence[str]) -> str | None:
    """Who rates; the name once it was given."""
    with st.form("rate-who", border=False, width=420):
        name = st.text_input("Your name", key="rate-name", max_chars=40, help="Initials will do.")
        told = st.form_submit_button("Begin", type="primary", icon=":material/play_arrow:")
    if known:
        st.caption(as_label(f"So far: {', '.join(known[:12])}", longest=400))
    return name if told else None


def head(title: str, progress: Progress, rater: str) -> None:
    """What the round is called, and how far it is."""
    st.html(f'<div class="pf-wizard-head pf-run-head"><h1 dir="auto">{as_html(title)}</h1></div>')
    share = progress.finished / progress.items if progress.items else 0.0
    words = f"{progress.finished} of {progress.items} have all their ratings"
    st.progress(share, text=as_label(f"{progress.mine} rated by {rater} · {words}" if rater else words, longest=200))


def persona(genome: PersonaGenome) -> None:
    """Who it is that should stay itself, folded away."""
    mind = genome.mind
    beliefs = "".join(f"<li>{as_html(one.statement)}</li>" for one in mind.beliefs[:MOST])
    rules = "".join(f"<li>{as_html(one.rule)}</li>" for one in mind.boundaries[:MOST])
    phrases = ", ".join(mind.signature_phrases[:MOST])
    with st.expander(f"Who this is: {as_label(genome.name, longest=80)}", icon=":material/badge:", key="rate-persona"):
        st.html(
            f'<div class="pf-about"><p><b>{as_html(genome.metadata.tagline)}</b></p>'
            f"<p>{as_html(genome.metadata.description)}</p>"
            + (f"<p>Believes:</p><ul>{beliefs}</ul>" if beliefs else "")
            + (f"<p>Never crosses:</p><ul>{rules}</ul>" if rules else "")
            + (f"<p>Known by: {as_html(phrases)}</p>" if phrases else "")
            + "</div>"
        )


def talks(task: Task) -> None:
    """The conversation, or both side by side, within a frame that scrolls."""
    own = f"--pf-own:{emblem.accent(task.persona.visual.appearance.accent)}"
    with st.container(height=HEIGHT, border=True, key=f"rate-talks-{task.position}"):
        st.html(f'<div class="pf-pairs" style="{own}" tabindex="0">{_rows(task.left, task.right)}</div>')


def choose(task: Task) -> Choice | int | None:
    """The buttons, each with its key; what was chosen, if anything."""
    if task.right is None:
        return _marks(task.position)
    chosen: Choice | None = None
    for column, (side, words, key, icon) in zip(st.columns(3), SIDES, strict=True):
        pressed = column.button(words, key=f"rate-{side}-{task.position}", shortcut=key, icon=icon, width="stretch")
        chosen = side if pressed else chosen
    return chosen


def controls(*, undo: bool) -> bool:
    """Back to the rounds, another rater, the last one back; whether that was asked for."""
    with st.container(horizontal=True):
        asked = st.button(
            "Take the last one back", key="rate-undo", shortcut="U", icon=":material/undo:", disabled=not undo
        )
        st.button("Somebody else rates", key="rate-other", icon=":material/switch_account:", on_click=memory.be_nobody)
        st.button("All rounds", key="rate-back", icon=":material/list:", on_click=memory.leave)
    return asked


def done(rater: str, *, open_items: int) -> str:
    """Nothing is left for this rater."""
    more = f"{counted(open_items, 'item')} still wait for another rater." if open_items else "The round is complete."
    return (
        f'<div class="pf-empty"><b>Thank you. There is nothing left for {as_html(rater)}.</b>'
        f"<p>{more} The last one can still be taken back.</p></div>"
    )


def agreed(found: Callable[[], Agreement], steps: Callable[[], Sequence[tuple[int, Estimate]]]) -> None:
    """How far raters agree, and how that grew, once it is opened."""
    st.html(agreement(found()))
    box = st.expander("How it grew", icon=":material/show_chart:", key="rate-grown", on_change="rerun")
    if box.open:
        box.html(grown(steps()))


def reveal(card: RoundCard, result: Callable[[], Estimate]) -> None:
    """What came of the round, once somebody asks: after that nobody who saw it should go on."""
    box = st.expander("What came of it (this breaks the blind)", icon=":material/visibility:", key="rate-reveal",
                      on_change="rerun")  # fmt: skip
    if not box.open:
        return
    pair = card.run_b is not None
    what = "Share of choices for the first run (neither counts half)" if pair else "Mean rating, 1 to 5"
    runs = f"first run {card.run_a}, second run {card.run_b}" if pair else f"run {card.run_a}"
    box.html(
        f'<dl class="pf-list"><dt>{what}</dt><dd>{as_html(told(result()))}</dd></dl>'
        f'<p class="pf-note">{as_html(runs)}</p>'
    )


def agreement(found: Agreement) -> str:
    """How far raters agree so far, with intervals; it says nothing of what they chose."""
    rows = [("Between raters", found.raters)]
    rows += [("Judge and raters", found.judge)] if found.judge is not None else []
    rows += [("Left side chosen", found.left)] if found.left is not None else []
    body = "".join(f"<dt>{name}</dt><dd>{as_html(told(one))}</dd>" for name, one in rows)
    note = "Krippendorff's alpha, ordinal, with its 95 % interval: 1 is full agreement, 0 what chance gives."
    return f'<dl class="pf-list" aria-live="polite">{body}</dl><p class="pf-note">{note}</p>'


def grown(steps: Sequence[tuple[int, Estimate]]) -> str:
    """Agreement between raters after so many ratings."""
    rows = "".join(f"<dt>after {counted(count, 'rating')}</dt><dd>{as_html(told(one))}</dd>" for count, one in steps)
    return f'<dl class="pf-list">{rows}</dl>'


def told(estimate: Estimate) -> str:
    """An estimate with its interval, or the reason why there is none."""
    if isinstance(estimate, Interval):
        return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f}), {estimate.clusters} conversations"
    if estimate.clusters < LEAST:
        return f"not known yet: {counted(estimate.clusters, 'conversation')} with enough ratings, {LEAST} are needed"
    bare = "" if estimate.value is None else f"{estimate.value:.2f}; "
    return f"{bare}{estimate.reason}"


def _marks(position: int) -> int | None:
    chosen: int | None = None
    for column, (mark, words) in zip(st.columns(len(ANCHORS)), ANCHORS.items(), strict=True):
        pressed = column.button(
            f"{mark} · {words}", key=f"rate-{mark}-{position}", shortcut=str(mark), width="stretch", wrap=True
        )
        chosen = mark if pressed else chosen
    return chosen


def _rows(left: Talk, right: Talk | None) -> str:
    if right is None:
        return "".join(
            _said(user) + f'<div class="pf-pair pf-one">{_reply(reply, "")}</div>' for user, reply in left.exchanges
        )
    head_ = '<div class="pf-pair pf-sides"><b>Left</b><b>Right</b></div>'
    if [user for user, _ in left.exchanges] == [user for user, _ in right.exchanges]:
        pairs = zip(left.exchanges, right.exchanges, strict=True)
        return head_ + "".join(
            _said(user) + f'<div class="pf-pair">{_reply(one, "Left")}{_reply(other, "Right")}</div>'
            for (user, one), (_, other) in pairs
        )
    columns = (
        "<div>" + "".join(_said(user) + _reply(reply, name) for user, reply in talk.exchanges) + "</div>"
        for name, talk in (("Left", left), ("Right", right))
    )
    return f'{head_}<div class="pf-pair">{"".join(columns)}</div>'


def _said(text: str) -> str:
    words = f'<div class="pf-words" dir="auto">{as_html(text)}</div>'
    return f'<div class="pf-user" role="article" aria-label="User">{words}</div>'


def _reply(text: str, side: str) -> str:
    words = f'<div class="pf-words" dir="auto">{as_html(text)}</div>'
    return f'<div class="pf-reply" role="article" aria-label="{side or "Reply"}" data-side="{side}">{words}</div>'
