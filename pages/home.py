"""What this is, the personas, and the next step."""

import streamlit as st

from studio import again, session
from studio.ui import again_box, home_parts, navigation, recent, week_parts
from studio.ui.boundary import fragment
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
cards = services.library.first(actor, 6)

st.html(home_parts.HERO)

if not cards:
    st.html(home_parts.EMPTY)
else:
    chosen = None
    for start in range(0, len(cards), 3):
        for column, card in zip(st.columns(3, gap="medium"), cards[start : start + 3], strict=False):
            with column.container(border=True, height="stretch", vertical_alignment="distribute"):
                st.html(home_parts.card(card, services.links.portrait(actor, card.version_id, size=256)))
                if st.button(
                    f"Talk to {as_label(card.name, longest=40)}",
                    key=f"talk-{card.id}",
                    icon=":material/forum:",
                    width="stretch",
                ):
                    chosen = card.slug
    with st.container(horizontal=True, gap="medium"):
        st.page_link(navigation.library(), label="All personas", icon=":material/grid_view:")
        st.page_link(navigation.wizard(), label="New persona", icon=":material/person_add:")
    if chosen:
        st.switch_page(navigation.playground(), query_params={"persona": chosen})

if cards:
    week_parts.draw(services.week.of(actor))

talks = services.conversations.recent(actor, limit=3).items
if talks:
    names = services.library.names(actor, [talk.persona_id for talk in talks])
    st.subheader("Go on where you stopped", anchor=False)
    with st.container(horizontal=True):
        opened = recent.draw(talks, names)
    if opened:
        st.switch_page(navigation.playground(), query_params={"session": opened})

st.subheader("How it measures", anchor=False)
st.html(home_parts.how_it_measures())


@fragment
def repeat() -> None:
    """The same list from Python and the command line."""
    again_box.draw(again.personas, key="again-personas")


repeat()
