"""Plain rates of marks and small words: how often it cries out, asks, pauses, denies, says I. Knows no meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, Literal

from brain.drift.sufficiency import FEWEST_WORDS
from brain.style.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.drift.floor import Direction
    from brain.drift.reading import Evidence
    from brain.drift.sample import Sample
    from brain.drift.signals.protocol import Signal, Yardstick

MOST: Final = 5
"""At most this many places are pointed to."""

UNWEIGHED: Final = frozenset(
    {"questions", "contractions", "full forms", "modal verbs", "pointing words", "casual words"}
)
"""Rates that count in the manner as a whole alone: each by itself tells next to nothing."""

_CRY: Final = re.compile(r"!+")
_QUESTION: Final = re.compile(r"\?")
_PAUSE: Final = re.compile(r"[,;:–—…]|\.{3}| - ")  # noqa: RUF001
_SMALL_START: Final = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
_DENYING: Final = frozenset(
    {"no", "not", "never", "nothing", "nobody", "none", "neither", "nor", "cannot", "without", "hardly"}
)
_SELF: Final = frozenset(["i", "me", "my", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
_YOU: Final = frozenset(["you", "your", "yours", "yourself", "yourselves", "you're", "you've", "you'd", "you'll"])
_POINTING: Final = frozenset(["it", "that", "this", "there", "these", "those"])
_MODAL: Final = frozenset(["can", "could", "may", "might", "must", "shall", "should", "will", "would"])
_CONTRACTED: Final = ("n't", "'ll", "'re", "'m", "'ve", "'d")
_DENIABLE: Final = (
    "do", "does", "did", "is", "are", "was", "were", "can", "could", "would", "should", "will", "has", "have", "had",
)  # fmt: skip
_FULL: Final = frozenset(
    [
        *product(_DENIABLE, ["not"]),
        *product(["i"], ["am", "have", "will", "would"]),
        *product(["you", "we", "they"], ["are"]),
        *product(["it", "that", "there"], ["is"]),
    ]
)


Per = Literal["per sentence", "per 100 words"]


@dataclass(frozen=True)
class Rate:
    """How many places `found` finds, for each sentence or each hundred words."""

    name: str
    found: Callable[[Sample], list[tuple[int, int]]]
    unit: Per
    note: str
    references: tuple[Sample, ...]
    least_spread: float
    direction: Direction = "both"
    total: bool = False
    absent: str = ""
    least_words: int = FEWEST_WORDS

    def value(self, sample: Sample) -> float:
        """The rate in a reply."""
        whole = len(sample.sentences) if self.unit == "per sentence" else len(sample.words) / 100.0
        return len(self.found(sample)) / max(whole, 0.01)

    def reference_values(self) -> tuple[float, ...]:
        """The rate in each reference line; nothing was learned from them, so nothing need be left out."""
        return tuple(map(self.value, self.references))

    def expected(self, centre: float) -> str:
        """The persona's usual rate."""
        return f"about {centre:.1f} {self.unit}"

    def evidence(self, sample: Sample, *, above: bool) -> tuple[Evidence, ...]:
        """The places, where there are too many; what is missing cannot be pointed to."""
        if not above:
            return ()
        places = self.found(sample)[:MOST]
        return tuple(piece for start, end in places for piece in sample.evidence(start, end, self.note))


def rates(yardstick: Yardstick) -> tuple[Signal, ...]:
    """The twelve rates for one persona."""
    lines = yardstick.references
    return (
        Rate("exclamations", _marks(_CRY), "per sentence", "exclamation", lines, 0.1),
        Rate("pauses", _marks(_PAUSE), "per sentence", "pause", lines, 0.25),
        Rate("small starts", _marks(_SMALL_START), "per sentence", "no capital", lines, 0.1),
        Rate("denials", _denials, "per 100 words", "denial", lines, 2.0),
        Rate("self-reference", _words(_SELF), "per 100 words", "speaks of itself", lines, 2.0),
        Rate("address", _words(_YOU), "per 100 words", "speaks to the user", lines, 2.0),
        Rate("questions", _marks(_QUESTION), "per sentence", "question", lines, 0.1),
        Rate("contractions", _contracted, "per 100 words", "contraction", lines, 1.0),
        Rate("full forms", _in_full, "per 100 words", "not contracted", lines, 0.5),
        Rate("modal verbs", _words(_MODAL), "per 100 words", "modal verb", lines, 1.0),
        Rate("pointing words", _words(_POINTING), "per 100 words", "points", lines, 1.0),
        Rate("casual words", _words(lexicon().informal), "per 100 words", "casual", lines, 0.5),
    )


# Named functions, since a gauge must survive the journey to another process.
def _marks(pattern: re.Pattern[str]) -> Callable[[Sample], list[tuple[int, int]]]:
    return partial(_marked, pattern)


def _marked(pattern: re.Pattern[str], sample: Sample) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(sample.prose)]


def _words(forms: frozenset[str]) -> Callable[[Sample], list[tuple[int, int]]]:
    return partial(_among, forms)


def _among(forms: frozenset[str], sample: Sample) -> list[tuple[int, int]]:
    return [(start, end) for form, start, end in sample.words if form in forms]


def _contracted(sample: Sample) -> list[tuple[int, int]]:
    return [(start, end) for form, start, end in sample.words if form.endswith(_CONTRACTED)]


def _in_full(sample: Sample) -> list[tuple[int, int]]:
    cannot = [(start, end) for form, start, end in sample.words if form == "cannot"]
    pairs = pairwise(sample.words)
    return cannot + [(one.start, other.end) for one, other in pairs if (one.form, other.form) in _FULL]


def _denials(sample: Sample) -> list[tuple[int, int]]:
    return [(start, end) for form, start, end in sample.words if form in _DENYING or form.endswith("n't")]
