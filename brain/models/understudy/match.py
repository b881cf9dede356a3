"""How well the pieces of a genome answer a message. Pure functions over terms; knows no conversation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy.acts import SELF_ACTS, Act
from brain.models.understudy.material import Index, Kind, Piece
from brain.models.understudy.words import terms, weak_terms, words

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping, Sequence

    from brain.models.understudy.heard import Heard

_SOME: Final = 0.2
_BESIDE: Final = 0.5
"""What is left of a piece's cover when it has no word of the message's own subject."""

ENOUGH: Final = 0.34
"""Share of the message's weight that a piece must cover to count as an answer to it."""

_LEANS: Final = 0.6
_LIKELY: Final[Mapping[Act, Mapping[Kind, float]]] = {
    Act.OPINION: {
        Kind.BELIEF: 1.3,
        Kind.EXAMPLE: 1.25,
        Kind.VALUE: 1.0,
        Kind.REASON: 0.7,
        Kind.LIFE: 0.85,
        Kind.ANECDOTE: 0.7,
    },
    Act.KNOWLEDGE: {
        Kind.FACT: 1.3,
        Kind.EXAMPLE: 1.25,
        Kind.BELIEF: 1.0,
        Kind.REASON: 0.7,
        Kind.LIFE: 0.85,
        Kind.ANECDOTE: 0.75,
    },
    Act.STORY: {
        Kind.ANECDOTE: 1.6,
        Kind.LIFE: 1.0,
        Kind.EXAMPLE: 1.1,
        Kind.BACKSTORY: 1.0,
        Kind.BELIEF: 0.6,
        Kind.FACT: 0.6,
        Kind.REASON: 0.5,
    },
    Act.ADVICE: {
        Kind.EXAMPLE: 1.3,
        Kind.BELIEF: 1.1,
        Kind.FACT: 1.1,
        Kind.VALUE: 1.0,
        Kind.REASON: 0.8,
        Kind.LIFE: 0.7,
    },
}
_SELF_LIKELY: Final = {
    Kind.LIFE: 1.35,
    Kind.EXAMPLE: 1.2,
    Kind.ANECDOTE: 0.9,
    Kind.BACKSTORY: 0.9,
    Kind.BELIEF: 0.7,
    Kind.REASON: 0.6,
    Kind.FACT: 0.5,
}


# Users of a suite say the same to a persona again and again, and so do people; what answers it follows from the words.
_KEPT: Final = 1_024


@dataclass(frozen=True)
class Found:
    """A piece and how well it answers, from 0; `cover` is the share of the message's weight that it covers."""

    piece: Piece
    score: float
    cover: float


def ranked(heard: Heard, index: Index, *, extra: Sequence[str] = (), act: Act | None = None) -> tuple[Found, ...]:
    """The pieces that share anything with the message, best first; `extra` terms count half."""
    return _ranked(heard, index, tuple(extra), act or heard.act)


@lru_cache(maxsize=_KEPT)
def _ranked(heard: Heard, index: Index, extra: tuple[str, ...], act: Act) -> tuple[Found, ...]:
    wanted = {term: index.weight(term) for term in heard.terms if term not in index.name_terms}
    for term in extra:
        wanted.setdefault(term, 0.5 * index.weight(term))
    total = math.fsum(wanted.values())
    if not total:
        return ()
    likely = _LIKELY.get(act, _SELF_LIKELY if act in SELF_ACTS else {})
    subject = frozenset(terms(heard.topic)) - weak_terms() - index.name_terms
    found = [
        one
        for piece in index.pieces
        if (one := _found(piece, wanted, total, likely, index, subject, tells=heard.act is Act.TELLS))
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.piece.at)))


def _found(
    piece: Piece,
    wanted: Mapping[str, float],
    total: float,
    likely: Mapping[Kind, float],
    index: Index,
    subject: frozenset[str],
    *,
    tells: bool,
) -> Found | None:
    shared = wanted.keys() & piece.terms
    if not shared - weak_terms():
        return None
    hit = math.fsum(wanted[term] for term in shared)
    cover = hit / total
    if piece.kind is Kind.EXAMPLE:
        own = math.fsum(index.weight(term) for term in piece.terms) or 1.0
        cover = 2 * hit / (total + own)
        # What answers somebody's sorrow does not answer a question, nor the other way round.
        cover *= 1.0 if piece.asked is None or (piece.asked.act is Act.TELLS) == tells else 0.3
    beside = bool(subject) and not subject & piece.terms
    cover *= _BESIDE if beside else 1.0
    about = math.fsum(wanted[term] for term in shared & piece.topics) / total
    whole = any(
        set(phrase) <= shared and not set(phrase) <= weak_terms() and math.fsum(wanted[term] for term in phrase) > 1.0
        for phrase in piece.phrases
    )
    cover = max(cover, 0.6) if whole and not beside and cover > _SOME else cover
    score = (
        (cover + 0.35 * about + (0.15 if whole else 0.0))
        * likely.get(piece.kind, 0.9)
        * (_LEANS if piece.leans else 1.0)
    )
    return Found(piece, score, cover)


@lru_cache(maxsize=_KEPT)
def same_question(heard: Heard, index: Index) -> tuple[Piece, ...]:
    """The examples whose user line says nearly the same, in its words and in what it is about; the nearest first."""
    mine, about = set(words(heard.text)) - set(index.name_terms), set(heard.terms) - index.name_terms
    found = []
    for piece in index.of(Kind.EXAMPLE):
        if piece.asked is None:
            continue
        theirs = set(words(piece.asked.text)) - set(index.name_terms)
        worded = 2 * len(mine & theirs) / (len(mine) + len(theirs) or 1)
        union = _weighed(about | piece.terms, index)
        matter = _weighed(about & piece.terms, index) / union if union else 1.0
        alike = 0.5 * matter + 0.5 * worded + (0.2 if heard.act is piece.asked.act else 0.0)
        if matter >= 0.7:  # noqa: PLR2004 - another matter in the same words is another question
            found.append((alike, piece))
    return tuple(piece for alike, piece in sorted(found, key=lambda pair: (-pair[0], pair[1].at)) if alike >= 0.58)  # noqa: PLR2004


def _weighed(some: Iterable[str], index: Index) -> float:
    return math.fsum(index.weight(term) for term in some)


def drawn(found: Sequence[Found], rng: random.Random) -> Found:
    """One of the best: those within a quarter of the top score, the better the likelier."""
    top = found[0].score
    near = [one for one in found if one.score >= 0.75 * top][:6]
    return rng.choices(near, weights=[one.score**2 for one in near])[0]
