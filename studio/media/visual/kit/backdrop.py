"""What is behind the sitter, out of focus. Knows no sitter."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from studio.media.visual.kit.colours import dark, light, mix
from studio.media.visual.kit.geometry import VIEW as SHOWN
from studio.media.visual.kit.ink import box, fade, glow, spline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look


VIEW: Final = 880.0
"""Side of the page that places are drawn on."""


@dataclass(frozen=True, slots=True)
class Air:
    """The accent and the two tones of it that tie a place to its sitter, and chance for what stands there."""

    accent: str
    chance: Random
    pale: str
    deep: str


def backdrop(pen: Pen, look: Look) -> None:
    """The place, a halo behind the head, and darker corners. Drawn in units from the upper left corner of the view."""
    air = Air(
        look.accent,
        look.chance("backdrop"),
        light(mix(look.accent, "#b9b4ae", 0.42), 0.42),
        mix(look.accent, "#6d6f80", 0.35),
    )
    with pen.turned(0, about=(0, 0), scale=SHOWN / VIEW):
        place = (
            _poster if look.preset == "illustrated" and look.backdrop == "plain" else PLACES.get(look.backdrop, _plain)
        )
        place(pen, air)
    halo = 0.34 if look.backdrop == "plain" else 0.18
    pen.oval(400, 350, 420, 420, glow(("#fff8ee", halo), ("#fff8ee", 0.0), centre=(400, 350), radius=420))
    pen.cover(
        glow(("#1b1426", 0.0), ("#1b1426", 0.0), ("#1b1426", 0.30), centre=(430, 380), radius=680, at=(0, 0.55, 1))
    )


def _plain(pen: Pen, air: Air) -> None:
    pen.cover(fade(air.pale, mix(air.pale, air.deep, 0.55), air.deep, start=(60, 0), end=(640, VIEW), at=(0, 0.6, 1)))
    chance = air.chance
    for index in range(7):
        x, y, r = chance.uniform(-60, 940), chance.uniform(-40, 800), chance.uniform(90, 260)
        tone = (light(air.pale, 0.5), air.deep, air.accent)[index % 3]
        pen.oval(x, y, r, r, glow((tone, 0.34), (tone, 0.0), centre=(x, y), radius=r))


def _poster(pen: Pen, air: Air) -> None:
    """A flat ground and a flat disc."""
    pen.cover(light(mix(air.accent, "#e9e2d6", 0.72), 0.2))
    pen.oval(440, 400, 352, 352, mix(air.accent, air.pale, 0.35))
    pen.oval(440, 400, 300, 300, mix(air.accent, air.pale, 0.62))


def _shelves(pen: Pen, air: Air) -> None:
    chance, wood = air.chance, mix("#5b4230", air.deep, 0.35)
    pen.cover(fade(light(wood, 0.16), dark(wood, 0.2), start=(0, 0), end=(VIEW, VIEW)))
    spines = (mix(air.accent, "#7a5a44", 0.35), "#8a6a4a", "#a58a62", "#4f5a5e", "#7b3f36", air.pale, "#3f4a3c")
    for row in range(5):
        y, x = -20 + row * 196, -10.0
        pen.fill(box(-20, y + 172, VIEW + 40, 22), dark(wood, 0.35), blur=5)
        while x < VIEW:
            w, h = chance.uniform(18, 42), chance.uniform(112, 162)
            pen.fill(box(x, y + 172 - h, w, h, 3), chance.choice(spines), alpha=0.85, blur=4.5)
            x += w + chance.choice((2.0, 3.0, 5.0, 34.0 if chance.random() < 0.2 else 3.0))


def _window(pen: Pen, air: Air) -> None:
    wall = mix(air.deep, "#8d8378", 0.4)
    pen.cover(fade(light(wall, 0.14), dark(wall, 0.22), start=(0, 0), end=(VIEW, VIEW)))
    sky = mix("#dfeaf2", air.pale, 0.4)
    for x in (-40, 190):
        for y in (40, 300):
            pen.fill(
                box(x, y, 210, 240, 4),
                fade(light(sky, 0.4), mix(sky, "#9fb3b8", 0.5), start=(x, y), end=(x, y + 240)),
                blur=7,
            )
    pen.fill(box(-40, 566, 480, 30), light(wall, 0.35), blur=7)
    pen.oval(250, 250, 460, 460, glow(("#fff4dc", 0.45), ("#fff4dc", 0.0), centre=(190, 220), radius=460))


def _garden(pen: Pen, air: Air) -> None:
    chance, leaf = air.chance, mix("#5f7d4c", air.accent, 0.25)
    pen.cover(
        fade(mix("#e8efd2", air.pale, 0.3), leaf, dark(leaf, 0.35), start=(200, 0), end=(600, VIEW), at=(0, 0.5, 1))
    )
    for index in range(40):
        x, y, r = chance.uniform(-40, 920), chance.uniform(0, 880), chance.uniform(24, 84)
        tone = (light(leaf, 0.5), leaf, dark(leaf, 0.3), mix("#f3e7a8", air.pale, 0.3))[index % 4]
        pen.oval(x, y, r, r * 0.8, tone, alpha=0.34, blur=11)


def _sea(pen: Pen, air: Air) -> None:
    sky, water = mix("#dbe4e6", air.pale, 0.35), mix("#5d7f8c", air.deep, 0.3)
    pen.cover(fade(mix(sky, "#9fb6c2", 0.4), light(sky, 0.3), start=(0, 0), end=(0, 470)))
    pen.fill(
        box(-10, 458, VIEW + 20, 440),
        fade(light(water, 0.18), dark(water, 0.35), start=(0, 458), end=(0, VIEW)),
        blur=5,
    )
    chance = air.chance
    for _ in range(34):
        x, y = chance.uniform(-40, 900), chance.uniform(470, 860)
        pen.oval(x, y, chance.uniform(30, 120), 3 + (y - 460) * 0.012, light(water, 0.5), alpha=0.24, blur=4)
    mast = mix("#3f3a3a", air.deep, 0.3)
    for x, h in ((96, 260), (150, 180), (770, 300)):
        pen.fill(box(x, 460 - h, 7, h + 20), mast, alpha=0.7, blur=4)
        pen.fill(spline([(x - 40, 462), (x + 46, 462), (x + 36, 484), (x - 30, 484)]), mast, alpha=0.75, blur=4)


def _night(pen: Pen, air: Air) -> None:
    chance, sky = air.chance, mix("#151733", air.accent, 0.30)
    pen.cover(fade(dark(sky, 0.25), sky, mix(sky, air.accent, 0.35), start=(0, 0), end=(0, VIEW), at=(0, 0.6, 1)))
    pen.oval(176, 170, 74, 74, "#f2edd8", alpha=0.92, blur=3)
    pen.oval(176, 170, 240, 240, glow(("#f2edd8", 0.40), ("#f2edd8", 0.0), centre=(176, 170), radius=240))
    for _ in range(60):
        r = chance.uniform(0.8, 2.6)
        pen.oval(chance.uniform(0, VIEW), chance.uniform(0, 560), r, r, "#f6f2e4", alpha=chance.uniform(0.3, 0.9))
    for x in range(-20, 920, 150):
        pen.stroke(
            spline([(x, 900), (x + 8, 560), (x + 75, 430), (x + 142, 560), (x + 150, 900)], closed=False),
            dark(sky, 0.6),
            12,
            alpha=0.7,
            blur=5,
        )


def _room(pen: Pen, air: Air) -> None:
    """A bright place of work: a wall board, a lamp, a shelf."""
    wall = mix("#eef0ee", air.pale, 0.5)
    pen.cover(fade(light(wall, 0.3), mix(wall, air.deep, 0.35), start=(100, 0), end=(700, VIEW)))
    pen.fill(box(-30, 90, 330, 250, 8), light(wall, 0.5), blur=8)
    chance = air.chance
    for row in range(5):
        pen.fill(
            box(0, 124 + 40 * row, chance.uniform(120, 260), 9, 4), mix(air.deep, air.accent, 0.4), alpha=0.5, blur=5
        )
    pen.fill(box(640, 200, 280, 14, 4), mix(air.deep, "#6b5a4a", 0.4), blur=6)
    for index, x in enumerate((664, 716, 790, 836)):
        pen.fill(
            box(x, 200 - (60, 84, 52, 96)[index], 38, (60, 84, 52, 96)[index], 4),
            (air.accent, air.deep, air.pale, mix(air.accent, "#d9b36a", 0.5))[index],
            alpha=0.8,
            blur=6,
        )


def _city(pen: Pen, air: Air) -> None:
    chance, dusk = air.chance, mix("#2f3550", air.deep, 0.35)
    pen.cover(fade(mix(dusk, air.accent, 0.4), dusk, dark(dusk, 0.3), start=(0, 0), end=(0, VIEW), at=(0, 0.6, 1)))
    for x in range(-20, 900, 92):
        h = chance.uniform(240, 560)
        pen.fill(box(x, VIEW - h, 86, h), dark(dusk, chance.uniform(0.15, 0.45)), alpha=0.8, blur=7)
    for _ in range(40):
        r = chance.uniform(8, 26)
        tone = chance.choice(("#ffd9a0", "#ffb37a", air.pale, "#bfe0ff"))
        pen.oval(
            chance.uniform(0, VIEW), chance.uniform(240, VIEW), r, r, tone, alpha=chance.uniform(0.14, 0.42), blur=2.5
        )


PLACES: Final[Mapping[str, Callable[[Pen, Air], None]]] = MappingProxyType(
    {"plain": _plain, "shelves": _shelves, "window": _window, "garden": _garden, "sea": _sea, "night": _night,
    "room": _room, "city": _city}
)  # fmt: skip
"""Where a sitter can be."""
