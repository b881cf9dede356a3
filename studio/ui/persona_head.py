"""The head of a persona's page: portrait, name, what it is, and which part of the page is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from store.values import PersonaStatus
from studio import session_persona as memory
from studio.ui import chips
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.values import Persona


def title(persona: Persona, portrait: str) -> str:
    """Portrait, name, tagline and marks as HTML. `portrait` is an address of the studio's own."""
    card = persona.card
    alt = as_html(f"Portrait of {card.name}")
    picture = f'<img class="pf-portrait" src="{as_html(portrait)}" alt="{alt}" width="96" height="96">'
    return (
        f'<div class="pf-title pf-persona">{picture}<div><h1 dir="auto">{as_html(card.name)}</h1>'
        f'<p dir="auto">{as_html(card.tagline)}</p><div class="pf-chips">{"".join(_marks(persona))}</div></div></div>'
    )


def parts() -> str:
    """The control that opens a part; the open one."""
    found = memory.part()
    st.segmented_control(
        "Part", memory.PARTS, key="persona-part", on_change=memory.choose_part, label_visibility="collapsed"
    )
    return found


def _marks(persona: Persona) -> list[str]:
    card = persona.card
    said = [
        chips.chip(card.archetype.capitalize()),
        chips.chip(f"version {card.version_number}", title=persona.version.message),
    ]
    if card.verified_at:
        said.append(chips.chip("verified real person", title="Only an admin changes it.", style="pf-good"))
    elif card.is_real:
        said.append(chips.chip("real person", title="A person who lives or lived."))
    if card.is_demo:
        said.append(chips.chip("demo"))
    elif card.is_public:
        said.append(chips.chip("public"))
    if card.status is not PersonaStatus.ACTIVE:
        said.append(chips.chip(card.status.value, style="pf-warn"))
    return said
