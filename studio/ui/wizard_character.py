"""Drawing the character: five factors with their facets, the talk, a radar plot, and what it would answer now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.genome.big_five import ENDS, FACETS, BigFive
from store.wizard_values import Part
from studio.ui import emblem, radar
from studio.ui.palette import palette
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk

PART = Part.MIND

WORDS: Final = {
    "openness": "conventional, open to experience",
    "conscientiousness": "careless, conscientious",
    "extraversion": "introverted, extraverted",
    "agreeableness": "antagonistic, agreeable",
    "neuroticism": "stable, easily upset",
}

SPEECH: Final = {
    "sentence_length": ("Sentences", ("short", "medium", "long", "varied")),
    "vocabulary": ("Words", ("simple", "moderate", "sophisticated", "technical")),
    "emotional_expression": ("Feeling", ("reserved", "moderate", "expressive")),
    "humor_style": ("Humor style", ("none", "dry", "playful", "sarcastic")),
}


def factors(desk: Desk) -> None:
    """Five sliders, each with its six facets under it."""
    st.caption(
        "Moving a factor moves its six facets along; moving a facet moves the factor, which is their mean. The talk "
        "follows a little, where you have not set it."
    )
    for factor, six in FACETS.items():
        low, high = WORDS[factor].split(", ")
        desk.slider(
            PART, f"big_five.{factor}", factor.capitalize(), getattr(desk.genome.mind.big_five, factor),
            hint=f"0 is {low}, 1 is {high}; 0.5 is the middle of the population.",
        )  # fmt: skip
        box = st.expander(f"Facets of {factor}", key=f"facets-{factor}", on_change="rerun")
        if box.open:
            with box:
                for facet in six:
                    _facet(desk, facet)


def talk(desk: Desk) -> None:
    """Ten dimensions of talk, and the coarse habits of speech."""
    mind = desk.genome.mind
    left, right = st.columns(2, gap="large")
    for number, (name, about) in enumerate(type(mind.communication).model_fields.items()):
        with left if number % 2 == 0 else right:
            desk.slider(
                PART, f"communication.{name}", name.capitalize(), getattr(mind.communication, name),
                hint=about.description or "",
            )  # fmt: skip
    for column, (name, (label, options)) in zip(st.columns(4), SPEECH.items(), strict=True):
        with column:
            desk.choice(PART, f"speech.{name}", label, str(getattr(mind.speech, name)), options)


def picture(desk: Desk, drafted: BigFive) -> None:
    """The radar plot, with what was drafted behind it."""
    colours = palette(st.context.theme.type)
    levels = desk.genome.mind.big_five
    told = ", ".join(f"{factor} {getattr(levels, factor):.2f}" for factor in FACETS)
    st.plotly_chart(
        radar.figure(levels, colours, accent=emblem.accent(desk.genome.visual.appearance.accent), before=drafted),
        theme=None,
        key="mind-radar",
        alt=f"Big Five: {told}.",
        config={"displayModeBar": False, "displaylogo": False, "staticPlot": False},
    )


def answers(desk: Desk) -> None:
    """Three standing questions and what it would answer now."""
    rows = "".join(
        f"<div class='pf-says'><small>{as_html(asked)}</small><q dir='auto'>{as_html(said)}</q></div>"
        for asked, said in desk.services.trying.answers(desk.genome)
    )
    note = (
        "By the understudy, offline, with the same seed each time. It shows the talk and the lines; a model reads the "
        "whole character."
    )
    st.html(f'<div class="pf-sheet"><h3>How would it answer?</h3>{rows}<p class="pf-fine pf-note">{note}</p></div>')


def _facet(desk: Desk, facet: str) -> None:
    low, high = ENDS[facet]
    label = facet.replace("_", " ").capitalize()
    desk.slider(
        PART, f"facets.{facet}", label, getattr(desk.genome.mind.facets, facet), hint=f"0 is {low}, 1 is {high}."
    )
