"""The desk a step is drawn on: the open session, its draft, and fields that keep themselves. Knows no step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from store.wizard_values import Change, Field, Part, Step
from studio import session_wizard
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import JsonValue

    from brain.genome import PersonaGenome
    from store.actor import Actor
    from store.wizard_values import WizardSession
    from studio.wiring import Services
    from studio.wizard.draft import Draft

EMPTY: Final = Field(None, revision=0, by="suggested")


@dataclass
class Desk:
    """What a step needs: services and actor, the session as it is kept now, and the draft it stands for."""

    services: Services
    actor: Actor
    session: WizardSession

    @property
    def draft(self) -> Draft:
        """The whole genome as it would be published now, with what is wrong."""
        return self.services.wizard.draft(self.session)

    @property
    def genome(self) -> PersonaGenome:
        """The genome of the draft."""
        return self.draft.genome

    def sync(self) -> bool:
        """Keep what was typed since the last drawing, in one write; whether there was anything. At the top of a run."""
        edits = session_wizard.edits(self.session.id)
        if not edits:
            return False
        changes = tuple(Change(one.part, one.name, value, seen=one.seen) for one, value in edits)
        self.session = self.services.wizard.write(self.actor, self.session.id, changes)
        session_wizard.kept(self.session.id)
        return True

    def keep(self, part: Part, values: Mapping[str, JsonValue]) -> None:
        """Keep fields that the user set by something other than a bound widget (a button, a picture)."""
        self.session = self.services.wizard.keep(self.actor, self.session.id, part, values)

    def field(self, part: Part, name: str) -> Field:
        """What is kept in a field."""
        return self.session.fields[part].get(name, EMPTY)

    def key(
        self,
        part: Part,
        name: str,
        value: object,
        *,
        stored: Callable[[object], JsonValue] | None = None,
        within: tuple[JsonValue, int, str] | None = None,
    ) -> str:
        """The key of a widget for a field that shows `value`; whatever the user does to it is kept at the next run.

        `within` is for one attribute of an item of a list: the list as drawn, the item's place, the attribute. Give the
        widget the value as its default too: a browser that mounts it in a run that is broken off has nothing else.
        """
        revision = self.field(part, name).revision
        if stored is None:
            return session_wizard.show(self.session.id, part, name, value, revision=revision, within=within)
        return session_wizard.show(self.session.id, part, name, value, revision=revision, stored=stored, within=within)

    def text(
        self, part: Part, name: str, label: str, value: str, *, lines: int = 1, longest: int, hint: str = ""
    ) -> None:
        """A text field with who wrote it, what is wrong with it, and both versions where two browsers clashed."""
        key = self.key(part, name, value)
        said = self.title(part, name, label)
        if lines == 1:
            st.text_input(said, value, key=key, max_chars=longest, help=hint or None)
        else:
            st.text_area(said, value, key=key, max_chars=longest, height=26 + 26 * lines, help=hint or None)
        self.below(part, name)

    def choice(
        self,
        part: Part,
        name: str,
        label: str,
        value: str,
        options: Sequence[str],
        *,
        words: Callable[[str], str] = str,
    ) -> None:
        """A field with a few values to choose from."""
        offered = list(options) if value in options else [*options, value]
        key = self.key(part, name, value)
        st.selectbox(self.title(part, name, label), offered, offered.index(value), key=key, format_func=words)
        self.below(part, name)

    def slider(self, part: Part, name: str, label: str, value: float, *, hint: str = "") -> None:
        """A field from 0 to 1."""
        shown = round(float(value), 2)
        key = self.key(part, name, shown)
        st.slider(label, 0.0, 1.0, shown, step=0.01, key=key, help=hint or None)
        self.below(part, name)

    def title(self, part: Part, name: str, label: str) -> str:
        """The label, with a mark where the user wrote the field."""
        return f"{label} · yours" if self.session.written(part, name) else label

    def below(self, part: Part, name: str) -> None:
        """What is wrong with a field, and the other version where two browsers wrote it."""
        step = Step.MIND if part is Part.MOTION else Step(part.value)
        problem = self.draft.problem(step, name)
        if problem:
            st.error(as_label(problem, longest=400), icon=":material/error:")
        for number, rival in enumerate(self.field(part, name).rival):
            self._rival(part, name, rival, number)

    def _rival(self, part: Part, name: str, rival: JsonValue, number: int) -> None:
        """Two browsers wrote this field: take one of the two."""
        with st.container(border=True):
            st.warning(
                f"Another browser wrote this field meanwhile. There it says: {as_label(str(rival), longest=300)}",
                icon=":material/call_split:",
            )
            with st.container(horizontal=True):
                here = st.button("Keep what is here", key=f"mine-{part.value}-{name}-{number}")
                there = st.button("Take the other", key=f"theirs-{part.value}-{name}-{number}")
        if here or there:
            self.keep(part, {name: rival if there else self.field(part, name).value})
            st.rerun()
