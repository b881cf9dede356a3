"""Finding whole phrases in a text: case, punctuation and kind of apostrophe do not matter, word boundaries do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from brain.style.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Hit(NamedTuple):
    """A phrase that occurs, its place `text[start:end]`, and its weight."""

    phrase: str
    start: int
    end: int
    weight: float


class PhraseBook:
    """Phrases with weights, ready to be looked for. Immutable once made.

    A phrase without any word (only marks) is left out. Where several phrases begin at one word, the longest counts.
    """

    def __init__(self, phrases: Mapping[str, float] | Iterable[str]) -> None:
        weights = phrases if isinstance(phrases, Mapping) else dict.fromkeys(phrases, 1.0)
        book: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
        for phrase, weight in weights.items():
            forms = tuple(word.form for word in words(phrase))
            if forms:
                book.setdefault(forms[0], []).append((forms, phrase, weight))
        self._by_first = {
            first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in book.items()
        }

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._by_first.values())

    def hits(self, text_words: Sequence[Word]) -> tuple[Hit, ...]:
        """Every place where a phrase stands, from left to right, without overlaps."""
        found: list[Hit] = []
        by_first = self._by_first
        skip_to = 0
        for index, word in enumerate(text_words):
            entries = by_first.get(word.form)
            if entries is None or index < skip_to:
                continue
            for forms, phrase, weight in entries:
                last = index + len(forms)
                if last <= len(text_words) and all(
                    text_words[index + offset].form == form for offset, form in enumerate(forms)
                ):
                    found.append(Hit(phrase, word.start, text_words[last - 1].end, weight))
                    skip_to = last
                    break
        return tuple(found)

    def without(self, texts: Iterable[Sequence[Word]]) -> PhraseBook:
        """The book without the phrases that occur in any of these texts, each given by its words."""
        kept = {entry[1]: entry[2] for entries in self._by_first.values() for entry in entries}
        read = list(texts)
        while True:
            # A longer phrase hides the shorter one it begins with, so look again until nothing more is found.
            book = PhraseBook(kept)
            said = {hit.phrase for text_words in read for hit in book.hits(text_words)}
            if not said:
                return book
            kept = {phrase: weight for phrase, weight in kept.items() if phrase not in said}
