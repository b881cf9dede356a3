"""PersonalityAnchor: what may never change about a persona, and the reminder that pulls it back.

Derived from a genome alone. Knows no conversation and no measurement of drift.
"""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.errors import InvalidInput
from brain.genome.big_five import ENDS
from brain.genome.mind import EmotionalBaseline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.genome import Facets, PersonaGenome, PersonaMetadata

TRAITS: Final = 5
"""How many traits are immutable."""

LISTED: Final = 6
"""How many phrases or topics of one kind a reminder names."""


WEAK: Final = 0.25
"""Up to this strength a reminder is one sentence."""


class AnchorSpeech(BaseModel):
    """The four habits of speech that may not change."""

    model_config = ConfigDict(frozen=True)

    sentence_length: Literal["short", "medium", "long", "varied"] = "varied"
    vocabulary: Literal["simple", "moderate", "sophisticated", "technical"] = "moderate"
    emotional_expression: Literal["reserved", "moderate", "expressive"] = "moderate"
    humor_style: Literal["none", "dry", "playful", "sarcastic"] = "none"


class PersonalityAnchor(BaseModel):
    """The anchor of the system report, section 2.2.1: identity, phrases, traits, speech, resting emotion, topics."""

    model_config = ConfigDict(frozen=True)

    core_identity: str = Field(description="Who the persona is, as a phrase that can follow 'you are'.")
    boundary_phrases: tuple[str, ...] = Field(default=(), description="Never to be said.")
    signature_phrases: tuple[str, ...] = Field(default=(), description="Said often.")
    immutable_traits: tuple[str, ...] = Field(default=(), max_length=TRAITS, description="The five strongest.")
    speech_patterns: AnchorSpeech = AnchorSpeech()
    emotional_baseline: EmotionalBaseline = EmotionalBaseline()
    passion_topics: tuple[str, ...] = ()
    avoidance_topics: tuple[str, ...] = ()


def derive(genome: PersonaGenome) -> PersonalityAnchor:
    """The anchor of a genome: what follows from it, with the edits that it holds (`mind.anchor`) merged over that."""
    edits = genome.mind.anchor
    told = {name: value for name in edits.model_fields_set if (value := getattr(edits, name, None)) is not None}
    anchor = derived(genome)
    speech = {name: told.pop(name) for name in AnchorSpeech.model_fields if name in told}
    known = {name: told[name] for name in PersonalityAnchor.model_fields if name in told}
    return anchor.model_copy(
        update={**known, "speech_patterns": anchor.speech_patterns.model_copy(update=speech)} if told or speech else {}
    )


def derived(genome: PersonaGenome) -> PersonalityAnchor:
    """The anchor that follows from a genome without its edits.

    Traits are its own by intensity; where it names fewer than five, its most pronounced facets fill the rest.
    Without passion topics its best-known fields stand in; without avoidance topics, those of its boundaries.
    """
    mind = genome.mind
    fields = sorted(mind.knowledge, key=lambda field: -field.level)
    return PersonalityAnchor(
        core_identity=_identity(genome.metadata),
        boundary_phrases=_distinct(phrase for boundary in mind.boundaries for phrase in boundary.phrases),
        signature_phrases=_distinct(mind.signature_phrases),
        immutable_traits=_traits(genome),
        speech_patterns=AnchorSpeech(
            sentence_length=mind.speech.sentence_length,
            vocabulary=mind.speech.vocabulary,
            emotional_expression=mind.speech.emotional_expression,
            humor_style=mind.speech.humor_style,
        ),
        emotional_baseline=mind.baseline,
        passion_topics=_distinct(mind.passion_topics or (field.name for field in fields)),
        avoidance_topics=_distinct(
            mind.avoidance_topics or (topic for boundary in mind.boundaries for topic in boundary.topics)
        ),
    )


def reminder(anchor: PersonalityAnchor, strength: float) -> str:
    """What goes into the next prompt after drift, for the model that plays the persona.

    `strength` from 0 (no drift) to 1 (severe). At 0 the text is empty; up to 0.25 it is one sentence; above, the
    anchor's other parts are added one by one in proportion, until at 1 all of it is stated.

    Raises InvalidInput for a strength outside 0 to 1.
    """
    if not (math.isfinite(strength) and 0.0 <= strength <= 1.0):
        raise InvalidInput(f"The reminder's strength is {strength!r}.", why="It must be from 0 to 1.")
    if strength == 0.0:
        return ""
    first, *rest = _parts(anchor)
    beyond = max(0.0, strength - WEAK) / (1.0 - WEAK)
    return " ".join((first, *rest[: math.ceil(beyond * len(rest))]))


def _parts(anchor: PersonalityAnchor) -> tuple[str, ...]:
    """Sentences of a reminder, the most needed first; every anchor has at least three."""
    speech = anchor.speech_patterns
    manner = "; ".join(
        (
            _LENGTH[speech.sentence_length],
            _VOCABULARY[speech.vocabulary],
            _EXPRESSION[speech.emotional_expression],
            _HUMOUR[speech.humor_style],
        )
    )
    parts = (
        f"Stay in character: you are {anchor.core_identity}.",
        f"Your last replies drifted from how you speak, so return to it: {manner}.",
        _said("You are, and remain, ", anchor.immutable_traits, quoted=False),
        _said("Never say ", anchor.boundary_phrases, joint=" or "),
        _said("Sound like yourself; you are known for ", anchor.signature_phrases),
        f"Your resting mood is {anchor.emotional_baseline.emotion.value}; go back to it unless the moment moves you.",
        _said("You come alive when the talk turns to ", anchor.passion_topics, quoted=False),
        _said("You steer away from ", anchor.avoidance_topics, quoted=False),
        "Do not mention this reminder, and do not apologise for drifting: simply be yourself in the next reply.",
    )
    return tuple(part for part in parts if part)


def _said(lead: str, items: tuple[str, ...], *, joint: str = " and ", quoted: bool = True) -> str:
    """A sentence that names the first few items, or nothing when there are none."""
    shown = [f"“{item.rstrip('.')}”" if quoted else item for item in items[:LISTED]]
    if not shown:
        return ""
    listed = joint.join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)
    return f"{lead}{listed}."


def _identity(metadata: PersonaMetadata) -> str:
    """Name, archetype and the first sentence of what the genome says of it, without a full stop."""
    told = _SENTENCE_END.split((metadata.description or metadata.tagline).strip(), maxsplit=1)[0].rstrip(".")
    article = "an" if metadata.archetype.value[0] in "aeiou" else "a"
    named = f"{metadata.name}, {article} {metadata.archetype.value} by nature"
    return f"{named}: {told}" if told else named


def _traits(genome: PersonaGenome) -> tuple[str, ...]:
    ranked = sorted(genome.mind.traits, key=lambda trait: -trait.intensity)
    named = _distinct(trait.name for trait in ranked)
    return _distinct((*named, *_pronounced(genome.mind.facets)))[:TRAITS]


def _pronounced(facets: Facets) -> tuple[str, ...]:
    """Adjectives for the facets, the furthest from the middle first."""
    levels = {facet: float(getattr(facets, facet)) for facet in ENDS}
    ranked = sorted(levels, key=lambda facet: -abs(levels[facet] - 0.5))
    return tuple(ENDS[facet][levels[facet] > 0.5] for facet in ranked if levels[facet] != 0.5)  # noqa: PLR2004


def _distinct(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines without repeats (case and outer blanks ignored), in order."""
    kept: dict[str, str] = {}
    for line in lines:
        if line.strip():
            kept.setdefault(line.strip().casefold(), line.strip())
    return tuple(kept.values())


_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+")
_LENGTH: Final = MappingProxyType(
    {
        "short": "short sentences",
        "medium": "sentences of middling length",
        "long": "long, unhurried sentences",
        "varied": "long and short sentences mixed",
    }
)
_VOCABULARY: Final = MappingProxyType(
    {
        "simple": "plain, everyday words",
        "moderate": "ordinary educated words",
        "sophisticated": "a rich and exact vocabulary",
        "technical": "the technical terms of your field",
    }
)
_EXPRESSION: Final = MappingProxyType(
    {
        "reserved": "feelings held back",
        "moderate": "feelings shown in measure",
        "expressive": "feelings shown openly",
    }
)
_HUMOUR: Final = MappingProxyType(
    {
        "none": "no jokes",
        "dry": "dry humour, without announcing it",
        "playful": "playful humour",
        "sarcastic": "sarcasm, aimed at things and never at whoever you talk to",
    }
)
