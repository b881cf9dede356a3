"""Which label a model means by what it wrote into a response tag. Knows no bracket."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from brain.emotion.labels import Emotion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from brain.genome import PersonaGenome

Kind = Literal["emotion", "action", "pause"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[^\w\s.,;:/|+&()'\"-]")
_NEGATED: Final = re.compile(r"\b(?:not|no|never|isn't|nicht|pas)\b")
_BETWEEN: Final = re.compile(r"[,;:/|+&]|\b(?:and|then|or|y|et|und)\b")
_VARIATION: Final = "\ufe0f"


def plain(word: str) -> str:
    """The word as labels are compared: composed, without case, variation signs, outer blanks, dashes or underscores."""
    composed = unicodedata.normalize("NFC", word).replace(_VARIATION, "")
    return " ".join(composed.casefold().replace("_", " ").replace("-", " ").split())


@cache
def kinds() -> Mapping[str, Kind]:
    """The words that open a tag, without case, and the kind each opens."""
    found: dict[str, Kind] = {}
    for kind, words in _listed()["kinds"].items():
        for word in words:
            found[plain(word)] = kind  # type: ignore[assignment]  # the file's three keys are the three kinds
    return MappingProxyType(found)


@cache
def names() -> Mapping[str, str]:
    """Every name of a label that is known, without case, and the label."""
    found = {plain(word): label for label, words in _listed()["labels"].items() for word in words}
    found |= {label.value: label.value for label in Emotion}
    return MappingProxyType(found)


def custom(labels: Iterable[str]) -> Mapping[str, str]:
    """The names of a persona's own labels, which come before the common ones."""
    return {plain(label): label for label in labels if plain(label)}


def own_labels(genome: PersonaGenome) -> tuple[str, ...]:
    """What this persona's emotion tags may say beside the common labels: its own emotions and its own expressions."""
    return tuple(
        dict.fromkeys((*(emotion.name for emotion in genome.mind.emotions), *genome.visual.custom_expressions))
    )


def meant(value: str, own: Mapping[str, str]) -> tuple[str, ...]:
    """The labels that a tag's value names, in order and without repeats; none if it names none, or negates one.

    `meant("very happy, then sad", {})` is `("happy", "sad")`.
    """
    if _NEGATED.search(plain(value)):
        return ()
    known = {**names(), **own}
    if plain(value) in known:
        return (known[plain(value)],)
    found: list[str] = []
    for piece in _BETWEEN.split(value.replace(_VARIATION, "")):
        words = [piece] if plain(piece) in known else _WORD.findall(piece)
        found += [known[plain(word)] for word in words if plain(word) in known]
    return tuple(dict.fromkeys(found))


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("brain.prompt").joinpath("tag_labels.toml").read_text(encoding="utf-8"))
