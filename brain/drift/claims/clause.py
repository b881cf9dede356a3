"""A text cut into clauses, each with what keeps it from being claimed: questions, quotations, pretence, hearsay.

Knows no slot. English only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claim import HEDGED, Tense
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.style.words import Span, Word

LONGEST: Final = 4_000
"""Of a longer text only the first so many characters are read for claims, which bounds the time it takes."""

QUOTE: Final = "\x1a"
"""What stands in place of every character of a quotation, so that what is said around it can still be read."""

_QUOTED: Final = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|«[^»\n]{1,300}»|(?<![\w])['‘](?=\w)[^'’\n]{2,200}(?:['’]\w[^'’\n]{0,200}){0,4}['’](?!\w)"  # noqa: RUF001
)
_SPLIT: Final = re.compile(
    r"[;:—–]\s|\s-\s|,\s(?=(?:and|but|so|yet|for|because|since|although|though|while|whereas|which|who|where|then)\s)"  # noqa: RUF001
    r"|\s(?=(?:because|although|though|whereas)\s)|,\s(?=(?:i|i'm|i've|i'd|my|we|we've|it|they|he|she|you|that's|not)\b)"
    r"|\s(?=but\s)|\s(?=and\s(?:i|i'm|i've|my|we|it|they|he|she|you)\b)"
)
_FRAME: Final = re.compile(
    r"^(?:(?:and|but|so|well|oh|ah|yes|no|look|listen|now|then|still|also|frankly|honestly|indeed|truly|for|because|"
    r"since|although|though|while|whereas|yet|of course|in truth|in fact|after all|to be honest|you see|you know|"
    r"my friend|to me|to my mind|these days|nowadays|lately|today|at last|in the end),?\s+)*"
    r"(?:(?:i|we)(?:'ve| have|'m| am)?\s+(?:(?:now|always|still|really|do|firmly|honestly|come to|learned to|"
    r"learnt to|also|quite|only|just|certain|sure|convinced|of the opinion|have)\s+)*"
    r"(?:think|believe|say|hold|know|feel|find|see|maintain|insist|admit|confess|concluded|conclude|decided|realised|"
    r"realized|learned|learnt|suspect|said|certain|sure|convinced|opinion)\s+(?:now\s+)?(?:that\s+)?"
    r"|(?:the\s+(?:plain\s+|simple\s+)?(?:truth|fact|point)(?:\s+of\s+the\s+matter)?\s+is,?\s+(?:that\s+)?)"
    r"|(?:it\s+is|it's)\s+(?:simply\s+|plainly\s+|perfectly\s+)?(?:true|clear|certain|plain|obvious)\s+(?:to\s+me\s+)?that\s+"
    r"|(?:it\s+seems\s+to\s+me|in\s+my\s+(?:opinion|view|experience)|as\s+i\s+see\s+it|the\s+way\s+i\s+see\s+it),?\s+(?:that\s+)?)?",
)
_DENIED: Final = re.compile(
    r"^(?:\w+,?\s+){0,3}?(?:i\s+(?:(?:do\s+not|don't|no\s+longer|never|cannot|can't|refuse\s+to|will\s+not|won't)\s+"
    r"(?:really\s+|quite\s+|ever\s+)?(?:think|believe|hold|say|accept|agree|feel|find)|doubt|deny|reject(?:\s+the\s+idea)?|disagree)\s+"
    r"(?:now\s+)?(?:that\s+)?|(?:it\s+is|it's)\s+(?:simply\s+)?(?:not\s+true|untrue|false|wrong|a\s+lie|a\s+mistake|nonsense|"
    r"a\s+myth)\s+(?:to\s+(?:say|think|believe)\s+)?(?:that\s+)?|(?:it\s+is|it's)n't\s+true\s+that\s+)",
)
_PRONOUNS: Final = frozenset(
    [
        "he",
        "she",
        "it",
        "this",
        "that",
        "these",
        "those",
        "they",
        "which",
        "who",
        "whom",
        "whose",
        "there's",
        "that's",
        "it's",
    ]
)
_EXPLETIVE: Final = re.compile(r"^it(?:'s|\sis|\swas)\s(?:\w+\s){1,4}(?:to|that|when|who)\b")


_start: Final = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text that states something: `text`, from `start` to `end`, its words, and how far it can be taken.

    `forms` are its words in normal form without what introduces them, `first` where these begin, `capitals` which of
    them are written with a capital. `strength` is 1, or less where it is hedged; `denied` where the speaker rejects
    what follows; `own` where the speaker is its subject or owner; `vague` where its subject is a pronoun that stands
    for something said before.
    """

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    first: int
    capitals: frozenset[int]
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
    for span in text_sentences:
        if span.start >= limit:
            return
        last = bisect_left(text_words, span.end, first, key=_start)
        inside = list(text_words[first:last])
        first = last
        if span.end > limit or plain[span.start : span.end].rstrip("\"')] ").endswith("?"):
            continue
        if quoted:
            inside = [word for word in inside if plain[word.start] != QUOTE]
        yield from _of_sentence(plain, lowered, span.start, span.end, inside)


def _of_sentence(plain: str, lowered: str, start: int, end: int, inside: list[Word]) -> Iterator[Clause]:
    told = None
    if any(word.form in vocabulary().saying for word in inside):
        told = _speakers().search(lowered, start, end)
    suspends = vocabulary().suspends
    at, first = start, 0
    suspended = False
    for cut in [*(found.span() for found in _SPLIT.finditer(lowered, start, end)), (end, end)]:
        last = bisect_left(inside, cut[0], first, key=_start)
        within, first = inside[first:last], last
        suspended = suspended or (told is not None and told.start() < cut[0]) or _conditional(within, suspends)
        # What follows "if" is no claim, and neither is what it leads to.
        if within and not suspended:
            yield _clause(plain, lowered, at, cut[0], within)
        at = cut[1]


def _conditional(found: list[Word], suspends: frozenset[str]) -> bool:
    """Whether a word makes what follows a condition or a wish; "could not" in the past tells a fact."""
    return any(
        word.form in suspends and not (word.form == "could" and at + 1 < len(found) and found[at + 1].form == "not")
        for at, word in enumerate(found)
    )


def _clause(plain: str, lowered: str, at: int, end: int, found: list[Word]) -> Clause:
    piece = lowered[at:end]
    denied = _DENIED.match(piece) if any(word.form in vocabulary().refusing for word in found) else None
    frame = denied or _FRAME.match(piece)
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
        strength=1.0 if _place(vocabulary().hedges, piece) is None else HEDGED,
        denied=denied is not None,
        own=not _SELF.isdisjoint(forms),
        vague=forms[0] in _PRONOUNS and not _EXPLETIVE.match(lowered[kept[0].start : end]),
        tense=_tense(forms),
    )


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
        if index and form.endswith("ed") and len(form) > 4 and form not in ("need", "indeed"):  # noqa: PLR2004
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


@cache
def _speakers() -> re.Pattern[str]:
    """Somebody else who says or thinks what follows."""
    return re.compile(
        r"\b(?:they|people|some|others|he|she|you|everyone|everybody|many|critics|students|folks?|fools|nobody|who|"
        r"(?:my|our|your|the|his|her|a|an|one)\s+\w+(?:\s\w+)?)\s+(?:\w+\s+|used\s+to\s+|would\s+)?"
        rf"(?:{'|'.join(sorted(vocabulary().saying))})\b"
    )
