"""Sessions whose drift is known, and the personas they are of. Plays none and measures none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from brain import demo
from brain.drift.contrast import ASSISTANT, BACKGROUND, Contrast, shipped
from brain.genome import Example, PersonaGenome, PersonaMetadata
from brain.models.chat import DRIFT_TYPES, DriftType

if TYPE_CHECKING:
    from collections.abc import Sequence

Source = Literal["lines", "understudy"]

OTHER_VOICE: Final = "another voice"
PLAIN_ASSISTANT: Final = "plain assistant"
UNTOUCHED: Final = ""
TYPES: Final[tuple[DriftType, ...]] = DRIFT_TYPES
KINDS: Final = (PLAIN_ASSISTANT, OTHER_VOICE, *TYPES)
DOSES: Final = (0.25, 0.5, 0.75, 1.0)
TOLD: Final = "told"
"""The family of drift that the understudy was told to play; other families are injected."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """Replies of one conversation.

    `kind` is empty where nothing drifted; otherwise drift begins at `from_turn`, and `untouched` names the turns from
    there on in which not a word was changed, as happens at small doses. `family` says which templates or which voice
    the drift comes from. `base` is the number of the faithful conversation that it was put into.
    """

    persona: str
    source: Source
    base: int
    kind: str
    family: str
    dose: float
    from_turn: int
    users: tuple[str, ...]
    replies: tuple[str, ...]
    untouched: frozenset[int] = frozenset()

    @property
    def id(self) -> str:
        """Persona, source, number, kind, family and dose in one string."""
        kind = self.kind or "untouched"
        return f"{self.persona}/{self.source}/{self.base}/{kind}/{self.family}/{self.dose}"

    def drifted(self, turn: int) -> bool:
        """Whether the persona has drifted by this turn, counted from 1."""
        return bool(self.kind) and turn >= self.from_turn

    def changed(self, turn: int) -> bool:
        """Whether the reply of this turn was changed."""
        return self.drifted(turn) and turn not in self.untouched


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A persona, the contrast its gauge is prepared with, and the sessions to be measured with it."""

    genome: PersonaGenome
    contrast: Contrast
    sessions: tuple[Session, ...]
    rehearsed: bool


@cache
def library() -> Contrast:
    """The shipped voices and those of the demo personas: what the studio tells a demo persona apart from."""
    return shipped().of_genomes(demo.load_all())


def intruders() -> tuple[str, ...]:
    """The voices that break in: those of the cast, and the plain assistant."""
    return tuple(sorted((ASSISTANT, *cast())))


@cache
def cast() -> dict[str, PersonaGenome]:
    """The shipped voices but the assistant as bare personas, and the demo personas, by name.

    A plain assistant is what a persona slips into, not a persona.
    """
    names = sorted(BACKGROUND)
    voices = {name: PersonaGenome(metadata=PersonaMetadata(name=name, slug=name)) for name in names}
    bare = {name: knowing(genome, shipped().voices[name]) for name, genome in voices.items()}
    return bare | {genome.metadata.slug: genome for genome in demo.load_all()}


def knowing(genome: PersonaGenome, lines: Sequence[str]) -> PersonaGenome:
    """The persona with these reference lines."""
    examples = tuple(Example(user="", reply=line) for line in lines)
    return genome.model_copy(update={"mind": genome.mind.model_copy(update={"examples": examples})})
