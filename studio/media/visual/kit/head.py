"""The head without its features: outline, ears, the light on the skin, the marks of age. Knows no hair and no mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.media.visual.kit.colours import mix
from studio.media.visual.kit.geometry import SIDES, between, clamp, mirrored
from studio.media.visual.kit.ink import fade, glow, shape, spline

if TYPE_CHECKING:
    from studio.media.visual.kit.face import Face
    from studio.media.visual.kit.ink import Pen, Shape
    from studio.media.visual.kit.look import Look


def crown(look: Look) -> float:
    """How high the skull reaches."""
    return -250.0 - 12 * look.child


def outline(look: Look, jaw: float = 0.0) -> Shape:
    """The face from crown to chin; an open jaw lengthens its lower third."""
    drop, top, low = 17 * jaw, crown(look), look.length
    squat, wide = low / 230, look.temple
    return spline(
        mirrored(
            [
                (0, top), (wide * 0.44, top + 13), (wide * 0.68, top + 37), (wide * 0.86, top + 68), (wide * 0.97,
                top + 107),
                (look.temple + 1, top + 146),
                (look.cheek, -26), (look.cheek - 5, 40), (between(look.cheek, look.jaw, 0.58), 98 * squat + drop * 0.3),
                (look.jaw, 146 * squat + drop * 0.6), (between(look.jaw, look.chin, 0.48), low - 44 * squat + drop),
                (look.chin * 0.86, low - 9 + drop), (0, low + drop),
            ]
        )
    )  # fmt: skip


def ears(pen: Pen, look: Look) -> None:
    """Both ears; hair that hides them is drawn over them."""
    tones = look.skin
    for side in SIDES:
        edge = look.cheek - 8
        ear = spline(
            [(side * x, y) for x, y in (
                (edge, -50), (edge + 13, -60), (edge + 26, -46), (edge + 27, -16),
                (edge + 19, 14), (edge + 9, 34), (edge - 2, 30),
            )]
        )  # fmt: skip
        pen.fill(ear, fade(tones.shade, tones.base, start=(side * edge, 0), end=(side * (edge + 34), 0)))
        pen.stroke(ear, tones.line, 2.4, alpha=0.55)
        pen.stroke(
            shape((side * (edge + 10), -40), (side * (edge + 23), -48, side * (edge + 22), -18, side * (edge + 14), 4),
                  closed=False),
            tones.deep, 4, alpha=0.5, blur=1.4,
        )  # fmt: skip
        if look.earrings != "none":
            _earring(pen, look, side * (edge + 7), 38)


def _earring(pen: Pen, look: Look, x: float, y: float) -> None:
    gold = glow("#fff6d2", "#e0b04a", "#9a6a1e", centre=(x - 2, y - 2), radius=9, at=(0, 0.5, 1))
    if look.earrings == "hoop":
        pen.stroke(
            shape((x, y - 6), (x + 15, y - 2, x + 13, y + 28, x, y + 28), (x - 13, y + 28, x - 15, y - 2, x, y - 6)),
            "#c9962f",
            4,
        )
        pen.stroke(shape((x - 9, y + 6), (x - 11, y + 18, x - 4, y + 24), closed=False), "#fff0c0", 2, alpha=0.8)
    else:
        pen.oval(x, y, 6.5, 6.5, gold)


def skin(pen: Pen, look: Look, face: Face) -> None:
    """The face filled and lit from above left, before any feature."""
    tones = look.skin
    form = outline(look, face.jaw)
    drop = 17 * face.jaw
    pen.fill(
        form,
        fade(
            tones.pale,
            tones.base,
            mix(tones.base, tones.shade, 0.5),
            start=(-120, -200),
            end=(120, 235),
            at=(0.0, 0.5, 1.0),
        ),
    )
    with pen.inside(form):
        _side(pen, look, drop)
        _forms(pen, look, face, drop)
        _marks(pen, look, face)
        if look.freckles:
            _freckles(pen, look)
    pen.stroke(form, tones.line, 2.6, alpha=0.5)


def _side(pen: Pen, look: Look, drop: float) -> None:
    """The side away from the light: one soft plane, as a painter would block it in."""
    tones, cheek = look.skin, look.cheek
    plane = spline(
        [(cheek + 30, -250), (cheek - 26, -150), (cheek - 34, -40), (cheek - 44, 50), (look.jaw - 38, 130 + drop),
         (look.chin + 6, look.length - 22 + drop), (20, look.length + 2 + drop), (60, look.length + 60),
         (cheek + 60, 120)]
    )  # fmt: skip
    pen.fill(plane, tones.shade, alpha=0.50, blur=13)
    pen.stroke(
        shape((-cheek + 3, -110), (-cheek + 4, -20, -cheek + 4, 60, -look.jaw + 4, 140), closed=False),
        tones.high, 13, alpha=0.35, blur=8,
    )  # fmt: skip
    pen.oval(-30, -176, 78, 40, tones.high, alpha=0.36, blur=22)
    pen.oval(0, -252, 170, 62, tones.deep, alpha=0.30, blur=20)


def _forms(pen: Pen, look: Look, face: Face, drop: float) -> None:
    """Eye sockets, cheeks, the hollow under the lip, the chin."""
    tones, gap = look.skin, look.eye_gap
    smile = clamp(face.smile, 0, 1.2)
    for side in SIDES:
        pen.oval(side * gap, -50, 54, 26, tones.shade, alpha=0.30, blur=12)
        pen.oval(side * (gap - 40), -40, 15, 28, tones.shade, alpha=0.32, blur=9)
        flush = (0.10 + 0.42 * clamp(look.blush + face.blush, 0, 1.3)) * 0.72
        pen.oval(side * 96, 52 - 12 * smile, 50, 34, mix(tones.base, "#e0364a", 0.48), alpha=flush, blur=18)
        pen.oval(side * 92 - 6, 26 - 12 * smile, 30, 13, tones.high, alpha=(0.40 if side < 0 else 0.20), blur=10)
    pen.oval(4, 166 + drop, 40, 9, tones.shade, alpha=0.50, blur=7)
    pen.oval(-5, look.length - 32 + drop, 24, 12, tones.high, alpha=0.34, blur=8)
    pen.oval(0, look.length + 10 + drop, 110, 20, tones.deep, alpha=0.30, blur=11)


def _marks(pen: Pen, look: Look, face: Face) -> None:
    """Folds: those that the expression makes, and those that stayed."""
    tones, old = look.skin, look.old
    smile, sneer = clamp(face.smile, 0, 1.1), clamp(face.sneer)
    fold = 0.05 + 0.26 * smile + 0.34 * sneer + 0.30 * old - 0.05 * look.child
    for side in SIDES:
        reach = 68 + 14 * smile + 4 * old
        pen.stroke(
            shape((side * 41, 52), (side * (reach - 8), 66, side * (reach + 4), 90, side * (reach + 2), 122),
            closed=False),
            tones.deep, 4.2, alpha=fold, blur=2.6,
        )  # fmt: skip
        if face.brow_down > 0.15 or old > 0.5:
            pull = clamp(face.brow_down + 0.4 * (old - 0.4))
            pen.stroke(
                shape((side * 11, -92), (side * 7, -78, side * 12, -60), closed=False),
                tones.deep,
                3.6,
                alpha=0.55 * pull,
                blur=1.8,
            )
        if old > 0.15:
            _years(pen, look, side)
    raised = max(face.brow_up, face.brow_sad * 0.8)
    lines = clamp(0.5 * old + 0.32 * clamp(raised - 0.3))
    for row in range(3 if lines > 0.02 else 0):
        y, wide = -150 - 19 * row, 72 - 9 * row
        pen.stroke(
            shape((-wide, y), (-wide / 2, y - 9, wide / 2, y - 9, wide, y), closed=False),
            tones.deep,
            3,
            alpha=lines * (0.8 - 0.15 * row),
            blur=1.6,
        )


def _years(pen: Pen, look: Look, side: int) -> None:
    """What decades leave beside and below the eyes, and along the jaw."""
    tones, old, gap = look.skin, look.old, look.eye_gap
    outer = gap + look.eye_width
    for turn in (-1, 0, 1):
        pen.stroke(
            shape((side * (outer + 10), -26 + 8 * turn), (side * (outer + 20), -26 + 12 * turn,
            side * (outer + 27 - abs(turn) * 4),
                   -24 + 19 * turn), closed=False),
            tones.deep, 2.4, alpha=0.42 * old, blur=1.2,
        )  # fmt: skip
    pen.stroke(
        shape((side * (gap - 32), 4), (side * (gap - 10), 20, side * (gap + 24), 16, side * (gap + 36), 0),
        closed=False),
        tones.deep, 3.2, alpha=0.40 * old, blur=2.2,
    )  # fmt: skip
    pen.stroke(
        shape((side * 62, 132), (side * 72, 152, side * 66, 176), closed=False),
        tones.deep,
        4,
        alpha=0.22 * old,
        blur=3.4,
    )
    pen.oval(side * 112, 88, 20, 46, tones.shade, alpha=0.42 * old, blur=12)


def _freckles(pen: Pen, look: Look) -> None:
    chance = look.chance("freckles")
    spot = mix(look.skin.base, "#7a3b1e", 0.6)
    for _ in range(int(80 * look.freckles)):
        x, y = chance.gauss(0, 62), 40 + chance.gauss(0, 17)
        pen.oval(x, y - abs(x) * 0.06, (r := chance.uniform(1.1, 2.4)), r, spot, alpha=chance.uniform(0.25, 0.5))
