"""Drawing a pasted text: where it is pasted, and what was read out of it. Knows no rules of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.drafting.pasted.text import LONGEST
from studio.ui.safe_text import as_html
from studio.wizard import pasting, sources

if TYPE_CHECKING:
    from brain.drafting.pasted.reading import Reading
    from store.wizard_values import WizardSession
    from studio.wizard.sources import Source

LONGEST_LINE: Final = 260
"""Of a kind of which much was read only so many characters are shown here; the steps show all."""


def begin() -> Source | None:
    """The place to paste a text, with what is read out of it; the source once it is to be begun from."""
    st.subheader("Or from a text", anchor=False)
    words = st.text_area(
        "Paste a brief or an interview",
        key="begin-text",
        height=150,
        max_chars=LONGEST,
        placeholder="Name: …\nTone: …\n\nor\n\nInterviewer: …\nMara: …",
        help="A brief, an interview or somebody's own words, at most 200,000 characters. What stands there becomes "
        "fields of the persona word for word, and no suggestion overwrites it.",
    )
    read = st.button("Read it", key="begin-text-read", icon=":material/manage_search:")
    if not words.strip():
        if read:
            st.caption("Nothing has been pasted yet.")
        return None
    source = sources.text(words)
    st.html(summary(pasting.preview(source.text)))
    if st.button("Begin from this text", key="begin-text-use", type="primary", icon=":material/auto_awesome:"):
        return source
    return None


def draw(session: WizardSession) -> bool:
    """The text a session was begun from and what was read; False for one that was begun from something else."""
    reading = pasting.reading_of(session)
    if reading is None:
        return False
    with st.expander("The text you pasted", icon=":material/description:"), st.container(height=260, border=False):
        st.text(pasting.text_of(session))
    st.html(summary(reading))
    return True


def summary(reading: Reading) -> str:
    """What was read out of a text and by whom, what was not found, and that the rest is drafted."""
    who = "by the rules" if reading.by == "rules" else f"by {reading.by}"
    rows = "".join(
        f"<li><b>{as_html(what.capitalize())}</b> {as_html(_cut(values))}</li>"
        for what, values in pasting.told(reading)
    )
    remarks = "".join(f"<p>{as_html(one)}</p>" for one in pasting.remarks(reading))
    if reading.form == "unread":
        return f'<div class="pf-fine pf-note pf-pasted">{remarks}</div>'
    if not rows:
        return (
            '<div class="pf-fine pf-note pf-pasted"><p>Nothing definite was read out of your text; the draft is a free '
            "one.</p></div>"
        )
    return (
        f'<div class="pf-fine pf-note pf-pasted"><p>Read out of your text, {as_html(pasting.FORMS[reading.form])}, '
        f'{as_html(who)}:</p><ul class="pf-read">{rows}</ul>{remarks}<p>Everything else is drafted.</p></div>'
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
