"""What a style and a light do to a whole picture: to the measures before, to the pixels after. Knows no part.

All six styles are drawings; none of them is, or claims to be, a photograph or a film.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from studio.media.visual.kit.colours import Tones, dark, mix
from studio.media.visual.kit.ink import fade, glow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from studio.media.visual.kit.ink import Blend, Pen, Shader
    from studio.media.visual.kit.look import Look

    Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a style draws.

    How dark its outlines are (0 none, 1 as usual, above it darker), how flat its planes (0 to 1), how large eyes and
    nose are (1 as they are), how much grain and how much of a brush there is (0 to 1).
    """

    line: float = 1.0
    flat: float = 0.0
    eyes: float = 1.0
    nose: float = 1.0
    grain: float = 0.0
    brush: float = 0.0


STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "drawn": Style(),
        "illustrated": Style(line=3.2, flat=1.0),
        "anime": Style(line=2.6, flat=0.7, eyes=1.5, nose=0.55),
        "painted": Style(line=0.25, grain=0.5, brush=1.0),
        "cinematic": Style(line=0.35, grain=0.35),
        "photographic": Style(line=0.0, grain=0.22),
    }
)


def styled(look: Look) -> Look:
    """The sitter as the style sees it."""
    style = STYLES[look.preset]
    return replace(
        look, skin=_toned(look.skin, style), hair=_toned(look.hair, style), cloth=_toned(look.cloth, style),
        second=_toned(look.second, style), eye_width=look.eye_width * (1 + 0.24 * (style.eyes - 1)),
        eye_height=look.eye_height * style.eyes, nose_width=look.nose_width * style.nose,
        nose_length=look.nose_length * (1 - 0.25 * (1 - style.nose)),
        lip_width=look.lip_width * (1 - 0.3 * (1 - style.nose)),
    )  # fmt: skip


def _toned(tones: Tones, style: Style) -> Tones:
    line = mix(mix(tones.base, tones.shade, 0.5), tones.line, min(1.0, style.line))
    return Tones(
        high=mix(tones.high, tones.base, style.flat * 0.6), pale=mix(tones.pale, tones.base, style.flat),
        base=tones.base,
        shade=mix(tones.shade, tones.base, style.flat * 0.25), deep=mix(tones.deep, tones.shade, style.flat * 0.5),
        line=dark(line, 0.30 * max(0.0, style.line - 1)),
    )  # fmt: skip


def washes(look: Look) -> tuple[tuple[Shader, Blend], ...]:
    """The light of the sitting, then the style's own, as gradients over the whole page with how each is laid on."""
    lights: dict[str, tuple[tuple[Shader, Blend], ...]] = {
        "warm": ((_beam("#ffb45e", 0.50), "soft-light"), (_beam("#ffcf8a", 0.20), "screen")),
        "cool": ((_beam("#7fb6ff", 0.50), "soft-light"), (_across("#dbe9ff", "#3c4f86", 0.22), "multiply")),
        "bright": ((_beam("#ffffff", 0.42), "soft-light"), (_beam("#fff6e6", 0.07), "screen")),
        "dramatic": ((_across("#ffffff", "#171029", 0.66), "multiply"), (_beam("#ffe2b8", 0.62), "soft-light")),
    }
    styles: dict[str, tuple[tuple[Shader, Blend], ...]] = {
        "cinematic": (
            (_across("#ffb070", "#0f5561", 0.55), "soft-light"),
            (_across("#fff2e0", "#123038", 0.55), "multiply"),
        ),
        "photographic": ((_beam("#fff4e4", 0.30), "soft-light"), (_beam("#fff4e4", 0.10), "screen")),
        "painted": ((_beam("#ffdca6", 0.34), "soft-light"),),
        "anime": ((_beam("#ffffff", 0.26), "soft-light"),),
    }
    return (*lights.get(look.light, ()), *styles.get(look.preset, ()))


def _beam(colour: str, strength: float) -> Shader:
    return glow((colour, strength), (colour, 0.0), centre=(240, 180), radius=760)


def _across(lit: str, shaded: str, strength: float) -> Shader:
    return fade(
        (lit, strength),
        (mix(lit, shaded, 0.32), strength),
        (shaded, strength),
        start=(200, 160),
        end=(800, 680),
        at=(0, 0.5, 1),
    )


def lit(pen: Pen, look: Look) -> None:
    """Lay the washes over everything drawn; the pen stands at the page's upper left corner."""
    for shader, blend in washes(look):
        pen.cover(shader, blend=blend)


def surfaced(pixels: Pixels, look: Look) -> Pixels:
    """Brush and grain, the same for the same seed. Takes and gives rows x columns x 3, red first."""
    style = STYLES[look.preset]
    if style.brush:
        pixels = _brushed(pixels, look.seed)
    if style.grain:
        noise = np.random.default_rng(look.seed).normal(0, 9 * style.grain, (*pixels.shape[:2], 1))
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    return pixels


def _brushed(pixels: Pixels, seed: int) -> Pixels:
    """Colour gathered into strokes: a median, moved about by a slow field, on a woven ground."""
    import cv2

    size = pixels.shape[0]
    field = np.random.default_rng(seed).normal(0, 1, (2, max(4, size // 10), max(4, size // 10))).astype(np.float32)
    dx, dy = (cv2.resize(one, (size, size), interpolation=cv2.INTER_CUBIC) * size / 420 for one in field)
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    width = max(3, size // 110) | 1
    gathered = cv2.medianBlur(
        cv2.remap(pixels, xs + dx, ys + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), width
    )
    sharp = cv2.addWeighted(pixels, 0.30, gathered, 0.70, 0)
    weave = (np.sin(xs * 2.1) + np.sin(ys * 2.1))[..., None] * 2.2
    woven: Pixels = np.clip(sharp + weave, 0, 255).astype(np.uint8)
    return woven
