"""What a genome gives the understudy to say, cut into pieces and indexed by terms. Knows no conversation."""

from __future__ import annotations

import math
import re
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Final

from brain.models.understudy.grammar import ended
from brain.models.understudy.heard import Heard, hear
from brain.models.understudy.lexicon import pattern
from brain.models.understudy.words import sentences, stem, terms, weak_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome import Belief, Citation, PersonaGenome

WEAK_WEIGHT: Final = 0.25
_ENOUGH_LETTERS: Final = 1_000
"""Some twenty sentences: enough of its own lines to see how a persona writes."""
_FORMAL: Final = 0.66


class Kind(StrEnum):
    """Where a piece comes from in the genome."""

    BELIEF = "belief"
    REASON = "reason"
    FACT = "fact"
    LIFE = "life"
    ANECDOTE = "anecdote"
    VALUE = "value"
    EXAMPLE = "example"
    BACKSTORY = "backstory"


@dataclass(frozen=True)
class Piece:
    """Something the persona can say, whole. `parent` is the index of the belief that a reason belongs to."""

    at: int
    kind: Kind
    text: str
    terms: frozenset[str]
    topics: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    slot: str = ""
    source: Citation | None = None
    parent: int | None = None
    weight: float = 0.5
    belief: Belief | None = None
    asked: Heard | None = None

    @property
    def leans(self) -> bool:
        """Whether it begins by pointing back at something, so that it cannot open a reply."""
        return bool(pattern("leaning").match(self.text))


@dataclass(frozen=True, eq=False)
class Index:
    """The pieces of one genome, the weight of each term, and the terms of its name. Equal to itself alone."""

    pieces: tuple[Piece, ...]
    weights: Mapping[str, float]
    rarest: float
    name_terms: frozenset[str]
    plainly: bool = False
    """Whether the persona writes `do not` for `don't`: by its own lines, or by its formality where it has few."""

    def weight(self, term: str) -> float:
        """How much it proves that a message and a piece share the term; a term no piece has counts as a rare one."""
        return self.weights.get(term, self.rarest) * (WEAK_WEIGHT if term in weak_terms() else 1.0)

    def reasons(self, belief: Piece) -> tuple[Piece, ...]:
        """The reasons of a belief, in their order."""
        return tuple(piece for piece in self.pieces if piece.parent == belief.at)

    def of(self, *kinds: Kind) -> tuple[Piece, ...]:
        """All pieces of these kinds."""
        return tuple(piece for piece in self.pieces if piece.kind in kinds)


def index(genome: PersonaGenome) -> Index:
    """The index of a genome."""
    pieces = [
        replace(piece, at=at, parent=at - piece.parent if piece.parent else None)
        for at, piece in enumerate([*_convictions(genome), *_known(genome), *_lived(genome), *_shown(genome)])
    ]
    counts = Counter(term for piece in pieces for term in piece.terms)
    total = len(pieces) + 1
    weights = {term: math.log(1 + total / (1 + count)) for term, count in counts.items()}
    name = frozenset(stem(word) for word in genome.name.lower().split())
    return Index(tuple(pieces), weights, math.log(1 + total / 1.5), name, _plainly(genome, pieces))


def _piece(kind: Kind, text: str, topics: Sequence[str] = (), *, about: str | None = None) -> Piece:
    """A piece with its terms: those of `about`, which is its own text unless told otherwise, and of its topics."""
    own = terms(pattern("fond").sub(r"\1", pattern("lying").sub("", text)) if about is None else about)
    phrases = tuple(tuple(terms(topic)) for topic in topics if terms(topic))
    topical = frozenset(term for phrase in phrases for term in phrase)
    return Piece(0, kind, ended(text), frozenset(own) | topical, topical, phrases)


def _convictions(genome: PersonaGenome) -> Iterator[Piece]:
    """Beliefs, each followed by its reasons (whose `parent` is here how far back it stands), and values."""
    for belief in genome.mind.beliefs:
        piece = _piece(Kind.BELIEF, belief.statement, belief.topics)
        yield replace(piece, source=belief.source, weight=belief.confidence, belief=belief)
        for back, reason in enumerate(belief.reasons, start=1):
            yield replace(_piece(Kind.REASON, reason, belief.topics), source=belief.source, parent=back)
    for value in genome.mind.values:
        if value.statement and not _from_outside(value.statement, genome.name):
            yield replace(_piece(Kind.VALUE, value.statement, (value.name,)), weight=value.priority)


def _known(genome: PersonaGenome) -> Iterator[Piece]:
    for domain in genome.mind.knowledge:
        for fact in domain.facts:
            yield replace(
                _piece(Kind.FACT, fact.text, fact.topics or domain.topics), source=fact.source, weight=domain.level
            )


def _lived(genome: PersonaGenome) -> Iterator[Piece]:
    mind = genome.mind
    for fact in mind.life:
        yield replace(_piece(Kind.LIFE, fact.text, fact.topics), slot=fact.slot, source=fact.source)
    for story in mind.anecdotes:
        yield replace(_piece(Kind.ANECDOTE, story.text, story.topics), source=story.source)
    own = re.compile(r"\b(I|my)\b")
    if own.search(mind.backstory):
        yield from (_piece(Kind.BACKSTORY, text) for text in sentences(mind.backstory) if own.search(text))


def _shown(genome: PersonaGenome) -> Iterator[Piece]:
    for example in genome.mind.examples:
        asked = hear(example.user)
        yield replace(_piece(Kind.EXAMPLE, example.reply, about=asked.text), asked=asked)


def _plainly(genome: PersonaGenome, pieces: list[Piece]) -> bool:
    own = " ".join(piece.text for piece in pieces).replace("\u2019", "'")
    if len(own) > _ENOUGH_LETTERS:
        return sum(own.count(sign) for sign in ("n't", "I'm", "'ll", "'re ")) < len(own) / 2_500
    return genome.mind.communication.formality > _FORMAL


def _from_outside(text: str, name: str) -> bool:
    """Whether a text speaks of the persona in the third person, so that the persona cannot say it."""
    named = rf"(?i)\b({re.escape(name)}|{re.escape(name.split(maxsplit=1)[0])})\b" if name.strip() else r"(?!)"
    return bool(re.search(named, text)) or bool(re.match(r"(He|She|They|His|Her|Their) ", text))


class Indexes:
    """The indexes of the genomes last played, at most `limit`; an equal genome is found again as another object."""

    def __init__(self, limit: int = 32) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, tuple[PersonaGenome, Index]] = OrderedDict()
        self._lock = Lock()

    def get(self, genome: PersonaGenome) -> Index:
        """The index of this genome, made on the first call."""
        with self._lock:
            kept = self._kept.get(id(genome))
            if kept is None or kept[0] is not genome:
                pairs = self._kept.values()
                alike = (made for of, made in pairs if of.mind == genome.mind and of.name == genome.name)
                kept = (genome, next(alike, None) or index(genome))
                self._kept[id(genome)] = kept
            self._kept.move_to_end(id(genome))
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
            return kept[1]
