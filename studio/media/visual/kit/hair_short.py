"""Cuts that leave ears and neck free. Knows no other cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit.ink import dome, shape, spline
from studio.media.visual.kit.strands import flow, mass

if TYPE_CHECKING:
    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look


def _cap(look: Look, top: list[Point], line: list[Point]) -> Shape:
    """A body of short hair: over the top from one sideburn to the other, and back along the hairline."""
    wide = look.temple + 6
    return dome(
        [
            (-wide + 4, -22),
            (-wide - 6, -84),
            *top,
            (wide + 6, -84),
            (wide - 4, -22),
            (wide - 16, -44),
            *line,
            (-wide + 16, -44),
        ]
    )


def crop(pen: Pen, look: Look) -> None:
    """Short all over, a little longer above, combed forward."""
    w, chance = look.temple, look.chance("hair")
    form = _cap(
        look,
        [(-w - 12, -166), (-w + 22, -240), (-70, -281), (6, -291), (80, -280), (w - 18, -240), (w + 12, -166)],
        [(w - 10, -106), (w - 34, -148), (58, -160), (4, -152), (-58, -162), (-w + 34, -148), (-w + 10, -106)],
    )
    mass(pen, form, look.hair)
    with pen.inside(form):
        flow(
            pen,
            ((-40, -286), (-130, -260), (-160, -180), (-w + 2, -40)),
            ((-30, -286), (-80, -250), (-110, -200), (-110, -140)),
            22,
            look.hair,
            chance,
        )
        flow(
            pen,
            ((30, -290), (130, -262), (160, -180), (w - 2, -40)),
            ((20, -290), (80, -250), (110, -200), (106, -140)),
            22,
            look.hair,
            chance,
        )
        flow(
            pen,
            ((-70, -284), (-100, -240), (-104, -190), (-96, -140)),
            ((60, -286), (96, -246), (100, -190), (96, -140)),
            44,
            look.hair,
            chance,
            width=(4, 9),
        )
    flow(
        pen,
        ((-90, -200), (-86, -176), (-80, -160), (-74, -142)),
        ((90, -200), (84, -176), (84, -160), (82, -140)),
        22,
        look.hair,
        chance,
        width=(4, 8),
        alpha=(0.7, 1),
        loose=4,
        colours=(look.hair.base, look.hair.shade, look.hair.pale),
    )


def parted(pen: Pen, look: Look) -> None:
    """Parted at one side and combed over."""
    w, chance = look.temple, look.chance("hair")
    side = 1 if look.hair_part >= 0 else -1
    x = side * 66

    def s(points: list[Point]) -> list[Point]:
        return points if side > 0 else [(-px, py) for px, py in reversed(points)]

    form = _cap(
        look,
        s([(-w - 14, -164), (-w + 12, -246), (-84, -296), (0, -306), (84, -290), (w - 4, -240), (w + 12, -166)]),
        s([(w - 8, -110), (w - 26, -156), (70, -196), (30, -170), (-40, -146), (-w + 30, -138), (-w + 10, -104)]),
    )
    mass(pen, form, look.hair)
    with pen.inside(form):
        flow(
            pen,
            ((x, -262), (side * 20, -310), (-side * 90, -300), (-side * (w + 4), -170)),
            ((x, -212), (side * 30, -200), (-side * 60, -170), (-side * (w - 20), -128)),
            52,
            look.hair,
            chance,
            width=(3, 8),
        )
        flow(
            pen,
            ((-side * 90, -280), (-side * 150, -240), (-side * 164, -140), (-side * (w + 2), -30)),
            ((-side * 70, -230), (-side * 120, -200), (-side * 140, -140), (-side * (w - 4), -50)),
            24,
            look.hair,
            chance,
        )
        flow(
            pen,
            ((x, -268), (side * 120, -256), (side * 160, -180), (side * (w + 2), -30)),
            ((x, -216), (side * 100, -210), (side * 136, -150), (side * (w - 6), -50)),
            24,
            look.hair,
            chance,
        )
        pen.stroke(
            shape((x, -206), (x - side * 4, -240, x - side * 16, -274), closed=False), look.hair.deep, 3.4, alpha=0.8
        )
        pen.stroke(
            shape((-w, -190), (-80, -272, 40, -270), closed=False)
            if side > 0
            else shape((w, -190), (80, -272, -40, -270), closed=False),
            look.hair.high,
            12,
            alpha=0.28,
            blur=8,
        )


def quiff(pen: Pen, look: Look) -> None:
    """Short at the sides, brushed up and back in front."""
    w, chance = look.temple, look.chance("hair")
    over: list[Point] = [
        (-w - 4, -150),
        (-w + 14, -218),
        (-112, -276),
        (-62, -318),
        (20, -330),
        (92, -312),
        (w - 16, -236),
        (w + 4, -150),
    ]
    line: list[Point] = [
        (w - 10, -104),
        (w - 24, -146),
        (70, -172),
        (0, -166),
        (-70, -172),
        (-w + 24, -146),
        (-w + 10, -104),
    ]
    form = spline(
        [(-w - 2, -22), (-w - 8, -84), *over, (w + 8, -84), (w + 2, -22), (w - 10, -44), *line, (-w + 10, -44)]
    )
    mass(pen, form, look.hair, top=-340)
    with pen.inside(form):
        for q in (-1, 1):
            first = ((q * (w - 20), -150), (q * (w - 4), -186), (q * 126, -226), (q * 104, -262))
            last = ((q * (w - 4), -60), (q * (w + 4), -120), (q * (w + 2), -190), (q * (w - 24), -240))
            flow(pen, first, last, 26, look.hair, chance, width=(2.5, 6))
    first, last = (
        ((-92, -166), (-122, -230), (-104, -290), (-44, -324)),
        ((88, -170), (104, -240), (116, -290), (84, -318)),
    )
    flow(pen, first, last, 56, look.hair, chance, width=(4, 10), alpha=(0.35, 0.85), loose=6)
    pen.stroke(shape((-100, -230), (-80, -300, 0, -306), closed=False), look.hair.high, 12, alpha=0.30, blur=7)


def slicked(pen: Pen, look: Look) -> None:
    """Combed straight back from a high forehead."""
    w, chance = look.temple, look.chance("hair")
    form = _cap(
        look,
        [(-w - 6, -166), (-w + 22, -236), (-74, -274), (0, -284), (74, -274), (w - 22, -236), (w + 6, -166)],
        [
            (w - 8, -112),
            (w - 24, -166),
            (76, -196),
            (24, -194),
            (0, -186),
            (-24, -194),
            (-76, -196),
            (-w + 24, -166),
            (-w + 8, -112),
        ],
    )
    mass(pen, form, look.hair)
    with pen.inside(form):
        for q in (-1, 1):
            flow(
                pen,
                (((q * 4), -184), (q * 6, -220), (q * 4, -256), (q * 2, -290)),
                ((q * (w - 26), -164), (q * 140, -210), (q * 110, -250), (q * 60, -282)),
                34,
                look.hair,
                chance,
                width=(2.5, 6.5),
                loose=3,
            )
            flow(
                pen,
                ((q * (w - 24), -160), (q * (w - 6), -190), (q * 140, -230), (q * 110, -256)),
                ((q * (w - 6), -50), (q * (w + 8), -110), (q * (w + 10), -160), (q * (w - 2), -210)),
                20,
                look.hair,
                chance,
                width=(2.5, 6),
                loose=3,
            )
        pen.stroke(
            shape((-w, -176), (-90, -250, 0, -252), (80, -252, w - 30, -200), closed=False),
            look.hair.high,
            12,
            alpha=0.30,
            blur=7,
        )


def pixie(pen: Pen, look: Look) -> None:
    """Short, with a fringe swept across the forehead and wisps before the ears."""
    w, chance = look.temple, look.chance("hair")
    side = 1 if look.hair_part >= 0 else -1

    def s(points: list[Point]) -> list[Point]:
        return points if side > 0 else [(-px, py) for px, py in reversed(points)]

    form = dome(s([
        (-w + 4, 6), (-w - 16, -60), (-w - 20, -160), (-w + 10, -248), (-78, -296), (10, -306), (92, -290), (w - 4,
        -240),
        (w + 18, -160), (w + 14, -60), (w - 6, 2), (w - 12, -60), (w - 20, -126), (92, -190), (40, -178), (-30,
        -134), (-104, -104),
        (-w + 12, -66),
    ]))  # fmt: skip
    mass(pen, form, look.hair)
    with pen.inside(form):
        flow(
            pen,
            ((side * 84, -262), (side * 10, -320), (-side * 130, -300), (-side * (w + 8), -110)),
            ((side * 84, -200), (side * 20, -190), (-side * 70, -140), (-side * (w - 24), -78)),
            50,
            look.hair,
            chance,
            width=(3, 9),
        )
        flow(
            pen,
            ((side * 84, -270), (side * 140, -256), (side * 170, -170), (side * (w + 4), -10)),
            ((side * 84, -206), (side * 120, -200), (side * 140, -140), (side * (w - 12), -20)),
            26,
            look.hair,
            chance,
        )
    flow(
        pen,
        ((side * 40, -230), (-side * 20, -180), (-side * 80, -130), (-side * 118, -92)),
        ((side * 20, -250), (-side * 80, -220), (-side * 140, -120), (-side * (w - 2), -22)),
        20,
        look.hair,
        chance,
        width=(4, 9),
        alpha=(0.5, 0.9),
        loose=6,
    )


def buzz(pen: Pen, look: Look) -> None:
    """Shaved to a shadow."""
    w, chance = look.temple, look.chance("hair")
    form = _cap(
        look,
        [(-w - 2, -164), (-w + 12, -216), (-82, -244), (0, -257), (82, -244), (w - 12, -216), (w + 2, -164)],
        [(w - 8, -110), (w - 28, -158), (66, -180), (0, -172), (-66, -180), (-w + 28, -158), (-w + 8, -110)],
    )
    pen.fill(form, look.hair.base, alpha=0.55, blur=2.4)
    with pen.inside(form):
        pen.oval(-36, -240, 90, 30, look.hair.high, alpha=0.35, blur=14)
        for _ in range(520):
            x, y = chance.uniform(-w, w), chance.uniform(-266, -30)
            pen.stroke(
                shape((x, y), (x + x * 0.015, y + 5), closed=False), look.hair.deep, 1.5, alpha=chance.uniform(0.2, 0.5)
            )


def receding(pen: Pen, look: Look) -> None:
    """Thin on top, full at the sides, the forehead reaching high."""
    w, chance, tones = look.temple, look.chance("hair"), look.hair
    top = ((-98, -226), (-50, -262), (40, -266), (104, -222)), ((-74, -212), (-30, -236), (50, -240), (96, -204))
    flow(pen, *top, 34, tones, chance, width=(2, 4.5), alpha=(0.25, 0.6), loose=4)
    for q in (-1, 1):
        half = [
            (w + 2, -18), (w + 14, -70), (w + 16, -140), (w + 6, -200), (w - 22, -232), (w - 44, -226), (w - 30, -186),
            (w - 16, -140), (w - 14, -100), (w - 10, -44),
        ]  # fmt: skip
        side = dome([(q * x, y) for x, y in half])
        mass(pen, side, tones, cast=0.18)
        first = ((q * (w - 40), -228), (q * (w + 4), -210), (q * (w + 14), -140), (q * (w + 6), -30))
        last = ((q * (w - 30), -190), (q * (w - 20), -160), (q * (w - 12), -110), (q * (w - 6), -34))
        with pen.inside(side):
            flow(pen, first, last, 30, tones, chance, width=(2.5, 6))
        flow(pen, first, last, 7, tones, chance, width=(2, 4), alpha=(0.4, 0.8), loose=6)


def wild(pen: Pen, look: Look) -> None:
    """Long, uncombed, standing out at the sides; the forehead high."""
    w, chance = look.temple, look.chance("hair")
    tones = look.hair
    for q in (-1, 1):
        side = dome([(q * px, py) for px, py in (
            (w - 6, 20), (w + 34, 24), (w + 66, -20), (w + 84, -90), (w + 74, -170), (w + 40, -232), (w - 14,
            -282), (70, -302), (0, -300),
            (30, -262), (86, -240), (w - 34, -196), (w - 14, -130), (w - 8, -60),
        )])  # fmt: skip
        mass(pen, side, tones)
        with pen.inside(side):
            flow(
                pen,
                ((q * 20, -270), (q * 90, -300), (q * (w + 40), -240), (q * (w + 80), -100)),
                ((q * 80, -236), (q * 110, -220), (q * w, -140), (q * (w + 16), 20)),
                50,
                tones,
                chance,
                width=(4, 10),
                loose=10,
            )
        for first, last, count in (
            (
                ((q * 30, -280), (q * 60, -320), (q * 120, -326), (q * 160, -318)),
                ((q * 110, -250), (q * 170, -260), (q * (w + 70), -220), (q * (w + 112), -170)),
                16,
            ),
            (
                ((q * 120, -220), (q * 180, -210), (q * (w + 74), -150), (q * (w + 112), -110)),
                ((q * (w - 8), -110), (q * (w + 30), -60), (q * (w + 60), -10), (q * (w + 72), 40)),
                20,
            ),
        ):
            flow(
                pen,
                first,
                last,
                count,
                tones,
                chance,
                width=(4, 10),
                alpha=(0.6, 1),
                loose=12,
                colours=(tones.pale, tones.base, tones.shade, tones.high),
            )
    flow(
        pen,
        ((-80, -246), (-50, -290), (0, -312), (40, -330)),
        ((80, -246), (60, -280), (30, -300), (-20, -326)),
        18,
        tones,
        chance,
        width=(3, 8),
        alpha=(0.4, 0.9),
        loose=9,
    )
