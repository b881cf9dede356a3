"""Whom a persona is told apart from: the usual voices, less the one that it was copied from. Knows no reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.contrast import usual

if TYPE_CHECKING:
    from brain.drift.contrast import Contrast
    from brain.genome import PersonaGenome


def others(genome: PersonaGenome) -> Contrast:
    """The usual voices without those that have at least half of their lines in common with the persona's own.

    A copy of a demo persona speaks with the demo's lines: nobody can tell the two apart, and nothing is gained by it.
    """
    own = {line.strip() for line in genome.mind.reference_lines}
    voices = usual()
    for name, lines in voices.voices.items():
        if 2 * sum(line.strip() in own for line in lines) >= len(lines):
            voices = voices.without(name)
    return voices
