"""The conversations of a run: a list with the worst first, and one of them with what was measured on each turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from brain.turn import TurnStatus
from studio import session_evals as memory
from studio.charts.means import score_of, worst_first
from studio.charts.words import TO, between, counted, number
from studio.ui import chips
from studio.ui.marking import marked
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.cases import Case
    from evals.outcome import Driver, Measured, Mood, Outcome
    from evals.record import Answered, Exchange
    from evals.run import Run
    from evals.scorers.score import Score

PAGE: Final = 20
"""Conversations, or turns of one, that are drawn at once."""

EVERYBODY: Final = ""
SIGNAL: Final = "signal: "
FAR: Final = 2.0
"""Words are highlighted of signals that lie at least so many spreads from the persona's own range."""


def draw(
    run: Run,
    cases: Mapping[str, Case],
    names: Mapping[str, str],
    scorers: Sequence[str],
    whole: Callable[[str], Outcome],
) -> None:
    """The list by one score, the worst first, or the conversation that is open; `whole` reads one with its words."""
    opened = next((one for one in run.outcomes if one.record.case_id == memory.case_id()), None)
    if opened is not None:
        _one(_with_ratings(whole(opened.record.case_id), opened), cases[opened.record.case_id], names)
        return
    if not run.outcomes:
        st.html('<div class="pf-empty"><b>No conversation has come to its end yet.</b></div>')
        return
    left, right = st.columns(2, gap="large")
    persona = EVERYBODY
    if len(names) > 1:
        options = [EVERYBODY, *names]
        key = memory.offer("case-persona", EVERYBODY, among=options)
        persona = right.selectbox("Persona", options, key=key, format_func=lambda one: names.get(one, "All of them"))
    with left:
        scorer = st.selectbox(
            "Worst first by", scorers, key=memory.offer("case-scorer", scorers[0] if scorers else "", among=scorers)
        )
    chosen = [one for one in run.outcomes if persona in {EVERYBODY, one.record.persona}]
    ranked = worst_first(chosen, scorer)
    pages = -(-len(ranked) // PAGE)
    at = st.pagination(pages, key="evals-case-page") if pages > 1 else 1
    shown = ranked[(at - 1) * PAGE : at * PAGE]
    st.html(as_list(run.id, shown, cases, names, scorer))


def as_list(
    run_id: str, outcomes: Sequence[Outcome], cases: Mapping[str, Case], names: Mapping[str, str], scorer: str
) -> str:
    """Conversations as HTML, each a link: what it is, its score, and the first words that decided it."""
    rows = "".join(_row(run_id, one, cases[one.record.case_id], names, score_of(one, scorer)) for one in outcomes)
    return f'<div class="pf-runs" role="list">{rows}</div>'


def _row(run_id: str, outcome: Outcome, case: Case, names: Mapping[str, str], score: Score | None) -> str:
    address = as_html(f"/evals?{urlencode({'run': run_id, 'view': 'conversations', 'case': case.id})}")
    value = "not scored" if score is None else "not known" if score.value is None else number(score.value)
    words = ("" if score is None else score.reason) or next(iter(score.evidence if score else ()), "")
    turns = counted(len(outcome.record.exchanges), "turn")
    return (
        f'<div class="pf-run pf-case" role="listitem"><div><b>{as_html(value)}</b></div>'
        f'<div><a class="pf-open" href="{address}" target="_self"><b dir="auto">'
        f"{as_html(names.get(case.persona, case.persona))}</b> · {as_html(place(case))}</a>"
        f'<small dir="auto">{as_html(words)}</small></div><div><span>{as_html(turns)}</span>'
        f"<small>seed {case.seed}{_left(outcome)}</small></div></div>"
    )


def _left(outcome: Outcome) -> str:
    if not outcome.played:
        return ", a call failed"
    return ", not judged yet" if outcome.unjudged else ""


def place(case: Case) -> str:
    """Which conversation of the suite it is, and what it is about."""
    return case.talk + ("" if case.subject is None else f", {case.over} {case.subject + 1}")


def _with_ratings(whole: Outcome, known: Outcome) -> Outcome:
    """The conversation with what people said of it, which is no part of the outcome that is kept."""
    own = {one.name for one in whole.scores}
    return whole.model_copy(update={"scores": (*whole.scores, *(one for one in known.scores if one.name not in own))})


def _one(outcome: Outcome, case: Case, names: Mapping[str, str]) -> None:
    st.button("All conversations", icon=":material/arrow_back:", key="evals-close", on_click=memory.close_case)
    record = outcome.record
    problem = f'<div class="pf-problem">{as_html(record.problem)}</div>' if record.problem else ""
    name = names.get(case.persona, case.persona)
    st.html(
        f'<div class="pf-about"><h3 class="pf-finding" dir="auto">{as_html(name)} · {as_html(place(case))}</h3>'
        f'<p class="pf-note">seed {case.seed} · {counted(len(record.exchanges), "turn")} · case {as_html(case.id)}</p>'
        f"{problem}</div>"
    )
    said, told = st.columns([1.7, 1], gap="large")
    with told:
        st.html(as_scores(outcome.scores))
    with said:
        measured = {one.turn: one for one in outcome.measured}
        pages = -(-len(record.exchanges) // PAGE)
        at = st.pagination(pages, key="evals-turn-page") if pages > 1 else 1
        turns = record.exchanges[(at - 1) * PAGE : at * PAGE]
        begins = '<p class="pf-note">A new session begins.</p>'
        st.html(
            "".join(
                begins * (one.turn in record.sessions) + as_turn(one, measured.get(one.turn), name) for one in turns
            )
        )
        if record.answers:
            with st.expander(f"{counted(len(record.answers), 'answer')} off the transcript", key="evals-answers"):
                st.html("".join(as_answer(one) for one in record.answers[: 6 * PAGE]))
                if len(record.answers) > 6 * PAGE:
                    st.caption(f"The first {6 * PAGE} are shown.")


def as_turn(exchange: Exchange, measured: Measured | None, name: str) -> str:
    """A turn: what was said, the deciding words highlighted, the score with its interval, drivers and emotions."""
    words = () if measured is None else tuple(word for one in measured.drivers if one.z >= FAR for word in one.words)
    off = f'<p class="pf-note">The user left its script: {as_html(exchange.off)}</p>' if exchange.off else ""
    broken = (
        ""
        if exchange.status is TurnStatus.COMPLETE
        else f'<div class="pf-problem">{as_html(exchange.problem or exchange.status.value)}</div>'
    )
    evidence = "" if measured is None else as_evidence(measured)
    return (
        f'<div class="pf-user" role="article" aria-label="The user"><div class="pf-words" dir="auto">'
        f'{as_html(exchange.user)}</div></div>{off}<div class="pf-reply pf-measured" role="article" '
        f'aria-label="{as_html(name)}"><div class="pf-head"><bdi>{as_html(name)}</bdi><span>turn {exchange.turn}</span>'
        f'</div><div class="pf-words" dir="auto">{marked(exchange.reply, words)}</div>{broken}{evidence}</div>'
    )


def as_evidence(one: Measured) -> str:
    """What was measured on a reply."""
    if one.score is None:
        verdict = one.verdict.value
    else:
        ends = f" [{number(one.low)}{TO}{number(one.high)}]" if one.low is not None and one.high is not None else ""
        verdict = f"{one.verdict.value} · {number(one.score)}{ends}"
    marks = [chips.chip(verdict, title=one.reason, style=chips.tone(one.verdict), shape=True)]
    marks += [chips.chip(_mood(who, mood)) for who, mood in (("user", one.heard), ("persona", one.shown)) if mood]
    reason = f'<p class="pf-note">{as_html(one.reason)}</p>' if one.reason else ""
    drivers = "".join(map(_driver, one.drivers))
    return (
        f'<div class="pf-chips">{"".join(marks)}</div>{reason}'
        + (f'<ul class="pf-quotes">{drivers}</ul>' if drivers else "")
    )  # fmt: skip


def _mood(who: str, mood: Mood) -> str:
    return f"{who}: {mood.label.value} {mood.confidence:.2f}"


def _driver(one: Driver) -> str:
    words = " ".join(f"<q>{as_html(word)}</q>" for word in one.words)
    return f"<li>{as_html(one.signal)}, {one.z:+.1f} spreads from its range {words}</li>"


def as_answer(one: Answered) -> str:
    """A question off the transcript and what was said to it."""
    reply = as_html(one.reply) if one.reply else "<i>no answer</i>"
    problem = f'<div class="pf-problem">{as_html(one.problem)}</div>' if one.problem else ""
    return (
        f'<div class="pf-says"><small>after turn {one.asked.after}: {as_html(one.asked.text)}</small>'
        f'<q dir="auto">{reply}</q>{problem}</div>'
    )


def as_scores(scores: Sequence[Score]) -> str:
    """The scores of a conversation with what they rest on, the gauge's signals last; those with evidence first."""
    ranked = sorted(scores, key=lambda one: (one.name.startswith(SIGNAL), one.value is None, not one.evidence))
    return f'<div class="pf-evidence"><div class="pf-eyebrow">Scores</div>{"".join(map(_score, ranked))}</div>'


def _score(one: Score) -> str:
    value = "not known" if one.value is None else number(one.value)
    ends = f" {between(one.low, one.high)}" if one.low is not None and one.high is not None else ""
    rests = f"{one.judged} of {one.of} {one.what}" if one.of else ""
    notes = " · ".join(part for part in (one.unit, f"higher is {one.higher_is}", rests) if part)
    quotes = "".join(f"<li>{as_html(line)}</li>" for line in one.evidence[:5])
    shown = f"<details><summary>Evidence</summary><ul class='pf-quotes'>{quotes}</ul></details>" if quotes else ""
    reason = f"<small>{as_html(one.reason)}</small>" if one.reason else ""
    return (
        f'<div class="pf-score"><b dir="auto">{as_html(one.name)}</b><span>{as_html(value + ends)}</span>'
        f"<small>{as_html(notes)}</small>{reason}{shown}</div>"
    )
