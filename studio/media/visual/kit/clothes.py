"""Neck, shoulders and what is worn on them. Knows no head."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from studio.media.visual.kit.colours import cloth_tones, mix
from studio.media.visual.kit.geometry import SIDES
from studio.media.visual.kit.ink import fade, shape, spline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look


def _neck(look: Look) -> float:
    """Half the width of the neck."""
    return 62 + 20 * (1 - look.soft) - 8 * look.child


def _torso(look: Look, *, collar: float) -> Shape:
    """Shoulders and chest under cloth, closed along a round neckline of depth `collar`."""
    n, s = _neck(look), 286 + 66 * look.build
    return spline([
        (-n - 34, 296), (-n - 90, 322), (-s + 40, 350), (-s - 10, 404), (-s - 40, 520), (-s - 44, 620), (s + 44,
        620), (s + 40, 520), (s + 10, 404),
        (s - 40, 350), (n + 90, 322), (n + 34, 296), (n, 296 + collar * 0.75), (0, 296 + collar), (-n,
        296 + collar * 0.75),
    ])  # fmt: skip


def _under(look: Look) -> Shape:
    """What shows of a garment under another: a bib at the neck."""
    n = _neck(look)
    return spline(
        [(-n - 40, 296), (-n, 326), (0, 336), (n, 326), (n + 40, 296), (n + 30, 420), (0, 620), (-n - 30, 420)]
    )


def body(pen: Pen, look: Look) -> None:
    """The neck in the shadow of the chin, the collar bones, and the clothes."""
    tones, n, s = look.skin, _neck(look), 214 + 66 * look.build
    bare = spline(
        [
            (-n, 120),
            (-n, 210),
            (-n - 14, 270),
            (-n - 60, 314),
            (-s, 372),
            (-s + 10, 620),
            (s - 10, 620),
            (s, 372),
            (n + 60, 314),
            (n + 14, 270),
            (n, 210),
            (n, 120),
        ]
    )
    pen.fill(
        bare,
        fade(
            tones.pale, tones.base, mix(tones.base, tones.shade, 0.5), start=(-120, 180), end=(130, 420), at=(0, 0.5, 1)
        ),
    )
    with pen.inside(bare):
        cast = spline(
            [(-n - 20, 90), (n + 20, 90), (n + 8, 232), (40, look.length + 52), (-20, look.length + 46), (-n, 224)]
        )
        pen.fill(cast, tones.deep, alpha=0.58, blur=10)
        for q in SIDES:
            pen.stroke(
                shape((q * 50, 220), (q * 44, 270, q * 28, 304, q * 13, 334), closed=False),
                tones.shade,
                6,
                alpha=0.45,
                blur=4,
            )
            pen.stroke(
                shape((q * 24, 340), (q * 70, 324, q * 140, 330, q * 210, 338), closed=False),
                tones.shade,
                6,
                alpha=0.55,
                blur=3.4,
            )
        pen.stroke(shape((-9, 336), (0, 350, 9, 336), closed=False), tones.deep, 5, alpha=0.5, blur=3)
    pen.stroke(bare, tones.line, 2.4, alpha=0.4)
    CLOTHES.get(look.clothes, _tee)(pen, look)


def _cloth(pen: Pen, look: Look, form: Shape) -> None:
    t = look.cloth
    pen.fill(form, look.skin.deep, alpha=0.35, blur=7)
    pen.fill(form, fade(t.high, t.base, t.shade, start=(-240, 300), end=(240, 640), at=(0, 0.4, 1)))
    with pen.inside(form):
        for q in SIDES:
            x = 236 + 66 * look.build
            pen.stroke(
                shape((q * x, 420), (q * (x - 22), 480, q * (x - 26), 560, q * (x - 20), 640), closed=False),
                t.deep,
                10,
                alpha=0.45,
                blur=7,
            )
            pen.stroke(
                shape((q * 120, 350), (q * 90, 420, q * 120, 470, q * 70, 540), closed=False),
                t.deep,
                9,
                alpha=0.22,
                blur=7,
            )
    pen.stroke(form, t.line, 2.2, alpha=0.5)


def _tee(pen: Pen, look: Look) -> None:
    form = _torso(look, collar=66)
    _cloth(pen, look, form)
    n = _neck(look)
    pen.stroke(
        shape((-n - 34, 297), (-n + 4, 372, n - 4, 372, n + 34, 297), closed=False), look.cloth.shade, 13, alpha=0.8
    )
    pen.stroke(
        shape((-n - 40, 299), (-n + 2, 382, n - 2, 382, n + 40, 299), closed=False), look.cloth.deep, 1.8, alpha=0.6
    )


def _sweater(pen: Pen, look: Look) -> None:
    form = _torso(look, collar=44)
    _cloth(pen, look, form)
    n, t = _neck(look), look.cloth
    with pen.inside(form):
        for y in range(392, 660, 30):
            for index in range(-13, 14):
                x = index * 28 + (14 if y % 60 else 0)
                pen.stroke(shape((x - 8, y), (x, y + 11), (x + 8, y), closed=False), t.deep, 2.6, alpha=0.20)
    band = shape((-n - 36, 290), (-n, 352, n, 352, n + 36, 290), (n + 44, 304), (n + 8, 384, -n - 8, 384, -n - 44, 304))
    pen.fill(band, fade(t.high, t.shade, start=(-80, 290), end=(90, 360)))
    with pen.inside(band):
        for index in range(-9, 10):
            rib, low = index * (n + 36) / 9, 345 - 0.6 * index**2
            pen.stroke(shape((rib * 0.92, low - 16), (rib * 1.06, low + 22), closed=False), t.deep, 2.4, alpha=0.4)
    pen.stroke(band, t.line, 2, alpha=0.4)


def _turtleneck(pen: Pen, look: Look) -> None:
    _cloth(pen, look, _torso(look, collar=20))
    n, t = _neck(look), look.cloth
    roll = spline(
        [
            (-n - 4, 218),
            (-30, 250),
            (30, 250),
            (n + 4, 218),
            (n + 16, 262),
            (n + 34, 304),
            (40, 336),
            (-40, 336),
            (-n - 34, 304),
            (-n - 16, 262),
        ]
    )
    pen.fill(roll, t.deep, alpha=0.5, blur=6)
    pen.fill(roll, fade(t.high, t.base, t.shade, start=(-90, 220), end=(90, 320), at=(0, 0.4, 1)))
    with pen.inside(roll):
        for index in range(-9, 10):
            pen.stroke(
                shape((index * n / 9, 214), (index * n / 8.6, 262, index * n / 7.6, 340), closed=False),
                t.deep,
                2.6,
                alpha=0.30,
            )
        pen.stroke(shape((-n - 4, 222), (-30, 256, 30, 256, n + 4, 222), closed=False), t.deep, 9, alpha=0.55, blur=5)
    pen.stroke(roll, t.line, 2, alpha=0.4)


def _shirt(pen: Pen, look: Look, *, tie: bool = False) -> None:
    _cloth(pen, look, _torso(look, collar=92))
    _collar(pen, look, look.cloth.pale, look.cloth.deep)
    t = look.cloth
    pen.stroke(shape((0, 392), (3, 640), closed=False), t.deep, 2.2, alpha=0.5)
    for y in (420, 484):
        pen.oval(7, y, 5, 5, t.high)
        pen.oval(7, y, 2, 2, t.deep, alpha=0.6)
    if tie:
        _tie(pen, look)


def _collar(pen: Pen, look: Look, pale: str, line: str) -> None:
    n = _neck(look)
    for q in SIDES:
        flap = shape(
            (q * (n + 8), 272),
            (q * (n + 44), 304),
            (q * (n + 20), 402),
            (q * 4, 378),
            (q * (n - 20), 340, q * (n - 6), 300, q * (n + 8), 272),
        )
        pen.fill(flap, line, alpha=0.5, blur=5)
        pen.fill(flap, fade(pale, mix(pale, line, 0.25), start=(q * 20, 290), end=(q * 90, 400)))
        pen.stroke(flap, line, 2, alpha=0.5)


def _tie(pen: Pen, look: Look) -> None:
    t = cloth_tones(look.accent)
    for form in (
        shape((-17, 380), (17, 380), (13, 412), (-13, 412)),
        shape((-13, 412), (13, 412), (34, 640), (-34, 640)),
    ):
        pen.fill(form, fade(t.high, t.base, t.shade, start=(-30, 380), end=(30, 560), at=(0, 0.4, 1)))
        pen.stroke(form, t.line, 1.8, alpha=0.5)


def _open_front(pen: Pen, look: Look, *, lapels: bool) -> None:
    """A jacket's two fronts over what is already there."""
    t, n, s = look.cloth, _neck(look), 292 + 66 * look.build
    for q in SIDES:
        front = spline(
            [
                (q * x, y)
                for x, y in (
                    (n + 40, 284),
                    (n + 96, 312),
                    (s - 40, 340),
                    (s - 2, 396),
                    (s + 40, 520),
                    (s + 50, 640),
                    (10, 640),
                    (14, 560),
                    (60, 440),
                    (n + 20, 340),
                )
            ]
        )
        pen.fill(front, t.deep, alpha=0.5, blur=7)
        pen.fill(
            front, fade(t.high, t.base, t.shade, start=(q * 60 - 100, 300), end=(q * 200 + 140, 640), at=(0, 0.45, 1))
        )
        with pen.inside(front):
            x = s - 54
            pen.stroke(
                shape((q * x, 420), (q * (x - 20), 500, q * (x - 16), 640), closed=False), t.deep, 10, alpha=0.5, blur=7
            )
        pen.stroke(front, t.line, 2.2, alpha=0.5)
        if lapels:
            lapel = shape(
                (q * (n + 36), 282),
                (q * (n + 84), 326),
                (q * (n + 100), 420),
                (q * (n + 58), 428),
                (q * (n + 72), 456),
                (q * 60, 540, q * 20, 600, q * 8, 640),
                (q * 20, 520, q * (n + 6), 400, q * (n + 36), 282),
            )
            pen.fill(lapel, t.deep, alpha=0.6, blur=7)
            pen.fill(lapel, fade(t.high, t.base, start=(q * 40 - 40, 300), end=(q * 120 + 40, 560)))
            pen.stroke(lapel, t.line, 2, alpha=0.5)


def _blazer(pen: Pen, look: Look, *, tie: bool = False, under: bool = True) -> None:
    if under:
        pen.fill(_under(look), fade(look.second.high, look.second.shade, start=(-60, 300), end=(80, 620)))
        _collar(pen, look, look.second.pale, look.second.deep)
        if tie:
            _tie(pen, look)
    _open_front(pen, look, lapels=True)


def _suit(pen: Pen, look: Look) -> None:
    _blazer(pen, look, tie=True)


def _overshirt(pen: Pen, look: Look) -> None:
    pen.fill(_under(look), fade(look.second.high, look.second.shade, start=(-60, 300), end=(80, 620)))
    n = _neck(look)
    pen.stroke(
        shape((-n - 30, 299), (-n + 4, 366, n - 4, 366, n + 30, 299), closed=False), look.second.deep, 8, alpha=0.6
    )
    _open_front(pen, look, lapels=False)
    _collar(pen, look, look.cloth.pale, look.cloth.deep)


def _scrubs(pen: Pen, look: Look) -> None:
    n, t = _neck(look), look.cloth
    pen.fill(_under(look), fade(look.second.high, look.second.shade, start=(-60, 300), end=(80, 620)))
    s = 286 + 66 * look.build
    form = shape(
        (-n - 40, 298),
        (-n - 100, 324, -s + 40, 344, -s - 6, 404),
        (-s - 60, 640),
        (s + 60, 640),
        (s + 6, 404),
        (s - 40, 344, n + 100, 324, n + 40, 298),
        (0, 452),
    )
    _cloth(pen, look, form)
    vee = shape((-n - 40, 298), (0, 452), (n + 40, 298), closed=False)
    pen.stroke(vee, t.shade, 15)
    pen.stroke(vee, t.line, 1.6, alpha=0.4)


def _hoodie(pen: Pen, look: Look) -> None:
    n, t = _neck(look), look.cloth
    _cloth(pen, look, _torso(look, collar=60))
    for q in SIDES:
        hood = spline(
            [
                (q * x, y)
                for x, y in (
                    (n - 2, 232),
                    (n + 44, 250),
                    (n + 74, 300),
                    (n + 40, 356),
                    (30, 398),
                    (4, 396),
                    (n - 24, 350),
                    (n, 290),
                )
            ]
        )
        pen.fill(hood, t.deep, alpha=0.6, blur=7)
        pen.fill(hood, fade(t.high, t.shade, start=(-80 + q * 60, 240), end=(q * 60 + 40, 390)))
        pen.stroke(hood, t.line, 2, alpha=0.5)
        pen.stroke(shape((q * 24, 392), (q * 30, 440, q * 24, 486), closed=False), look.second.pale, 5)


def _high_collar(pen: Pen, look: Look) -> None:
    n, t = _neck(look), look.cloth
    _cloth(pen, look, _torso(look, collar=96))
    for q in SIDES:
        wing = spline(
            [
                (q * x, y)
                for x, y in (
                    (n + 18, 168),
                    (n + 74, 150),
                    (n + 108, 210),
                    (n + 96, 300),
                    (n + 40, 366),
                    (6, 412),
                    (n - 14, 330),
                    (n + 4, 250),
                )
            ]
        )
        pen.fill(wing, t.deep, alpha=0.6, blur=8)
        pen.fill(wing, fade(t.high, t.base, t.deep, start=(q * 70 - 60, 170), end=(q * 70 + 50, 400), at=(0, 0.5, 1)))
        pen.stroke(wing, look.second.pale, 4, alpha=0.9)


def _blouse(pen: Pen, look: Look) -> None:
    n, s = _neck(look), 286 + 66 * look.build
    form = shape(
        (-n - 70, 306),
        (-n - 120, 326, -s + 40, 344, -s - 6, 404),
        (-s - 60, 640),
        (s + 60, 640),
        (s + 6, 404),
        (s - 40, 344, n + 120, 326, n + 70, 306),
        (n + 20, 420, 30, 452, 0, 456),
        (-30, 452, -n - 20, 420, -n - 70, 306),
    )
    _cloth(pen, look, form)
    pen.stroke(shape((-n - 12, 292), (-40, 372, 40, 372, n + 12, 292), closed=False), "#d9ad4b", 2.6)
    pen.oval(0, 356, 6, 8, look.accent)


CLOTHES: Final[Mapping[str, Callable[[Pen, Look], None]]] = MappingProxyType(
    {
        "tee": _tee, "sweater": _sweater, "turtleneck": _turtleneck, "shirt": _shirt, "blazer": _blazer, "suit": _suit,
        "overshirt": _overshirt, "scrubs": _scrubs, "hoodie": _hoodie, "high-collar": _high_collar, "blouse": _blouse,
        "lab-coat": _blazer,
    }
)  # fmt: skip
"""What can be worn."""
