"""Which cut is drawn by what: behind the neck, and before the face. Knows no strand."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from studio.media.visual.kit import hair_curly, hair_long, hair_short, hair_tied
from studio.media.visual.kit.hair_long import Fall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from studio.media.visual.kit.ink import Pen
    from studio.media.visual.kit.look import Look

    Draw = Callable[[Pen, Look], None]

FALLS: Final[Mapping[str, Fall]] = MappingProxyType(
    {
        "long": Fall(end=350), "wavy": Fall(end=320, wave=19), "fringe": Fall(end=300, fringe=True),
        "bob": Fall(end=150, tucked=1.0), "shoulder": Fall(end=214, wave=9), "bob-fringe": Fall(end=146, fringe=True),
    }
)  # fmt: skip

BEFORE: Final[Mapping[str, Draw]] = MappingProxyType(
    {
        "crop": hair_short.crop, "side-part": hair_short.parted, "quiff": hair_short.quiff,
        "slicked": hair_short.slicked,
        "pixie": hair_short.pixie, "buzz": hair_short.buzz, "receding": hair_short.receding, "wild": hair_short.wild,
        "curls": hair_curly.short, "afro": hair_curly.afro, "long-curls": hair_curly.long,
        "bun": hair_tied.bun, "ponytail": hair_tied.bun, "braided-bun": hair_tied.braided_bun,
        "headscarf": hair_tied.scarf,
        "braids": lambda pen, look: hair_tied.braids(pen, look, plaited=True, end=300),
        "locs": lambda pen, look: hair_tied.braids(pen, look, plaited=False, end=230),
    }
)  # fmt: skip

BEHIND: Final[Mapping[str, Draw]] = MappingProxyType(
    {
        "curls": hair_curly.short_behind, "afro": hair_curly.afro_behind, "long-curls": hair_curly.long_behind,
        "bun": hair_tied.bun_behind, "ponytail": hair_tied.ponytail_behind, "braided-bun": hair_tied.braided_bun_behind,
        "headscarf": hair_tied.scarf_behind,
        "braids": lambda pen, look: hair_tied.braids_behind(pen, look, plaited=True, end=330),
        "locs": lambda pen, look: hair_tied.braids_behind(pen, look, plaited=False, end=250),
    }
)  # fmt: skip

COVERS_EARS: Final = frozenset(
    {"long", "wavy", "fringe", "bob", "shoulder", "bob-fringe", "afro", "long-curls", "braids", "locs", "headscarf"}
)
"""Cuts under which no ear shows."""


def behind(pen: Pen, look: Look) -> None:
    """The layer behind neck and head."""
    if look.hair_style in FALLS:
        hair_long.behind(pen, look, FALLS[look.hair_style])
    elif look.hair_style in BEHIND:
        BEHIND[look.hair_style](pen, look)


def before(pen: Pen, look: Look) -> None:
    """The layer over forehead and temples."""
    if look.hair_style in FALLS:
        hair_long.before(pen, look, FALLS[look.hair_style])
    elif look.hair_style in BEFORE:
        BEFORE[look.hair_style](pen, look)
