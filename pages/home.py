"""What this is, the personas, and the next step."""

import streamlit as st

from studio import again, session
from studio.ui import again_box, home_parts, navigation, recent
from studio.ui.boundary import fragment
from studio.ui.safe_text import as_label

services = session.services()
actor = session.actor()
page = services.library.cards(actor, limit=18)
names = {card.id: card.name for card in page.items}

st.html(home_parts.HERO)

if not page.items:
    st.html(home_parts.EMPTY)
else:
    chosen = None
    for start in range(0, len(page.items), 3):
        for column, card in zip(st.columns(3, gap="medium"), page.items[start : start + 3], strict=False):
            with column.container(border=True, height="stretch", vertical_alignment="distribute"):
                st.html(home_parts.card(card))
                if st.button(
                    f"Talk to {as_label(card.name, longest=40)}",
                    key=f"talk-{card.id}",
                    icon=":material/forum:",
                    width="stretch",
                ):
                    chosen = card.slug
    if page.next_cursor:
        st.caption("Only the newest 18 are shown here; the playground can reach more.")
    if chosen:
        st.switch_page(navigation.playground(), query_params={"persona": chosen})

talks = services.conversations.recent(actor, limit=3).items
if talks:
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
