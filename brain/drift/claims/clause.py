"""A text cut into clauses, each with what keeps it from being claimed: questions, quotations, pretence, hearsay.

Knows no slot. English only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claim import HEDGED, Tense
from brain.drift.claims.frames import (
    ASKED_THAT,
    DENIED,
    EXPLETIVE,
    INTRODUCED,
    RECANTED,
    REFUSED,
    SPLIT,
    SPOKEN_IF,
    speakers,
)
from brain.drift.claims.vocabulary import vocabulary
from brain.style.words import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.style.words import Word

LONGEST: Final = 4_000
"""Of a longer text only the first so many characters are read for claims, which bounds the time it takes."""

QUOTE: Final = "\x1a"
"""What stands in place of every character of a quotation, so that what is said around it can still be read."""

_QUOTED: Final = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|«[^»\n]{1,300}»|(?<![\w])['‘](?=\w)[^'’\n]{2,200}(?:['’]\w[^'’\n]{0,200}){0,4}['’](?!\w)"  # noqa: RUF001
)


_start: Final = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text that states something: `text`, from `start` to `end`, its words, and how far it can be taken.

    `forms` are its words in normal form without what introduces them, `first` where these begin, `capitals` which of
    them are written with a capital, `head` how many stand before the first comma. `strength` is 1, or less where it is
    hedged; `denied` where the speaker rejects what follows; `own` where the speaker is its subject or owner; `vague`
    where its subject is a pronoun that stands for something said before.
    """

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    first: int
    capitals: frozenset[int]
    head: int
    strength: float
    denied: bool
    own: bool
    vague: bool
    tense: Tense


def clauses(text: str, text_words: Sequence[Word], text_sentences: Sequence[Span]) -> Iterator[Clause]:
    """The clauses that their speaker states as so, in order, of a text whose words and sentences are known.

    What is asked, quoted, imagined or told of others is left out.
    """
    plain = text[:LONGEST].replace("’", "'")  # noqa: RUF001
    if '"' in plain or "'" in plain or "“" in plain or "«" in plain or "‘" in plain:  # noqa: RUF001
        plain = _QUOTED.sub(lambda found: QUOTE * len(found.group()), plain)
    lowered = plain.lower()
    if len(lowered) != len(plain):
        # A few capitals become two letters; without them every offset holds.
        plain = lowered = "".join(letter if len(letter.lower()) == 1 else " " for letter in plain)
    known = vocabulary()
    if _place(known.joking, lowered) is not None:
        return
    pretended = _place(known.pretence, lowered)
    limit = len(plain) if pretended is None else pretended
    quoted = QUOTE in plain
    first = 0
    for at, span in enumerate(text_sentences):
        if span.start >= limit:
            return
        last = bisect_left(text_words, span.end, first, key=_start)
        inside = list(text_words[first:last])
        first = last
        asked = plain[span.start : span.end].rstrip("\"')] ").endswith("?")
        after = text_sentences[at + 1].start if asked and at + 1 < len(text_sentences) else len(plain)
        refused = (
            asked and REFUSED.match(lowered, after) is not None and ASKED_THAT.match(lowered, span.start) is not None
        )
        if span.end > limit or (asked and not refused):
            continue
        if quoted:
            inside = [word for word in inside if plain[word.start] != QUOTE]
        yield from _of_sentence(plain, lowered, span, inside, refused=refused)


def _of_sentence(plain: str, lowered: str, span: Span, inside: list[Word], *, refused: bool) -> Iterator[Clause]:
    """The clauses of one sentence; `refused` where it is a question that its speaker answers with no."""
    start, end = span
    told = None
    if any(word.form in vocabulary().saying for word in inside):
        told = speakers().search(lowered, start, end)
    suspends = vocabulary().suspends
    at, first = start, 0
    suspended = False
    for cut in [*(found.span() for found in SPLIT.finditer(lowered, start, end)), (end, end)]:
        last = bisect_left(inside, cut[0], first, key=_start)
        within, first = inside[first:last], last
        suspended = suspended or (told is not None and told.start() < cut[0]) or _conditional(within, suspends)
        # What follows "if" is no claim, and neither is what it leads to.
        if within and not suspended:
            yield _clause(plain, lowered, Span(at, cut[0]), within, refused=refused)
        at = cut[1]


def _conditional(found: list[Word], suspends: frozenset[str]) -> bool:
    """Whether a word makes what follows a condition or a wish; "could not" in the past tells a fact."""
    return any(
        word.form in suspends
        and not (word.form == "if" and SPOKEN_IF.match(" ".join(other.form for other in found[at : at + 4])))
        and not (word.form == "could" and at + 1 < len(found) and found[at + 1].form == "not")
        for at, word in enumerate(found)
    )


def _clause(plain: str, lowered: str, span: Span, found: list[Word], *, refused: bool) -> Clause:
    at, end = span
    piece = lowered[at:end]
    denied = None
    if refused or not vocabulary().refusing.isdisjoint([word.form for word in found]):
        denied = RECANTED.search(piece) or DENIED.match(piece) or (ASKED_THAT.match(piece) if refused else None)
    frame = denied or INTRODUCED.match(piece)
    skip = at + (frame.end() if frame else 0)
    kept = [word for word in found if word.start >= skip] or found
    forms = tuple(word.form for word in kept)
    return Clause(
        text=plain[at:end],
        start=at,
        end=at + len(piece.rstrip()),
        forms=forms,
        first=kept[0].start,
        capitals=frozenset(index for index, word in enumerate(kept) if plain[word.start].isupper()),
        head=_before_comma(lowered, kept, end),
        strength=1.0 if _place(vocabulary().hedges, piece) is None else HEDGED,
        denied=denied is not None,
        own=not _SELF.isdisjoint(forms),
        vague=forms[0] in vocabulary().pronouns and not EXPLETIVE.match(lowered[kept[0].start : end]),
        tense=_tense(forms),
    )


def _before_comma(lowered: str, kept: list[Word], end: int) -> int:
    comma = lowered.find(",", kept[0].start, end)
    return len(kept) if comma < 0 else sum(word.start < comma for word in kept)


def _place(entries: tuple[str, ...], lowered: str) -> int | None:
    """Where the first of these phrases stands as whole words; None where none does."""
    found = [place for entry in entries if entry in lowered for place in _whole(entry, lowered)]
    return min(found, default=None)


def _whole(entry: str, lowered: str) -> Iterator[int]:
    at = lowered.find(entry)
    while at >= 0:
        before, after = lowered[at - 1 : at], lowered[at + len(entry) : at + len(entry) + 1]
        if not (before.isalnum() and entry[0].isalnum()) and not (after.isalnum() and entry[-1].isalnum()):
            yield at
        at = lowered.find(entry, at + 1)


def _tense(forms: tuple[str, ...]) -> Tense:
    past = vocabulary().past
    for index, form in enumerate(forms):
        if form in ("will", "shall") or form.endswith("'ll"):
            return "future"
        if form in _PRESENT or form.endswith(("'m", "'re")):
            return "present"
        if form in ("have", "has", "haven't", "hasn't") or form.endswith("'ve"):
            rest = next((other for other in forms[index + 1 : index + 4] if other not in _ADVERBS), "")
            return "perfect" if rest and _participle(rest) else "present"
        if form in past or form in ("wasn't", "weren't", "didn't", "hadn't", "couldn't"):
            return "past"
        if index and form.endswith("ed") and len(form) > 4 and form not in ("need", "indeed", "named", "called"):  # noqa: PLR2004
            return "past"
    return "present"


def _participle(form: str) -> bool:
    return form.endswith("ed") or form in vocabulary().irregular or form in ("been", "had", "done")


_PRESENT: Final = frozenset(
    ["am", "is", "are", "do", "does", "can", "must", "should", "don't", "doesn't", "isn't", "can't", "cannot"]
)
_ADVERBS: Final = frozenset(
    ["not", "never", "always", "ever", "just", "already", "also", "often", "long", "only", "still"]
)
_SELF: Final = frozenset(
    ["i", "my", "me", "mine", "myself", "i'm", "i've", "i'll", "i'd", "we", "our", "we've", "we're"]
)
