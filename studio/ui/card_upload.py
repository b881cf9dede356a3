"""Cards dropped on a page: what each would become, field by field, and the wish to import them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.cards import bundle
from studio.ui import ledger_table
from studio.ui.boundary import boundary, explain
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.cards import Inspected
    from studio.importing import Result
    from studio.session_library import Files, Tray

LARGEST: Final = 64
"""Megabytes of one file."""

ENDINGS: Final = ("json", "png", "apng", "charx", "zip")


def box(look: Callable[[bytes, str], Inspected], tray: Tray, *, key: str = "cards") -> Files | None:
    """The same in a box that is drawn only once it is open."""
    held = st.expander("Import cards", icon=":material/upload_file:", key=f"{key}-box", on_change="rerun")
    if not held.open:
        return None
    with held:
        return draw(look, tray, key=key)


def draw(look: Callable[[bytes, str], Inspected], tray: Tray, *, key: str = "cards") -> Files | None:
    """The upload and, for one card, its ledger. The files, once their import is wanted; the upload is empty by then.

    `look` reads a card without keeping it; its errors are explained in place.
    """
    uploaded = st.file_uploader(
        "Cards",
        list(ENDINGS),
        accept_multiple_files=True,
        key=f"{key}-files-{tray.number}",
        max_upload_size=LARGEST,
        help="Character Card V1, V2 or V3 as JSON, PNG, APNG or .charx; TinyTroupe agents; .persona.json; "
        "zip archives of these.",
    )
    files = tuple((one.name, one.getvalue()) for one in uploaded)
    if not files:
        st.caption("Nothing in a card is run, and no address in it is opened. You see every field before it is kept.")
    with boundary():
        if _alone(files):
            _one(files, look, tray, key=key)
        elif files:
            _many(files, tray, key=key)
    return tray.take()


def results(done: Sequence[Result]) -> None:
    """What became of each file: the persona with its ledger, or why there is none."""
    for one in done:
        if one.problem is not None:
            st.markdown(f"**{as_label(one.name)}**")
            explain(one.problem)
        elif one.kept is not None:
            title = f"{as_label(one.kept.persona.card.name)} is yours: {one.kept.ledger.summary}"
            with st.expander(title, icon=":material/check:"):
                st.html(ledger_table.table(one.kept.ledger))


def _alone(files: Files) -> bool:
    return len(files) == 1 and not bundle.is_bundle(files[0][1])


def _many(files: Files, tray: Tray, *, key: str) -> None:
    st.markdown(
        "An archive of cards."
        if len(files) == 1
        else f"{len(files)} files. Each card is read on its own: one that cannot be read stops none of the others."
    )
    _press("Import them", files, tray, key=f"{key}-many")


def _one(files: Files, look: Callable[[bytes, str], Inspected], tray: Tray, *, key: str) -> None:
    """What a card would become."""
    ((name, data),) = files
    found = look(data, name)
    about = found.genome.metadata
    parts = [found.label, *["its picture becomes the portrait"] * bool(found.pictures)]
    parts += ["real person"] * about.is_real
    st.markdown(f"### {as_label(about.name)}\n{as_label(' · '.join(parts), longest=200)}")
    _press(f"Import {as_label(about.name, longest=40)}", files, tray, key=f"{key}-one")
    ledger_table.draw(found.ledger, key=key)


def _press(label: str, files: Files, tray: Tray, *, key: str) -> None:
    st.button(label, type="primary", icon=":material/download:", key=key, on_click=tray.put, args=[files])
