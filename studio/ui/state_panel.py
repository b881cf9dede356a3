"""Mood, energy and relationship as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brain.state import PersonaState


def panel(state: PersonaState, *, accent: str) -> str:
    """The state after the last turn. `accent` has been checked by `emblem.accent`."""
    vad = state.vad
    return (
        f'<div class="pf-state" style="--pf-own:{accent}"><div class="pf-eyebrow">Right now</div>'
        f'<div class="pf-mood"><b>{state.mood.value}</b><span>valence {vad.valence:+.2f} · arousal {vad.arousal:.2f}'
        f" · dominance {vad.dominance:.2f}</span></div>"
        f"{_meter('Energy', state.energy)}{_meter('Relationship', state.relationship)}</div>"
    )


def _meter(name: str, share: float) -> str:
    percent = round(100 * share)
    return (
        f'<div class="pf-meter" role="meter" aria-label="{name}"'
        f' aria-valuemin="0" aria-valuemax="1" aria-valuenow="{share:.2f}">'
        f"<span>{name}</span><i><u style='width:{percent}%'></u></i><em>{share:.2f}</em></div>"
    )
