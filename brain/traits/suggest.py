"""What one might say next, out of the traits a reply shows: the suggested actions of the report's ChatResponse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.traits.behaviour import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.traits.behaviour import BehaviouralTrait

MOST: Final = 3

_QUESTION: Final = re.compile(r"[^.!?\n]{8,160}\?")


@dataclass(frozen=True, slots=True)
class SuggestedAction:
    """Something to do next, and the trait it answers to."""

    text: str
    because: str


def suggestions(traits: Sequence[BehaviouralTrait], reply: str) -> tuple[SuggestedAction, ...]:
    """At most three, the strongest and surest trait first. The question it asked is quoted, as text."""
    found: list[SuggestedAction] = []
    for trait in sorted(traits, key=lambda one: -one.confidence * one.intensity):
        behaviour = known(trait.name)
        if behaviour is None or any(one.text == behaviour.suggest for one in found):
            continue
        text = behaviour.suggest
        asked = _QUESTION.findall(reply)
        if trait.name == "Socratic questioning" and asked:
            text = f"Answer its question: “{asked[-1].strip()}”"
        found.append(SuggestedAction(text, trait.name))
    return tuple(found[:MOST])


def confidence(traits: Sequence[BehaviouralTrait]) -> float | None:
    """The mean confidence of the traits, weighted by intensity; None if there are none."""
    weight = sum(trait.intensity for trait in traits)
    return sum(trait.confidence * trait.intensity for trait in traits) / weight if weight else None
