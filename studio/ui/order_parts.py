"""Parts of the forms that order runs and experiments: suite, models, judge, limits, and an estimate as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from evals.harness import Bounds
from evals.suites.suite import ByModel
from studio import session_evals as memory
from studio import suite_text
from studio.charts.words import TO, counted, dollars, seconds
from studio.judges import LOCAL
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.suites.errors import Problem
    from evals.suites.suite import Suite
    from studio.casting import ModelChoice
    from studio.evaluation.estimating import Estimate, Range

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


def choose_suite(shipped: Sequence[Suite]) -> Suite | None:
    """A suite that ships, or one of the user's own; None while that one cannot be used."""
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


def choose_models(choices: Sequence[ModelChoice], suite: Suite, *, note: str) -> tuple[str, ...]:
    """Models, in the order in which they were chosen."""
    by_id = {one.id: one for one in choices}
    wanted = [one for one in suite.models if one in by_id and by_id[one].available]
    key = memory.offer_several("models", wanted or [UNDERSTUDY], among=list(by_id))
    chosen = st.multiselect(
        "Models", list(by_id), key=key, help=note,
        format_func=lambda one: by_id[one].label if by_id[one].available else f"{by_id[one].label}: no key",
    )  # fmt: skip
    for one in chosen:
        if not by_id[one].available:
            st.caption(by_id[one].why)
    return tuple(chosen)


def choose_user(choices: Sequence[ModelChoice], suite: Suite) -> str:
    """The model of a played user, where the suite asks for one."""
    if not any(isinstance(talk.simulator, ByModel) for talk in suite.conversations):
        return ""
    able = _able(choices)
    if not able:
        st.caption("A model plays the user of this suite, and none is available. Set a key in the settings.")
        return ""
    key = memory.offer("user-model", next(iter(able)), among=list(able))
    return str(st.selectbox("Model that plays the user", list(able), key=key, format_func=able.__getitem__))


def choose_judge(choices: Sequence[ModelChoice], suite: Suite) -> str:
    """The judge, where the suite asks one."""
    if not any(one.name == JUDGE for one in suite.scorers):
        return ""
    offered = {"": "Nobody: that score is left out"} | judges(choices)
    key = memory.offer("judge-model", "", among=list(offered))
    return str(st.selectbox("Judge", list(offered), key=key, format_func=offered.__getitem__))


def judges(choices: Sequence[ModelChoice]) -> dict[str, str]:
    """Who can judge, by id."""
    return {LOCAL: "This machine's own reading, offline"} | _able(choices)


def _able(choices: Sequence[ModelChoice]) -> dict[str, str]:
    return {one.id: one.label for one in choices if one.available and one.id != UNDERSTUDY}


def limits(suite: Suite) -> tuple[tuple[int, ...] | None, int | None, Bounds, str]:
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
