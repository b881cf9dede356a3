"""Curls: short, long, and an afro. Knows no other cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.media.visual.kit.ink import circles, dome
from studio.media.visual.kit.strands import curls

if TYPE_CHECKING:
    from random import Random

    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look


def _halo(chance: Random, count: int, rx: float, ry: float, centre: float, low: float) -> list[Point]:
    """Places over a half-ring around the head, outermost first; `low` in degrees how far it goes down at the sides."""
    places = []
    for index in range(count):
        share = 1 - index / count
        angle = math.radians(chance.uniform(-90 - low, -90 + low))
        r = 0.60 + 0.40 * share
        places.append(
            (math.cos(angle) * rx * r + chance.gauss(0, 5), centre + math.sin(angle) * ry * r + chance.gauss(0, 5))
        )
    return places


def afro_behind(pen: Pen, look: Look) -> None:
    """A round cloud of fine curls."""
    chance, tones = look.chance("afro"), look.hair
    rim = [
        (
            math.cos(a := i / 44 * math.tau) * 212 + chance.gauss(0, 3),
            -96 + math.sin(a) * 196 + chance.gauss(0, 3),
            chance.uniform(22, 32),
        )
        for i in range(44)
    ]
    pen.fill(circles([*rim, (0, -96, 205)]), tones.deep)
    curls(pen, [(x, y) for x, y in _halo(chance, 260, 226, 212, -96, 160) if y < 96], (12, 19), tones, chance)


def afro(pen: Pen, look: Look) -> None:
    """Its edge over the forehead."""
    chance, w = look.chance("afro-edge"), look.temple
    places = [
        (math.cos(a) * (w - 10), -120 + math.sin(a) * 78) for i in range(20) for a in [math.pi + math.pi * i / 19]
    ]
    row = [(math.cos(a) * (w + 6), -130 + math.sin(a) * 108) for i in range(24) for a in [math.pi + math.pi * i / 23]]
    upper = [
        (math.cos(a) * (w - 6) * r, -140 + math.sin(a) * 130 * r)
        for i in range(40)
        for a in [math.pi * (1.06 + 0.88 * chance.random())]
        for r in [chance.uniform(0.78, 1.05)]
    ]
    pen.fill(_bed(w), look.hair.deep)
    curls(pen, [*upper, *row, *places], (12, 18), look.hair, chance)


def short_behind(pen: Pen, look: Look) -> None:
    """What shows behind a short head of curls."""
    w = look.temple
    pen.fill(
        dome(
            [
                (0, -282),
                (110, -262),
                (w + 20, -180),
                (w + 16, -70),
                (0, -40),
                (-w - 16, -70),
                (-w - 20, -180),
                (-110, -262),
            ]
        ),
        look.hair.deep,
    )


def short(pen: Pen, look: Look) -> None:
    """Curls close to the head, loose over the forehead."""
    chance, w = look.chance("curls"), look.temple
    back = [
        (math.cos(a) * (w + 6) * r, -126 + math.sin(a) * 158 * r)
        for _ in range(90)
        for a in [math.pi * chance.uniform(0.94, 2.06)]
        for r in [chance.uniform(0.84, 1.06)]
    ]
    sides = [(q * (w + chance.uniform(-2, 14)), -150.0 + 24 * i) for q in (-1, 1) for i in range(5)]
    front: list[Point] = [(x, -176 + 0.0016 * x * x + chance.gauss(0, 9)) for x in range(-112, 120, 21)]
    top = [(chance.uniform(-110, 110), chance.uniform(-262, -204)) for _ in range(44)]
    pen.fill(_bed(w), look.hair.deep)
    curls(pen, [p for p in back if p[1] < -60] + sides + top + front, (17, 27), look.hair, chance)


def long_behind(pen: Pen, look: Look) -> None:
    """Curls down to the shoulders."""
    chance, w, tones = look.chance("long-curls"), look.temple, look.hair
    pen.fill(
        dome(
            [
                (0, -288),
                (110, -270),
                (w + 46, -180),
                (w + 62, -30),
                (w + 66, 110),
                (w + 30, 214),
                (0, 200),
                (-w - 30, 214),
                (-w - 66, 110),
                (-w - 62, -30),
                (-w - 46, -180),
                (-110, -270),
            ]
        ),
        tones.deep,
    )
    places = [
        (q * (w + chance.uniform(-30, 74) - max(0.0, -y - 150) * 0.5), y) for q in (-1, 1) for y in range(-220, 250, 7)
    ]
    curls(pen, places, (17, 29), tones, chance)


def long(pen: Pen, look: Look) -> None:
    """The curls that frame the face."""
    chance, w = look.chance("long-curls-front"), look.temple
    part = look.hair_part * 70
    top = [
        (math.cos(a) * (w + 8) * r, -126 + math.sin(a) * 160 * r)
        for _ in range(120)
        for a in [math.pi * chance.uniform(1.02, 1.98)]
        for r in [chance.uniform(0.80, 1.05)]
    ]
    sides = [(q * (w + 8 + chance.uniform(-16, 26)), y) for q in (-1, 1) for y in range(-130, 150, 13)]
    front = [(x + part * 0.3, -186 + 0.0045 * (x - part) ** 2 + chance.gauss(0, 5)) for x in range(-122, 124, 16)]
    pen.fill(_bed(w), look.hair.deep)
    curls(pen, top + sides + [p for p in front if p[1] < -96], (16, 27), look.hair, chance)


def _bed(w: float) -> Shape:
    """What is seen between the curls over the forehead."""
    over: list[Point] = [
        (-w - 4, -70),
        (-w - 12, -160),
        (-110, -264),
        (0, -284),
        (110, -264),
        (w + 12, -160),
        (w + 4, -70),
    ]
    return dome([*over, (w - 14, -106), (96, -164), (0, -184), (-96, -164), (-w + 14, -106)])
