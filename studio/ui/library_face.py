"""A persona's card in the library as one piece of HTML, with where a search found its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.values import PersonaStatus
from studio.ui import chips, emblem
from studio.ui.recent import ago
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from datetime import datetime

    from store.values import Excerpt, PersonaCard


def face(card: PersonaCard, *, now: datetime, portrait: str = "", excerpt: Excerpt | None = None) -> str:
    """The face of a card. `portrait` is an address of this studio's own; without one the emblem is drawn.

    Every word of the persona is escaped, and cut by lines so that the grid holds.
    """
    domains = " · ".join(as_html(name) for name in card.domains[:4])
    found = hit(excerpt) if excerpt else ""
    return (
        f'<div class="pf-face">{_picture(card, portrait)}'
        f'<div class="pf-who"><h3 dir="auto" title="{as_html(card.name)}">{_named(card)}</h3>'
        f'<div class="pf-kind">{as_html(card.archetype.capitalize())} · version {card.version_number}</div></div>'
        f'<div class="pf-tag" dir="auto">{as_html(card.tagline)}</div>'
        f'{found}<div class="pf-domains" dir="auto">{domains}</div>'
        f'<div class="pf-chips">{"".join(_badges(card))}<span class="pf-when">{_when(card, now)}</span></div></div>'
    )


def hit(excerpt: Excerpt) -> str:
    """Where a search found its words."""
    words = "".join(f"<mark>{as_html(part)}</mark>" if found else as_html(part) for part, found in excerpt.parts)
    return f'<div class="pf-hit" dir="auto"><b>{as_html(excerpt.where)}</b> {words}</div>'


def _named(card: PersonaCard) -> str:
    """The name, which leads to the persona's own page; a deleted one has none."""
    if card.status is PersonaStatus.DELETED:
        return as_html(card.name)
    return f'<a class="pf-open" href="/persona?persona={as_html(card.id)}" target="_self">{as_html(card.name)}</a>'


def _picture(card: PersonaCard, portrait: str) -> str:
    if not portrait:
        return emblem.emblem(card.name, card.slug, card.accent, size_rem=4.25)
    alt = as_html(f"Portrait of {card.name}")
    return f'<img class="pf-portrait" src="{as_html(portrait)}" alt="{alt}" loading="lazy" width="68" height="68">'


def _badges(card: PersonaCard) -> list[str]:
    marks = [chips.chip("real person", title="A person who lives or lived.")] if card.is_real else []
    if card.is_demo:
        marks.append(chips.chip("demo"))
    elif card.is_public:
        marks.append(chips.chip("public"))
    if card.status is not PersonaStatus.ACTIVE:
        marks.append(chips.chip(card.status.value, style="pf-warn"))
    return marks


def _when(card: PersonaCard, now: datetime) -> str:
    return f"talked {ago(now - card.last_talked_at)}" if card.last_talked_at else "not talked to yet"
