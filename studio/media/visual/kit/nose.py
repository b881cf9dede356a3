"""The nose: a plane of shadow, a ridge of light, wings and nostrils. Knows no other feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import mix
from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import shape

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look


def nose(pen: Pen, look: Look, face: Face) -> None:
    """The nose, its tip lifted where the upper lip is."""
    tones = look.skin
    w = 34 * look.nose_width
    tip = 28 + 30 * look.nose_length - 5 * face.sneer - 8 * look.child
    hook = 6 * look.nose_bridge
    pen.fill(
        shape((14, -52), (20 + hook, -18, 22 + hook, tip - 30, w, tip - 2), (w - 4, tip + 12, 12, tip + 12, 7, tip - 8),
              (8, tip - 34, 8, -20, 14, -52)),
        tones.shade, alpha=0.62, blur=4,
    )  # fmt: skip
    pen.stroke(
        shape((-5, -46), (-8 - hook * 0.4, -16, -6, tip - 32, -4, tip - 12), closed=False),
        tones.high,
        8.5,
        alpha=0.46,
        blur=5,
    )
    pen.oval(-4, tip - 8, 9.5, 7.5, tones.high, alpha=0.62, blur=4)
    pen.oval(0, tip + 17, w + 6, 9, tones.shade, alpha=0.42, blur=7)
    base = shape(
        (-w, tip - 8), (-w - 5, tip + 6, -w + 4, tip + 13, -w * 0.52, tip + 8), (-w * 0.3, tip + 7, -8, tip + 15,
        0, tip + 15),
        (8, tip + 15, w * 0.3, tip + 7, w * 0.52, tip + 8), (w - 4, tip + 13, w + 5, tip + 6, w, tip - 8), closed=False,
    )  # fmt: skip
    pen.stroke(base, tones.line, 2.8, alpha=0.62, blur=0.5)
    dark = mix(tones.deep, "#22080e", 0.5)
    for side in SIDES:
        pen.fill(
            shape((side * w * 0.22, tip + 8), (side * w * 0.34, tip - 1, side * w * 0.72, tip - 1, side * w * 0.76,
            tip + 6),
                  (side * w * 0.6, tip + 11, side * w * 0.4, tip + 8, side * w * 0.22, tip + 8)),
            dark, alpha=0.80, blur=0.8,
        )  # fmt: skip
    if look.nose_bridge > 0.6:  # a bump that shows
        pen.stroke(shape((9, -14), (15, -4, 12, 10), closed=False), tones.deep, 3, alpha=0.3, blur=1.6)
