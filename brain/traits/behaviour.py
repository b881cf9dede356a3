"""Behavioural traits as values: what a reply shows, and the list of what can be seen offline. Knows no model."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.drift.reading import Evidence

if TYPE_CHECKING:
    from brain.genome import PersonaGenome

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Aspect = Literal["tone", "style", "approach", "device"]


class BehaviouralTrait(BaseModel):
    """A trait that one reply shows: how strongly, how sure that is, and the words that show it.

    `confidence` grows with the number of signs and the length of the reply. It is not calibrated.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    aspect: Aspect = "style"
    description: str = ""
    intensity: Share
    confidence: Share
    evidence: tuple[Evidence, ...] = ()
    source: Literal["rules", "model"] = "rules"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One behaviour that can be seen: by patterns, or by a rate of the style fingerprint between two ends."""

    name: str
    aspect: Aspect
    description: str
    level: str
    names: frozenset[str]
    sure: float
    suggest: str
    patterns: tuple[re.Pattern[str], ...] = ()
    scale: float = 1.0
    measure: str = ""
    begins: float = 0.0
    full: float = 1.0

    def own_level(self, genome: PersonaGenome) -> float:
        """What the genome says of it, 0 to 1: its level there, or the intensity of a trait named so if that is more."""
        mind = genome.mind
        part, _, field = self.level.removeprefix("-").partition(".")
        level = float(getattr(getattr(mind, part), field))
        level = 1.0 - level if self.level.startswith("-") else level
        named = [trait.intensity for trait in mind.traits if self.names & set(trait.name.casefold().split())]
        return max([level, *named])


@cache
def behaviours() -> tuple[Behaviour, ...]:
    """All that can be seen offline, in a fixed order."""
    text = files("brain.traits").joinpath("behaviours.toml").read_text(encoding="utf-8")
    return tuple(map(_behaviour, tomllib.loads(text)["trait"]))


def known(name: str) -> Behaviour | None:
    """The behaviour of that name, if it is one of the list."""
    return next((one for one in behaviours() if one.name == name), None)


def _behaviour(given: dict[str, Any]) -> Behaviour:
    return Behaviour(
        name=given["name"],
        aspect=given["aspect"],
        description=given["description"],
        level=given["level"],
        names=frozenset(given["names"]),
        sure=given["sure"],
        suggest=given["suggest"],
        patterns=tuple(re.compile(pattern, re.IGNORECASE) for pattern in given.get("patterns", ())),
        scale=given.get("scale", 1.0),
        measure=given.get("measure", ""),
        begins=given.get("from", 0.0),
        full=given.get("to", 1.0),
    )
