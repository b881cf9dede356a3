"""A reply, taken apart once for all signals: prose without code, words, sentences, fingerprint. Judges nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from brain.drift import ngrams
from brain.drift.claims import reader
from brain.drift.reading import Evidence
from brain.style.fingerprint import Fingerprint, of_parts
from brain.style.lexicon import lexicon
from brain.style.words import Span, Word, sentences, words

if TYPE_CHECKING:
    from brain.drift.claims.claim import Claim
    from brain.style.phrases import Hit, PhraseBook

MAXIMUM_CHARACTERS: Final = 20_000
"""Of a longer reply only the beginning is measured, which bounds the time it takes."""

_NOT_PROSE: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|</?[A-Za-z][^<>\n]{0,300}>|^(?: {4}|\t).*[;{}=()].*$",
    re.DOTALL | re.MULTILINE,
)
_start: Final = attrgetter("start")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Sample:
    """One text; everything else follows from it and is worked out once, when first asked for.

    `said` are the speaker's replies before it in the same session, oldest first; the oldest was given on `first_turn`.
    """

    text: str
    said: tuple[str, ...] = ()
    first_turn: int = 1

    @cached_property
    def prose(self) -> str:
        """The text with code, links and markup tags replaced by as many spaces, so that offsets stay true."""
        text = self.text
        if "`" not in text and "<" not in text and "http" not in text and "\n" not in text:
            return text[:MAXIMUM_CHARACTERS]
        return _NOT_PROSE.sub(lambda found: " " * len(found.group()), text[:MAXIMUM_CHARACTERS])

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the prose."""
        return words(self.prose)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the prose."""
        return sentences(self.prose)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What its speaker claims to be so."""
        # By its text alone, and so kept: on the next turns it is an earlier reply.
        return reader.claims(self.prose)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """How it is written."""
        return of_parts(self.prose, self.words, self.sentences)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Its words in normal form."""
        return tuple([word.form for word in self.words])

    @cached_property
    def forms_by_sentence(self) -> tuple[tuple[str, ...], ...]:
        """The same, sentence by sentence."""
        edges = [bisect_left(self.words, end, key=_start) for _, end in self.sentences]
        return tuple(self.forms[first:last] for first, last in pairwise([0, *edges]))

    @cached_property
    def grams(self) -> ngrams.Grams:
        """Its n-grams of words and characters."""
        return ngrams.grams(self)

    def hits(self, book: PhraseBook) -> tuple[Hit, ...]:
        """Where phrases of a book stand; each book is gone through once."""
        if book not in self._hits:
            self._hits[book] = book.hits(self.words)
        return self._hits[book]

    @cached_property
    def _hits(self) -> dict[PhraseBook, tuple[Hit, ...]]:
        return {}

    @cached_property
    def function_share(self) -> float:
        """Share of its words that are English function words, 0 to 1; English prose has about one half."""
        known = lexicon().function
        return len([form for form in self.forms if form in known]) / max(1, len(self.words))

    def evidence(self, start: int, end: int, note: str) -> tuple[Evidence, ...]:
        """The words from `start` to `end`; nothing where they hold half a character pair, which no store can keep."""
        quoted = self.text[start:end]
        if not quoted or _SURROGATE.search(quoted):
            return ()
        return (Evidence(text=quoted, start=start, end=end, note=note),)
