"""Small grammar of English prose for rewriting: sentences, capitals, negation, substitution. Knows no kind of drift."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

_STOP: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n+")  # noqa: RUF001
_TITLE: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Sr|Jr|vs|etc)\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence that holds a letter or digit, without the white space around it."""
    ends = [found for found in _STOP.finditer(text) if not _TITLE.search(text[: found.start() + 1])]
    cuts = [0, *(found.end() for found in ends)]
    spans = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        piece = text[start:end]
        if any(letter.isalnum() for letter in piece):
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
    return spans


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with its first letter small, unless it begins with `I`, an acronym or a name of several words."""
    found = re.match(r"([A-ZÀ-Þ][a-zß-ÿ]*)(?=['’]?[a-z]* (?![A-ZÀ-Þ][a-z])|[,;:]|$)", text)  # noqa: RUF001
    if found is None or re.match(r"I\b", text):
        return text
    return text[:1].lower() + text[1:]


def unstopped(text: str) -> str:
    """The sentence without its final stop."""
    return re.sub(r"[.!?…]+([\"'”’)\]]*)$", r"\1", text.rstrip())  # noqa: RUF001


def stopped(text: str) -> str:
    """The sentence with a full stop, where it has no end of its own."""
    return text if re.search(r"[.!?…][\"'”’)\]]*$", text) else text + "."  # noqa: RUF001


def cased(like: str, word: str) -> str:
    """A word with capitals as the word it stands for has them."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return capital(word) if like[:1].isupper() else word


def substitutions(text: str, words: Mapping[str, str]) -> list[Edit]:
    """One edit for each listed word or phrase that stands in the text, the longest first at any place."""
    found = []
    for hit in _pattern(tuple(sorted(words, key=lambda word: (-len(word), word)))).finditer(text):
        instead = words[hit.group().lower().replace("’", "'")]  # noqa: RUF001
        found.append(Edit(hit.start(), hit.end(), cased(hit.group(), instead)))
    return found


def contrary(sentence: str) -> str:
    """The sentence turned into its opposite; empty where none of the rules applies.

    In order: a negation is taken out; an absolute or a comparative is turned round; `not` is put after the first
    auxiliary; a plain verb after a personal pronoun gets `do not`.
    """
    for pattern, instead in (*_DENIED, *_POLES, *_AUXILIARIES, *_PLAIN_VERBS):
        turned, count = pattern.subn(instead, sentence, count=1)
        if count:
            return capital(turned)
    return ""


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word).replace("'", "['’]") for word in words)  # noqa: RUF001
    return re.compile(rf"(?<![\w'’-])(?:{listed})(?![\w'’-])", re.IGNORECASE)  # noqa: RUF001


def _rules(pairs: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in pairs.items())


_DENIED: Final = _rules(
    {
        r"\b(is|are|was|were|could|should|would|has|have|had|must|does|did|do)n['’]t\b": r"\1",  # noqa: RUF001
        r"\bwon['’]t\b": "will",  # noqa: RUF001
        r"\b(?:can['’]t|cannot)\b": "can",  # noqa: RUF001
        r"\b(am|is|are|was|were|could|should|would|has|have|had|must|will|can|may) not\b": r"\1",
        r"\b(?:do|does|did) not (?=\w)": "",
        r"\bnobody\b|\bno one\b": "everybody",
        r"\bnothing\b": "everything",
        r"\bnever\b": "always",
    }
)
_POLES: Final = _rules(
    {
        r"\balways\b": "never",
        r"\bevery(?:body|one)\b": "nobody",
        r"\beverything\b": "nothing",
        r"\bmore\b": "less",
        r"\bless\b": "more",
        r"\bbetter\b": "worse",
        r"\bbest\b": "worst",
        r"\bmost\b": "least",
        r"\bgreater\b": "smaller",
        r"\bstronger\b": "weaker",
        r"\beasier\b": "harder",
        r"\bright\b": "wrong",
        r"\btrue\b": "false",
        r"\bmatters\b": "hardly matters",
        r"\bonly\b": "anything but",
    }
)
_AUXILIARIES: Final = _rules(
    {
        r"\b(I['’]m|(?:it|he|she|that|there|what)['’]s|(?:you|we|they)['’]re)\b": r"\1 not",  # noqa: RUF001
        r"\b(am|is|are|was|were|can|could|should|must|will|would|may|might)\b": r"\1 not",
        r"\b(has|have|had) (?=\w+(?:ed|en|ne|wn|ght)\b)": r"\1 not ",
        r"\b(I|you|we|they)(['’]ve|['’]d|['’]ll) ": r"\1\2 not ",  # noqa: RUF001
    }
)
_PLAIN_VERBS: Final = _rules(
    {
        r"\b(I|you|we|they|people|men|women) (?=(?:believe|think|know|love|like|want|need|trust|hope|feel|find|keep|"
        r"make|take|give|see|hear|hold|live|work|walk|write|read|teach|learn|stand|care|mean|say|tell|ask|remember|"
        r"prefer|enjoy|admire|miss|owe|understand|wish|have|bring|begin|carry|call|come|go|eat|drink|sleep)\b)": (
            r"\1 do not "
        ),
        r"\b(believe|think|know|love|like|want|need|trust|hope|feel|find|keep|make|take|give|hold|live|work|"
        r"begin|cost|bring|carry|come|deserve|belong|grow|teach|hurt|win|speak)s (?=\w)": r"does not \1 ",
    }
)
