"""What a scoring follows from besides the files: persona, scorers, emotion tier, and whether evidence is wanted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

from brain.drift.fit import shipped as drift_fit
from brain.emotion.hybrid.fit import shipped as emotion_fit
from brain.errors import InvalidInput
from brain.genome import PersonaGenome
from brain.genome.genome import content_hash
from evals.scorers.catalogue import VERSION
from evals.suites.names import SCORERS, ScorerName

if TYPE_CHECKING:
    from collections.abc import Sequence

Tier = Literal["hybrid", "keyword"]
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)

USUAL: Final[tuple[ScorerName, ...]] = (
    "drift mean",
    "drift last",
    "drift low",
    "signals",
    "emotion match",
    "boundary held",
    "style distance",
)
"""The scorers that need nothing but a conversation: no question off the transcript and no other persona."""

FORMAT: Final = 1
"""Version of the tables that are written."""


class Recipe(BaseModel):
    """How conversations are scored. Small enough to be sent to another process, which makes its own gauge from it."""

    model_config = ConfigDict(frozen=True)

    genome: PersonaGenome
    scorers: tuple[ScorerName, ...] = USUAL
    emotion: Tier = "hybrid"
    evidence: bool = False

    def __hash__(self) -> int:
        return hash((self.genome.metadata.slug, self.scorers, self.emotion, self.evidence))

    @property
    def versions(self) -> dict[str, str | int]:
        """What the scores follow from, by name: genome, fits, scorers, format of the tables."""
        return {
            "format": FORMAT,
            "persona": self.genome.metadata.slug,
            "genome": content_hash(self.genome),
            "drift fit": drift_fit().id,
            "emotion": self.emotion,
            "emotion fit": emotion_fit().sha256[:12] if self.emotion == "hybrid" else "",
            "scorers": ", ".join(self.scorers),
            "scorers' version": VERSION,
            "evidence": "with" if self.evidence else "without",
        }

    @property
    def key(self) -> str:
        """A hash of the versions: 16 hexadecimal digits. Two recipes of one key give the same scores."""
        said = "\0".join(f"{name}={value}" for name, value in self.versions.items())
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def recipe(
    genome: PersonaGenome, *, scorers: Sequence[str] = (), emotion: str = "hybrid", evidence: bool = False
) -> Recipe:
    """The recipe with these names checked. Raises InvalidInput for a scorer or a tier that there is not."""
    names = [name.strip() for said in scorers for name in said.split(",") if name.strip()]
    unknown = next((name for name in names if name not in SCORERS), None)
    if unknown is not None:
        raise InvalidInput(f"There is no scorer {unknown!r}.", next_step=f"Take some of {', '.join(SCORERS)}.")
    if emotion not in TIERS:
        raise InvalidInput(f"There is no emotion tier {emotion!r}.", next_step=f"Take one of {', '.join(TIERS)}.")
    chosen = tuple(name for name in SCORERS if name in names) or USUAL
    return Recipe(genome=genome, scorers=chosen, emotion=emotion, evidence=evidence)
