"""Beards and moustaches. Knows no mouth but where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit.geometry import SIDES, between
from studio.media.visual.kit.ink import fade, shape, spline
from studio.media.visual.kit.strands import flow

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.geometry import Point
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look


def _cheeks(look: Look, drop: float, below: float) -> Shape:
    """The region of a whole beard: from sideburns around the mouth to `below` the chin."""
    c, j, low = look.cheek, look.jaw, look.length
    half: list[Point] = [
        (c - 3, -24), (c - 2, 36), (between(c, j, 0.58) + 2, 98 + drop * 0.3), (j + 3, 148 + drop * 0.6),
        (between(j, look.chin, 0.48) + 4, low - 40 + drop + below * 0.3), (look.chin + 4, low - 6 + below * 0.7 + drop),
        (0, low + below + drop),
    ]  # fmt: skip
    inner: list[Point] = [(0, 96), (34, 88), (60, 104), (88, 104), (114, 78), (c - 22, 34), (c - 14, -10)]
    return spline(
        [*half, *[(-x, y) for x, y in reversed(half) if x], *[(-x, y) for x, y in reversed(inner)], *inner[1:]]
    )


def beard(pen: Pen, look: Look, face: Face) -> None:
    """What grows below the mouth and on the cheeks; drawn before the mouth."""
    drop = 17 * face.jaw
    if look.beard == "stubble":
        _stubble(pen, look, drop)
    elif look.beard in {"short", "full", "long"}:
        _whole(pen, look, drop, {"short": 4.0, "full": 26.0, "long": 96.0}[look.beard])
    elif look.beard in {"goatee", "pointed"}:
        _chin(pen, look, drop, 18.0 if look.beard == "goatee" else 58.0)


def moustache(pen: Pen, look: Look, face: Face) -> None:
    """What grows above the mouth; drawn over it."""
    if look.beard not in {"moustache", "walrus", "short", "full", "long", "goatee", "pointed"}:
        return
    heavy = {"walrus": 1.5, "moustache": 1.1, "full": 1.1, "long": 1.2}.get(look.beard, 0.8)
    chance, tones = look.chance("moustache"), look.hair
    lift = 5 * face.smile
    for q in SIDES:
        tip = (q * (50 + 10 * heavy), 112 + 12 * heavy - lift)
        form = shape(
            (0, 86),
            (q * 16, 78, q * 42, 86 - lift, *tip),
            (q * 40, 112 + 8 * heavy - lift * 0.6, q * 14, 104 + 11 * heavy, 0, 100 + 4 * heavy),
        )
        pen.fill(form, tones.deep, alpha=0.3, blur=4)
        pen.fill(form, fade(tones.pale, tones.shade, start=(0, 82), end=(0, 120)), alpha=0.96)
        with pen.inside(form):
            flow(
                pen,
                ((q * 2, 84), (q * 14, 78), (q * 36, 84 - lift), tip),
                ((q * 2, 100), (q * 10, 106 + 6 * heavy), (q * 30, 110 + 6 * heavy), tip),
                int(22 * heavy),
                tones,
                chance,
                width=(1.6, 3.6),
                loose=2,
            )


def _stubble(pen: Pen, look: Look, drop: float) -> None:
    form = _cheeks(look, drop, 2)
    pen.fill(form, look.hair.base, alpha=0.24, blur=8)
    chance = look.chance("stubble")
    with pen.inside(form):
        for _ in range(520):
            x, y = chance.uniform(-look.cheek, look.cheek), chance.uniform(0, look.length + 16)
            pen.stroke(
                shape((x, y), (x + x * 0.01, y + 3.4), closed=False),
                look.hair.deep,
                1.4,
                alpha=chance.uniform(0.15, 0.42),
            )


def _whole(pen: Pen, look: Look, drop: float, below: float) -> None:
    form, tones, chance = _cheeks(look, drop, below), look.hair, look.chance("beard")
    low, c, j = look.length + below + drop, look.cheek, look.jaw
    pen.fill(form, tones.base, alpha=0.5, blur=8)
    pen.fill(
        form,
        fade((tones.base, 0.35), (tones.base, 0.92), (tones.shade, 1.0), start=(-40, 0), end=(40, low), at=(0, 0.4, 1)),
    )
    with pen.inside(form):
        for q in SIDES:
            flow(
                pen,
                ((q * (c - 4), -30), (q * (c + 2), 60), (q * (j + 6), 150 + drop), (q * 70, low - 6)),
                ((q * 60, 96), (q * 66, 130), (q * 52, 170 + drop), (q * 26, low)),
                46,
                tones,
                chance,
                width=(2.4, 5.5),
                loose=6,
            )
        flow(
            pen,
            ((-44, 150 + drop), (-46, 180 + drop), (-40, low - 30), (-30, low)),
            ((44, 150 + drop), (46, 180 + drop), (40, low - 30), (30, low)),
            30,
            tones,
            chance,
            width=(2.4, 5),
            loose=5,
            colours=(tones.pale, tones.base, tones.base, tones.high),
        )
        pen.oval(0, 158 + drop, 34, 9, tones.deep, alpha=0.4, blur=5)
    if below > 10:  # only a beard with length has loose ends
        c, palette = look.chin, (tones.pale, tones.base, tones.base, tones.shade)
        first = ((-c - 16, 166 + drop), (-c - 14, low - below * 0.6), (-c, low - 12), (-20, low + 6))
        last = ((c + 16, 166 + drop), (c + 14, low - below * 0.6), (c, low - 12), (20, low + 6))
        flow(pen, first, last, 30, tones, chance, width=(3, 6), alpha=(0.3, 0.7), loose=6, colours=palette)


def _chin(pen: Pen, look: Look, drop: float, below: float) -> None:
    tones, chance, low = look.hair, look.chance("goatee"), look.length + below + drop
    pointed = look.beard == "pointed"
    foot = 12 if pointed else 34
    form = spline(
        [
            (-30, 156 + drop),
            (0, 150 + drop),
            (30, 156 + drop),
            (46, 190 + drop),
            (foot + 12, low - 22),
            (foot * 0.5, low - 2),
            (0, low),
            (-foot * 0.5, low - 2),
            (-foot - 12, low - 22),
            (-46, 190 + drop),
        ]
    )
    sides = [
        spline(
            [
                (q * x, y)
                for x, y in ((56, 104), (66, 130), (60, 172 + drop), (40, 192 + drop), (48, 160 + drop), (52, 128))
            ]
        )
        for q in SIDES
    ]
    for one in (*sides, form):
        pen.fill(one, tones.base, alpha=0.4, blur=4)
        pen.fill(one, fade(tones.pale, tones.shade, start=(-20, 100), end=(20, low)), alpha=0.95)
    with pen.inside(form):
        flow(
            pen,
            ((-30, 156 + drop), (-46, 190 + drop), (-24, low - 20), (-4, low)),
            ((30, 156 + drop), (46, 190 + drop), (24, low - 20), (4, low)),
            30,
            tones,
            chance,
            width=(2, 4.5),
            loose=3,
        )
