"""What hair is made of: flowing locks, curls and ropes. Knows no cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import mix
from studio.media.visual.kit.geometry import between
from studio.media.visual.kit.ink import cubic, fade, glow, lock, shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from studio.media.visual.kit.colours import Tones
    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Bend, Pen, Shape

Curve = tuple["Point", "Point", "Point", "Point"]
"""A cubic curve by its four points, from the scalp to the tip."""


def mass(pen: Pen, form: Shape, tones: Tones, *, top: float = -300, bottom: float = 60, cast: float = 0.30) -> None:
    """A body of hair, lighter above, and the shadow it casts on what is under it."""
    pen.fill(form, tones.deep, alpha=cast, blur=9)
    pen.fill(form, fade(tones.pale, tones.base, tones.shade, start=(-70, top), end=(60, bottom), at=(0, 0.45, 1)))


def flow(
    pen: Pen, first: Curve, last: Curve, count: int, tones: Tones, chance: Random, *,
    width: tuple[float, float] = (3.0, 9.0), alpha: tuple[float, float] = (0.25, 0.7), loose: float = 6.0,
    colours: Sequence[str] = (), bend: Bend | None = None,
) -> None:  # fmt: skip
    """Locks between two curves, each a little off its place: `loose` in units at the tip."""
    palette = colours or (tones.high, tones.pale, tones.pale, tones.base, tones.base, tones.shade, tones.shade)
    for index in range(count):
        share = (index + chance.uniform(0.1, 0.9)) / count
        curve = [
            (
                between(a[0], b[0], share) + chance.gauss(0, loose * grip),
                between(a[1], b[1], share) + chance.gauss(0, loose * grip),
            )
            for a, b, grip in zip(first, last, (0.1, 0.35, 0.6, 1.0), strict=True)
        ]
        pen.fill(lock(curve, chance.uniform(*width), bend), chance.choice(palette), alpha=chance.uniform(*alpha))


def curls(pen: Pen, places: Sequence[Point], size: tuple[float, float], tones: Tones, chance: Random) -> None:
    """Round curls, the upper left of each in the light."""
    for x, y in places:
        r = chance.uniform(*size)
        lit = mix(tones.pale, tones.shade, max(0.0, min(1.0, (x + y + 330) / 560)))
        pen.oval(
            x,
            y,
            r,
            r,
            glow(
                lit,
                mix(lit, tones.base, 0.5),
                tones.deep,
                centre=(x - r * 0.35, y - r * 0.4),
                radius=r * 1.45,
                at=(0, 0.5, 1),
            ),
        )
        start = chance.uniform(0, math.tau)
        for ring in (0.68, 0.36):
            arc = [
                (x + math.cos(start + step) * r * ring, y + math.sin(start + step) * r * ring)
                for step in (0, 0.9, 1.8, 2.7)
            ]
            pen.stroke(
                shape(arc[0], (*arc[1], *arc[2], *arc[3]), closed=False), tones.high, max(1.4, r * 0.11), alpha=0.30
            )


def rope(pen: Pen, curve: Curve, width: float, tones: Tones, *, plaited: bool) -> None:
    """A braid or a loc along a curve."""
    path = shape(curve[0], (*curve[1], *curve[2], *curve[3]), closed=False)
    pen.stroke(path, tones.line, width + 2.5)
    pen.stroke(path, tones.base, width)
    length = sum(math.dist(curve[i], curve[i + 1]) for i in range(3))
    count = max(4, int(length / (width * (0.85 if plaited else 1.3))))
    for index in range(count):
        (x, y), (dx, dy) = cubic(curve, (index + 0.5) / count)
        norm = math.hypot(dx, dy) or 1
        dx, dy = dx / norm * width / 2, dy / norm * width / 2
        if plaited:
            chevron = shape(
                (x - dy * 0.85, y + dx * 0.85), (x + dx, y + dy), (x + dy * 0.85, y - dx * 0.85), closed=False
            )
            pen.stroke(chevron, tones.deep, width * 0.16, alpha=0.8)
            pen.oval(
                x - dy * 0.35 - dx * 0.4, y + dx * 0.35 - dy * 0.4, width * 0.15, width * 0.15, tones.high, alpha=0.5
            )
        else:
            wrap = shape(
                (x - dy * 0.9 - dx * 0.3, y + dx * 0.9 - dy * 0.3),
                (x + dx * 0.6, y + dy * 0.6, x + dy * 0.9 + dx * 0.1, y - dx * 0.9 + dy * 0.1),
                closed=False,
            )
            pen.stroke(wrap, tones.deep, width * 0.13, alpha=0.55)
    pen.stroke(shape(curve[0], (*curve[1], *curve[2], *curve[3]), closed=False), tones.high, width * 0.14, alpha=0.25)
