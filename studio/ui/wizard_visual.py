"""Drawing the step VISUAL: the face as it is, others of its description, its parts, and its 21 expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import streamlit as st

from brain.emotion.labels import Emotion
from brain.genome.visual import VisualDNA
from store.wizard_values import Part
from studio import session_wizard
from studio.ui import wizard_parts
from studio.ui.boundary import boundary
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk

PART = Part.VISUAL
STYLES: tuple[str, ...] = get_args(VisualDNA.model_fields["style_preset"].annotation)


def draw(desk: Desk) -> None:
    """The step."""
    visual = desk.genome.visual
    left, right = st.columns([1, 1.3], gap="large")
    with left:
        _face(desk)
        _lock(desk)
        _photo(desk)
    with right:
        if visual.generation.locked:
            st.caption("The face is locked. Clothes, place and light can still change.")
        else:
            desk.choice(PART, "style_preset", "Style", visual.style_preset, STYLES, words=str.capitalize)
            _others(desk)
        wizard_parts.draw(desk)
    _expressions(desk)


def _face(desk: Desk) -> None:
    """The picture that will be shown, and what it is."""
    visual, links = desk.genome.visual, desk.services.links
    drawn = links.making(desk.actor, desk.session.id, revision=desk.session.revision, size=512)
    source = links.asset(desk.actor, visual.primary_image) if visual.primary_image else drawn
    said = "Your photo, shown at rest; other expressions are drawn" if visual.primary_image else (
        f"Drawn portrait · seed {visual.generation.seed} · made here, costs nothing"
    )  # fmt: skip
    name = as_html(desk.genome.name)
    st.html(
        f'<figure class="pf-sitter"><img src="{as_html(source)}" alt="The face of {name}" width="512" height="512">'
        f"<figcaption>{said}</figcaption></figure>"
    )


def _lock(desk: Desk) -> None:
    locked = desk.genome.visual.generation.locked
    if st.button(
        "Unlock the face" if locked else "Keep this face",
        icon=":material/lock_open:" if locked else ":material/lock:",
        key="visual-lock",
        width="stretch",
        help="A kept face stays as it is, in later versions too: only clothes, place and light may change.",
    ):
        desk.services.looks.lock(desk.actor, desk.session.id, locked=not locked)
        st.rerun()


def _photo(desk: Desk) -> None:
    """A photo instead of the drawing at rest; one that cannot serve is refused here, with what to do."""
    with st.expander("Use a photo", icon=":material/add_a_photo:"):
        st.caption(
            "One face from the front, sharp, at least 96 pixels wide. JPEG, PNG or WebP, up to 10 MB. Place, camera "
            "and all other data in the file are left behind. Use only a photo you may use."
        )
        given = st.file_uploader(
            "Photo", type=["jpg", "jpeg", "png", "webp"], key=f"visual-photo-{desk.session.revision}",
            label_visibility="collapsed",
        )  # fmt: skip
        if given is not None:
            with boundary():
                desk.services.looks.upload(desk.actor, desk.session.id, given.getvalue())
                st.rerun()
        if desk.genome.visual.primary_image and st.button("Back to the drawing", key="visual-no-photo"):
            desk.keep(PART, {"primary_image": ""})
            st.rerun()


def _others(desk: Desk) -> None:
    """Four other people of the same description, each a click away."""
    session = desk.session
    page = session_wizard.others(session.id)
    st.markdown("**Others of this description**")
    for column, seed in zip(st.columns(4), desk.services.looks.seeds(session, page), strict=True):
        source = desk.services.links.making(desk.actor, session.id, revision=session.revision, size=256, seed=seed)
        with column:
            st.html(f'<img class="pf-other" src="{as_html(source)}" alt="A variation" width="256" height="256">')
            if st.button("Choose", key=f"visual-{seed}", width="stretch", help=f"Seed {seed}. Costs nothing."):
                desk.services.looks.choose(desk.actor, session.id, seed)
                st.rerun()
    if st.button("Show four others", icon=":material/refresh:", key="visual-others"):
        session_wizard.more_others(session.id)
        st.rerun()


def _expressions(desk: Desk) -> None:
    links, session = desk.services.links, desk.session
    faces = "".join(
        f'<figure><img loading="lazy" width="192" height="192" alt="{label.value}" src="'
        + as_html(links.making(desk.actor, session.id, revision=session.revision, emotion=label.value, size=192))
        + f'"><figcaption>{label.value.capitalize()}</figcaption></figure>'
        for label in Emotion
    )
    st.markdown("**The 21 expressions**")
    st.html(f'<div class="pf-expressions">{faces}</div>')
