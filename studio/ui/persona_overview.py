"""The overview of a persona: what it is for, who it is in short, and what came of talking to it. HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.reading import Verdict
from studio.ui import chips
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.values import Persona, PersonaFigures


def about(persona: Persona) -> str:
    """Identity: use, description, domains, tags and dates."""
    known = persona.genome.metadata
    lived = " to ".join(str(day) for day in (known.birth_date, known.death_date) if day)
    rows = (
        ("For", known.use or ""),
        ("Domains", ", ".join(known.domains)),
        ("Tags", ", ".join(known.tags)),
        ("Pronouns", known.pronouns),
        ("Language", known.language),
        ("Lived" if known.death_date else "Born", lived),
        ("Sources", f"{len(known.citations)} works" if known.citations else ""),
        ("Address", f"?persona={known.slug}"),
    )
    listed = "".join(f'<dt>{name}</dt><dd dir="auto">{as_html(value)}</dd>' for name, value in rows if value)
    told = f'<p class="pf-prose" dir="auto">{as_html(known.description)}</p>' if known.description else ""
    return f'<div class="pf-about">{told}<dl class="pf-list">{listed}</dl></div>'


def figures(found: PersonaFigures) -> str:
    """Conversations, turns and verdicts; with nothing said yet, a sentence."""
    if not found.turns:
        return '<div class="pf-about"><p class="pf-note">Nothing has been said to it yet: nothing to measure.</p></div>'
    mean = "not scored" if found.mean_score is None else f"{found.mean_score:.2f}"
    numbers = (
        ("conversations", str(found.sessions)),
        ("turns", str(found.turns)),
        ("mean score", mean),
        ("conversations that slipped", str(found.slipped_sessions)),
    )
    row = "".join(f"<div><b>{value}</b><span>{name}</span></div>" for name, value in numbers)
    verdicts = "".join(
        chips.chip(f"{one.value} {found.verdicts[one.value]}", style=chips.tone(one), shape=True)
        for one in Verdict
        if found.verdicts.get(one.value)
    )
    return (
        f'<div class="pf-about"><div class="pf-numbers">{row}</div><div class="pf-chips">{verdicts}</div>'
        '<p class="pf-note">Of your own conversations. The mean is over scored turns of all versions, so it says how '
        "talks went, not how good a version is.</p></div>"
    )
