"""Pens and shapes: the only place that touches Skia. Knows nothing of faces.

Importing it loads Skia, which needs the system libraries libGL and libEGL; `studio.media.visual.drawn` imports it late.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import skia

from studio.media.visual.kit.colours import rgb
from studio.media.visual.kit.geometry import domed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from studio.media.visual.kit.geometry import Point

# skia-python ships no types; these names say what is meant.
Shape: TypeAlias = Any
Shader: TypeAlias = Any
Picture: TypeAlias = Any
Ink: TypeAlias = str | Shader
Blend = Literal["multiply", "screen", "soft-light"]
Bend: TypeAlias = "Callable[[float, float], float]"


def colour(text: str, alpha: float = 1.0) -> int:
    """A Skia colour of `#rrggbb`."""
    return int(skia.Color(*rgb(text), round(255 * max(0.0, min(1.0, alpha)))))


def fade(*stops: tuple[str, float] | str, start: Point, end: Point, at: Sequence[float] | None = None) -> Shader:
    """A straight gradient; a stop is a colour, or a colour and its alpha."""
    return skia.GradientShader.MakeLinear(
        [skia.Point(*start), skia.Point(*end)], [_stop(stop) for stop in stops], list(at) if at else None
    )


def glow(*stops: tuple[str, float] | str, centre: Point, radius: float, at: Sequence[float] | None = None) -> Shader:
    """A round gradient, from the centre outwards."""
    return skia.GradientShader.MakeRadial(
        skia.Point(*centre), radius, [_stop(stop) for stop in stops], list(at) if at else None
    )


def _stop(stop: tuple[str, float] | str) -> int:
    return colour(stop) if isinstance(stop, str) else colour(*stop)


def shape(*steps: tuple[float, ...], closed: bool = True) -> Shape:
    """A path: two numbers move there first and draw a line after, four draw a quadratic, six a cubic curve."""
    path = skia.Path()
    for index, step in enumerate(steps):
        if index == 0:
            path.moveTo(*step)
        else:
            {2: path.lineTo, 4: path.quadTo, 6: path.cubicTo}[len(step)](*step)
    if closed:
        path.close()
    return path


def spline(points: Sequence[Point], *, closed: bool = True) -> Shape:
    """A smooth curve through all points (uniform Catmull-Rom, as cubic curves): no kinks, whatever the points."""
    path = skia.Path()
    count = len(points)
    path.moveTo(*points[0])
    for index in range(count if closed else count - 1):
        p0 = points[index - 1] if closed or index else points[0]
        p1, p2 = points[index], points[(index + 1) % count]
        p3 = points[(index + 2) % count] if closed or index + 2 < count else p2
        path.cubicTo(
            p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6,
            p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6, *p2,
        )  # fmt: skip
    if closed:
        path.close()
    return path


def dome(points: Sequence[Point]) -> Shape:
    """A smooth closed curve that is drawn in above the temples, as a skull is round."""
    return spline(domed(points))


def circles(rounds: Sequence[tuple[float, float, float]]) -> Shape:
    """Circles (x, y, radius) as one shape."""
    path = skia.Path()
    for x, y, radius in rounds:
        path.addCircle(x, y, radius)
    return path


def joined(*paths: Shape) -> Shape:
    """Several shapes as one."""
    path = skia.Path()
    for one in paths:
        path.addPath(one)
    return path


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Shape:
    """A rectangle, its corners rounded."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)
    return path


class Pen:
    """A canvas with the few ways of drawing that the kit uses."""

    def __init__(self, canvas: skia.Canvas) -> None:
        self.canvas = canvas

    def fill(self, path: Shape, ink: Ink, *, alpha: float = 1.0, blur: float = 0.0) -> None:
        """Fill a shape; `blur` softens its edge by a Gaussian of that sigma."""
        self.canvas.drawPath(path, _paint(ink, alpha, blur))

    def stroke(self, path: Shape, ink: Ink, width: float, *, alpha: float = 1.0, blur: float = 0.0) -> None:
        """Draw along a shape with a round tip."""
        paint = _paint(ink, alpha, blur)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        self.canvas.drawPath(path, paint)

    def oval(
        self, x: float, y: float, rx: float, ry: float, ink: Ink, *, alpha: float = 1.0, blur: float = 0.0
    ) -> None:
        """An ellipse around (x, y)."""
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), _paint(ink, alpha, blur))

    def cover(self, ink: Ink, *, alpha: float = 1.0, blend: Blend | None = None) -> None:
        """Paint everything, over what is there or blended with it."""
        paint = _paint(ink, alpha, 0.0)
        if blend:
            paint.setBlendMode(_BLENDS[blend])
        self.canvas.drawPaint(paint)

    @contextmanager
    def inside(self, path: Shape) -> Iterator[None]:
        """Draw only within a shape."""
        self.canvas.save()
        self.canvas.clipPath(path, doAntiAlias=True)
        yield
        self.canvas.restore()

    @contextmanager
    def turned(
        self, degrees: float, *, about: Point, by: Point = (0.0, 0.0), scale: float = 1.0, wide: float = 1.0
    ) -> Iterator[None]:
        """Draw turned about a point, moved by another, scaled, and `wide` times as wide."""
        self.canvas.save()
        self.canvas.translate(about[0] + by[0], about[1] + by[1])
        self.canvas.rotate(degrees)
        self.canvas.scale(scale * wide, scale)
        self.canvas.translate(-about[0], -about[1])
        yield
        self.canvas.restore()


_BLENDS: Final = {
    "multiply": skia.BlendMode.kMultiply,
    "screen": skia.BlendMode.kScreen,
    "soft-light": skia.BlendMode.kSoftLight,
}


def _paint(ink: Ink, alpha: float, blur: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    if isinstance(ink, str):
        paint.setColor(colour(ink, alpha))
    else:
        paint.setShader(ink)
        if alpha < 1:
            paint.setAlphaf(max(0.0, alpha))
    if blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def lock(points: Sequence[Point], width: float, bend: Bend | None = None) -> Shape:
    """A tapered lock of hair along a cubic curve of four points, `width` at its widest to either side.

    `bend` says how far a place is moved sideways; with it a lock follows a wave.
    """
    left: list[Point] = []
    right: list[Point] = []
    for index in range(_LOCK_STEPS + 1):
        t = index / _LOCK_STEPS
        (x, y), (dx, dy) = cubic(points, t)
        length = math.hypot(dx, dy) or 1.0
        half = width * math.sin(math.pi * min(1.0, 0.12 + 0.88 * t)) ** 0.7 * (1 - 0.45 * t)
        x += bend(x, y) if bend else 0.0
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in (*left, *reversed(right))], close=True)
    return path


_LOCK_STEPS: Final = 14


def cubic(points: Sequence[Point], t: float) -> tuple[Point, Point]:
    """Where a cubic curve is at `t` (0 to 1), and in which direction it goes there."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    u = 1 - t
    a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
    e, f, g = 3 * u * u, 6 * u * t, 3 * t * t
    return (
        (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3),
        (e * (x1 - x0) + f * (x2 - x1) + g * (x3 - x2), e * (y1 - y0) + f * (y2 - y1) + g * (y3 - y2)),
    )


def holed(outer: Shape, hole: Shape) -> Shape:
    """A shape with another cut out of it."""
    path = joined(outer, hole)
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


class Sheet:
    """A square of pixels to draw on, transparent at first.

    The alpha is premultiplied: Skia draws three times as slowly on the other kind, and with bright fringes.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._surface = skia.Surface.MakeRaster(
            skia.ImageInfo.Make(size, size, skia.kN32_ColorType, skia.kPremul_AlphaType)
        )
        self.pen = Pen(self._surface.getCanvas())

    def lay(self, picture: Picture, *, back_to: Point | None = None, view: float = 0.0) -> None:
        """Lay a picture of the same size over this one.

        `back_to`: the pen stands at that point of a page `view` units wide; the picture was drawn from its corner.
        """
        canvas, sampling = self.pen.canvas, skia.SamplingOptions(skia.FilterMode.kLinear)
        if back_to is None:
            canvas.drawImage(picture, 0, 0)
            return
        canvas.save()
        canvas.scale(view / self._size, view / self._size)
        canvas.translate(-back_to[0] * self._size / view, -back_to[1] * self._size / view)
        canvas.drawImage(picture, 0, 0, sampling)
        canvas.restore()

    def spread(self, picture: Picture) -> None:
        """Lay a smaller picture over all of this one, smoothly enlarged."""
        whole = skia.Rect.MakeWH(self._size, self._size)
        self.pen.canvas.drawImageRect(picture, whole, skia.SamplingOptions(skia.CubicResampler.Mitchell()))

    def picture(self) -> Picture:
        """What has been drawn so far."""
        return self._surface.makeImageSnapshot()

    def pixels(self) -> NDArray[np.uint8]:
        """What has been drawn, opaque: rows x columns x 3, red first."""
        pixels: NDArray[np.uint8] = self.picture().toarray(colorType=skia.kRGBA_8888_ColorType)
        return pixels[:, :, :3]
