"""A whole, plausible genome from an archetype alone. Knows no wizard and no store."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from brain.archetypes.twelve import VoiceProvider, archetype
from brain.errors import InvalidInput
from brain.genome.big_five import FACETS, BigFive, facets_of
from brain.genome.genome import PersonaGenome
from brain.genome.metadata import PersonaMetadata, slug_of
from brain.genome.mind import CommunicationStyle, MindConfig, MindDNA, SpeechPatterns
from brain.genome.visual import Appearance, VisualDNA
from brain.genome.voice import VoiceDNA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.archetypes.twelve import ArchetypeProfile
    from brain.genome.metadata import Archetype

FACTOR_SPREAD: Final = 0.05
"""How far a seed moves a factor or a communication dimension from the archetype's centre."""

FACET_SPREAD: Final = 0.04
"""How far a seed moves a facet from the archetype's offset."""

LONGEST_NAME: Final = 255
"""Longest name in characters."""

HUMOUR: Final = (("low", 1 / 3), ("medium", 2 / 3), ("high", 1.0))
"""The persona database's `humor_usage` by the humor dimension: upper ends of each step."""


def genome_from(
    which: Archetype,
    *,
    name: str,
    seed: int = 0,
    tagline: str = "",
    description: str = "",
    domains: tuple[str, ...] = (),
    pronouns: str = "they/them",
    owner: str = "",
    voice_provider: VoiceProvider = "espeak",
) -> PersonaGenome:
    """A complete genome: the archetype's lines and values, with Big Five, facets and style that agree.

    Seed 0 is the archetype's centre; any other seed moves factors and style by at most 0.05 and facets by at most
    0.04, always the same way for the same seed. Raises InvalidInput for an archetype that does not exist and
    for a name that is empty or longer than 255 characters.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise InvalidInput(
            "The persona's name is empty or too long.", next_step=f"Give it 1 to {LONGEST_NAME} characters."
        )
    profile = archetype(which)
    return PersonaGenome(
        metadata=PersonaMetadata(
            name=name,
            slug=slug_of(name),
            tagline=tagline or profile.tagline,
            description=description or profile.description,
            archetype=profile.archetype,
            domains=domains or tuple(domain.name for domain in profile.knowledge),
            owner=owner,
            pronouns=pronouns,
        ),
        visual=VisualDNA(appearance=Appearance(accent=profile.accent)),
        voice=VoiceDNA(
            provider=voice_provider,
            voice_id=profile.voice_id(voice_provider),
            profiles={"neutral": profile.voice.profile},
            speaking=profile.voice.speaking,
            sample_line=profile.voice.sample_line,
        ),
        motion=profile.motion,
        mind=_mind(profile, name=name, seed=seed),
    )


def _mind(profile: ArchetypeProfile, *, name: str, seed: int) -> MindDNA:
    factors = BigFive(**_moved(dict(profile.big_five), seed=seed, spread=FACTOR_SPREAD))
    wanted = {facet: profile.facet_offsets.get(facet, 0.0) for names in FACETS.values() for facet in names}
    offsets = _moved(wanted, seed=seed, spread=FACET_SPREAD, low=-1.0)
    style = CommunicationStyle(**_moved(dict(profile.communication), seed=seed, spread=FACTOR_SPREAD))
    return MindDNA(
        big_five=factors,
        facets=facets_of(factors, offsets),
        communication=style,
        speech=profile.speech,
        traits=tuple(trait.model_copy(update={"inherited": True}) for trait in profile.traits),
        values=profile.values,
        boundaries=profile.boundaries,
        quirks=profile.quirks,
        beliefs=profile.beliefs,
        backstory=profile.backstory.replace("{name}", name),
        life=profile.life,
        anecdotes=profile.anecdotes,
        knowledge=profile.knowledge,
        signature_phrases=profile.signature_phrases,
        passion_topics=profile.passion_topics,
        avoidance_topics=profile.avoidance_topics,
        greetings=profile.greetings,
        farewells=profile.farewells,
        examples=profile.examples,
        baseline=profile.baseline,
        temper=profile.temper,
        modes=profile.modes,
        config=_config(style, profile.speech, profile.modes[0].name),
    )


def _config(style: CommunicationStyle, speech: SpeechPatterns, mode: str) -> MindConfig:
    return MindConfig.model_validate(
        {
            "humor_usage": next(step for step, end in HUMOUR if style.humor <= end),
            "emotional_style": "reserved" if speech.emotional_expression == "reserved" else "expressive",
            "language_style": "verbose" if style.verbosity >= 0.5 else "concise",  # noqa: PLR2004
            "default_mode": mode,
        }
    )


def _moved(
    centre: Mapping[str, float], *, seed: int, spread: float, low: float = 0.0, high: float = 1.0
) -> dict[str, float]:
    """Each value moved by at most `spread`, by a hash of its name and the seed; not at all for seed 0."""
    return {key: min(high, max(low, value + spread * _draw(f"{seed}:{key}", seed))) for key, value in centre.items()}


def _draw(label: str, seed: int) -> float:
    """A number from -1 to 1 that depends on the label alone; 0 for seed 0."""
    if seed == 0:
        return 0.0
    return int.from_bytes(blake2b(label.encode(), digest_size=8).digest()) / (2**64 - 1) * 2.0 - 1.0
