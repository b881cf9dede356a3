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
        # Most phrases begin with a common word, so they are looked up by their first two.
        self._by_opening: dict[tuple[str, ...], list[tuple[tuple[str, ...], str, float]]] = {}
        for entry in (entry for entries in self._by_first.values() for entry in entries):
            self._by_opening.setdefault(entry[0][:2], []).append(entry)

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._by_first.values())

    def hits(self, text_words: Sequence[Word]) -> tuple[Hit, ...]:
        """Every place where a phrase stands, from left to right, without overlaps."""
        forms = tuple([word.form for word in text_words])
        found: list[Hit] = []
        skip_to = 0
        for index in [index for index, form in enumerate(forms) if form in self._by_first]:
            if index < skip_to:
                continue
            longer = self._by_opening.get(forms[index : index + 2], ())
            for phrase_forms, phrase, weight in (*longer, *self._by_opening.get(forms[index : index + 1], ())):
                last = index + len(phrase_forms)
                if forms[index:last] == phrase_forms:
                    found.append(Hit(phrase, text_words[index].start, text_words[last - 1].end, weight))
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
