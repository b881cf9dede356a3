"""What each preview shows of what a token names, as the store lets that actor see it. Knows no Gradio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from brain.errors import NotFound

if TYPE_CHECKING:
    from store.actor import Actor
    from store.values import Asset
    from studio.wiring import Services

Block = Literal["portrait", "picture", "voice", "cues"]
"""A version's portrait with its expressions, a picture that is kept, a sound that is kept, and a reply's cue sheet."""

BLOCKS: tuple[Block, ...] = get_args(Block)

SIDE = 512
"""Pixels of the pictures in a gallery."""


@dataclass(frozen=True, slots=True)
class Face:
    """One picture of a gallery: where it is and what it shows."""

    url: str
    caption: str


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a sound is, what it is called, and who made it."""

    url: str
    name: str
    made_by: str


def check(services: Services, actor: Actor, block: str, thing_id: str) -> None:
    """Raise NotFound unless this block can show this thing to this actor."""
    if block == "portrait":
        services.library.version(actor, thing_id)
    elif block in {"picture", "voice"}:
        _asset(services, actor, thing_id, "image/" if block == "picture" else "audio/")
    elif block != "cues":
        raise NotFound(f"There is no preview called {block!r}.", next_step=f"Known are: {', '.join(BLOCKS)}.")


def faces(services: Services, actor: Actor, version_id: str) -> tuple[Face, ...]:
    """Every expression of a version, neutral first, with the labels of the grid before the persona's own."""
    _, genome = services.library.version(actor, version_id)
    visual = genome.visual
    labels = sorted(visual.expressions, key=lambda label: label != "neutral") + sorted(visual.custom_expressions)
    return tuple(
        Face(services.links.portrait(actor, version_id, emotion=label, size=SIDE), label)
        for label in dict.fromkeys(labels)
    )


def picture(services: Services, actor: Actor, asset_id: str) -> Face:
    """A picture that is kept. Raises NotFound."""
    found = _asset(services, actor, asset_id, "image/")
    return Face(services.links.asset(actor, asset_id), found.label or found.kind.value)


def sound(services: Services, actor: Actor, asset_id: str) -> Sound:
    """A sound that is kept. Raises NotFound."""
    found = _asset(services, actor, asset_id, "audio/")
    return Sound(services.links.asset(actor, asset_id), found.label or found.kind.value, found.provenance.label)


def _asset(services: Services, actor: Actor, asset_id: str, media: str) -> Asset:
    found = services.store.assets.get(actor, asset_id)
    if not found.media_type.startswith(media):
        raise NotFound("There is nothing to show.", why=f"It is a {found.kind.value}.", next_step="Check the id.")
    return found
