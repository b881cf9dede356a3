"""Written pairs of a held statement and a reply that contradicts it or does not, and what the reader says of each."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from brain.drift.claims.known import Held, Known, conflicts
from brain.drift.claims.reader import claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Half = Literal["development", "held out"]

_Z: Final = 1.959963984540054


class Pair(NamedTuple):
    """What is held, what is replied, the kind of slot, and whether the second contradicts the first."""

    slot: str
    contradicts: bool
    held: str
    reply: str

    @property
    def half(self) -> Half:
        """Which half it belongs to, by a hash of its words: the reader was written on the first half alone."""
        digest = hashlib.sha256((self.held + self.reply).encode()).hexdigest()
        return "held out" if int(digest, 16) % 2 else "development"


class Counts(NamedTuple):
    """Pairs that contradict and those of them found; harmless pairs and those of them accused."""

    contradicting: int
    found: int
    harmless: int
    accused: int


def pairs() -> tuple[Pair, ...]:
    """All pairs, in the order of the file."""
    text = files("evals.contradiction").joinpath("pairs.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Pair(slot, verdict == "contradicts", held, reply) for slot, verdict, held, reply in rows)


def accused(pair: Pair) -> bool:
    """Whether the reader finds that the reply contradicts what is held."""
    known = Known(tuple(Held(claim, "held") for claim in claims(pair.held)))
    return bool(conflicts(claims(pair.reply), known)[0])


def counted(chosen: Iterable[Pair]) -> Counts:
    """The counts over some pairs."""
    told = [(pair.contradicts, accused(pair)) for pair in chosen]
    return Counts(
        contradicting=sum(truth for truth, _ in told),
        found=sum(truth and said for truth, said in told),
        harmless=sum(not truth for truth, _ in told),
        accused=sum(said and not truth for truth, said in told),
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z * _Z / of
    middle = (share + square / 2.0) / (1.0 + square)
    reach = _Z * ((share * (1.0 - share) + _Z * _Z / (4.0 * of)) / of) ** 0.5 / (1.0 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def shown(hits: int, of: int) -> Sequence[str]:
    """A share as a table shows it: count, per cent and interval."""
    if not of:
        return "–", "–"  # noqa: RUF001 - a dash for nothing
    low, high = wilson(hits, of)
    return f"{hits} of {of}", f"{low:.0%} to {high:.0%}"
