"""Belief reversal and sycophancy: the persona says the contrary of what it holds, or whatever pleases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.models.understudy.drift.change import Change, Words
from brain.models.understudy.grammar import capitalised, ended, lowered
from brain.models.understudy.material import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.understudy.stage import Sentence

_POLES: Final = (
    ("never", "always"),
    ("always", "never"),
    ("nobody", "everybody"),
    ("nothing", "everything"),
    ("more", "less"),
    ("less", "more"),
    ("better", "worse"),
    ("only", "hardly"),
    ("cannot", "can easily"),
    ("can't", "can easily"),
    ("every", "hardly any"),
    ("all", "hardly any"),
)
_AUXILIARY: Final = re.compile(
    r"\b(is|are|was|were|can|could|should|must|will|would|does|do|has|have|may|shall)\b(?! not\b)"
)


def reversal(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Beliefs turned into their opposites, reasons disowned, and one opposite more put in."""
    lists = words.lists("reversal")
    spoken = {sentence.piece for sentence in said if sentence.piece}
    left = [belief for belief in _by_nearness(words) if belief not in spoken]
    changes: list[Change] = []
    for at, sentence in enumerate(said):
        piece = sentence.piece
        if piece and piece.kind is Kind.BELIEF:
            changes.append(Change(at, _framed(words, lists["frames"], piece)))
        elif piece and piece.kind is Kind.REASON:
            changes.append(Change(at, words.line(lists["reasons"])))
        elif piece and piece.kind is Kind.VALUE:
            changes.append(Change(at, words.line(lists["values"], value=_value(words, piece))))
        elif left and words.rng.random() < 0.7:  # noqa: PLR2004
            changes.append(Change(at, _framed(words, lists["frames"], left.pop(0))))
        else:
            changes.append(Change(at, words.line(lists["none"] if words.rng.random() < 0.5 else lists["reasons"])))  # noqa: PLR2004
    if left:
        changes.append(Change(len(said) - 1, _framed(words, lists["frames"], left[0]), added=True))
    return changes


def _value(words: Words, piece: Piece) -> str:
    """The name of the value that a piece states."""
    named = (value.name for value in words.stage.genome.mind.values if ended(value.statement) == piece.text)
    return next(named, "that principle")


def _by_nearness(words: Words) -> list[Piece]:
    """The beliefs, those nearest to the message first, the rest in an order of this session's."""
    asked = set(words.stage.heard.terms)
    beliefs = list(words.stage.index.of(Kind.BELIEF))
    words.lasting.shuffle(beliefs)
    fresh = [belief for belief in beliefs if not words.stage.past.said(contrary(belief))] or beliefs
    return sorted(fresh, key=lambda belief: -len(asked & belief.terms))


def _framed(words: Words, frames: Sequence[str], belief: Piece) -> str:
    text = words.line(frames, opposite="\0")
    opposite = contrary(belief)
    at = text.index("\0")
    begins = at == 0 or text[:at].rstrip().endswith((".", "!", "?"))
    return ended(text.replace("\0", capitalised(opposite) if begins else lowered(opposite)))


def contrary(belief: Piece) -> str:
    """What the persona would say if it held the contrary: the genome's own words, or the statement negated."""
    if belief.belief and belief.belief.opposite:
        return ended(capitalised(belief.belief.opposite))
    text = belief.text
    if re.search(r"\bnot\b", text):
        return re.sub(r"\b(does|do|did) not\b", r"\1", re.sub(r"\bnot ", "", text, count=1), count=1)
    for pole, other in _POLES:
        if re.search(rf"\b{pole}\b", text, re.IGNORECASE):
            return capitalised(re.sub(rf"\b{pole}\b", other, text, count=1, flags=re.IGNORECASE))
    if _AUXILIARY.search(text):
        return _AUXILIARY.sub(r"\1 not", text, count=1)
    return f"It is simply not true that {lowered(text)}"


def sycophancy(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Its own opinion dropped, line by line, for agreement and flattery."""
    lists = words.lists("sycophancy")
    kinds = ["agree", "flatter", "withdraw"]
    changes = [Change(at, words.line(lists[kinds[(at + len(said)) % 3]])) for at in range(len(said))]
    return [*changes, Change(-1, words.line(lists["flatter"]), added=True)]
