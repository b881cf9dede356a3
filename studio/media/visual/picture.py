"""What is asked of a provider of pictures, and what it gives. Knows no provider, no store and no screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from brain.genome.visual import VisualDNA


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRequest:
    """One picture of one face: an emotion's label (or a persona's own) at an intensity from 0 to 1, and a mouth shape.

    `viseme` is one of the fifteen of `studio.media.visual.visemes`, or None for the mouth the emotion has.
    `seed` None means the seed that the visual DNA holds; `size` is the side of the square in pixels, 32 to 2048.
    """

    visual: VisualDNA
    emotion: str = "neutral"
    intensity: float = 0.7
    viseme: str | None = None
    size: int = 512
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture and where it comes from. `cost_microdollars` None means that the price is not known."""

    data: bytes
    media_type: Literal["image/png", "image/jpeg", "image/webp"]
    width: int
    height: int
    seed: int
    made_by: str
    label: str
    cost_microdollars: int | None = 0


class ImageModel(Protocol):
    """A provider of pictures. `id` names provider and version; `label` is what a person reads beside each picture."""

    @property
    def id(self) -> str:
        """Provider and version, such as `drawn-portrait/1`."""
        ...

    @property
    def label(self) -> str:
        """What it is, in words, such as `drawn portrait`."""
        ...

    def draw(self, request: PictureRequest) -> Picture:
        """The picture asked for. Raises InvalidInput, and a ModelError where the provider fails."""
        ...
