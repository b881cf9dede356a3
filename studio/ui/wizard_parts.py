"""Drawing the controls of an appearance, by group; parts of the face only while the face is not locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

import streamlit as st

from brain.genome.visual import (
    Backdrop,
    Beard,
    Brows,
    Earrings,
    EyeShape,
    Glasses,
    HairStyle,
    Light,
    Lips,
    Nose,
    Outfit,
)
from store.wizard_values import Part
from studio.media.visual.words import colour_in

if TYPE_CHECKING:
    from studio.ui.wizard_desk import Desk

PART: Final = Part.VISUAL
SHAPES: Final = ("oval", "round", "square", "heart", "long", "diamond", "angular")

Control = tuple[str, str, tuple[str, ...]]
"""Field of the appearance, its label, and what can be chosen; nothing to choose makes it a colour."""

FACE: Final[tuple[Control, ...]] = (
    ("face_shape", "Face", SHAPES),
    ("build", "Build", ("slight", "even", "strong")),
    ("skin", "Skin", ()),
    ("eye_shape", "Eyes", get_args(EyeShape)),
    ("eyes", "Eye colour", ()),
    ("brows", "Brows", get_args(Brows)),
    ("nose", "Nose", get_args(Nose)),
    ("lips", "Lips", get_args(Lips)),
)
HAIR: Final[tuple[Control, ...]] = (
    ("hair_style", "Hair", get_args(HairStyle)),
    ("hair_colour", "Hair colour", ()),
    ("beard_style", "Beard", get_args(Beard)),
    ("glasses_style", "Glasses", get_args(Glasses)),
    ("earrings", "Earrings", get_args(Earrings)),
)
SETTING: Final[tuple[Control, ...]] = (
    ("outfit", "Clothes", get_args(Outfit)),
    ("outfit_colour", "Colour of the clothes", ()),
    ("backdrop", "Place", get_args(Backdrop)),
    ("light", "Light", get_args(Light)),
    ("accent", "Accent", ()),
)

_UNSET: Final = ""


def draw(desk: Desk) -> None:
    """The groups: hair, face, then clothes and place."""
    locked = desk.genome.visual.generation.locked
    names = ("Clothes and place",) if locked else ("Hair", "Face", "Clothes and place")
    groups = {"Hair": HAIR, "Face": FACE, "Clothes and place": SETTING}
    for tab, name in zip(st.tabs(names), names, strict=True):
        with tab:
            _group(desk, groups[name])
            if name == "Face":
                _shares(desk)


def _group(desk: Desk, controls: tuple[Control, ...]) -> None:
    columns = st.columns(3)
    for index, (name, label, options) in enumerate(controls):
        with columns[index % 3]:
            if options:
                _choice(desk, name, label, options)
            else:
                _colour(desk, name, label)


def _choice(desk: Desk, name: str, label: str, options: tuple[str, ...]) -> None:
    field = f"appearance.{name}"
    value = getattr(desk.genome.visual.appearance, name) or _UNSET
    # What no name was given to follows from the words of the appearance, its age and its seed.
    offered = list(dict.fromkeys((*(() if value else (_UNSET,)), *options, value)))
    key = desk.key(PART, field, value, stored=lambda one: str(one) or None)
    st.selectbox(
        label,
        offered,
        offered.index(value),
        key=key,
        format_func=lambda one: one.replace("-", " ").capitalize() if one else "As it comes",
    )
    desk.below(PART, field)


def _colour(desk: Desk, name: str, label: str) -> None:
    field = f"appearance.{name}"
    value = colour_in(str(getattr(desk.genome.visual.appearance, name) or "")) or "#808080"
    st.color_picker(label, value, key=desk.key(PART, field, value))
    desk.below(PART, field)


def _shares(desk: Desk) -> None:
    looks = desk.genome.visual.appearance
    for column, (name, label) in zip(
        st.columns(3), (("freckles", "Freckles"), ("make_up", "Make-up"), ("lashes", "Lashes")), strict=True
    ):
        with column:
            desk.slider(PART, f"appearance.{name}", label, getattr(looks, name) or 0.0)
