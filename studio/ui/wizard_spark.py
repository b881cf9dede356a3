"""Drawing the step SPARK: the concept, what was suggested from it, and every line to be written over."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from brain import drafting
from brain.archetypes import archetype
from brain.genome import Archetype
from store.wizard_values import Part
from studio import session_wizard
from studio.ui import wizard_pasted
from studio.ui.safe_text import as_html
from studio.wizard.spark import LONGEST, MOST_TRAITS, PRONOUNS, UNNAMED, traits

if TYPE_CHECKING:
    from pydantic import JsonValue

    from studio.ui.wizard_desk import Desk

PART = Part.SPARK


def draw(desk: Desk) -> None:
    """The step."""
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        _concept(desk)
    with right:
        _lines(desk)


def _concept(desk: Desk) -> None:
    if wizard_pasted.draw(desk.session):
        _again(desk)
        return
    words = str(desk.session.value(PART, "concept") or "")
    desk.text(
        PART, "concept", "Concept", words, lines=6, longest=LONGEST["concept"],
        hint="A sentence, a brief, an interview. What it says of age, work, place and manner goes into the draft.",
    )  # fmt: skip
    _again(desk)
    st.html(_understood(words))


def _again(desk: Desk) -> None:
    again = st.button(
        "Suggest again" if desk.session.drafted_by else "Suggest",
        icon=":material/auto_awesome:",
        key="spark-suggest",
        help="Drafts every line that you have not written yourself. Another draft each time.",
    )
    if again:
        with st.spinner("Drafting"):
            begun = desk.services.wizard.suggest(desk.actor, desk.session.id)
        session_wizard.note(begun.note)
        st.rerun()


def _lines(desk: Desk) -> None:
    genome, session = desk.genome, desk.session

    def now(name: str, default: str) -> str:
        return str(session.value(PART, name, default) or "")

    about = genome.metadata
    desk.text(PART, "name", "Name", now("name", "" if about.name == UNNAMED else about.name), longest=LONGEST["name"])
    desk.text(PART, "tagline", "Tagline", now("tagline", about.tagline), longest=LONGEST["tagline"])
    first, second, third = st.columns([1.3, 1, 0.8])
    with first:
        desk.choice(
            PART, "archetype", "Archetype", now("archetype", about.archetype.value), [one.value for one in Archetype],
            words=str.capitalize,
        )  # fmt: skip
    with second:
        desk.choice(PART, "pronouns", "Pronouns", now("pronouns", about.pronouns), PRONOUNS)
    with third:
        _age(desk)
    st.caption(archetype(about.archetype).description)
    desk.text(
        PART, "description", "Who it is", now("description", about.description), lines=3, longest=LONGEST["description"]
    )
    _traits(desk)
    desk.text(
        PART, "backstory_hook", "Backstory hook", now("backstory_hook", ""), lines=2, longest=LONGEST["backstory_hook"],
        hint="One sentence that makes one want to know more. The backstory is told around it.",
    )  # fmt: skip


def _age(desk: Desk) -> None:
    told = desk.session.value(PART, "age")
    value = int(told) if isinstance(told, (int, float)) else None
    key = desk.key(PART, "age", value, stored=lambda one: cast("JsonValue", one))
    st.number_input(
        desk.title(PART, "age", "Age"), min_value=0, max_value=130, value=value, step=1, key=key, placeholder="not said"
    )
    desk.below(PART, "age")


def _traits(desk: Desk) -> None:
    held = desk.session.value(PART, "traits")
    names = list(traits(held)) if held is not None else [trait.name for trait in desk.genome.mind.traits]
    offered = dict.fromkeys((*names, *(trait.name for trait in archetype(desk.genome.metadata.archetype).traits)))
    key = desk.key(PART, "traits", names, stored=lambda value: list(cast("list[str]", value)))
    st.multiselect(
        desk.title(PART, "traits", "Traits"), list(offered), names, key=key, accept_new_options=True,
        max_selections=MOST_TRAITS,
        placeholder="Choose, or type your own",
    )  # fmt: skip
    desk.below(PART, "traits")


def _understood(words: str) -> str:
    """What the offline drafter read out of the concept, or why it read little."""
    if not words.strip():
        return '<p class="pf-fine pf-note">Write a sentence, then choose Suggest.</p>'
    told = drafting.read(words)
    if not told.english:
        return (
            '<p class="pf-fine pf-note">The offline drafter reads English. Your words are kept as they are; name and '
            "manner are suggested without them. With a key the model reads any language.</p>"
        )
    if not told.understood:
        return '<p class="pf-fine pf-note">Nothing definite was read out of these words; the draft is a free one.</p>'
    rows = "".join(f"<li>{as_html(as_plain(one))}</li>" for one in told.understood)
    return f'<div class="pf-fine pf-note">Read out of your words:<ul class="pf-read">{rows}</ul></div>'


def as_plain(text: str) -> str:
    """A line of what was read, cut where it would be long."""
    return text if len(text) <= 120 else text[:119] + "…"  # noqa: PLR2004 - one or two lines
