"""Boundary phrases: words the persona must never say. One is enough for a verdict; there is no noise floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.anchor import derive
from brain.drift.reading import Evidence, SignalReading
from brain.drift.signals.phrase_load import only_echoes
from brain.style.phrases import Hit, PhraseBook
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.sample import Sample
    from brain.genome import PersonaGenome

NAME: Final = "boundary phrases"


@dataclass(frozen=True)
class Boundaries:
    """The phrases of a genome's boundaries, each with the rule it would break."""

    book: PhraseBook
    rules: Mapping[str, str]
    unspaced: tuple[str, ...]

    def read(self, sample: Sample, *, user_text: str = "") -> SignalReading:
        """How many stand in the reply, and where.

        A phrase counts wherever its words stand in order, whatever their case and punctuation. One that the user said
        first and the reply only repeats in quotation marks does not count.
        """
        if not self.rules:
            return SignalReading(name=NAME, assessed=False, reason="The genome lists no phrases that it must not say.")
        found = [hit for hit in self._hits(sample) if not only_echoes(sample, hit, self.book, user_text)]
        evidence: list[Evidence] = []
        for hit in found:
            evidence += sample.evidence(hit.start, hit.end, f"breaks the rule: {self.rules[hit.phrase]}")
        return SignalReading(
            name=NAME, value=float(len(found)), unit="phrases", expected="none", evidence=tuple(evidence)
        )

    def _hits(self, sample: Sample) -> list[Hit]:
        found = list(sample.hits(self.book) if sample.prose == sample.text else self.book.hits(words(sample.text)))
        # Scripts written without spaces give one word a sentence, so their phrases are sought as they stand.
        for phrase in self.unspaced:
            at = sample.text.find(phrase)
            if at >= 0 and not any(hit.phrase == phrase for hit in found):
                found.append(Hit(phrase, at, at + len(phrase), 1.0))
        return found


def boundaries(genome: PersonaGenome) -> Boundaries:
    """The boundary phrases of one persona: those of its anchor, each with its rule where the genome gives one."""
    known = {phrase.strip(): rule.rule for rule in genome.mind.boundaries for phrase in rule.phrases}
    rules = {phrase: known.get(phrase, "never to be said, by its anchor") for phrase in derive(genome).boundary_phrases}
    unspaced = tuple(phrase for phrase in rules if not phrase.isascii() and " " not in phrase)
    return Boundaries(book=PhraseBook(dict.fromkeys(rules, 1.0)), rules=rules, unspaced=unspaced)
