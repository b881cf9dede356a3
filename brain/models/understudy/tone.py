"""In which of the ready-made tones a persona speaks when its genome has no words of its own for the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome import PersonaGenome

_STYLE: Final = (
    "formality",
    "humor",
    "empathy",
    "directness",
    "warmth",
    "enthusiasm",
    "sophistication",
    "inquisitiveness",
)

# Where each tone stands on the dimensions above; `plain` is the middle, a calm and courteous voice.
_PLACES: Final[Mapping[str, tuple[float, ...]]] = {
    "plain": (0.55, 0.30, 0.60, 0.60, 0.55, 0.45, 0.45, 0.45),
    "scholar": (0.65, 0.45, 0.50, 0.50, 0.50, 0.50, 0.90, 0.80),
    "warm": (0.35, 0.45, 0.95, 0.45, 0.95, 0.55, 0.40, 0.55),
    "playful": (0.20, 0.95, 0.50, 0.50, 0.65, 0.80, 0.45, 0.50),
    "blunt": (0.15, 0.45, 0.35, 0.95, 0.30, 0.50, 0.40, 0.35),
    "bright": (0.35, 0.50, 0.60, 0.60, 0.75, 0.95, 0.40, 0.70),
    "grand": (0.90, 0.25, 0.10, 0.85, 0.10, 0.45, 0.80, 0.25),
}


def tone(genome: PersonaGenome) -> str:
    """The nearest tone by squared distance over eight style dimensions."""
    style = genome.mind.communication
    own = tuple(float(getattr(style, name)) for name in _STYLE)

    def far(name: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(own, _PLACES[name], strict=True))

    return min(_PLACES, key=lambda name: (far(name), name))
