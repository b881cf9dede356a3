"""What every scored signal offers, and what it is measured against. Holds no signal itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from brain.drift.persona_text import habits
from brain.drift.sample import Sample

if TYPE_CHECKING:
    from brain.drift.contrast import Contrast
    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome
    from brain.style.words import Word


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """What a persona's signals are made from.

    The genome, its reference lines and its other first-person texts taken apart, the contrast, and an embedder.
    """

    genome: PersonaGenome
    references: tuple[Sample, ...]
    own: tuple[Sample, ...]
    contrast: Contrast
    embedder: Embedder


def said_by(yardstick: Yardstick) -> tuple[tuple[Word, ...], ...]:
    """The words of every text in the persona's voice, its turns of phrase included."""
    phrases = (Sample(phrase) for phrase in habits(yardstick.genome))
    return tuple(sample.words for sample in (*yardstick.references, *yardstick.own, *phrases))


class Signal(Protocol):
    """One thing measured in a reply, ready for one persona."""

    @property
    def name(self) -> str:
        """What it is called on every page."""

    @property
    def unit(self) -> str:
        """The unit of its value."""

    @property
    def direction(self) -> Direction:
        """On which side of the persona's centre a value speaks against it."""

    @property
    def total(self) -> bool:
        """Whether the value adds up over the reply; if not it is a mean, which scatters more in a short reply."""

    @property
    def least_spread(self) -> float:
        """The least standard deviation the persona's noise floor may have, in the signal's unit."""

    @property
    def least_words(self) -> int:
        """The minimum text it needs: a reply of fewer words is not assessed."""

    @property
    def absent(self) -> str:
        """Why this persona cannot be measured by it; empty when it can."""

    def value(self, sample: Sample) -> float:
        """The value of a reply of at least a few words."""

    def reference_values(self) -> tuple[float, ...]:
        """The value of each reference line, as if that line had not been known."""

    def expected(self, centre: float) -> str:
        """What a faithful reply looks like, in words."""

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The words that put the reply above, or below, the centre; at most a few."""


@runtime_checkable
class Reticent(Protocol):
    """A signal that cannot judge every reply, and says on how much it rests where it can."""

    def unread(self, sample: Sample) -> str:
        """Why it cannot judge this reply, in one sentence; empty when it can."""

    def account(self, sample: Sample) -> str:
        """What the value rests on, in one sentence."""
