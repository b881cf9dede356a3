"""The parts of a persona's page that change it: one use case an event, then the page is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from brain.anchor import derive
from studio import session_persona as memory
from studio.ui import navigation, persona_draft, persona_form, persona_json, persona_mind
from studio.ui.boundary import boundary
from studio.ui.persona_draft import Discard, Save

if TYPE_CHECKING:
    from brain.genome.difference import Path
    from store.actor import Actor
    from store.values import Persona, PersonaCard
    from studio.editing import Edit
    from studio.ui.persona_history import Asked
    from studio.wiring import Services

PARTS: Final = ("Edit", "Document", "Beliefs", "Anchor", "Modes")
"""The parts that are an edit."""


def draw(services: Services, actor: Actor, persona: Persona, part: str) -> None:
    """The bar over the edit, then the part."""
    if not services.versions.changeable(actor, persona.card):
        st.info("This persona can be read, not changed. Make a copy of it in the library and change that.")
        return
    edit = services.editing.edit(actor, persona)
    number = services.library.versions(actor, persona.card.id)[0].number + 1
    asked = persona_draft.draw(edit, next_number=number, tell=part != "Document")
    if asked:
        _finish(services, actor, persona.card, asked)
    _part(services, actor, persona, edit, part)


def _finish(services: Services, actor: Actor, card: PersonaCard, asked: Save | Discard) -> None:
    if isinstance(asked, Save):
        saved = services.versions.save_draft(actor, card.id, message=asked.message, branch=asked.branch)
        branch = ", a branch." if asked.branch else "."
        memory.say(f"Saved as version {saved.number}{branch} {services.versions.waits}".strip())
    else:
        services.versions.discard_draft(actor, card.id)
        memory.say("The edit is gone; the persona is as it was.")
    memory.forget_message()
    st.rerun()


def _part(services: Services, actor: Actor, persona: Persona, edit: Edit, part: str) -> None:
    editing, found = services.editing, persona.card.id

    # Called when a widget has changed, before the page and its boundary run.
    def keep(path: Path, value: Any) -> None:
        with boundary():
            editing.put(actor, persona, path, value)

    def typed(document: str) -> None:
        with boundary():
            editing.type(actor, persona, document)

    if part == "Document":
        persona_json.draw(edit, found, typed)
    elif edit.fields is None:
        st.warning("The document cannot be read as it stands, so there is no form. Mend it under Document.")
    elif part == "Edit":
        persona_form.draw(edit, found, keep)
    elif part == "Beliefs":
        persona_mind.beliefs(edit, found, keep, lambda path: editing.take_out(actor, persona, path))
    elif part == "Anchor":
        persona_mind.anchor(edit, found, keep, derive(edit.genome) if edit.genome else None)
    else:
        persona_mind.modes(edit, found, keep)


def do(services: Services, actor: Actor, card: PersonaCard, asked: Asked) -> None:
    """What was asked of a version in the history."""
    versions = services.versions
    if asked.action == "talk":
        st.switch_page(navigation.playground(), query_params={"persona": card.slug, "version": asked.version_id})
    elif asked.action == "compare":
        at = {"a": asked.version_id, "b": asked.other_id}
        st.switch_page(navigation.compare(), query_params=at)
    elif asked.action == "restore":
        number = versions.restore(actor, card.id, asked.version_id).number
        memory.say(f"Saved as version {number}. {versions.waits}".strip())
    elif asked.action == "branch":
        memory.say(
            f"Version {versions.branch(actor, card.id, base_id=asked.version_id).number}, beside the current one."
        )
    else:
        number = versions.make_current(actor, card.id, asked.version_id).number
        memory.say(f"New conversations begin with version {number}.")
    st.rerun()
