"""All personas: search, filter, sort, and what happens to them afterwards."""

import streamlit as st

from store.values import PersonaCard
from studio import again, session
from studio import session_library as memory
from studio.ui import again_box, library_controls, library_grid, navigation
from studio.ui.boundary import fragment
from studio.ui.library_grid import Copy, Talk, Wish
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
library = services.library
said = memory.settle()
view = memory.view()
deleted = view.wanted.deleted
shelf = library.shelf(actor, view)


def portrait(card: PersonaCard) -> str:
    """Where the portrait of a card is; deleted ones have none to be seen."""
    return "" if deleted else services.links.portrait(actor, card.version_id, size=192)


if said:
    st.toast(said, icon=":material/content_copy:")
st.title("Library", anchor=False)
library_controls.bar(
    library.facets(actor, view.wanted),
    lambda kind: library.labels(actor, kind, view.wanted),
    searching=bool(view.words),
)
done = memory.done()
if library_controls.undo(done, {card.id: card.name for card in shelf.cards}):
    library.undo(actor, done)
    memory.keep_done(())
    st.rerun()

wish: Wish | None = None
if shelf.cards:
    wish = library_controls.heading(shelf, deleted=deleted)
    wish = library_grid.draw(shelf, deleted=deleted, portrait=portrait) or wish
    library_controls.turn(shelf)
else:
    library_grid.empty(deleted=deleted, narrowed=memory.narrowed())

if isinstance(wish, Talk):
    st.switch_page(navigation.playground(), query_params={"persona": wish.card.slug})
elif isinstance(wish, Copy):
    made = library.copy(actor, wish.card.id)
    memory.say(f"{as_label(made.card.name)} is yours.")
    st.rerun()
elif wish:
    memory.keep_done(library.act(actor, [card.id for card in wish.cards], wish.action))
    st.rerun()


@fragment
def repeat() -> None:
    """The same list from Python, the command line and SQL."""
    again_box.draw(lambda: again.library(view), key="again-library")


repeat()
