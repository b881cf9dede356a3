"""What the kit draws: every measure and colour of one sitter, decided. Knows no words, no genome and no canvas."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.media.visual.kit.colours import Tones


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One sitter. Lengths in units of the page (`geometry`), shares from 0 to 1, colours as `#rrggbb`."""

    seed: int
    preset: str = "drawn"
    skin: Tones
    hair: Tones
    eye: str
    lip: str
    brow: str

    soft: float = 0.5
    """From a heavy, angular build of the face (0) to a slight, rounded one (1)."""
    old: float = 0.0
    """How old the skin is: 0 at thirty, 1 at ninety."""
    child: float = 0.0
    """How much of a child's proportions: 1 at four years, 0 from eighteen."""

    temple: float = 148.0
    cheek: float = 156.0
    jaw: float = 118.0
    chin: float = 56.0
    length: float = 232.0

    eye_width: float = 44.0
    eye_height: float = 1.0
    eye_gap: float = 73.0
    eye_tilt: float = 3.0
    eye_lid: float = 0.3
    lashes: float = 0.4

    brow_weight: float = 1.0
    brow_arch: float = 0.5
    brow_height: float = 0.0

    nose_width: float = 1.0
    nose_length: float = 1.0
    nose_bridge: float = 0.3

    lip_width: float = 1.0
    lip_full: float = 1.0

    hair_style: str = "side-part"
    hair_part: float = 0.35
    beard: str = "none"
    glasses: str = "none"
    clothes: str = "tee"
    cloth: Tones
    second: Tones
    build: float = 0.5
    backdrop: str = "plain"
    light: str = "soft"
    accent: str
    freckles: float = 0.0
    blush: float = 0.25
    earrings: str = "none"
    make_up: float = 0.0

    def chance(self, part: str) -> Random:
        """Chance for one part: always the same for the same seed, and independent of the other parts."""
        return Random(f"{self.seed}:{part}")
