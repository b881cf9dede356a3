"""Words, stems, terms and sentences of a text. Knows no persona and no meaning beyond the word lists."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy.lexicon import table, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_END: Final = re.compile(r"(?<=[.!?…])(?:\s+|(?P<closing>[\"')\]”\u2019]+)\s+)(?=[\"'(\[“\u2018]*[^\W_a-z])")
_SHORTEST_STEM: Final = 3

# Ordered: the first ending that fits is taken off. Lighter than Porter (1980): only what joins common forms.
_ENDINGS: Final = (
    ("ational", "ate"),
    ("isation", "ise"),
    ("ization", "ise"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("iveness", "ive"),
    ("ically", "ic"),
    ("ingly", ""),
    ("edly", ""),
    ("ation", "ate"),
    ("ement", ""),
    ("ments", ""),
    ("ment", ""),
    ("ness", ""),
    ("ities", ""),
    ("ity", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ions", ""),
    ("ion", ""),
    ("ings", ""),
    ("ing", ""),
    ("ers", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("er", ""),
    ("s", ""),
)


def words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return [found.replace("\u2019", "'").lower() for found in _WORD.findall(text)]


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """What is left of a word without its common endings: `physicists` and `physicist` give the same."""
    word = word.removesuffix("'s").removesuffix("'")
    for ending, instead in _ENDINGS:
        if ending == "s" and word.endswith(("ss", "us", "is")):
            continue
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: len(word) - len(ending)] + instead
            break
    word = word.removesuffix("e") if len(word) > _SHORTEST_STEM else word
    doubled = len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] in "bdgmnprt"
    return word[:-1] if doubled else (word[:-1] + "i" if len(word) > _SHORTEST_STEM and word[-1] == "y" else word)


@lru_cache(maxsize=1)
def _kin() -> Mapping[str, str]:
    groups: list[str] = table("words")["kin"]
    return {
        stem(word): group.split()[0].partition("-")[0] + "*" for group in reversed(groups) for word in group.split()
    }


@lru_cache(maxsize=8_192)
def term(word: str) -> str:
    """The stem of a word, or the mark of its group when the word lists know others of the same meaning."""
    stemmed = stem(word)
    return _kin().get(stemmed, stemmed)


def content(text: str) -> list[str]:
    """The words of a text that carry content, in order."""
    stop = word_set("stop")
    return [word for word in words(text) if word not in stop and (len(word) > 1 or word.isdigit())]


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text's content words, in order, each once."""
    return tuple(dict.fromkeys(term(word) for word in content(text)))


@lru_cache(maxsize=1)
def weak_terms() -> frozenset[str]:
    """Terms that prove little when two texts share them."""
    return frozenset(term(word) for word in word_set("weak"))


def sentences(text: str) -> list[str]:
    """The sentences of a text, trimmed; a dot after a known abbreviation or an initial ends none."""
    parts: list[str] = []
    short = word_set("abbreviations")
    for piece in _cut(" ".join(text.split())):
        last = parts[-1].rstrip(".").rpartition(" ")[2].lower() if parts else ""
        joined = bool(parts) and parts[-1].endswith(".") and (last in short or (len(last) == 1 and last != "i"))
        if joined:
            parts[-1] += " " + piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]


def _cut(text: str) -> list[str]:
    """The text cut behind every end mark that a large letter follows, or behind the quotation mark that closes it."""
    starts = [0, *(found.end() for found in _END.finditer(text))]
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def grams(tokens: Iterable[str], size: int = 3) -> frozenset[tuple[str, ...]]:
    """The runs of `size` words, or the whole when it is shorter."""
    listed = list(tokens)
    if len(listed) <= size:
        return frozenset({tuple(listed)} if listed else ())
    return frozenset(tuple(listed[at : at + size]) for at in range(len(listed) - size + 1))
