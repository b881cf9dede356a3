"""The mouth: lips, teeth and tongue, from closed to wide open. Knows no jaw line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import light, mix
from studio.media.visual.kit.geometry import clamp
from studio.media.visual.kit.ink import fade, glow, shape

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look

MOUTH_LINE = 124.0
"""Where closed lips meet."""

_PARTED = 2.4


@dataclass(frozen=True, slots=True)
class _Lips:
    """The measures of one mouth: corners, inner edges in the middle, thickness of the lips, sag of the line."""

    half: float
    gape: float
    y: float
    left: tuple[float, float]
    right: tuple[float, float]
    top: float
    bottom: float
    upper: float
    lower: float
    sag: float
    cupid: float

    @property
    def parted(self) -> bool:
        """True where something shows between the lips."""
        return self.gape > _PARTED or self.bottom - self.top > 3  # a line is drawn instead

    def inner_upper(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The lower edge of the upper lip, from the left corner to the right one."""
        (lx, ly), (rx, ry), w, y, s = self.left, self.right, self.half, self.top, self.sag
        return (
            (lx * 0.62, ly + (y - ly) * 0.75 + s * 0.35, -w * 0.30, y + s * 0.75, 0, y + s * 0.6),
            (w * 0.30, y + s * 0.75, rx * 0.62, ry + (y - ry) * 0.75 + s * 0.35, rx, ry),
        )

    def inner_lower(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The upper edge of the lower lip, from the right corner to the left one."""
        (lx, ly), (rx, ry), w, y, s = self.left, self.right, self.half, self.bottom, self.sag
        return (
            (rx * 0.62, ry + (y - ry) * 0.78 + s * 0.3, w * 0.34, y + s * 0.8, 0, y + s * 0.8),
            (-w * 0.34, y + s * 0.8, lx * 0.62, ly + (y - ly) * 0.78 + s * 0.3, lx, ly),
        )


def _lips(look: Look, face: Face) -> _Lips:
    press, rounded, wide = clamp(face.press), clamp(face.round, 0, 1.1), clamp(face.wide)
    smile, frown = face.smile, face.frown
    w = 47 * look.lip_width * (1 + 0.20 * wide + 0.22 * clamp(smile, -0.2, 1.1) - 0.40 * rounded - 0.05 * press)
    gape = max(0.0, face.jaw) * 56 * (1 - 0.92 * press) * (1 - 0.18 * clamp(smile)) * (1 + 0.10 * rounded)
    y = MOUTH_LINE + face.jaw * 5 - 6 * look.child
    corner = y - 18 * smile + 13 * frown
    smirk = max(0.0, face.smirk)
    left = (-w * (1 - 0.04 * smirk), corner + 4 * face.skew)
    right = (w * (1 + 0.08 * smirk), corner - 16 * smirk - 6 * face.skew)
    raise_ = face.sneer * 8
    thin = 1 - 0.30 * look.old
    upper = 10.5 * look.lip_full * thin * (1 - 0.66 * press) * (1 - 0.18 * clamp(smile)) * (1 + 0.35 * rounded)
    lower = (
        15.5
        * look.lip_full
        * thin
        * (1 - 0.66 * press)
        * (1 - 0.10 * clamp(smile))
        * (1 + 0.30 * rounded)
        * (1 - 0.5 * face.bite)
    )
    top, bottom = y - gape * 0.30 - raise_, y + gape * 0.74 - face.bite * 8
    if gape <= _PARTED:
        top, bottom = y - 0.6 - raise_ * 0.35, y + 0.8
    return _Lips(w, gape, y, left, right, top, bottom, upper, lower, 7 * smile - 8 * frown, 4 * (1 - 0.6 * rounded))


def mouth(pen: Pen, look: Look, face: Face) -> None:
    """Lips and what is between them."""
    lips = _lips(look, face)
    tones, w = look.skin, lips.half
    (lx, _), (rx, _) = lips.left, lips.right
    low = lips.bottom + lips.lower + lips.sag * 0.75
    pen.stroke(
        shape((lx * 0.55, low + 3), (-w * 0.2, low + 10, w * 0.2, low + 10, rx * 0.55, low + 3), closed=False),
        tones.deep,
        6,
        alpha=0.36,
        blur=4.5,
    )
    if lips.parted:
        _inside(pen, face, lips)
    _flesh(pen, look, face, lips)
    if not lips.parted:
        line = shape(lips.left, *lips.inner_upper(), closed=False)
        pen.stroke(line, mix(look.lip, "#2d0a12", 0.72), 2.9)
    _corners(pen, look, face, lips)


def _inside(pen: Pen, face: Face, lips: _Lips) -> None:
    w, s = lips.half, lips.sag
    opening = shape(lips.left, *lips.inner_upper(), *lips.inner_lower())
    pen.fill(opening, fade("#2a0a10", "#4a1219", "#651d25", start=(0, lips.top), end=(0, lips.bottom + 4)))
    with pen.inside(opening):
        if face.tongue > 0 or lips.gape > 16:  # an open mouth shows its tongue
            y = lips.bottom + s * 0.8 - (6 + 11 * face.tongue) * (1 if lips.gape < 20 else 1.4)
            pen.oval(0, y + 23, w * 0.56, 23, glow("#e68f8b", "#b3505a", centre=(-4, y + 8), radius=40))
        _teeth(pen, face, lips)
        pen.stroke(shape(lips.left, *lips.inner_upper(), closed=False), "#1a0508", 7, alpha=0.45, blur=3)


def _teeth(pen: Pen, face: Face, lips: _Lips) -> None:
    w, s, top = lips.half, lips.sag, lips.top
    share = clamp(face.teeth)
    if face.smile > 0.6:  # a broad smile shows them
        share = max(share, 0.8)
    if share <= 0:
        return
    high = min(15.0, 3 + lips.gape * 0.36 + (5 if face.smile > 0.5 else 0)) * share
    row = shape(
        (-w * 0.88, top - 14),
        (w * 0.88, top - 14),
        (w * 0.78, top + high * 0.5 + s * 0.55),
        (w * 0.4, top + high + s * 0.9, -w * 0.4, top + high + s * 0.9, -w * 0.78, top + high * 0.5 + s * 0.55),
    )
    pen.fill(row, fade("#e3d8d2", "#fffdf9", "#f3ebe4", start=(0, top - 2), end=(0, top + high + 6), at=(0, 0.55, 1)))
    for index in range(-3, 4):
        pen.stroke(
            shape((index * w * 0.2, top - 4), (index * w * 0.195, top + high + s * 0.5), closed=False),
            "#b7a69c",
            1,
            alpha=0.22,
        )
    if face.teeth > 0.9 and face.wide > 0.3 and 9 < lips.gape < 22:  # clenched: both rows
        y = lips.bottom
        pen.fill(
            shape(
                (-w * 0.62, y + 20),
                (-w * 0.62, y - 4),
                (-w * 0.3, y - 8 + s, w * 0.3, y - 8 + s, w * 0.62, y - 4),
                (w * 0.62, y + 20),
            ),
            "#efe5dd",
            alpha=0.95,
        )


def _flesh(pen: Pen, look: Look, face: Face, lips: _Lips) -> None:
    (lx, ly), (rx, ry), w, s = lips.left, lips.right, lips.half, lips.sag
    t, b, up, low, cup, g = lips.top, lips.bottom, lips.upper, lips.lower, lips.cupid, lips.gape
    inner = lips.inner_upper()
    upper = shape(
        lips.left, (lx * 0.62, ly - 3 - up * 0.55 - g * 0.06, -w * 0.36, t - up - cup + s * 0.2, -w * 0.15,
        t - up - cup + s * 0.35),
        (-w * 0.08, t - up - cup + s * 0.35, -w * 0.05, t - up + s * 0.4, 0, t - up + 1 + s * 0.4),
        (w * 0.05, t - up + s * 0.4, w * 0.08, t - up - cup + s * 0.35, w * 0.15, t - up - cup + s * 0.35),
        (w * 0.36, t - up - cup + s * 0.2, rx * 0.62, ry - 3 - up * 0.55 - g * 0.06, rx, ry),
        *_reversed(lips.left, inner),
    )  # fmt: skip
    lower = _lower(lips)
    pen.fill(
        upper,
        fade(
            mix(look.lip, look.skin.base, 0.30), mix(look.lip, "#5a1722", 0.30), start=(0, t - up - 6), end=(0, t + 4)
        ),
    )
    pen.fill(
        lower,
        fade(
            mix(look.lip, "#5a1722", 0.10),
            look.lip,
            mix(look.lip, look.skin.shade, 0.35),
            start=(0, b - 2),
            end=(0, b + low + 2),
            at=(0, 0.45, 1),
        ),
    )
    with pen.inside(lower):
        pen.oval(
            -w * 0.10,
            b + low * 0.42 + s * 0.75,
            w * 0.30,
            low * 0.20,
            light(look.lip, 0.6),
            alpha=(0.30 + 0.3 * look.make_up) * (1 - 0.6 * clamp(face.press)),
            blur=3.2,
        )
    pen.stroke(lower, look.skin.line, 1.4, alpha=0.18)


def _lower(lips: _Lips) -> Shape:
    (lx, ly), (rx, ry), w, s = lips.left, lips.right, lips.half, lips.sag
    edge = lips.bottom + lips.lower
    return shape(
        lips.right, *lips.inner_lower(),
        (lx * 0.74, ly + (edge - ly) * 0.70, -w * 0.44, edge + s * 0.75, 0, edge + s * 0.75),
        (w * 0.44, edge + s * 0.75, rx * 0.74, ry + (edge - ry) * 0.70, rx, ry),
    )  # fmt: skip


def _reversed(start: tuple[float, float], curves: tuple[tuple[float, ...], ...]) -> list[tuple[float, ...]]:
    """The same curves from their end to their start."""
    ends = [start, *((curve[4], curve[5]) for curve in curves)]
    return [
        (curve[2], curve[3], curve[0], curve[1], *ends[index]) for index, curve in reversed(list(enumerate(curves)))
    ]


def _corners(pen: Pen, look: Look, face: Face, lips: _Lips) -> None:
    for side, (x, y) in ((-1, lips.left), (1, lips.right)):
        pen.oval(x + side * 1.5, y, 4, 3.6, look.skin.deep, alpha=0.5, blur=2.2)
        pull = clamp(face.smile + (face.smirk if side > 0 else 0))
        if pull > 0.25:  # where a smile begins to fold the cheek
            pen.stroke(
                shape((x + side * 7, y - 9), (x + side * 13, y, x + side * 8, y + 9), closed=False),
                look.skin.deep,
                3,
                alpha=0.36 * pull,
                blur=1.6,
            )
