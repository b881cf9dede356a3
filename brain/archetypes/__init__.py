"""The twelve archetypes: what each one brings to a persona, as data, and a whole genome made from one alone."""

from brain.archetypes.complete import genome_from
from brain.archetypes.twelve import ArchetypeProfile, ArchetypeVoice, archetype

__all__ = ["ArchetypeProfile", "ArchetypeVoice", "archetype", "genome_from"]
