"""The persona as a value: what it is, apart from any conversation. Knows no database and no model."""

from brain.genome.big_five import FACETS, BigFive, Facets, facets_of
from brain.genome.custom_emotion import CustomEmotion
from brain.genome.genome import PersonaGenome, content_hash, read, write
from brain.genome.metadata import Archetype, Citation, PersonaMetadata, slug_of
from brain.genome.mind import (
    Anecdote,
    Belief,
    Boundary,
    CommunicationStyle,
    EmotionalBaseline,
    Example,
    KnowledgeDomain,
    KnownFact,
    LifeFact,
    MindConfig,
    MindDNA,
    Mode,
    SpeechPatterns,
    Trait,
    Value,
)
from brain.genome.upgrade import SCHEMA_VERSION

__all__ = [
    "FACETS",
    "SCHEMA_VERSION",
    "Anecdote",
    "Archetype",
    "Belief",
    "BigFive",
    "Boundary",
    "Citation",
    "CommunicationStyle",
    "CustomEmotion",
    "EmotionalBaseline",
    "Example",
    "Facets",
    "KnowledgeDomain",
    "KnownFact",
    "LifeFact",
    "MindConfig",
    "MindDNA",
    "Mode",
    "PersonaGenome",
    "PersonaMetadata",
    "SpeechPatterns",
    "Trait",
    "Value",
    "content_hash",
    "facets_of",
    "read",
    "slug_of",
    "write",
]
