"""Hair that is gathered: bun, ponytail, braids, locs, and a headscarf over all of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import cloth_tones
from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import dome, fade, glow, holed, shape
from studio.media.visual.kit.strands import flow, mass, rope

if TYPE_CHECKING:
    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look


def _drawn_back(pen: Pen, look: Look) -> None:
    """Hair combed tight to the head, towards a knot."""
    w, tones, chance = look.temple, look.hair, look.chance("hair")
    form = dome([
        (-w + 2, -44), (-w - 6, -110), (-w + 2, -196), (-96, -262), (0, -278), (96, -262), (w - 2, -196), (w + 6,
        -110), (w - 2, -44),
        (w - 12, -96), (w - 30, -142), (64, -174), (0, -182), (-64, -174), (-w + 30, -142), (-w + 12, -96),
    ])  # fmt: skip
    mass(pen, form, tones)
    with pen.inside(form):
        for q in SIDES:
            flow(
                pen,
                ((q * (w - 8), -70), (q * (w + 2), -140), (q * 110, -240), (q * 16, -284)),
                ((0, -194), (q * 4, -220), (q * 4, -250), (0, -284)),
                46,
                tones,
                chance,
                width=(2.5, 6),
                loose=3,
            )
        pen.stroke(
            shape((-w + 10, -170), (-90, -244, 10, -248), (80, -246, w - 24, -196), closed=False),
            tones.high,
            12,
            alpha=0.34,
            blur=7,
        )
    for q in SIDES:
        flow(
            pen,
            ((q * (w - 18), -130), (q * (w - 6), -90), (q * (w - 8), -40), (q * (w - 14), 14)),
            ((q * (w - 12), -120), (q * (w + 2), -80), (q * w, -30), (q * (w - 8), 30)),
            4,
            tones,
            chance,
            width=(1.6, 2.6),
            alpha=(0.5, 0.8),
            loose=4,
        )


def bun_behind(pen: Pen, look: Look) -> None:
    """A knot high on the head."""
    tones, chance = look.hair, look.chance("bun")
    pen.oval(0, -306, 68, 58, glow(tones.high, tones.base, tones.deep, centre=(-20, -330), radius=104, at=(0, 0.45, 1)))
    for index in range(26):
        a = index / 26 * math.tau
        x, y = 60 * math.cos(a), -306 + 50 * math.sin(a)
        pen.stroke(
            shape(
                (x, y),
                (
                    x * 0.5 - 34 * math.sin(a),
                    -306 + (y + 306) * 0.5 + 28 * math.cos(a),
                    x * 0.1 - 16 * math.sin(a),
                    -306 + 14 * math.cos(a),
                ),
                closed=False,
            ),
            chance.choice((tones.high, tones.deep, tones.pale, tones.deep)),
            3,
            alpha=0.4,
        )


def bun(pen: Pen, look: Look) -> None:
    """The hair drawn up into it."""
    _drawn_back(pen, look)


def ponytail_behind(pen: Pen, look: Look) -> None:
    """A tail that falls over one shoulder."""
    tones, chance = look.hair, look.chance("tail")
    q = 1 if look.hair_part >= 0 else -1
    form = dome(
        [
            (q * x, y)
            for x, y in (
                (10, -286),
                (96, -276),
                (184, -200),
                (214, -70),
                (216, 90),
                (196, 240),
                (160, 320),
                (150, 230),
                (150, 90),
                (140, -60),
                (90, -190),
            )
        ]
    )
    mass(pen, form, tones, bottom=320, cast=0.2)
    flow(
        pen,
        ((q * 30, -284), (q * 190, -270), (q * 232, 30), (q * 170, 322)),
        ((q * 60, -220), (q * 140, -160), (q * 160, 60), (q * 158, 290)),
        34,
        tones,
        chance,
        width=(4, 10),
        loose=8,
    )


def braids_behind(pen: Pen, look: Look, *, plaited: bool, end: float) -> None:
    """Ropes that hang behind the neck."""
    w, chance = look.temple, look.chance("ropes")
    pen.fill(
        dome(
            [
                (0, -286),
                (100, -270),
                (w + 18, -170),
                (w + 26, 0),
                (w + 10, 140),
                (0, 160),
                (-w - 10, 140),
                (-w - 26, 0),
                (-w - 18, -170),
                (-100, -270),
            ]
        ),
        look.hair.deep,
    )
    width = 15 if plaited else 19
    for index in range(14):
        x = (index / 13 - 0.5) * 2 * (w + 20)
        rope(
            pen,
            (
                (x * 0.5, -250),
                (x * 1.05, -160),
                (x * 1.02 + chance.uniform(-8, 8), 80),
                (x * 0.98 + chance.uniform(-12, 12), end + chance.uniform(-34, 20)),
            ),
            width,
            look.hair,
            plaited=plaited,
        )


def braids(pen: Pen, look: Look, *, plaited: bool, end: float) -> None:
    """The scalp in rows, and the ropes beside the face."""
    w, tones, chance = look.temple, look.hair, look.chance("rows")
    form = dome([
        (-w + 2, -30), (-w - 14, -110), (-w - 2, -206), (-96, -274), (0, -292), (96, -274), (w + 2, -206), (w + 14,
        -110), (w - 2, -30),
        (w - 14, -100), (w - 40, -158), (60, -186), (0, -192), (-60, -186), (-w + 40, -158), (-w + 14, -100),
    ])  # fmt: skip
    mass(pen, form, tones)
    with pen.inside(form):
        for index in range(11):
            share = index / 10 * 2 - 1
            start = (share * (w - 22), -190 + 84 * share * share)
            rope(
                pen,
                (
                    start,
                    (share * (w + 4), -220 + 40 * share * share),
                    (share * (w + 6), -260 + 20 * abs(share)),
                    (share * 70, -300),
                ),
                19 if plaited else 22,
                tones,
                plaited=plaited,
            )
    for q in SIDES:
        for index in range(4):
            x = w - 4 + index * 13
            rope(
                pen,
                (
                    (q * (w - 44 + index * 10), -236 + index * 8),
                    (q * (x + 8), -190),
                    (q * (x + 4 + chance.uniform(-4, 4)), 10),
                    (q * (x - 6 + chance.uniform(-8, 8)), end - 40 + chance.uniform(-30, 24)),
                ),
                15 if plaited else 19,
                tones,
                plaited=plaited,
            )


def braided_bun_behind(pen: Pen, look: Look) -> None:
    """Braids gathered in a high knot, one thread of the accent colour among them."""
    tones = look.hair
    thread = cloth_tones(look.accent)
    pen.oval(0, -312, 84, 60, tones.deep)
    for index in range(7):
        x = (index / 6 - 0.5) * 130
        rope(
            pen,
            ((x * 0.7, -262), (x * 1.5, -300), (x * 1.2, -372), (-x * 0.25, -352)),
            21,
            thread if index == 4 else tones,
            plaited=True,
        )
    rope(pen, ((-74, -280), (-40, -264), (40, -264), (74, -280)), 18, tones, plaited=True)


def braided_bun(pen: Pen, look: Look) -> None:
    """The rows that lead up to it."""
    w, tones = look.temple, look.hair
    form = dome([
        (-w + 2, -44), (-w - 6, -110), (-w + 2, -196), (-96, -262), (0, -278), (96, -262), (w - 2, -196), (w + 6,
        -110), (w - 2, -44),
        (w - 12, -96), (w - 30, -142), (64, -174), (0, -182), (-64, -174), (-w + 30, -142), (-w + 12, -96),
    ])  # fmt: skip
    mass(pen, form, tones)
    with pen.inside(form):
        for index in range(13):
            share = index / 12 * 2 - 1
            rope(
                pen,
                (
                    (share * (w - 6), -190 + 128 * share * share),
                    (share * w, -220 + 60 * share * share),
                    (share * 110, -266),
                    (share * 34, -290),
                ),
                19,
                tones,
                plaited=True,
            )


def scarf_behind(pen: Pen, look: Look) -> None:
    """The scarf behind the neck and over the shoulders."""
    t = cloth_tones(look.second.base)
    pen.fill(
        dome(
            [
                (0, -294),
                (110, -276),
                (184, -190),
                (196, -40),
                (186, 110),
                (214, 230),
                (286, 320),
                (200, 420),
                (0, 440),
                (-200, 420),
                (-286, 320),
                (-214, 230),
                (-186, 110),
                (-196, -40),
                (-184, -190),
                (-110, -276),
            ]
        ),
        fade(t.base, t.deep, start=(0, -200), end=(0, 360)),
    )


def scarf(pen: Pen, look: Look) -> None:
    """A headscarf around the face, folded under the chin."""
    t, low, c = look.second, look.length, look.cheek
    opening = dome(
        [
            (0, -176),
            (70, -170),
            (122, -128),
            (c - 14, -50),
            (c - 14, 30),
            (look.jaw + 10, 118),
            (look.chin + 22, low - 22),
            (0, low + 2),
            (-look.chin - 22, low - 22),
            (-look.jaw - 10, 118),
            (-c + 14, 30),
            (-c + 14, -50),
            (-122, -128),
            (-70, -170),
        ]
    )
    outer = dome(
        [
            (0, -296),
            (100, -282),
            (168, -214),
            (190, -100),
            (188, 10),
            (174, 120),
            (170, 210),
            (236, 300),
            (180, 396),
            (40, 430),
            (-120, 420),
            (-230, 330),
            (-172, 214),
            (-176, 120),
            (-188, 10),
            (-190, -100),
            (-168, -214),
            (-100, -282),
        ]
    )
    ring = holed(outer, opening)
    pen.stroke(opening, look.skin.deep, 12, alpha=0.4, blur=7)
    pen.fill(ring, fade(t.high, t.base, t.shade, start=(-160, -280), end=(160, 340), at=(0, 0.45, 1)))
    with pen.inside(ring):
        for q, alpha in ((-1, 0.5), (1, 0.7)):
            pen.stroke(
                shape((q * 30, -270), (q * 150, -230, q * 176, -80, q * 168, 60), closed=False),
                t.deep,
                9,
                alpha=alpha * 0.7,
                blur=5,
            )
            pen.stroke(
                shape((q * 90, -220), (q * 160, -150, q * 160, -20, q * 150, 90), closed=False),
                t.high,
                7,
                alpha=0.35,
                blur=4,
            )
        for index in range(5):
            y = low + 4 + 30 * index
            pen.stroke(
                shape(
                    (-190 + 6 * index, 150 + 26 * index),
                    (-60, y + 14, 60, y + 20, 178 - 4 * index, 130 + 34 * index),
                    closed=False,
                ),
                t.deep,
                7,
                alpha=0.5,
                blur=3.5,
            )
            pen.stroke(
                shape(
                    (-180 + 6 * index, 162 + 26 * index),
                    (-60, y + 27, 60, y + 33, 172 - 4 * index, 143 + 34 * index),
                    closed=False,
                ),
                t.high,
                4,
                alpha=0.4,
                blur=2,
            )
        pen.stroke(opening, t.deep, 6, alpha=0.5, blur=2)
    pen.stroke(opening, t.high, 3, alpha=0.4)
