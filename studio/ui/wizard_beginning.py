"""The beginning of the wizard: a sentence, a profile, a blank page or a copy, and what is not finished yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from store.wizard_values import Part, WizardStatus
from studio.ui import recent, wizard_pasted
from studio.ui.safe_text import as_label
from studio.ui.wizard_frame import TITLES
from studio.wizard import sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.values import PersonaCard
    from store.wizard_values import WizardSession
    from studio.wizard.sources import Source

LEAD: Final = (
    '<div class="pf-hero pf-hero-small"><div><h1>Begin with a <em>sentence</em>.</h1><p>Say who it is, as you would '
    "tell a friend. The rest is drafted from your words; everything can be changed, and nothing you write is "
    "overwritten.</p></div></div>"
)
EXAMPLES: Final = (
    "a retired sea captain who hates small talk",
    "a cheerful barista in Lisbon who studies astronomy",
    "a stern Victorian governess",
    "a villain who loves roses",
)
LONGEST: Final = 40_000


def draw() -> Source | None:
    """The ways to begin; the source that was chosen."""
    st.html(LEAD)
    chosen: Source | None = None
    with st.form("begin", border=False, enter_to_submit=True):
        words = st.text_area(
            "Who is it?",
            key="begin-words",
            height=96,
            max_chars=LONGEST,
            placeholder=EXAMPLES[1],
        )
        if st.form_submit_button("Draft it", type="primary", icon=":material/auto_awesome:", key="begin-draft"):
            if words.strip():
                chosen = sources.sentence(words)
            else:
                st.error(
                    "There is nothing to begin from. Write a sentence, or choose one below.", icon=":material/error:"
                )
    example = st.pills("For example", EXAMPLES, key="begin-example", label_visibility="collapsed", wrap=True)
    if example and chosen is None:
        chosen = sources.sentence(example)
    return chosen or wizard_pasted.begin() or _profiles()


def _profiles() -> Source | None:
    st.subheader("Or from a profile", anchor=False)
    chosen = None
    profiles = list(sources.profiles().items())
    for start in range(0, len(profiles), 4):
        for column, (name, profile) in zip(st.columns(4, gap="medium"), profiles[start : start + 4], strict=False):
            with column.container(border=True, height="stretch", vertical_alignment="distribute"):
                st.markdown(f"**{profile.title}**  \n{profile.summary}")
                if st.button("Use it", key=f"profile-{name}", width="stretch", help=f"Begin with {profile.title}."):
                    chosen = sources.profile(name)
    return chosen


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file as it came from the browser."""

    name: str
    data: bytes


def others(cards: Sequence[PersonaCard]) -> tuple[bool, str | None, Uploaded | None]:
    """A blank page, a copy or a card: whether a blank one was wanted, the id of the persona to copy, and the card."""
    st.subheader("Or from something else", anchor=False)
    wanted, copied = False, None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.button("A blank page", icon=":material/draft:", key="begin-blank")
        if cards:
            by_id = {card.id: card for card in cards}
            chosen = st.selectbox(
                "Persona to copy", list(by_id), format_func=lambda one: by_id[one].name, key="begin-copy-of", width=280
            )
            if st.button("Copy it", icon=":material/content_copy:", key="begin-copy"):
                copied = chosen
    return wanted, copied, _card()


def _card() -> Uploaded | None:
    """A character card or a genome document; only once it is asked to be used, so that no rerun uses it again."""
    file = st.file_uploader(
        "A character card or a genome document (JSON, PNG, .charx)",
        type=["json", "png", "apng", "charx"],
        key="begin-card",
        help="Read field by field; nothing in it is executed or fetched.",
    )
    if file is not None and st.button("Use the card", key="begin-card-use", icon=":material/style:"):
        return Uploaded(file.name, file.getvalue())
    return None


def unfinished(sessions: Sequence[WizardSession]) -> tuple[str, str] | None:
    """Personas in the making; what was pressed (`open`, `abandon`, `delete`, `restore`) and of which."""
    if not sessions:
        return None
    st.subheader("Not finished yet", anchor=False)
    pressed = None
    for session in sessions:
        name = str(session.value(Part.SPARK, "name") or "") or str(session.value(Part.SPARK, "concept") or "Unnamed")
        ago = recent.ago(datetime.now(UTC) - session.updated_at)
        with st.container(horizontal=True, vertical_alignment="center", key=f"unfinished-{session.id}"):
            open_it = st.button(
                f"{as_label(name, longest=40)} · {TITLES[session.step][0]} · {ago}",
                key=f"resume-{session.id}",
                type="tertiary",
                icon=":material/edit:",
            )
            aside = session.status is not WizardStatus.OPEN
            back = aside and st.button("Restore", key=f"restore-{session.id}", icon=":material/restore:")
            away = not aside and st.button("Set aside", key=f"abandon-{session.id}", icon=":material/inventory_2:")
            gone = st.button("Delete", key=f"delete-{session.id}", icon=":material/delete:")
        for wanted, action in ((open_it, "open"), (back, "restore"), (away, "abandon"), (gone, "delete")):
            if wanted:
                pressed = (action, session.id)
    return pressed
