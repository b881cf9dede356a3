"""The brows. Knows no eye."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import dark
from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import fade, shape

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look


def brows(pen: Pen, look: Look, face: Face) -> None:
    """Both brows, where the expression pulls them."""
    for side in SIDES:
        _brow(pen, look, face, side)


def _brow(pen: Pen, look: Look, face: Face, side: int) -> None:
    x, y = side * look.eye_gap, -80 - look.brow_height
    up = face.brow_up * 19 - face.squint * 3 + (face.brow_skew * 18 if side > 0 else -face.brow_skew * 4)
    inner = -up * 0.8 + face.brow_down * 17 - face.brow_sad * 19
    middle = -up + face.brow_down * 6 - face.brow_sad * 2
    outer = -up * 0.7 - face.brow_down * 6 + face.brow_sad * 11
    drawn_in = face.brow_down * 9 + face.brow_sad * 5
    t = 8.2 * look.brow_weight
    ix, ox = x - side * (42 + drawn_in * 0.9), x + side * 57
    iy, my, oy = y + 4 + inner, y - 3 - 14 * look.brow_arch + middle, y + 9 + outer
    body = shape(
        (ix, iy - t * 0.45), (x - side * 20, my - t * 0.75 + 4, x + side * 18, my - t, ox, oy),
        (x + side * 18, my + t * 0.5, x - side * 20, my + t * 1.0 + 4, ix, iy + t * 0.8),
        (ix - side * 4, iy + t * 0.4, ix - side * 3, iy - t * 0.2, ix, iy - t * 0.45),
    )  # fmt: skip
    pen.fill(body, look.brow, alpha=0.28, blur=3.5)
    pen.fill(
        body, fade((look.brow, 0.62), (look.brow, 0.95), (look.brow, 0.85), start=(ix, 0), end=(ox, 0), at=(0, 0.35, 1))
    )
    chance = look.chance("brow")
    for index in range(18):
        share = index / 18
        hx = ix + (ox - ix) * share
        hy = (1 - share) ** 2 * iy + 2 * (1 - share) * share * (my - 2) + share**2 * oy
        angle = -math.pi / 2 + side * (0.25 + 1.15 * share)
        length = (7.5 + chance.uniform(-1, 1)) * look.brow_weight * (1 - 0.4 * share)
        hair = shape(
            (hx, hy + t * 0.35 * (1 - share)),
            (hx + math.cos(angle) * length, hy + math.sin(angle) * length * 0.9),
            closed=False,
        )
        pen.stroke(hair, dark(look.brow, 0.45), 1.4, alpha=0.20)
