"""The personas of a made history: copies of the demo personas, in three versions each. Knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain import demo

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from brain.genome.mind import MindDNA

SLUG: Final = "demo-history-{slug}"
MESSAGES: Final = (
    "Demo history: as the demo persona",
    "Demo history: warmer, more talkative and more given to stories",
    "Demo history: terse, without its sayings and its habits of beginning and ending",
)
"""What the versions say of themselves, in order."""

MOST: Final = 6
"""So many personas it has, at most."""


def versions(slug: str) -> tuple[PersonaGenome, ...]:
    """The versions of a demo persona's copy, the first like the persona itself."""
    first = demo.load(slug)
    named = first.metadata.model_copy(update={"slug": SLUG.format(slug=slug)})
    copy = first.model_copy(update={"metadata": named})
    return copy, *(copy.model_copy(update={"mind": changed(copy.mind)}) for changed in (_warmer, _terser))


def made(slug: str) -> bool:
    """Whether a persona of this slug is one of a made history."""
    return slug.startswith(SLUG.format(slug=""))


def _warmer(mind: MindDNA) -> MindDNA:
    talk = mind.communication
    more = {name: min(1.0, getattr(talk, name) + 0.25) for name in ("warmth", "verbosity", "storytelling", "empathy")}
    return mind.model_copy(update={"communication": talk.model_copy(update=more)})


def _terser(mind: MindDNA) -> MindDNA:
    talk = mind.communication
    less = {name: max(0.0, getattr(talk, name) - 0.35) for name in ("verbosity", "storytelling", "warmth", "humor")}
    bare = mind.speech.model_copy(
        update={"sentence_length": "short", "openers": (), "closers": (), "fillers": (), "exclamations": ()}
    )
    changed = {"communication": talk.model_copy(update=less), "speech": bare, "signature_phrases": ()}
    return mind.model_copy(update=changed)
