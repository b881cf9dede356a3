"""The eyes: lids, ball, iris, lashes, tears. Knows no brow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import dark, light, mix
from studio.media.visual.kit.geometry import SIDES, clamp
from studio.media.visual.kit.ink import cubic, fade, glow, shape

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look

EYE_LINE = -28.0
"""Where the middle of an eye stands."""


@dataclass(frozen=True, slots=True)
class _Lids:
    """One eye's opening: corners, and how far the lids stand from the line between them."""

    side: int
    x: float
    y: float
    inner: Point
    outer: Point
    up: float
    down: float
    openness: float

    @property
    def upper(self) -> tuple[Point, Point, Point, Point]:
        """The edge of the upper lid, from the inner corner."""
        width = abs(self.outer[0] - self.x)
        return (
            self.inner, (self.x - self.side * width * 0.56, self.y - self.up * 1.30),
            (self.x + self.side * width * 0.40, self.y - self.up * 1.44), self.outer,
        )  # fmt: skip

    @property
    def lower(self) -> tuple[Point, Point, Point, Point]:
        """The edge of the lower lid, from the outer corner."""
        width = abs(self.outer[0] - self.x)
        return (
            self.outer, (self.x + self.side * width * 0.56, self.y + self.down * 1.3),
            (self.x - self.side * width * 0.34, self.y + self.down * 1.24), self.inner,
        )  # fmt: skip


def eyes(pen: Pen, look: Look, face: Face) -> None:
    """Both eyes."""
    for side in SIDES:
        lids = _lids(look, face, side)
        if lids.openness > _SHUT:
            _ball(pen, look, face, lids)
        _lid(pen, look, face, lids)
        if face.tear > 0:
            _tear(pen, lids, face.tear)


_SHUT = 0.08


def _lids(look: Look, face: Face, side: int) -> _Lids:
    width, x = look.eye_width, side * look.eye_gap
    blink = face.blink_left if side < 0 else face.blink_right
    openness = clamp(
        1 + 0.32 * face.open_eyes - 0.30 * face.squint - blink - 0.12 * look.eye_lid - 0.10 * look.old, 0, 1.45
    )
    up = 20.6 * openness * look.eye_height
    down = 13.5 * look.eye_height * (1 - 0.55 * clamp(face.squint) - 0.35 * clamp(blink)) * (1 + 0.16 * face.open_eyes)
    if openness > _SHUT:
        up, down = max(up, 1.0), max(down, 2.0)
    else:
        up, down = -5.0, 5.0
    return _Lids(
        side, x, EYE_LINE, (x - side * width, EYE_LINE + 3 + look.eye_tilt), (x + side * width,
        EYE_LINE + 1 - look.eye_tilt),
        up, down, openness,
    )  # fmt: skip


def _ball(pen: Pen, look: Look, face: Face, lids: _Lids) -> None:
    upper, lower = lids.upper, lids.lower
    opening = shape(upper[0], _six(upper), _six(lower))
    x, y = lids.x + face.gaze_x * 12, lids.y - 2 + face.gaze_y * 8
    radius = 21 + 2.5 * look.child + (6 if look.preset == "anime" else 0)
    white = mix("#f7f1ec", look.skin.base, 0.10)
    pen.fill(
        opening,
        fade(
            mix(white, "#8d7f8c", 0.35),
            white,
            white,
            start=(0, lids.y - lids.up),
            end=(0, lids.y + lids.down),
            at=(0, 0.55, 1),
        ),
    )
    with pen.inside(opening):
        pen.oval(*lids.inner, 8, 7, "#d98a82", alpha=0.55, blur=2.5)
        pen.oval(
            x,
            y,
            radius,
            radius,
            glow(
                light(look.eye, 0.30),
                look.eye,
                dark(look.eye, 0.45),
                dark(look.eye, 0.78),
                centre=(x, y + 6),
                radius=radius + 3,
                at=(0.1, 0.52, 0.84, 1),
            ),
        )
        chance = look.chance("iris")
        for index in range(22):
            angle = index / 22 * math.tau + chance.uniform(-0.07, 0.07)
            near, far = radius * 0.45, radius * chance.uniform(0.66, 0.88)
            ray = shape(
                (x + math.cos(angle) * near, y + math.sin(angle) * near),
                (x + math.cos(angle) * far, y + math.sin(angle) * far),
                closed=False,
            )
            pen.stroke(ray, light(look.eye, 0.5) if index % 2 else dark(look.eye, 0.5), 1.3, alpha=0.30)
        pupil = radius * 0.44 * (1 + 0.35 * face.pupil)
        pen.oval(x, y, pupil, pupil, "#140b0e")
        pen.stroke(shape(upper[0], _six(upper), closed=False), "#2a1420", 11, alpha=0.42, blur=3.2)
        pen.oval(x - 6.5, y - 7.5, 4.6, 4.9, "#ffffff", alpha=0.95)
        pen.oval(x + 6.5, y + 6.5, 2.4, 2.4, "#ffffff", alpha=0.55)
    pen.stroke(shape(lower[0], _six(lower), closed=False), look.skin.line, 1.9, alpha=0.5)


def _lid(pen: Pen, look: Look, face: Face, lids: _Lids) -> None:
    """The upper lid's edge, lashes as far as the sitter has them, the crease, and the fold below."""
    side, tones = lids.side, look.skin
    a, b, c, d = lids.upper
    thick = 2.6 + 3.0 * look.lashes
    tip = (d[0] + side * (2 + 6 * look.lashes), d[1] - 1 - 5 * look.lashes)
    ink = mix(dark(look.brow, 0.6), "#1a0f14", 0.6)
    pen.fill(
        shape(a, (b[0], b[1] - thick * 0.6, c[0], c[1] - thick, *tip), (d[0], d[1] + 1.4, c[0], c[1] + 1.6,
        b[0] + (c[0] - b[0]) * 0.4, (b[1] + c[1]) / 2 + 1.8 + 0.12 * lids.up),
              (b[0], b[1] + 0.26 * lids.up, a[0], a[1], *a)),
        ink, alpha=0.92,
    )  # fmt: skip
    if look.lashes > 0.45:  # below it no single lash shows
        for index in range(5):
            t = 0.52 + 0.11 * index
            (x, y), _ = cubic((a, b, c, d), t)
            length = (4 + 1.7 * index) * look.lashes
            lean = -math.pi / 2 if lids.openness > _SHUT else math.pi / 2
            angle = lean + (side if lids.openness > _SHUT else -side) * (0.30 + 0.17 * index)
            pen.stroke(
                shape((x, y - 1.5), (x + math.cos(angle) * length, y - 1.5 + math.sin(angle) * length), closed=False),
                ink,
                1.7,
                alpha=0.9,
            )
    _crease(pen, look, face, lids)
    if look.make_up:
        shade = shape(
            a,
            (b[0], b[1] - 15, c[0], c[1] - 17, d[0] + side * 7, d[1] - 9),
            (d[0], d[1], c[0], c[1], b[0], b[1]),
            (b[0], b[1], *a),
        )
        pen.fill(shade, mix(tones.deep, look.accent, 0.35), alpha=0.30 * look.make_up, blur=4)
    pen.stroke(
        shape((a[0] + side * 10, lids.y + lids.down + 8), (lids.x, lids.y + lids.down + 14, d[0] - side * 6,
        lids.y + lids.down + 5), closed=False),
        tones.shade, 3.4, alpha=clamp(0.22 + 0.40 * clamp(face.squint) + 0.35 * look.old), blur=2,
    )  # fmt: skip


def _crease(pen: Pen, look: Look, face: Face, lids: _Lids) -> None:
    side, tones = lids.side, look.skin
    a, b, c, d = lids.upper
    lift = 11 - 6 * look.eye_lid + 3 * face.open_eyes
    line = shape(
        (a[0] + side * 7, a[1] - 6 - lift * 0.3),
        (b[0], b[1] - lift, c[0], c[1] - lift - 1, d[0] + side * 4, d[1] - 8 - 2 * look.lashes),
        closed=False,
    )
    if look.eye_lid > 0.55:  # a hooded lid folds over itself
        fold = shape(
            (a[0] + side * 4, a[1] - 6),
            (b[0], b[1] - 8, c[0], c[1] - 7, d[0] + side * 7, d[1] + 2),
            (c[0], c[1] + 1, b[0], b[1] + 1, *a),
        )
        pen.fill(fold, tones.base, alpha=0.75, blur=1.6)
    pen.stroke(line, tones.line, 2.2, alpha=0.50, blur=0.5)


def _tear(pen: Pen, lids: _Lids, amount: float) -> None:
    x, y = lids.x + lids.side * 7, lids.y + lids.down + 4
    long = 34 + 34 * amount
    drop = shape(
        (x, y),
        (x + 8, y + long * 0.5, x + 8, y + long, x, y + long + 3),
        (x - 8, y + long, x - 8, y + long * 0.5, x, y),
    )
    pen.fill(
        drop, fade(("#e8f6ff", 0.25), ("#c4e6fb", 0.9), start=(x, y), end=(x, y + long)), alpha=clamp(amount * 1.4)
    )
    pen.oval(x - 2, y + long - 6, 2, 3, "#ffffff", alpha=0.9 * clamp(amount * 1.4))


def _six(curve: tuple[Point, Point, Point, Point]) -> tuple[float, ...]:
    return (*curve[1], *curve[2], *curve[3])
