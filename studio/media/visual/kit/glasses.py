"""Glasses. Knows no eye but where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import box, fade, shape, spline

if TYPE_CHECKING:
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look

METAL = "#8c7442"
HORN = "#2b1d1f"


def _lens(style: str, side: int, x: float) -> Shape:
    if style == "round":
        return box(x - 50, -80, 100, 100, 50)
    if style == "cat-eye":
        return spline(
            [
                (side * px, y)
                for px, y in (
                    (abs(x) - 50, -56),
                    (abs(x) - 18, -68),
                    (abs(x) + 32, -74),
                    (abs(x) + 64, -80),
                    (abs(x) + 52, -40),
                    (abs(x) + 30, 4),
                    (abs(x) - 12, 12),
                    (abs(x) - 44, -10),
                )
            ]
        )
    if style == "aviator":
        return spline(
            [
                (side * px, y)
                for px, y in (
                    (abs(x) - 48, -64),
                    (abs(x), -72),
                    (abs(x) + 50, -62),
                    (abs(x) + 54, -24),
                    (abs(x) + 32, 22),
                    (abs(x) - 8, 28),
                    (abs(x) - 40, -2),
                )
            ]
        )
    return box(x - 54, -72, 108, 78, 20)


def glasses(pen: Pen, look: Look) -> None:
    """Frame, lenses with a reflection, bridge, and the shadow on the cheek; drawn over the hair."""
    style = look.glasses
    if style == "none":
        return
    frame, width = _frame(style)
    for side in SIDES:
        x = side * look.eye_gap * 1.02
        lens = _lens(style, side, x)
        pen.stroke(lens, look.skin.deep, width, alpha=0.30, blur=5)
        pen.fill(lens, fade(("#ffffff", 0.20), ("#dcecff", 0.04), start=(x - 50, -80), end=(x + 40, 20)))
        with pen.inside(lens):
            pen.fill(shape((x - 44, 30), (x - 8, -90), (x + 12, -90), (x - 24, 30)), "#ffffff", alpha=0.10)
        if style == "half-rim":
            pen.stroke(
                shape(
                    (x - 54, -30),
                    (x - 56, -74, x - 40, -72, x, -72),
                    (x + 40, -72, x + 56, -74, x + 54, -30),
                    closed=False,
                ),
                HORN,
                6,
            )
        else:
            pen.stroke(lens, frame, width)
            pen.stroke(lens, "#ffffff", 1.2, alpha=0.22)
    inner = look.eye_gap * 1.02 - 51
    pen.stroke(shape((-inner, -42), (0, -58, inner, -42), closed=False), frame, width * 0.95)


def arms(pen: Pen, look: Look) -> None:
    """What reaches back to the ears; drawn under the hair."""
    if look.glasses == "none":
        return
    frame, width = _frame(look.glasses)
    for side in SIDES:
        start = look.eye_gap * 1.02 + 50
        pen.stroke(shape((side * start, -50), (side * (look.cheek - 2), -58), closed=False), frame, width)


def _frame(style: str) -> tuple[str, float]:
    return (METAL, 4.0) if style in {"round", "aviator", "half-rim"} else (HORN, 6.2)
