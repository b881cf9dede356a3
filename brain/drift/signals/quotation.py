"""Quotation: how much of a reply repeats the reference lines word for word. One that recites itself has drifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.sufficiency import FEWEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Yardstick

RUN: Final = 7
"""A run of this many words in the same order is taken for a quotation, not for chance."""


@dataclass(frozen=True)
class Quotation:
    """Share of the words that stand in a run of at least seven from one reference line."""

    runs: Mapping[tuple[str, ...], frozenset[int]]
    references: tuple[Sample, ...]
    name: str = "quotation of itself"
    unit: str = "share of words"
    direction: Direction = "above"
    total: bool = False
    least_spread: float = 0.15
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """0 none, 1 every word."""
        return self._share(sample, left_out=-1)

    def reference_values(self) -> tuple[float, ...]:
        """What each reference line repeats of the others."""
        return tuple(self._share(line, left_out=index) for index, line in enumerate(self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual share."""
        return f"about {centre:.0%} of the words" if centre >= 0.005 else "none"  # noqa: PLR2004 - rounds to none

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The longest repeated stretch."""
        if not above:
            return ()
        best, start = (0, 0), None
        quoted = self._quoted(sample, left_out=-1)
        for index, known in enumerate([*quoted, False]):
            if known and start is None:
                start = index
            elif not known and start is not None:
                best, start = max(best, (start, index), key=lambda run: run[1] - run[0]), None
        if best == (0, 0):
            return ()
        first, last = sample.words[best[0]], sample.words[best[1] - 1]
        return sample.evidence(first.start, last.end, "word for word from a reference line")

    def _share(self, sample: Sample, *, left_out: int) -> float:
        quoted = self._quoted(sample, left_out=left_out)
        return sum(quoted) / max(1, len(quoted))

    def _quoted(self, sample: Sample, *, left_out: int) -> list[bool]:
        forms = sample.forms
        quoted = [False] * len(forms)
        for index in range(len(forms) - RUN + 1):
            known = self.runs.get(forms[index : index + RUN])
            if known and known - {left_out}:
                quoted[index : index + RUN] = [True] * RUN
        return quoted


def quotation(yardstick: Yardstick) -> Quotation:
    """The signal for one persona."""
    runs: dict[tuple[str, ...], frozenset[int]] = {}
    for number, line in enumerate(yardstick.references):
        forms = line.forms
        for index in range(len(forms) - RUN + 1):
            run = forms[index : index + RUN]
            runs[run] = runs.get(run, frozenset()) | {number}
    return Quotation(runs=runs, references=yardstick.references)
