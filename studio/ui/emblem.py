"""A persona's emblem: a guilloche rosette grown from its slug, with its initials. Knows colours and text only."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from typing import Final

from studio.ui.safe_text import as_html

FALLBACK_ACCENT: Final = "#4f6d7a"

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_HONORIFICS: Final = frozenset({"dr", "prof", "mr", "mrs", "ms", "lord", "lady", "sir", "nurse", "captain"})
_STEPS: Final = 180


def accent(colour: str) -> str:
    """The colour if it is `#rrggbb`, else the fallback: nothing else may reach a style attribute."""
    return colour if _HEX.fullmatch(colour) else FALLBACK_ACCENT


def initials(name: str) -> str:
    """One or two letters of a name, honorifics left out: `Nurse Amara Diallo` gives `AD`."""
    words = [word for word in re.split(r"[\s\-_.]+", name) if word and word[0].isalnum()]
    kept = [word for word in words if word.lower() not in _HONORIFICS] or words
    if not kept:
        return "?"
    return (kept[0][0] + (kept[-1][0] if len(kept) > 1 else "")).upper()


def rosette(seed: str, *, pen: float = 0.55) -> str:
    """A woven rosette as an SVG document in black on nothing, the same for the same seed: a mask to be coloured.

    `pen` is the width of the line where the rosette is 100 wide.
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    petals = 5 + digest[0] % 7
    strands = 5 + digest[1] % 3
    outer = _band(petals, strands, radius=39.0, swing=7.0 + digest[2] % 4, name="a")
    inner = _band(petals + 2 + digest[3] % 5, strands - 1, radius=27.5, swing=3.0 + digest[4] % 3, name="b")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100">'
        f'<g fill="none" stroke="#000" stroke-width="{pen}">{outer}{inner}</g></svg>'
    )


def emblem(name: str, seed: str, colour: str, *, size_rem: float = 6.0) -> str:
    """The rosette with the initials in its middle, as HTML."""
    return (
        f'<div class="pf-emblem" style="--pf-own:{accent(colour)};font-size:{size_rem:.2f}rem" aria-hidden="true">'
        f'<i style="{_mask(seed)}"></i>'
        f"<b>{as_html(initials(name))}</b></div>"
    )


def ornament(seed: str) -> str:
    """A large rosette without initials, in the studio's accent, as HTML."""
    return f'<div class="pf-ornament" aria-hidden="true"><i style="{_mask(seed, pen=0.28)}"></i></div>'


def disc(name: str, colour: str) -> str:
    """The initials on a small disc of the persona's colour, as HTML."""
    own = accent(colour)
    style = f"background:{own};color:{_on(own)}"
    return f'<span class="pf-disc" style="{style}" aria-hidden="true">{as_html(initials(name))}</span>'


def _mask(seed: str, *, pen: float = 0.55) -> str:
    picture = base64.b64encode(rosette(seed, pen=pen).encode()).decode()
    return f"mask-image:url(data:image/svg+xml;base64,{picture})"


def _band(petals: int, strands: int, *, radius: float, swing: float, name: str) -> str:
    points = []
    for step in range(_STEPS):
        angle = 2 * math.pi * step / _STEPS
        reach = radius + swing * math.sin(petals * angle)
        points.append(f"{reach * math.cos(angle):.1f} {reach * math.sin(angle):.1f}")
    turn = 360 / (petals * strands)
    copies = "".join(f'<use href="#{name}" transform="rotate({turn * k:.3f})"/>' for k in range(1, strands))
    return f'<path id="{name}" d="M{"L".join(points)}Z"/>{copies}'


def _on(colour: str) -> str:
    """White or ink, whichever contrasts more with the colour (relative luminance, WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - sRGB
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0633 else "#1e1c26"
