"""The sidebar of the playground: who plays, from which version, in which mode, on which model, and drift on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from brain.models.chat import DRIFT_TYPES, DriftInstruction
from studio import session
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.values import Persona, PersonaCard, Version
    from studio.casting import ModelChoice
    from studio.conversations import ModelPick

AS_ITSELF = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a conversation will be started with."""

    version_id: str
    mode: str
    model: str
    drift: DriftInstruction | None


def persona(cards: Sequence[PersonaCard]) -> PersonaCard:
    """Choose a persona; choosing another one leaves the open conversation."""
    by_slug = {card.slug: card for card in cards}
    session.offer("persona", cards[0].slug, among=list(by_slug))
    slug = st.selectbox(
        "Persona",
        list(by_slug),
        format_func=lambda slug: by_slug[slug].name,
        key="persona",
        on_change=session.forget_version,
    )
    return by_slug[slug]


def opening(
    chosen: Persona, versions: Sequence[Version], models: Sequence[ModelChoice], *, pick: ModelPick, drift: bool = True
) -> Opening:
    """Choose version, mode, model and drift; a change leaves the open conversation, which is pinned to its own.

    `pick` is the model that is offered first, with the reason if it is not the persona's own.
    """
    version_id = _version(versions)
    mode = _mode(chosen)
    model = _model(models, pick)
    return Opening(
        version_id=version_id, mode=mode, model=model, drift=_drift() if drift and model == "understudy" else None
    )


def _version(versions: Sequence[Version]) -> str:
    words = {v.id: f"Version {v.number}" + (f", {v.message}" if v.message else "") for v in versions}
    session.offer("version", versions[0].id, among=list(words))
    return str(
        st.selectbox("Version", list(words), format_func=words.__getitem__, key="version", on_change=session.close_talk)
    )


def _mode(chosen: Persona) -> str:
    modes = [AS_ITSELF, *(mode.name for mode in chosen.genome.mind.modes if mode.enabled)]
    session.offer("mode", AS_ITSELF, among=modes)
    if len(modes) == 1:
        return AS_ITSELF
    return str(
        st.selectbox(
            "Mode", modes, format_func=lambda mode: mode or "As itself", key="mode", on_change=session.close_talk
        )
    )


def _model(models: Sequence[ModelChoice], pick: ModelPick) -> str:
    by_id = {choice.id: choice for choice in models}
    session.offer("model", pick.id if pick.id in by_id else models[0].id, among=list(by_id))
    chosen = st.selectbox(
        "Model",
        list(by_id),
        format_func=lambda key: by_id[key].label if by_id[key].available else f"{by_id[key].label}: no key",
        key="model",
        on_change=session.close_talk,
    )
    if not by_id[chosen].available:
        st.caption(by_id[chosen].why)
    if pick.why and chosen == pick.id:
        st.caption(as_label(pick.why, longest=300))
    return str(chosen)


def _drift() -> DriftInstruction | None:
    """Drift on purpose: a test instrument, never on unless asked for."""
    on = st.toggle(
        "Drift on purpose",
        key="drift",
        on_change=session.close_talk,
        help="A test instrument: the understudy leaves its part in a chosen way, and you see the measurement react.",
    )
    if not on:
        return None
    session.offer("drift_type", "assistant break", among=list(DRIFT_TYPES))
    session.offer("drift_dose", 0.8)
    session.offer("drift_turn", 4)
    kind = st.selectbox("Kind", list(DRIFT_TYPES), key="drift_type", on_change=session.close_talk)
    dose = st.slider("Dose", 0.0, 1.0, step=0.1, key="drift_dose", on_change=session.close_talk)
    turn = st.number_input(
        "From turn", min_value=1, max_value=500, step=1, key="drift_turn", on_change=session.close_talk
    )
    return DriftInstruction.model_validate({"type": kind, "dose": dose, "from_turn": turn})
