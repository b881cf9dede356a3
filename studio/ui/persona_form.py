"""The genome editor as a form: the fields most often changed, by section. Each change is handed on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from brain.genome import Archetype, BigFive, CommunicationStyle
from studio import session_persona as memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome.difference import Path
    from studio.editing import Edit

    Keep = Callable[[Path, Any], None]

_SLIDERS: Final = (
    ("Personality", ("mind", "big_five"), tuple(BigFive.model_fields)),
    ("Communication", ("mind", "communication"), tuple(CommunicationStyle.model_fields)),
)
_LINES: Final = (
    ("Greetings", ("mind", "greetings")),
    ("Farewells", ("mind", "farewells")),
    ("Signature phrases", ("mind", "signature_phrases")),
    ("Quirks", ("mind", "quirks")),
)


class Form:
    """The fields of an edit of one persona."""

    def __init__(self, edit: Edit, persona_id: str, keep: Keep) -> None:
        self._edit, self._persona, self._keep = edit, persona_id, keep

    def text(self, label: str, path: Path, *, height: int | None = None, help: str | None = None) -> None:  # noqa: A002 - Streamlit's word
        """A text field; with a height, of several lines."""
        widget = memory.field(self._persona, path, str(self._edit.value(path, "")), self._keep)
        if height is None:
            st.text_input(label, help=help, **widget)
        else:
            st.text_area(label, height=height, help=help, **widget)

    def lines(self, label: str, path: Path, *, help: str = "One a line.") -> None:  # noqa: A002 - Streamlit's word
        """A list of texts, one a line."""
        found = self._edit.value(path, [])
        texts = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
        st.text_area(label, height=120, help=help, **memory.field(self._persona, path, texts, self._keep, lines=True))

    def level(self, label: str, path: Path, *, default: float = 0.5) -> None:
        """A share from 0 to 1."""
        found = self._edit.value(path, default)
        level = min(1.0, max(0.0, float(found))) if isinstance(found, int | float) else default
        st.slider(label, 0.0, 1.0, step=0.01, **memory.field(self._persona, path, level, self._keep))

    def choice(self, label: str, path: Path, options: list[str], *, default: str) -> None:
        """One of a few words."""
        found = str(self._edit.value(path, default))
        known = options if found in options else [found, *options]
        st.selectbox(label, known, **memory.field(self._persona, path, found, self._keep))

    def switch(self, label: str, path: Path, *, help: str | None = None) -> None:  # noqa: A002 - Streamlit's word
        """Yes or no."""
        st.toggle(label, help=help, **memory.field(self._persona, path, bool(self._edit.value(path)), self._keep))


def draw(edit: Edit, persona_id: str, keep: Keep) -> None:
    """The whole form."""
    form = Form(edit, persona_id, keep)
    st.subheader("Identity", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        form.text("Name", ("metadata", "name"))
        form.text("Tagline", ("metadata", "tagline"))
        form.text("What it is for", ("metadata", "use"))
        form.text("Description", ("metadata", "description"), height=150)
    with right:
        form.choice("Archetype", ("metadata", "archetype"), [one.value for one in Archetype], default="sage")
        form.text("Pronouns", ("metadata", "pronouns"))
        form.lines("Domains", ("metadata", "domains"))
        form.lines("Tags", ("metadata", "tags"))
        form.switch(
            "A real person",
            ("metadata", "is_real"),
            help="Then each belief and trait needs a source, and copies are marked.",
        )
    for title, parent, names in _SLIDERS:
        st.subheader(title, anchor=False)
        columns = st.columns(2, gap="large")
        for at, name in enumerate(names):
            with columns[at % 2]:
                form.level(name.replace("_", " ").capitalize(), (*parent, name))
    st.subheader("In its own words", anchor=False)
    columns = st.columns(2, gap="large")
    for at, (label, path) in enumerate(_LINES):
        with columns[at % 2]:
            form.lines(label, path)
    form.text("Backstory", ("mind", "backstory"), height=220)
