"""All personas: search, filter, sort, and what happens to them afterwards."""

from collections.abc import Sequence

import streamlit as st

from brain.cards import ExportFormat
from store.values import PersonaCard
from studio import again, session
from studio import session_library as memory
from studio.ui import again_box, card_upload, library_controls, library_grid, navigation
from studio.ui.boundary import fragment
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
library = services.library
desk = memory.desk()

match desk.take():
    case memory.Talk(slug):
        st.switch_page(navigation.playground(), query_params={"persona": slug})
    case memory.Copy(persona_id):
        desk.said = f"{as_label(library.copy(actor, persona_id).card.name)} is yours."
    case memory.Do(action, ids):
        desk.done = library.act(actor, ids, action)
        memory.drop_picks()
    case memory.Undo():
        library.undo(actor, desk.done)
        desk.dismiss()

view = memory.view()
deleted = view.wanted.deleted


def portrait(card: PersonaCard) -> str:
    """Where the portrait of a card is; deleted ones have none to be seen."""
    return "" if deleted else services.links.portrait(actor, card.version_id, size=192)


def card_link(ids: Sequence[str], form: ExportFormat) -> str:
    """Where these personas can be downloaded."""
    return services.links.cards(actor, ids, form=form)


if said := desk.take_said():
    st.toast(said, icon=":material/content_copy:")
# One block, so that what comes and goes in it does not move the cards: their boxes would lose their ticks.
with st.container():
    if library_controls.title():
        st.switch_page(navigation.wizard())
    brought = card_upload.box(lambda data, name: services.importing.inspect(actor, data, name), memory.tray())
    if brought:
        card_upload.results(services.importing.bulk(actor, brought))
    shelf = library.shelf(actor, view)
    library_controls.bar(
        library.facets(actor, view.wanted),
        lambda kind: library.labels(actor, kind, view.wanted),
        searching=bool(view.words),
    )
    library_controls.done(desk, library.names(actor, [one.persona_id for one in desk.done]))
    if shelf.cards:
        library_controls.heading(shelf, desk, card_link, deleted=deleted)
if shelf.cards:
    library_grid.draw(shelf, desk, deleted=deleted, portrait=portrait)
    library_controls.turn(shelf)
else:
    library_grid.empty(memory.chosen("show"), narrowed=memory.narrowed())


@fragment
def repeat() -> None:
    """The same list from Python, the command line and SQL."""
    again_box.draw(lambda: again.library(view), key="again-library")


repeat()
