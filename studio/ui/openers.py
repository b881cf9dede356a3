"""What a conversation shows before its first turn: a greeting, and things one could say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.genome import PersonaGenome


def draw(genome: PersonaGenome) -> str | None:
    """The greeting and the openers; the one that was chosen."""
    st.html(
        f'<div class="pf-empty"><b dir="auto">{as_html(genome.metadata.tagline or genome.name)}</b>'
        "<p>Say something below, or begin with one of these. Every reply is measured as it ends.</p></div>"
    )
    return st.pills("Openers", openers(genome), key="opener", label_visibility="collapsed", wrap=True)


def openers(genome: PersonaGenome) -> tuple[str, ...]:
    """Up to four first messages, each on something this persona has to say."""
    mind = genome.mind
    passions = [f"What do you think about {topic}?" for topic in mind.passion_topics[:2]]
    fields = [f"Explain {domain.name} to me, simply." for domain in mind.knowledge[:1]]
    return tuple(dict.fromkeys(["Who are you, and what do you do?", *passions, *fields]))
