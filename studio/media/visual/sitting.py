"""From an appearance to a look: words, named parts, age and seed become measures and colours. Knows no canvas."""

from __future__ import annotations

from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from studio.media.visual import words
from studio.media.visual.kit.colours import cloth_tones, dark, hair_tones, lightness, mix, skin_tones
from studio.media.visual.kit.geometry import clamp
from studio.media.visual.kit.look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome.visual import Appearance, VisualDNA

SHAPES: Final[Mapping[str, tuple[float, float, float, float, float]]] = MappingProxyType(
    {
        "oval": (146, 154, 116, 54, 228), "round": (148, 163, 134, 68, 220), "square": (150, 156, 138, 78, 226),
        "heart": (153, 157, 106, 44, 228), "long": (142, 148, 114, 56, 246), "diamond": (140, 161, 110, 48, 232),
        "angular": (146, 155, 126, 58, 238),
    }
)  # fmt: skip
"""Half widths at temple, cheek, jaw and chin, and where the chin ends."""

SHAPE_WORDS: Final[words.Rows] = (
    ("round", r"round|full|soft|chubby"), ("square", r"square|broad|rectang"), ("heart", r"heart|triang"),
    ("long", r"long|oblong|narrow|thin|gaunt"), ("diamond", r"diamond|cheekbone"), ("angular",
    r"angular|sharp|chisel|hard|weather"),
    ("oval", r"oval"),
)  # fmt: skip

LONG_CUTS: Final = frozenset(
    {
        "long",
        "wavy",
        "fringe",
        "bob",
        "bob-fringe",
        "shoulder",
        "bun",
        "ponytail",
        "braids",
        "braided-bun",
        "long-curls",
        "pixie",
        "headscarf",
    }
)
"""Cuts that say, where nothing else does, that a face is rather drawn soft."""

EYE_SHAPES: Final[Mapping[str, tuple[float, float, float, float]]] = MappingProxyType(
    {
        "almond": (49, 1.06, 4.0, 0.25), "round": (47, 1.24, 1.5, 0.10), "hooded": (48, 0.98, 1.0, 0.75),
        "narrow": (49, 0.84, 4.5, 0.62), "downturned": (48, 1.06, -3.0, 0.35),
    }
)  # fmt: skip
"""Half width, height, tilt of the outer corner, weight of the lid."""

BROW_SHAPES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"soft": (0.85, 0.5), "straight": (1.0, 0.12), "arched": (0.8, 0.95), "thick": (1.45, 0.45), "thin": (0.58, 0.7)}
)
NOSES: Final[Mapping[str, tuple[float, float, float]]] = MappingProxyType(
    {
        "straight": (1.0, 1.0, 0.3),
        "button": (0.92, 0.82, 0.0),
        "broad": (1.24, 0.96, 0.2),
        "narrow": (0.84, 1.06, 0.3),
        "aquiline": (0.98, 1.12, 0.95),
    }
)
LIPS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"even": (1.0, 1.0), "thin": (1.0, 0.68), "full": (1.02, 1.34), "wide": (1.14, 0.98)}
)


def sit(visual: VisualDNA, seed: int | None = None) -> Look:
    """The look of a visual DNA: always the same for the same appearance, preset and seed.

    Words that the kit does not know fall back to what age and seed suggest; nothing is ever refused.
    """
    looks = visual.appearance
    number = visual.generation.seed if seed is None else seed
    chance = Random(f"{number}:sitting")
    age = 34.0 if looks.age is None else float(looks.age)
    cut = looks.hair_style or words.named(looks.hair, words.HAIR) or "side-part"
    beard = looks.beard_style or (words.named(looks.beard, words.BEARD) if looks.beard.strip() else None) or "none"
    child = clamp((17 - age) / 13)
    soft = _soft(looks, cut, beard)
    skin = words.colour_in(looks.skin) or "#d9a982"
    hair = _hair_colour(looks, age)
    return Look(
        seed=number, preset=visual.style_preset, skin=skin_tones(skin), hair=hair_tones(hair),
        eye=words.colour_in(looks.eyes) or "#5b4632", lip=_lip(skin, _or(looks.make_up,
        0.55 * (soft > 0.6) * (child == 0))),
        brow=dark(mix(hair, "#3a2a20", 0.35 if lightness(hair) > 0.5 else 0.0), 0.25),
        soft=soft, old=clamp((age - 32) / 50) ** 1.15, child=child,
        **_bones(looks, chance, soft, child), **_eyes(looks, chance, soft, child), **_middle(looks, chance, soft,
        child),
        hair_style=cut, hair_part=chance.choice((-1, 1)) * chance.uniform(0.2, 0.5),
        beard="none" if child > 0.1 else beard,  # a boy of sixteen at the youngest
        glasses=_glasses(looks), build=_build(looks, soft, child),
        make_up=_or(looks.make_up, 0.55 if soft > 0.6 and not child else 0.0),
        freckles=_or(looks.freckles, 0.0), blush=0.2 + 0.15 * soft + 0.25 * child, earrings=looks.earrings or "none",
        light=looks.light or "soft", accent=looks.accent, **_clothes(looks),
    )  # fmt: skip


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _soft(looks: Appearance, cut: str, beard: str) -> float:
    if looks.build is not None:
        return {"slight": 0.88, "even": 0.5, "strong": 0.12}[looks.build]
    if beard != "none":
        return 0.15
    return 0.85 if cut in LONG_CUTS else 0.45


def _hair_colour(looks: Appearance, age: float) -> str:
    """The colour given; where none was, what age makes of the usual one."""
    given = words.colour_in(looks.hair_colour)
    if given and "hair_colour" in looks.model_fields_set:
        return given
    return mix(words.colour_in(looks.hair) or given or "#3a2a1e", "#b9b5b0", clamp((age - 44) / 26) * 0.85)


def _lip(skin: str, make_up: float) -> str:
    dusk = mix("#a03a44", "#86323f", clamp(1.1 - 1.6 * lightness(skin)))
    return mix(mix(skin, dusk, 0.42), "#b3263a", 0.42 * make_up)


def _bones(looks: Appearance, chance: Random, soft: float, child: float) -> dict[str, Any]:
    temple, cheek, jaw, chin, length = SHAPES[words.named(looks.face_shape, SHAPE_WORDS) or "oval"]
    heavy = 0.5 - soft
    return {
        "temple": temple + chance.uniform(-3, 3), "cheek": cheek + chance.uniform(-4, 4) + 8 * child,
        "jaw": jaw + 14 * heavy + chance.uniform(-5, 5) + 4 * child, "chin": chin + 10 * heavy + chance.uniform(-5,
        5) - 4 * child,
        "length": length + 8 * heavy + chance.uniform(-6, 6) - 42 * child,
    }  # fmt: skip


def _eyes(looks: Appearance, chance: Random, soft: float, child: float) -> dict[str, Any]:
    shape: str = looks.eye_shape or chance.choice(("almond", "almond", "round", "hooded", "downturned"))
    width, height, tilt, lid = EYE_SHAPES[shape]
    brow: str = looks.brows or chance.choice(
        ("soft", "straight", "arched") if soft > 0.4 else ("soft", "straight", "thick")
    )
    weight, arch = BROW_SHAPES[brow]
    return {
        "eye_width": width + chance.uniform(-1.5, 1.5) + 4 * child,
        "eye_height": height * (1 + 0.10 * soft + 0.12 * child),
        "eye_gap": 73 + chance.uniform(-3, 3), "eye_tilt": tilt + chance.uniform(-1, 1), "eye_lid": lid,
        "lashes": _or(looks.lashes, clamp(0.05 + 0.85 * soft * soft - 0.5 * child)),
        "brow_weight": weight * (1.22 - 0.36 * soft - 0.2 * child), "brow_arch": arch,
        "brow_height": chance.uniform(-3, 4) + 3 * soft,
    }  # fmt: skip


def _middle(looks: Appearance, chance: Random, soft: float, child: float) -> dict[str, Any]:
    noses = ("straight", "straight", "button", "broad", "narrow", "aquiline")
    nose_shape: str = looks.nose or chance.choice(noses[: 5 if soft > 0.6 else 6])
    nose = NOSES[nose_shape]
    lips = LIPS[looks.lips or chance.choice(("even", "even", "thin", "full", "wide"))]
    return {
        "nose_width": nose[0] * (1.08 - 0.16 * soft - 0.12 * child) + chance.uniform(-0.03, 0.03),
        "nose_length": nose[1] * (1.04 - 0.06 * soft) - 0.20 * child, "nose_bridge": nose[2] * (1 - child),
        "lip_width": lips[0] + chance.uniform(-0.04, 0.04) - 0.14 * child, "lip_full": lips[1] * (0.86 + 0.26 * soft),
    }  # fmt: skip


def _glasses(looks: Appearance) -> str:
    if looks.glasses_style:
        return looks.glasses_style
    return "rectangular" if looks.glasses else "none"


def _build(looks: Appearance, soft: float, child: float) -> float:
    return clamp((0.9 if looks.build == "strong" else 0.85 - 0.7 * soft) - 0.9 * child, -0.6, 1.0)


def _clothes(looks: Appearance) -> dict[str, Any]:
    colour = looks.outfit_colour or words.colour_in(looks.clothes) or mix(looks.accent, "#3a4152", 0.25)
    outfit = looks.outfit or words.named(looks.clothes, words.OUTFIT) or "tee"
    if outfit == "lab-coat":
        colour = "#eef0f1"
    second = looks.accent if outfit == "lab-coat" else mix("#f1ece2", looks.accent, 0.08)
    return {
        "clothes": outfit, "cloth": cloth_tones(colour), "second": cloth_tones(second),
        "backdrop": looks.backdrop or words.named(looks.background, words.BACKDROP) or "plain",
    }  # fmt: skip
