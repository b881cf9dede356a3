"""Beliefs with their sources, the anchor, and modes: parts of the edit with a shape of their own. Calls no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from brain.anchor import PersonalityAnchor, reminder
from studio.ui.persona_form import Form
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome.difference import Path
    from studio.editing import Edit

    Keep = Callable[[Path, Any], None]

_CONFIG: Final = (
    ("Humour", "humor_usage", ["low", "medium", "high"], "medium"),
    ("Emotional style", "emotional_style", ["reserved", "expressive"], "expressive"),
    ("Length", "language_style", ["verbose", "concise"], "concise"),
    ("Strictness", "strictness", ["relaxed", "standard", "strict"], "standard"),
)


def beliefs(edit: Edit, persona_id: str, keep: Keep, drop: Callable[[Path], None]) -> None:
    """Every belief with its source; one opened is edited in its place."""
    form, found = Form(edit, persona_id, keep), edit.value(("mind", "beliefs"), [])
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if not known:
        st.html('<div class="pf-empty"><b>No beliefs yet.</b><p>What it is convinced of, in its own words.</p></div>')
    for at, one in enumerate(known):
        path: Path = ("mind", "beliefs", at)
        said = as_label(str(one.get("statement", "")) or "A new belief", longest=110)
        box = st.expander(f"{said} {_source(one)}", key=f"belief-{at}", on_change="rerun")
        if box.open:
            with box:
                _belief(form, path, drop)
    if st.button("Add a belief", icon=":material/add:", key="add-belief"):
        keep(("mind", "beliefs", len(known)), {"statement": "I believe …"})
        st.rerun()


def anchor(edit: Edit, persona_id: str, keep: Keep, found: PersonalityAnchor | None) -> None:
    """What may never change: as it follows from the genome, and what is put in its place."""
    if found is not None:
        st.html(_anchor(found))
        with st.expander("What a model is reminded of after strong drift", icon=":material/anchor:"):
            st.html(f'<div class="pf-about"><p class="pf-prose">{as_html(reminder(found, 1.0))}</p></div>')
    st.subheader("Put something else in its place", anchor=False)
    st.caption("What is left empty follows from the genome.")
    form = Form(edit, persona_id, lambda path, value: keep(path, value or None))
    form.text("Core identity, to follow “you are”", ("mind", "anchor", "core_identity"), height=80)
    columns = st.columns(2, gap="large")
    names = ("signature_phrases", "boundary_phrases", "immutable_traits", "passion_topics", "avoidance_topics")
    for at, name in enumerate(names):
        with columns[at % 2]:
            most = " At most five." if name == "immutable_traits" else ""
            form.lines(name.replace("_", " ").capitalize(), ("mind", "anchor", name), help=f"One a line.{most}")


def modes(edit: Edit, persona_id: str, keep: Keep) -> None:
    """The ways it takes part, and its coarse switches."""
    form, found = Form(edit, persona_id, keep), edit.value(("mind", "modes"), [])
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        if not known:
            st.html('<div class="pf-empty"><b>No modes.</b><p>It always takes part as itself.</p></div>')
        for at, one in enumerate(known):
            with st.container(border=True):
                form.switch(as_label(str(one.get("name", f"Mode {at + 1}"))), ("mind", "modes", at, "enabled"))
                form.text("What it does then", ("mind", "modes", at, "instructions"), height=90)
    with right:
        for label, name, options, default in _CONFIG:
            form.choice(label, ("mind", "config", name), options, default=default)
        form.text("Chat model", ("mind", "config", "model"), help="Empty: the studio's own.")


def _belief(form: Form, path: Path, drop: Callable[[Path], None]) -> None:
    form.text("In its own words", (*path, "statement"), height=80)
    left, right = st.columns(2, gap="large")
    with left:
        form.level("How sure", (*path, "confidence"), default=0.8)
        form.lines("Words by which a question about it is known", (*path, "topics"))
    with right:
        form.text("Source: title", (*path, "source", "title"))
        form.text("Author", (*path, "source", "author"))
        form.text("Where in it", (*path, "source", "locator"))
    if st.button("Take it out", icon=":material/delete:", key=f"drop-{path[-1]}"):
        drop(path)
        st.rerun()


def _source(one: dict[str, Any]) -> str:
    """Where a belief comes from, as a label."""
    source = one.get("source")
    if not isinstance(source, dict) or not source.get("title"):
        return ":small[:orange[no source]]"
    told = (source.get("author"), source.get("title"), source.get("year"))
    return f":small[:gray[{as_label(', '.join(str(one) for one in told if one), longest=110)}]]"


def _anchor(found: PersonalityAnchor) -> str:
    speech, rest = found.speech_patterns, found.emotional_baseline
    rows = (
        ("It is", found.core_identity),
        ("Never says", "; ".join(found.boundary_phrases)),
        ("Often says", "; ".join(found.signature_phrases)),
        ("Traits that hold", ", ".join(found.immutable_traits)),
        ("Speech", f"{speech.sentence_length} sentences, {speech.vocabulary} words, {speech.emotional_expression}"),
        ("Humour", speech.humor_style),
        ("Rests at", rest.emotion.value),
        ("Loves to talk about", ", ".join(found.passion_topics)),
        ("Steers away from", ", ".join(found.avoidance_topics)),
    )
    listed = "".join(f'<dt>{name}</dt><dd dir="auto">{as_html(value)}</dd>' for name, value in rows if value)
    return f'<div class="pf-about"><dl class="pf-list">{listed}</dl></div>'
