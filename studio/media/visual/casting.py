"""An appearance for a persona of whom only words are known, and variations of one. Knows no canvas and no store.

Skin, bones and hair are drawn by lot, by seed, wherever the words do not say them: nothing is concluded from a name.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from brain.genome.visual import Appearance
from studio.media.visual import words
from studio.media.visual.kit.colours import lightness, mix
from studio.media.visual.occupations import OUTFIT_OF, PLACE_OF, WEARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.genome.genome import PersonaGenome
    from brain.genome.visual import VisualDNA

SKINS: Final = (
    "#f5d5c0", "#efc7ab", "#e6b693", "#dba57e", "#cf9870", "#c08658", "#a8714a", "#8f5c3c", "#744730", "#5a3725",
    "#452b1f",
)  # fmt: skip
"""Eleven tones from light to dark, about evenly apart."""

DARK_HAIR: Final = ("#15110e", "#1f1713", "#2b1c14", "#38241a")
ANY_HAIR: Final = (*DARK_HAIR, "#4a2f20", "#5d3c25", "#7a5230", "#a87b45", "#c79a58", "#8b3f22", "#b4592a")
GREYS: Final = ("#8d8985", "#a7a3a0", "#c2bfbc", "#d9d6d1", "#eceae5")
DARK_EYES: Final = ("#2e1d12", "#3f2917", "#543820")
ANY_EYES: Final = (*DARK_EYES, "#6b4a26", "#7c6234", "#4f7150", "#5a7d68", "#44698c", "#5f8299", "#76858c")

SOFT_CUTS: Final = (
    "long",
    "wavy",
    "bob",
    "shoulder",
    "fringe",
    "bob-fringe",
    "bun",
    "ponytail",
    "pixie",
    "long-curls",
    "braids",
)
HARD_CUTS: Final = ("crop", "side-part", "quiff", "buzz", "slicked", "curls", "crop", "side-part", "locs", "bald")
EVEN_CUTS: Final = ("pixie", "curls", "shoulder", "side-part", "afro", "crop", "bob", "buzz", "wavy", "locs")
COILED_CUTS: Final = ("afro", "braids", "braided-bun", "locs", "curls", "long-curls")

SOFT_WORDS: Final = re.compile(
    r"\b(she|her|woman|girl|lady|mother|grandmother|grandma|sister|aunt|queen|princess|witch|waitress|actress|nun|duchess)\b"
)
HARD_WORDS: Final = re.compile(
    r"\b(he|him|his|man|boy|lord|father|grandfather|grandpa|brother|uncle|king|prince|wizard|monk|sir|duke|gentleman)\b"
)
AGES: Final[tuple[tuple[str, int], ...]] = (
    (r"\b(toddler|little (boy|girl|kid))\b", 5), (r"\b(child|kid|schoolboy|schoolgirl)\b", 9),
    (r"\bteen(ager|age)?\b", 16),
    (r"\b(student|apprentice|intern|young|junior)\b", 22),
    (r"\b(elderly|ancient|old (man|woman|lady|wizard|witch|sage))\b", 78),
    (r"\b(grand(mother|father|ma|pa)|elder)\b", 72), (r"\b(retired|veteran|emeritus|widow(er)?)\b", 68),
    (r"\b(middle-aged|seasoned|senior)\b", 50),
)  # fmt: skip
DECADES: Final = {
    "twenties": 25,
    "thirties": 35,
    "forties": 45,
    "fifties": 55,
    "sixties": 65,
    "seventies": 75,
    "eighties": 84,
}


def appearance_for(
    text: str, *, pronouns: str = "", age: int | None = None, accent: str = "#4f6d7a", seed: int = 0
) -> Appearance:
    """An appearance that fits a persona's words (name, tagline, description, one after the other), drawn by seed.

    `appearance_for("a retired sea captain of 70", pronouns="he/him")` is grey, weathered and bearded, in a sweater by
    the sea. The same words and seed always give the same appearance.
    """
    plain = text.casefold()[:20_000]

    def lot(part: str) -> Random:
        # A lot of its own for each part: another word changes what it speaks of, not the whole face.
        return Random(f"{seed}:{part}")

    years = age if age is not None else _age(plain, lot("age"))
    build = _build(plain, pronouns.casefold(), lot("build"))
    skin = _skin(plain, lot("skin"))
    dark = lightness(skin) < 0.42
    hair = _hair_colour(plain, years, lot("hair"), dark=dark)
    cut = _cut(plain, build, years, lot("cut"), dark=dark)
    beard = _beard(plain, build, years, lot("beard"))
    outfits = ("tee", "shirt", "sweater", "blazer", "overshirt", "turtleneck")
    outfit = words.named(plain, OUTFIT_OF) or lot("outfit").choice(outfits)
    glasses = _glasses(plain, years, lot("glasses"))
    place = words.named(plain, PLACE_OF) or lot("place").choice(("plain", "plain", "window", "garden"))
    cloth, chance = _cloth(plain, accent, lot("cloth")), lot("face")
    return Appearance(
        age=max(0, min(130, years)), face_shape=chance.choice(("oval", "round", "square", "heart", "long",
        "diamond", "angular")),
        skin=skin, hair=f"{cut} hair", hair_colour=hair, eyes=chance.choice(DARK_EYES if dark else ANY_EYES),
        glasses=glasses != "none", beard="" if beard == "none" else f"{beard} beard", clothes=WEARS[outfit],
        background="" if place == "plain" else place, accent=accent, build=build, hair_style=cut, beard_style=beard,
        glasses_style=glasses, outfit=outfit, outfit_colour=cloth, backdrop=place,
        light=words.named(plain, words.LIGHT) or chance.choice(("soft", "soft", "warm", "bright")),
        eye_shape=chance.choice(("almond", "round", "hooded", "narrow", "downturned")),
        brows=chance.choice(("soft", "straight", "arched", "thick")), lips=chance.choice(("even", "thin", "full",
        "wide")),
        nose=chance.choice(("straight", "button", "broad", "narrow", "aquiline")),
        freckles=chance.choice((0.0, 0.0, 0.0, 0.6)) if lightness(skin) > 0.6 else 0.0,
        earrings=chance.choice(("none", "stud", "hoop")) if build == "slight" and years > 12 else "none",
    )  # fmt: skip


def face_of(genome: PersonaGenome, *, words: str = "", seed: int | None = None) -> VisualDNA:
    """How a persona is shown: its visual DNA, with an appearance cast from its words where nobody gave it one.

    `words` say more of it than name, tagline and description do. The seed is the one given, the genome's own,
    or follows
    from the name, so that two personas do not get one face.
    """
    visual, about = genome.visual, genome.metadata
    looks = visual.appearance
    if not _bare(looks):
        return visual
    number = seed or visual.generation.seed or int.from_bytes(blake2b(about.slug.encode(), digest_size=4).digest())
    text = " . ".join((about.name, about.tagline, words or about.description, *about.domains))
    cast = appearance_for(text, pronouns=about.pronouns, age=looks.age, accent=looks.accent, seed=number)
    generation = visual.generation.model_copy(update={"seed": number})
    return visual.model_copy(update={"appearance": cast, "generation": generation})


def _bare(looks: Appearance) -> bool:
    """Whether nothing but age and accent was ever decided."""
    plain = {**Appearance().model_dump(), "age": looks.age, "accent": looks.accent}
    return looks.model_dump() == plain


def variations(visual: VisualDNA, seeds: Iterable[int]) -> tuple[VisualDNA, ...]:
    """The same description met by other people: one visual DNA for each seed, with that seed in it.

    What words or names decide stays (age, skin, a cut that is named, a beard, glasses, clothes); bones, eyes,
    brows, nose,
    mouth, light, and whatever is open are drawn anew. Raises InvalidInput once the face is locked.
    """
    if visual.generation.locked:
        raise InvalidInput(
            "The face of this persona is locked.", why="A variation would be another person.",
            next_step="Unlock the identity first, or change clothes, background and light only.",
        )  # fmt: skip
    return tuple(
        visual.model_copy(
            update={
                "appearance": _varied(visual.appearance, Random(f"{seed}:variation")), "face": None,
                "primary_image": "",
                "generation": visual.generation.model_copy(update={"seed": seed}),
            }
        )
        for seed in seeds
    )  # fmt: skip


def _varied(base: Appearance, chance: Random) -> Appearance:
    said = base.model_fields_set
    cut = base.hair_style or words.named(base.hair, words.HAIR)
    skin = words.colour_in(base.skin) or "#d9a982"
    hair = words.colour_in(base.hair_colour) or "#3a2a1e"
    update: dict[str, object] = {
        "face_shape": chance.choice(("oval", "round", "square", "heart", "long", "diamond", "angular")),
        "eye_shape": chance.choice(("almond", "round", "hooded", "narrow", "downturned")),
        "brows": chance.choice(("soft", "straight", "arched", "thick", "thin")),
        "nose": chance.choice(("straight", "button", "broad", "narrow", "aquiline")),
        "lips": chance.choice(("even", "thin", "full", "wide")),
        "skin": mix(skin, chance.choice(("#fff0e0", "#4a2a1a")), chance.uniform(0.02, 0.17)),
        "hair_colour": mix(hair, chance.choice(("#c79a58", "#100c0a", "#8b3f22")), chance.uniform(0.0, 0.4)),
        "light": base.light or chance.choice(("soft", "warm", "cool", "bright")),
        "hair_style": chance.choice(_kin(cut, base.build))
        if base.hair_style is None or cut is None
        else _near(cut, chance),
    }
    if base.outfit_colour is None or base.clothes in WEARS.values():
        update["outfit_colour"] = chance.choice(CLOTHS)
    if base.beard_style and base.beard == f"{base.beard_style} beard":
        update["beard_style"] = chance.choice(next(kin for kin in BEARDS if base.beard_style in kin))
    if "face_shape" in said and base.face_shape not in {"", "oval"}:
        del update["face_shape"]
    if base.hair.strip() and not base.hair.strip().endswith(" hair"):
        update["hair_style"] = cut or update["hair_style"]
    return base.model_copy(update=update)


FAMILIES: Final = (
    ("crop", "side-part", "quiff", "slicked", "buzz"), ("long", "wavy", "shoulder", "fringe", "long-curls"),
    ("bob", "bob-fringe", "pixie", "shoulder"),
    ("bun", "ponytail"), ("curls", "afro"), ("braids", "braided-bun", "locs"), ("receding", "bald"), ("wild",),
    ("headscarf",),
)  # fmt: skip
"""Cuts that a barber would show for the same wish."""


BEARDS: Final = (("short", "full", "long"), ("goatee", "pointed"), ("moustache", "walrus"), ("stubble",), ("none",))
"""The same for beards."""

CLOTHS: Final = ("#2f4858", "#5b3a3a", "#3d5246", "#c9b896", "#6a5a7d", "#8a5a34", "#1f5f66", "#7d2f3f", "#d8d2c4")
"""Quiet cloth."""


def _near(cut: str, chance: Random) -> str:
    return chance.choice(next(family for family in FAMILIES if cut in family))


def _kin(cut: str | None, build: str | None) -> tuple[str, ...]:
    if cut is not None:
        return next(family for family in FAMILIES if cut in family)
    return {"slight": SOFT_CUTS, "strong": HARD_CUTS}.get(build or "", EVEN_CUTS)


def _age(plain: str, chance: Random) -> int:
    stated = re.search(r"\b(?:of|aged?|is|,)\s+(\d{1,3})\b|\b(\d{1,3})[- ]years?[- ]old\b", plain)
    if stated and 0 < (years := int(stated[1] or stated[2])) <= 130:
        return years
    decade = next((years for word, years in DECADES.items() if word in plain), None)
    if decade is not None:
        return decade
    return next((years for pattern, years in AGES if re.search(pattern, plain)), None) or chance.randint(24, 56)


def _build(plain: str, pronouns: str, chance: Random) -> str:
    for said in (pronouns, plain):
        soft, hard = SOFT_WORDS.search(said), HARD_WORDS.search(said)
        if soft and (not hard or soft.start() < hard.start()):
            return "slight"
        if hard:
            return "strong"
    return chance.choice(("even", "even", "slight", "strong") if "they" in pronouns else ("slight", "even", "strong"))


def _skin(plain: str, chance: Random) -> str:
    said = re.search(
        r"\b(pale|fair|light|olive|tan(?:ned)?|bronze|dark|ebony|deep|brown|black)[- ](?:skin|skinned|complexion)",
        plain,
    )
    if said:
        return words.COLOURS[said[1]] if said[1] not in {"brown", "black"} else "#6b432c"
    return mix(chance.choice(SKINS), chance.choice(SKINS), 0.12)


def _hair_colour(plain: str, years: int, chance: Random, *, dark: bool) -> str:
    said = re.search(r"\b([a-z]+)[- ](?:haired|hair|beard|bearded)\b", plain)
    if said and said[1] in words.COLOURS:
        return words.COLOURS[said[1]]
    own = chance.choice(DARK_HAIR if dark else ANY_HAIR)
    if years < 50 + chance.randint(-4, 10):
        return own
    return mix(own, chance.choice(GREYS), max(0.35, min(1.0, (years - 42) / 28)))


def _cut(plain: str, build: str, years: int, chance: Random, *, dark: bool) -> str:
    said = re.search(
        r"[^.;]{0,60}\b(hair|haired|bald|hijab|headscarf|braids?|dreadlocks|locs|afro|curls|ponytail|bun)\b[^.;]{0,40}",
        plain,
    )
    named = words.named(said[0], words.HAIR) if said else None
    if named:
        return named
    if build == "strong" and years > 55 and chance.random() < 0.6:
        return chance.choice(("receding", "bald", "side-part", "slicked", "crop"))
    if build == "slight" and years > 62:
        return chance.choice(("bob", "bun", "pixie", "curls", "shoulder"))
    if dark and chance.random() < 0.6:
        return chance.choice(COILED_CUTS if build != "strong" else ("locs", "curls", "buzz", "afro"))
    return chance.choice({"slight": SOFT_CUTS, "strong": HARD_CUTS}.get(build, EVEN_CUTS))


def _beard(plain: str, build: str, years: int, chance: Random) -> str:
    said = re.search(r"[^.,;]{0,40}\b(beard|bearded|moustache|mustache|goatee|stubble|clean-shaven)\b", plain)
    if said:
        return "none" if "clean" in said[0] else words.named(said[0], words.BEARD) or "short"
    if build != "strong" or years < 20:
        return "none"
    if re.search(
        r"\b(captain|sailor|fisherman|wizard|viking|lumberjack|hermit|blacksmith|druid|santa|prophet)\b", plain
    ):
        return chance.choice(("full", "full", "long") if years > 45 else ("short", "full"))
    return chance.choice(("none", "none", "none", "stubble", "short", "moustache", "goatee", "full"))


def _glasses(plain: str, years: int, chance: Random) -> str:
    said = re.search(r"[^.,;]{0,30}\b(glasses|spectacles)\b", plain)
    if said:
        return words.named(said[0], words.GLASSES) or "rectangular"
    likely = (
        0.55
        if re.search(r"\b(librarian|professor|scholar|scientist|accountant|programmer|archivist|lawyer)\b", plain)
        else 0.16
    )
    if years < 8 or chance.random() > likely + (0.12 if years > 60 else 0):
        return "none"
    return chance.choice(("round", "rectangular", "half-rim", "cat-eye" if "she" in plain else "aviator"))


def _cloth(plain: str, accent: str, chance: Random) -> str:
    said = re.search(
        r"\b([a-z]+) (?:sweater|jumper|shirt|jacket|blazer|coat|suit|dress|scrubs|hoodie|robe|cloak)\b", plain
    )
    if said and said[1] in words.COLOURS:
        return words.COLOURS[said[1]]
    return chance.choice((mix(accent, "#33394a", 0.25), *CLOTHS))
