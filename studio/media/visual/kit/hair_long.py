"""Hair that falls: straight, waved, to the chin, with a fringe. Drawn in two layers, behind and before the face."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import dome, shape
from studio.media.visual.kit.strands import flow, mass

if TYPE_CHECKING:
    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Bend, Pen
    from studio.media.visual.kit.look import Look


@dataclass(frozen=True, slots=True)
class Fall:
    """How hair falls: where it ends, how wide it swings (units), whether a fringe covers the forehead."""

    end: float
    wave: float = 0.0
    fringe: bool = False
    tucked: float = 0.0


def _swing(fall: Fall, y: float, side: int) -> float:
    """How far a wave carries hair outwards at a height."""
    return fall.wave * math.sin((y + 40) / 40 + side * 0.6) * min(1.0, max(0.0, (y + 150) / 160))


def _bend(fall: Fall, side: int) -> Bend | None:
    return (lambda _, y: side * _swing(fall, y, side)) if fall.wave else None


def _straight(side: int, points: list[Point]) -> list[Point]:
    return [(side * x, y) for x, y in points]


def _bent(fall: Fall, side: int, points: list[Point]) -> list[Point]:
    return [(side * (x + _swing(fall, y, side)), y) for x, y in points]


def behind(pen: Pen, look: Look, fall: Fall) -> None:
    """The body of hair behind neck and face."""
    w, e, tones, chance = look.temple, fall.end, look.hair, look.chance("back")
    span = e + 60
    half = [
        (w + 30, -150),
        (w + 40, -40),
        (w + 40, -60 + span * 0.4),
        (w + 42, -60 + span * 0.7),
        (w + 30, e - 14),
        (w - 20, e + 8),
    ]
    right, left = _bent(fall, 1, half), _bent(fall, -1, half)
    form = dome([(0, -298), (96, -284), *right, (40, e - 10), (0, e - 16), (-40, e - 10), *reversed(left), (-96, -284)])
    mass(pen, form, tones, bottom=e, cast=0.22)
    with pen.inside(form):
        pen.oval(0, 90, w - 12, 190, tones.deep, alpha=0.75, blur=26)
    for side in SIDES:
        a = _straight(side, [(60, -286), (w + 54, -240), (w + 44, 0), (w + 26, e + 8)])
        b = _straight(side, [(60, -250), (w - 20, -120), (w - 36, 60), (w - 60, e - 4)])
        flow(
            pen,
            (a[0], a[1], a[2], a[3]),
            (b[0], b[1], b[2], b[3]),
            34,
            tones,
            chance,
            width=(4, 11),
            alpha=(0.35, 0.9),
            loose=9,
            bend=_bend(fall, side),
        )


def before(pen: Pen, look: Look, fall: Fall) -> None:
    """The two curtains from the parting, or a fringe and the hair beside it."""
    part = look.hair_part * 80
    for side in SIDES:
        _curtain(pen, look, fall, side, part)
    if fall.fringe:
        _fringe(pen, look)
    else:
        pen.stroke(
            shape((part, -208), (part - 3, -262, part - 8, -288), closed=False),
            look.hair.deep,
            3.6,
            alpha=0.7,
            blur=0.8,
        )
    w = look.temple
    pen.stroke(shape((-w - 8, -140), (-w + 20, -214, -70, -256), closed=False), look.hair.high, 14, alpha=0.34, blur=9)
    pen.stroke(shape((w + 4, -150), (w - 20, -208, 80, -256), closed=False), look.hair.high, 11, alpha=0.18, blur=8)


def _curtain(pen: Pen, look: Look, fall: Fall, side: int, part: float) -> None:
    w, tones, chance = look.temple, look.hair, look.chance(f"front{side}")
    e = fall.end - 16 if fall.end < 160 else fall.end - 40  # short falls end beside the face
    inward = w - 7 - 8 * fall.tucked
    outer = [
        (w - 10, -252),
        (w + 22, -170),
        (w + 34, -70),
        (w + 34, 20),
        (w + 36, 20 + (e - 20) * 0.5),
        (w + 26, e - 20),
        (w + 4, e),
    ]
    inner = [
        (w - 2, e - 50),
        (w - 6, 20 + (e - 20) * 0.4),
        (inward + 4, 10),
        (inward, -60),
        (w - 24, -118),
        ((w + abs(part)) * 0.52, -172),
    ]
    form = dome(
        [
            (part, -300),
            (side * 78, -284),
            *_bent(fall, side, outer),
            *_bent(fall, side, inner),
            (part + side * 10, -208),
        ]
    )
    mass(pen, form, tones, bottom=e * 0.8)
    first = [(w - 40, -280), (w + 60, -230), (w + 40, 0), (w + 22, e + 6)]
    last = [(w - 70, -206), (w + 2, -150), (inward - 2, 0), (w - 6, e - 26)]
    a, b, bend = _straight(side, first), _straight(side, last), _bend(fall, side)
    start, low = (part + side * 4, -286), (part + side * 8, -214)
    with pen.inside(form):
        flow(
            pen, (start, a[1], a[2], a[3]), (low, b[1], b[2], b[3]), 46, tones, chance, width=(3, 9), loose=7, bend=bend
        )
    flow(
        pen,
        (start, a[1], a[2], a[3]),
        (low, b[1], b[2], b[3]),
        16,
        tones,
        chance,
        width=(4, 9),
        alpha=(0.4, 0.85),
        loose=10,
    )


def _fringe(pen: Pen, look: Look) -> None:
    w, tones, chance = look.temple, look.hair, look.chance("fringe")
    form = dome(
        [
            (-w + 4, -96),
            (-w + 10, -190),
            (-70, -284),
            (0, -288),
            (70, -284),
            (w - 10, -190),
            (w - 4, -96),
            (w - 26, -104),
            (60, -112),
            (0, -108),
            (-60, -114),
            (-w + 26, -104),
        ]
    )
    mass(pen, form, tones)
    with pen.inside(form):
        flow(
            pen,
            ((-20, -284), (-90, -260), (-w + 6, -190), (-w + 10, -90)),
            ((20, -284), (90, -260), (w - 6, -190), (w - 10, -90)),
            60,
            tones,
            chance,
            width=(4, 9),
            loose=4,
        )
    flow(
        pen,
        ((-30, -278), (-96, -240), (-w + 20, -170), (-w + 28, -92)),
        ((30, -278), (96, -240), (w - 20, -170), (w - 28, -92)),
        34,
        tones,
        chance,
        width=(5, 9),
        alpha=(0.7, 1),
        loose=4,
        colours=(tones.base, tones.shade, tones.pale),
    )
