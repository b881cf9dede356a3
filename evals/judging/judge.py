"""The scorer `judge`: reads whole conversations once its reader has shown that it can tell who is speaking."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from evals.judging import lineup, rubric
from evals.judging.qualification import InMemory, examine
from evals.judging.reader import Heard
from evals.judging.stretch import stretches
from evals.judging.tally import NAME, NO_REPORTS, UNIT, reports, scores
from evals.scorers.score import Score
from evals.spent import Spent, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from evals.judging.qualification import Qualification, Register
    from evals.judging.reader import Reader
    from evals.judging.rubric import TalkReport
    from evals.judging.stretch import Stretch
    from evals.judging.tally import Reports
    from evals.record import Readings, Record
    from evals.terms import Terms

SAMPLES: Final = 3
"""So many times a reader that may answer otherwise is asked."""


class ConversationJudge:
    """A `Judge` for the personas of a run. It is tested when it is first needed; the test is part of what that took.

    Safe for several threads.
    """

    def __init__(
        self,
        reader: Reader,
        genomes: Sequence[PersonaGenome],
        *,
        register: Register | None = None,
        samples: int = SAMPLES,
    ) -> None:
        self._reader, self._genomes = reader, tuple(genomes)
        self._register = register or InMemory()
        self._samples = samples if reader.varies else 1
        self._lock = threading.Lock()
        self._unpaid = Spent()
        self._known: Qualification | None = None

    @property
    def id(self) -> str:
        """The reader, the versions of rubric and test, and the samples."""
        return f"{self._reader.id} rubric {rubric.VERSION} test {lineup.VERSION} samples {self._samples}"

    def within(self, terms: Terms) -> ConversationJudge:
        """The same judge, asking on the terms of a run."""
        reader = self._reader.within(terms)
        return ConversationJudge(reader, self._genomes, register=self._register, samples=self._samples)

    def __call__(self, genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
        """Flaws in 10 replies, and the share of reported flaws that were not where they should be."""
        return self._judged(genome, record, ())

    def again(self, genome: PersonaGenome, record: Record, before: Sequence[Score]) -> tuple[Score, ...]:
        """The same of a conversation whose score is unfinished; only what was not answered is asked."""
        known = next((reports(one.unfinished) for one in before if one.unfinished), ())
        first, *rest = self._judged(genome, record, known)
        return (first.model_copy(update={"spent": total(one.spent for one in before) + first.spent}), *rest)

    def _judged(self, genome: PersonaGenome, record: Record, known: Reports) -> tuple[Score, ...]:
        parts = stretches(genome, record)
        if not parts:
            return (_missing("There is no whole reply to judge.", of=len(record.exchanges)),)
        qualification = self.qualification()
        tested = self._collect()
        if not qualification.passed:
            unfinished = NO_REPORTS if qualification.right is None else ""
            told = qualification.told
            return (_missing(told, of=len(record.exchanges), spent=tested, unfinished=unfinished),)
        heard = [self._sample(parts, at, known[at] if at < len(known) else ()) for at in range(self._samples)]
        first, *rest = scores(
            parts, heard, of=len(record.exchanges), note=f"by {self._reader.label}; {qualification.told}"
        )
        return (first.model_copy(update={"spent": first.spent + tested}), *rest)

    def _sample(self, parts: Sequence[Stretch], at: int, known: Sequence[TalkReport | None]) -> list[Heard[TalkReport]]:
        """One asking; a stretch that was answered before is not asked again."""
        answered = [*known, *[None] * len(parts)]
        return [
            self._reader.flaws(part, sample=at) if one is None else Heard(one)
            for part, one in zip(parts, answered, strict=False)
        ]

    def qualification(self) -> Qualification:
        """How well its reader tells who speaks among the personas of the run; tested now if it never was."""
        with self._lock:
            if self._known is None:
                key = f"{self._reader.id} rubric {rubric.VERSION} {lineup.key(self._genomes)}"
                self._known = self._register.once(key, self._tested)
            return self._known

    def _tested(self) -> Qualification:
        found = examine(self._reader, self._genomes)
        self._unpaid = found.spent
        return found

    def _collect(self) -> Spent:
        """What the test took, once: it belongs to the first conversation that needed it."""
        with self._lock:
            unpaid, self._unpaid = self._unpaid, Spent()
            return unpaid


def _missing(reason: str, *, of: int, spent: Spent | None = None, unfinished: str = "") -> Score:
    return Score(
        name=NAME,
        unit=UNIT,
        higher_is="worse",
        of=of,
        what="turns",
        reason=reason,
        spent=spent or Spent(),
        unfinished=unfinished,
    )
