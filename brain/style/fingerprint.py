"""The linguistic fingerprint of a text: a handful of rates that say how it is written. Knows no persona.

Letters per word and words per sentence are the two halves of classic readability formulas; the rates count words of
the lists in `lexicon.toml`. English only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.style.lexicon import lexicon
from brain.style.words import sentences, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.style.words import Span, Word


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """Rates of one text; all 0 for a text without words.

    `words` and `sentences` are counts. `letters_per_word` and `words_per_sentence` are means. `distinct_share` and
    `contractions` are shares of the words, 0 to 1. `exclamations` and `questions` are marks per sentence.
    `expression` is expressive words and exclamation marks; `assurance` certain minus hedging words, `warmth` warm minus
    harsh words, `formality` formal minus informal words and contractions, each per 100 words.
    """

    words: int = 0
    sentences: int = 0
    letters_per_word: float = 0.0
    words_per_sentence: float = 0.0
    distinct_share: float = 0.0
    contractions: float = 0.0
    exclamations: float = 0.0
    questions: float = 0.0
    expression: float = 0.0
    assurance: float = 0.0
    warmth: float = 0.0
    formality: float = 0.0


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text of any length and script."""
    return of_parts(text, words(text), sentences(text))


def of_parts(text: str, text_words: Sequence[Word], text_sentences: Sequence[Span]) -> Fingerprint:
    """The fingerprint of a text whose words and sentences are known already."""
    if not text_words:
        return Fingerprint()
    forms = [word.form for word in text_words]
    number, lists = len(forms), lexicon()
    per_sentence, per_hundred = 1.0 / max(1, len(text_sentences)), 100.0 / number
    contracted = sum("'" in form for form in forms)
    exclaimed = text.count("!")

    def count(members: frozenset[str]) -> int:
        return len([form for form in forms if form in members])

    return Fingerprint(
        words=number,
        sentences=len(text_sentences),
        letters_per_word=sum(map(len, forms)) / number,
        words_per_sentence=number * per_sentence,
        distinct_share=len(set(forms)) / number,
        contractions=contracted / number,
        exclamations=exclaimed * per_sentence,
        questions=text.count("?") * per_sentence,
        expression=(count(lists.expressive) + exclaimed) * per_hundred,
        assurance=(count(lists.certain) - count(lists.hedges)) * per_hundred,
        warmth=(count(lists.warm) - count(lists.harsh)) * per_hundred,
        formality=(count(lists.formal) - count(lists.informal) - contracted) * per_hundred,
    )
