"""The views of a run: scores, course, who said it, questionnaire, comparison, cost, report. Computes nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from studio import session_evals as memory
from studio.charts import cost, forest, gates, means, scores, trait
from studio.charts.words import listed
from studio.ui import evals_chart, evals_kept
from studio.ui.evals_runs import day
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.outline import Outline
    from evals.run import Run
    from store.run_values import RunCard
    from studio.charts.means import Mean
    from studio.media.links import ReportForm
    from studio.ui.evals_kept import Mark

EVERYBODY: Final = ""
SIGNAL: Final = "signal: "
FORMS: Final[tuple[tuple[ReportForm, str], ...]] = (("html", "HTML, opens offline"), ("pdf", "PDF"))


def offered(run: Run) -> list[str]:
    """The views that this run has something for."""
    found = ["scores", "conversations"]
    found += ["course"] * any(len(one.measured) > 1 for one in run.outcomes)
    found += ["bleed"] * (len(run.order.subjects) > 1)
    found += ["answers"] * (trait.asks(run.order.suite) and bool(run.outcomes))
    found += ["gates"] * bool(run.order.suite.gates)
    return [*found, "compare", "cost", "report"]


def scored(found: Sequence[Mean], names: Mapping[str, str], *, ended: bool) -> None:
    """One scorer at a time by persona, and all of them as a table."""
    known = means.scorers(found)
    if not known:
        why = "It ended before a conversation did; <b>Resume</b> goes on." if ended else "They come with conversations."
        st.html(f'<div class="pf-empty"><b>Nothing was scored yet.</b><p>{why}</p></div>')
        return
    key = memory.offer("scorer", known[0], among=known)
    scorer = st.selectbox("Score", known, key=key, format_func=lambda one: one.removeprefix(SIGNAL))
    evals_chart.draw(scores.chart([one for one in found if one.of.name == scorer], names), key=f"scores-{scorer}")
    evals_chart.folded(scores.table(found, names), key="all-scores", title="All scores of all personas")


def course(mark: Mark, run: Run, names: Mapping[str, str]) -> None:
    """The drift score over the turns, of all personas or of one."""
    options = [EVERYBODY, *names]
    persona = EVERYBODY
    if len(names) > 1:
        key = memory.offer("course-persona", EVERYBODY, among=options)
        persona = st.selectbox("Persona", options, key=key, format_func=lambda one: names.get(one, "All of them"))
    for talk, chart in evals_kept.courses(mark, persona, run):
        evals_chart.draw(chart, key=f"course-{talk}-{persona}")


def bleed(mark: Mark, outline: Outline) -> None:
    """Whose voice the replies are taken for."""
    evals_chart.draw(evals_kept.matrix(mark, outline), key="bleed")


def answers(run: Run, names: Mapping[str, str]) -> None:
    """One persona's answers against its genome."""
    asked = [one for one in run.order.genomes
             if trait.asked([said for said in run.outcomes if said.record.persona == one.metadata.slug])]  # fmt: skip
    by_slug = {one.metadata.slug: one for one in asked}
    if not by_slug:
        st.html('<div class="pf-empty"><b>Nobody was asked yet.</b><p>Answers come with each conversation.</p></div>')
        return
    key = memory.offer("answers-persona", next(iter(by_slug)), among=list(by_slug))
    slug = st.selectbox("Persona", list(by_slug), key=key, format_func=names.__getitem__)
    own = [one for one in run.outcomes if one.record.persona == slug]
    radar, facets = trait.charts(by_slug[slug], own, model=run.order.model)
    left, right = st.columns(2, gap="large")
    with left:
        evals_chart.draw(radar, key=f"radar-{slug}")
    with right:
        evals_chart.draw(facets, key=f"facets-{slug}")


def money(mark: Mark, run: Run, before: tuple[Mark, Run] | None) -> None:
    """What consistency costs, by persona; with an earlier run, both as a whole."""
    evals_chart.draw(evals_kept.costs(mark, run), key="cost")
    if before is not None:
        earlier = evals_kept.cost_of_all(before[0], f"before: {before[1].order.model}", before[1])
        later = evals_kept.cost_of_all(mark, f"after: {run.order.model}", run)
        evals_chart.draw(cost.chart([earlier, later]), key="cost-both")


def choose(cards: Sequence[RunCard], run_id: str) -> None:
    """Which run the open one is held against."""
    others = {one.id: one for one in cards if one.id != run_id and one.done}
    options = ["", *others]
    key = memory.offer("against", memory.against(), among=options)

    def called(one: str) -> str:
        if not one:
            return "Nothing"
        card = others[one]
        versions = listed([f"{who.slug} {who.version or ''}".strip() for who in card.subjects])
        return f"{day(card.created_at)} · {card.model} · {versions}"

    st.selectbox(
        "Held against an earlier run", options, key=key, format_func=called, on_change=memory.hold_against,
        help="Runs of the same suite that have come to something.",
    )  # fmt: skip
    if not others:
        st.caption("There is no other run of this suite. Run it again on another version or model, then compare.")


def compare(marks: tuple[Mark, Mark], before: Run, after: Run) -> None:
    """The differences as a forest, what they rest on, and what flipped."""
    found, flips, moved = evals_kept.comparison(marks, before, after)
    for at, chart in enumerate(forest.charts(found, moved)):
        evals_chart.draw(chart, key=f"forest-{at}")
    notes = [f"{found.shared:,} conversations are in both runs."]
    alone = found.only_before + found.only_after
    notes += [f"{alone} are in one alone and not compared."] * bool(alone)
    notes += [f"Also changed: {one}." for one in found.changed] + [forest.steady(moved)]
    st.html(f'<div class="pf-about">{"".join(f"<p>{as_html(one)}</p>" for one in notes)}</div>')
    st.html(f'<p class="pf-finding">{len(flips)} conversations came out otherwise</p>')
    if flips:
        evals_chart.whole(forest.flipped(flips), key="flips")


def gated(mark: Mark, run: Run, before: tuple[Mark, Run] | None, names: Mapping[str, str]) -> None:
    """What the suite demands and whether the run holds it."""
    found = evals_kept.gated((mark, *((before[0],) if before else ())), run, before[1] if before else None)
    st.html(f'<p class="pf-finding">{as_html(gates.finding(found))}</p>')
    st.html(
        '<p class="pf-note">A demand on a mean goes by its clustered interval: passed where all of it lies on the '
        "right side, breached where all lies on the wrong one, else it cannot be told; a demand of no failure at all "
        "is passed where there was none. The suite says whether what cannot be told blocks. A margin is held against "
        "the earlier run that is chosen above.</p>"
    )
    evals_chart.whole(gates.table(found, names), key="gates")


def report(link: Callable[[ReportForm], str]) -> None:
    """The report to take away."""
    st.html(
        '<div class="pf-about"><p><b>A report that a stakeholder can read.</b></p><p class="pf-note">What was tested, '
        "what was found, how sure, what it cost, how to repeat it, and what it cannot say. One file without scripts or "
        "addresses; the PDF is printed from it by a browser that is installed on this machine.</p></div>"
    )
    links = "".join(
        f'<a class="pf-download" download href="{as_html(link(form))}">{as_html(words)}</a>' for form, words in FORMS
    )
    st.html(f'<div class="pf-downloads">{links}</div>')
