"""A ledger of a card on a page: the counts first, then each field, narrowed to one kind. Knows no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.cards import MEANINGS, Kind
from studio.ui import chips
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.cards import Entry, Ledger

MOST: Final = 300
"""Fields that are drawn at once."""

_TONE: Final[Mapping[Kind, str]] = {
    Kind.KEPT: "pf-good",
    Kind.CHANGED: "pf-quiet",
    Kind.REPAIRED: "pf-warn",
    Kind.NOT_UNDERSTOOD: "pf-unsure",
    Kind.ASSUMED: "pf-quiet",
    Kind.LOST: "pf-bad",
}


def draw(ledger: Ledger, *, key: str) -> None:
    """The ledger; `key` tells it from others on the page."""
    if not ledger.entries:
        return
    counts = ledger.counts
    chosen = st.pills(
        "Show",
        list(counts),
        format_func=lambda kind: f"{kind.value} {counts[kind]}",
        key=f"{key}-kind",
        label_visibility="collapsed",
        help="Show one kind of field alone.",
    )
    st.html(table(ledger, chosen if isinstance(chosen, Kind) else None))


def table(ledger: Ledger, kind: Kind | None = None) -> str:
    """The fields, or those of one kind, as HTML: what became of it, where it stood, where it went and how."""
    wanted = ledger.entries if kind is None else ledger.of(kind)
    rows = "".join(map(_row, wanted[:MOST]))
    left = len(wanted) - MOST if len(wanted) > MOST else 0
    left += ledger.uncounted if kind is None else 0
    more = f'<p class="pf-note">and {left:,} more</p>' if left else ""
    meaning = f'<p class="pf-note">{as_html(MEANINGS[kind].capitalize())}.</p>' if kind else ""
    return (
        f'{meaning}<div class="pf-ledger"><table><thead><tr><th scope="col">What became of it</th>'
        f'<th scope="col">Field</th><th scope="col">Where and how</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"{more}"
    )


def _row(entry: Entry) -> str:
    where = f"<code>{as_html(entry.to)}</code>" if entry.to else ""
    note = f"<span>{as_html(entry.note)}</span>" if entry.note else ""
    field = f"<code>{as_html(entry.path)}</code>" if entry.kind is not Kind.ASSUMED else "<i>not given</i>"
    mark = chips.chip(entry.kind.value, title=MEANINGS[entry.kind], style=_TONE[entry.kind])
    return f"<tr><td>{mark}</td><td>{field}</td><td>{where} {note}</td></tr>"
