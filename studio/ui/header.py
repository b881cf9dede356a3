"""The head of the playground as HTML: who, with which face, version and model, and whether drift was put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.chat import DriftInstruction
    from store.values import PersonaCard, Session, Version
    from studio.ui.controls import Opening


def facts(
    talk: Session | None, opening: Opening, versions: Sequence[Version], *, label: str
) -> tuple[tuple[str, ...], DriftInstruction | None]:
    """What holds for the open conversation, or would for the next one: version, model, mode, seed; and the drift."""
    shown = talk.version_id if talk else opening.version_id
    number = next((version.number for version in versions if version.id == shown), None)
    mode = talk.persona_mode if talk else opening.mode
    known = (
        f"version {number}" if number else "",
        label,
        f"mode {mode}" if mode else "",
        f"seed {talk.seed}" if talk else "",
        f"branch of another conversation, before turn {talk.forked_from[1]}" if talk and talk.forked_from else "",
    )
    return tuple(fact for fact in known if fact), talk.drift if talk else opening.drift


def pinned(talk: Session | None, opening: Opening) -> str:
    """The version that talks, or would: the conversation's, or the one chosen."""
    return talk.version_id if talk else opening.version_id


def title(card: PersonaCard, portrait: str, known: tuple[str, ...], drift: DriftInstruction | None) -> str:
    """The face at an address of our own, name, facts about the conversation, and the test instrument's label."""
    instrument = ""
    if drift:
        words = f"Test instrument: {drift.type}, dose {drift.dose:g}, from turn {drift.from_turn}"
        instrument = f'<div class="pf-instrument">{as_html(words)}</div>'
    return (
        f'<div class="pf-title"><img class="pf-portrait" src="{as_html(portrait)}" alt="" width="96" height="96"><div>'
        f'<h1 dir="auto">{as_html(card.name)}</h1><p>{as_html(" · ".join(known))}</p>'
        f"{instrument}</div></div>"
    )
