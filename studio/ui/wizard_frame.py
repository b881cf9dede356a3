"""The frame of the wizard: where one is, what each step's state is, what it cost, when it was saved, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from store.wizard_values import Step
from studio import session_wizard
from studio.ui.safe_text import as_html, as_label
from studio.wizard.draft import state
from studio.wizard.making import STEPS

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk
    from studio.wizard.draft import State

TITLES: Final = {
    Step.SPARK: ("Spark", "Who is it?"),
    Step.VISUAL: ("Visual", "What does it look like?"),
    Step.VOICE: ("Voice", "How does it sound?"),
    Step.MIND: ("Mind", "How does it think and talk?"),
    Step.REVIEW: ("Review", "Is it what you meant?"),
}

_ICONS: Final[dict[State, str]] = {
    "empty": ":material/radio_button_unchecked:",
    "suggested": ":material/auto_awesome:",
    "yours": ":material/check_circle:",
    "mend": ":material/error:",
}
_WORDS: Final[dict[State, str]] = {
    "empty": "nothing here yet",
    "suggested": "filled by the draft",
    "yours": "has your own words",
    "mend": "something to mend",
}


def head(desk: Desk) -> Step | None:
    """Name, stepper, cost and the note when it was saved; the step whose button was pressed."""
    session, draft = desk.session, desk.draft
    st.html(
        f'<div class="pf-wizard-head"><h1 dir="auto">{as_html(draft.genome.name)}</h1>'
        f"<p>{as_html(_facts(desk))}</p></div>"
    )
    pressed = None
    with st.container(key="pf-stepper", horizontal=True, gap="small"):
        for number, step in enumerate(STEPS, start=1):
            here, how = step is session.step, state(session, draft, step)
            words = _WORDS[how] if step is not Step.REVIEW else "ready" if draft.ready else "something to mend first"
            if st.button(
                f"{number} {TITLES[step][0]}",
                key=f"step-{step.value}",
                type="primary" if here else "secondary",
                icon=_ICONS[how],
                help=f"{TITLES[step][1]} {words.capitalize()}.{cost(desk, step)}",
            ):
                pressed = step
    if said := session_wizard.take_note():
        st.info(as_label(said, longest=600), icon=":material/info:")
    return pressed


def question(step: Step) -> None:
    """The question of the step."""
    st.subheader(TITLES[step][1], anchor=False)


def foot(desk: Desk) -> Step | None:
    """Back, next, and the short way to the end; the step that was chosen."""
    place = STEPS.index(desk.session.step)
    chosen = None
    with st.container(key="pf-wizard-foot", horizontal=True, vertical_alignment="center"):
        if place and st.button("Back", icon=":material/arrow_back:", key="wizard-back"):
            chosen = STEPS[place - 1]
        if place < len(STEPS) - 1:
            after = STEPS[place + 1]
            if st.button(
                f"Next: {TITLES[after][0]}", icon=":material/arrow_forward:", key="wizard-next", type="primary"
            ):
                chosen = after
            if after is not Step.REVIEW and st.button(
                "Make the rest for me",
                icon=":material/auto_awesome:",
                key="wizard-rest",
                help="The steps you leave out are filled by the draft. You can come back to each.",
            ):
                chosen = Step.REVIEW
    return chosen


def cost(desk: Desk, step: Step) -> str:
    """What a step has cost so far, in words; empty if nothing."""
    spent = desk.session.costs.get(step.value, 0)
    return f" Cost so far: {dollars(spent)}." if spent else ""


def dollars(microdollars: int) -> str:
    """An amount as `$0.0012`."""
    return f"${microdollars / 1_000_000:.4f}" if microdollars else "$0"


def _facts(desk: Desk) -> str:
    session = desk.session
    by = {"": "", "offline": "drafted offline"}.get(session.drafted_by, f"drafted by {session.drafted_by}")
    local = session.updated_at.astimezone(_zone(st.context.timezone))
    return " · ".join(
        part for part in (f"saved {local:%H:%M}", by, f"cost so far {dollars(session.cost_microdollars)}") if part
    )


def _zone(name: str | None) -> ZoneInfo | None:
    """The browser's time zone; None, the machine's, where it did not say one that is known."""
    return ZoneInfo(name) if name in available_timezones() else None
