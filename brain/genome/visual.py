"""How the persona looks."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, field_validator

from brain.emotion.labels import Emotion
from brain.genome.strand import Name, Strand, Unit

FACE_DIMENSIONS = 512
"""Length of a face vector (InsightFace)."""


class FaceEmbedding(Strand):
    """A face as a vector: 512 numbers, and the id of the model that made them. Vectors of two models never mix."""

    model_id: Name
    vector: Annotated[tuple[float, ...], Field(min_length=FACE_DIMENSIONS, max_length=FACE_DIMENSIONS)]


class StyleEmbedding(Strand):
    """A visual style as a vector, with the id of the model that made it."""

    model_id: Name
    vector: Annotated[tuple[float, ...], Field(min_length=1, max_length=4_096)]


class Expression(Strand):
    """One rendered state of the face."""

    asset: str = Field(default="", description="Id of the stored picture; empty until one is made.")
    intensity: Unit = 0.7
    prompt: str = Field(default="", description="What the picture is asked for with.")


class GenerationConfig(Strand):
    """The parameters a picture is made with, locked so that the face stays the same."""

    locked: bool = Field(default=False, description="True once the face may not change any more.")
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    steps: int = Field(default=30, ge=1, le=150)
    cfg_scale: float = Field(
        default=7.0, ge=0.0, le=30.0, allow_inf_nan=False, description="Strength of classifier-free guidance."
    )
    width: int = Field(default=1024, ge=64, le=4096, description="Pixels.")
    height: int = Field(default=1024, ge=64, le=4096, description="Pixels.")
    model: str = ""
    sampler: str = ""
    negative_prompt: str = ""
    identity_strength: Unit = Field(default=0.8, description="How firmly the face embedding holds.")


def _unset(value: object) -> bool:
    """True for a part that nobody has decided: it is not written, so that older genomes keep their hash."""
    return value is None


def _part(description: str) -> Any:
    return Field(default=None, exclude_if=_unset, description=description)


HairStyle = Literal[
    "bald", "buzz", "crop", "side-part", "quiff", "slicked", "receding", "wild", "pixie", "curls", "afro", "long-curls",
    "bob", "bob-fringe", "shoulder", "long", "wavy", "fringe", "bun", "ponytail", "braids", "braided-bun", "locs",
    "headscarf",
]  # fmt: skip
"""The cuts that can be drawn."""

Beard = Literal["none", "stubble", "moustache", "walrus", "goatee", "pointed", "short", "full", "long"]
Glasses = Literal["none", "round", "rectangular", "cat-eye", "half-rim", "aviator"]
Outfit = Literal[
    "tee", "blouse", "shirt", "overshirt", "sweater", "turtleneck", "hoodie", "blazer", "suit", "scrubs", "lab-coat",
    "high-collar",
]  # fmt: skip
Backdrop = Literal["plain", "shelves", "window", "room", "garden", "sea", "night", "city"]
Light = Literal["soft", "warm", "cool", "bright", "dramatic"]
EyeShape = Literal["almond", "round", "hooded", "narrow", "downturned"]
Brows = Literal["soft", "straight", "arched", "thick", "thin"]
Nose = Literal["straight", "button", "broad", "narrow", "aquiline"]
Lips = Literal["even", "thin", "full", "wide"]
Earrings = Literal["none", "stud", "hoop"]


class Appearance(Strand):
    """What a portrait shows, in words and colours; the drawn portrait and the image prompts start from it.

    The first fields are free words. Those that follow name one part of the drawing kit each; None means that the part
    follows from the words, the age, and the seed.
    """

    age: int | None = Field(default=None, ge=0, le=130, description="Apparent age in years.")
    face_shape: str = "oval"
    skin: str = Field(default="#d9a982", description="Colour.")
    hair: str = Field(default="", description="Cut and length, in words.")
    hair_colour: str = "#3a2a1e"
    eyes: str = Field(default="#5b4632", description="Colour.")
    glasses: bool = False
    beard: str = ""
    clothes: str = ""
    background: str = ""
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#4f6d7a"

    build: Literal["slight", "even", "strong"] | None = _part("How heavy brow, jaw and neck are.")
    hair_style: HairStyle | None = _part("Cut, by name.")
    eye_shape: EyeShape | None = _part("Shape of the eyes.")
    brows: Brows | None = _part("Shape of the brows.")
    nose: Nose | None = _part("Shape of the nose.")
    lips: Lips | None = _part("Shape of the lips.")
    lashes: Annotated[float, Field(ge=0, le=1)] | None = _part("How long the lashes are, from 0 to 1.")
    make_up: Annotated[float, Field(ge=0, le=1)] | None = _part("How much make-up, from 0 to 1.")
    freckles: Annotated[float, Field(ge=0, le=1)] | None = _part("How many freckles, from 0 to 1.")
    earrings: Earrings | None = _part("Earrings.")
    glasses_style: Glasses | None = _part("Glasses, by name; `none` is none whatever `glasses` says.")
    beard_style: Beard | None = _part("Beard or moustache, by name.")
    outfit: Outfit | None = _part("Clothes, by name.")
    outfit_colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = _part("Colour of the clothes.")
    backdrop: Backdrop | None = _part("What is behind, by name.")
    light: Light | None = _part("The light.")


SETTING_FIELDS: Final = frozenset({"clothes", "outfit", "outfit_colour", "background", "backdrop", "light", "accent"})
"""What of an appearance may still change once the face is locked: everything else is the face."""


def same_face(before: Appearance, after: Appearance) -> bool:
    """True where two appearances differ in their setting only."""
    return before.model_dump(exclude=set(SETTING_FIELDS)) == after.model_dump(exclude=set(SETTING_FIELDS))


def expression_grid() -> dict[str, Expression]:
    """One entry for each of the 21 labels, not rendered yet."""
    return {label.value: Expression() for label in Emotion}


class VisualDNA(Strand):
    """Face, style, the expression grid (21 labels and custom ones), and the locked generation parameters."""

    style_preset: Literal["photographic", "cinematic", "illustrated", "anime", "painted", "drawn"] = "drawn"
    appearance: Appearance = Appearance()
    face: FaceEmbedding | None = None
    style: StyleEmbedding | None = None
    expressions: dict[str, Expression] = Field(
        default_factory=expression_grid, description="One entry for each of the 21 labels."
    )
    custom_expressions: dict[str, Expression] = Field(
        default_factory=dict, description="The user's own states, by name."
    )
    generation: GenerationConfig = GenerationConfig()
    primary_image: str = Field(default="", description="Id of the stored portrait.")

    @field_validator("expressions")
    @classmethod
    def _grid_is_whole(cls, grid: dict[str, Expression]) -> dict[str, Expression]:
        """Labels that are missing are added, not rendered yet."""
        labels = [label.value for label in Emotion]
        unknown = sorted(grid.keys() - set(labels))
        if unknown:
            raise ValueError(f"{unknown} are no grid labels; put them into custom_expressions")
        return {label: grid.get(label) or Expression() for label in labels}


def lock_holds(before: VisualDNA, after: VisualDNA) -> bool:
    """Whether a look may follow another: a locked face stays, with its seed, unless it is unlocked as well."""
    if not (before.generation.locked and after.generation.locked):
        return True
    return same_face(before.appearance, after.appearance) and before.generation.seed == after.generation.seed
