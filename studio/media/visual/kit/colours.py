"""Colours as `#rrggbb` text, mixed and shaded. Knows no canvas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(4096)
def mix(first: str, second: str, share: float) -> str:
    """`share` (0 to 1) of the second colour in the first."""
    share = max(0.0, min(1.0, share))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(rgb(first), rgb(second), strict=True))


def lightness(colour: str) -> float:
    """How light it looks, 0 to 1 (luma of Rec. 601)."""
    red, green, blue = rgb(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def light(colour: str, share: float) -> str:
    """Towards warm white."""
    return mix(colour, "#fff3e4", share)


def dark(colour: str, share: float) -> str:
    """Towards a warm black, which keeps a shadow from going grey."""
    return mix(colour, "#1d0f16", share)


@dataclass(frozen=True, slots=True)
class Tones:
    """One material in its light: from highlight to deepest shadow, with the colour of its outline."""

    high: str
    pale: str
    base: str
    shade: str
    deep: str
    line: str


def skin_tones(base: str) -> Tones:
    """Skin: shadows turn red before they turn dark, and a dark skin shines less widely but as brightly."""
    bright = lightness(base)
    return Tones(
        high=light(base, 0.18 + 0.30 * bright),
        pale=light(base, 0.06 + 0.14 * bright),
        base=base,
        shade=mix(mix(base, "#a8412f", 0.22), "#4a1a1e", 0.14 + 0.08 * (1 - bright)),
        deep=mix(mix(base, "#8c3028", 0.30), "#35101a", 0.42),
        line=mix(mix(base, "#6b2a24", 0.55), "#1d0a10", 0.45),
    )


def hair_tones(base: str) -> Tones:
    """Hair: a cool sheen on black hair, a warm one on everything else."""
    bright = lightness(base)
    sheen = "#8a93b8" if bright < 0.14 else "#fff0d8"  # where hair reads as black
    return Tones(
        high=mix(base, sheen, 0.34),
        pale=mix(base, sheen, 0.16),
        base=base,
        shade=dark(base, 0.34 - 0.09 * bright),
        deep=dark(base, 0.60 - 0.26 * bright),
        line=dark(base, 0.72),
    )


def cloth_tones(base: str) -> Tones:
    """Cloth: dull, so its highlight is near its own colour."""
    return Tones(
        high=light(base, 0.24), pale=light(base, 0.12), base=base,
        shade=mix(dark(base, 0.24), "#2a2350", 0.10), deep=mix(dark(base, 0.48), "#221c48", 0.12), line=dark(base,
        0.66),
    )  # fmt: skip
