"""Who said it: is each reply taken for this persona's, or for another's of the run. Knows voices only, no meaning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.drift.contrast import shipped
from brain.drift.floor import LEAST_REPLIES, floor
from brain.drift.sample import Sample
from brain.drift.signals.who_said_it import learned
from brain.drift.sufficiency import FEWEST_WORDS
from evals.scorers.score import Score, quoted, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.drift.floor import Floor
    from brain.drift.signals.who_said_it import WhoSaidIt
    from brain.genome import PersonaGenome
    from evals.record import Exchange, Readings, Record

FEWEST_VOICES: Final = 2


@dataclass(frozen=True)
class Voices:
    """The voices of several personas, by slug; made once for a run, and shared between threads."""

    voices: Mapping[str, tuple[WhoSaidIt, Floor]]

    def nearest(self, reply: str) -> str | None:
        """Whose voice a reply is nearest to; None for fewer than two voices, or too few words."""
        sample = Sample(reply)
        number = len(sample.words)
        if len(self.voices) < FEWEST_VOICES or number < FEWEST_WORDS:
            return None
        away = {
            name: usual.distance(signal.value(sample), words=number, direction="below")
            for name, (signal, usual) in self.voices.items()
        }
        return min(away, key=away.__getitem__)

    def said_it(self, genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
        """The share of the replies that are taken for the persona's own among all voices of the run."""
        slug = genome.metadata.slug
        found = [] if slug not in self.voices else list(self._found(record))
        wrong = [(one, name) for one, name in found if name != slug]
        known = slug in self.voices
        return (
            share(
                "who said it",
                len(found) - len(wrong),
                len(found),
                len(record.exchanges),
                what="turns",
                reason=f"There are {len(self.voices)} voices that can be told apart, and no reply long enough for them."
                if known
                else f"{genome.name} has too few reference lines to know its voice.",
                evidence=(quoted(f"turn {one.turn}", one.reply, f"taken for {name}") for one, name in wrong),
            ),
        )

    def bleed(self, records: Sequence[Record]) -> dict[str, dict[str, int]]:
        """How many replies of each persona (outer) were taken for each voice (inner)."""
        counts: dict[str, dict[str, int]] = {}
        for record in records:
            row = counts.setdefault(record.persona, dict.fromkeys(self.voices, 0))
            for _, name in self._found(record):
                row[name] += 1
        return counts

    def _found(self, record: Record) -> list[tuple[Exchange, str]]:
        pairs = ((one, self.nearest(one.reply)) for one in record.exchanges if one.whole)
        return [(one, name) for one, name in pairs if name is not None]


def voices(genomes: Sequence[PersonaGenome]) -> Voices:
    """The voices of the personas that have at least eight reference lines."""
    lines = {one.metadata.slug: tuple(filter(str.strip, one.mind.reference_lines)) for one in genomes}
    return _voices(tuple(sorted((slug, own) for slug, own in lines.items() if len(own) >= LEAST_REPLIES)))


@lru_cache(maxsize=8)
def _voices(lines: tuple[tuple[str, tuple[str, ...]], ...]) -> Voices:
    everyone = shipped()
    for slug, own in lines:
        everyone = everyone.with_voice(slug, own)
    found = {}
    for slug, own in lines:
        samples = tuple(map(Sample, own))
        signal = learned(samples, everyone.without(slug))
        usual = floor(
            signal.reference_values(), words=[len(one.words) for one in samples], least_spread=signal.least_spread
        )
        if usual is not None and not signal.absent:
            found[slug] = (signal, usual)
    return Voices(found)
