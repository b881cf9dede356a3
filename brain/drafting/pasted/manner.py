"""How somebody talks, measured from their own words: the fingerprint as the genome's coarse habits. Knows no items.

The steps from a fingerprint to a habit are this project's own; they are written beside each.
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean, pstdev
from typing import TYPE_CHECKING, Final, Literal

from brain.drafting.pasted.reading import Manner
from brain.style.fingerprint import fingerprint
from brain.style.words import sentences, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_WORDS: Final = 60
"""Of fewer words no manner is measured."""

_BRITISH: Final = re.compile(
    r"\b\w*(?:colour|favour|honour|humour|neighbour|labour|harbour|flavour|rumour|behaviour)\w*\b|"
    r"\b(?:grey|centre|theatre|metre|litre|mum|whilst|programme|jewellery|tyre|aluminium|travell(?:ed|ing|er)|"
    r"realis\w+|organis\w+|recognis\w+|apologis\w+|specialis\w+|defence|offence)\b",
    re.IGNORECASE,
)
_AMERICAN: Final = re.compile(
    r"\b\w*(?:color|favor|honor|humor|neighbor|labor|harbor|flavor|rumor|behavior)(?:s|ed|ing|ful|ite|ites|able)?\b|"
    r"\b(?:gray|center|theater|mom|jewelry|aluminum|travel(?:ed|ing|er)|realiz\w+|organiz\w+|recogniz\w+|"
    r"apologiz\w+|specializ\w+|gotten|sidewalk|defense|offense)\b",
    re.IGNORECASE,
)
_OPENER: Final = re.compile(r"^\W*([A-Za-z']+(?: [A-Za-z']+){0,2}),")
_OPENERS: Final = frozenset(
    {
        "well", "look", "listen", "honestly", "oh", "so", "right", "now", "see", "okay", "ok", "ah", "yes", "no", "hm",
        "frankly", "truth is", "to be honest", "to be fair", "let me tell you", "you see", "you know", "actually",
        "sure", "mind you", "of course", "basically", "aye", "yeah", "my friend", "indeed", "alas", "good question",
    }
)  # fmt: skip
_FILLERS: Final = re.compile(
    r"\b(you know|you see|i mean|sort of|kind of|mind you|i suppose|i guess|as it were|so to speak|to be honest|"
    r"let's say|if you like|basically|literally|honestly|actually)\b",
    re.IGNORECASE,
)
_SHORT, _MEDIUM, _UNEVEN = 9.0, 18.0, 0.75
"""Words per sentence up to which they are short, or medium; the share of the mean from which the spread is varied."""

_SIMPLE, _MODERATE = 4.0, 4.7
"""Letters per word up to which the words are simple, or moderate."""


def measured(replies: Sequence[str], *, answers: bool = True) -> Manner:
    """The manner of replies; only the number of words where they are too few. `answers` is False for prose."""
    text = "\n".join(replies)
    found = fingerprint(text)
    if found.words < LEAST_WORDS:
        return Manner(words=found.words)
    lengths = [len(words(text[span.start : span.end])) for span in sentences(text)]
    return Manner(
        words=found.words,
        sentence_length=_length(lengths),
        vocabulary="simple"
        if found.letters_per_word <= _SIMPLE
        else "moderate"
        if found.letters_per_word <= _MODERATE
        else "sophisticated",
        spelling=_spelling(text),
        openers=_openers(text),
        fillers=_often(match.lower() for match in _FILLERS.findall(text)),
        communication={
            # Eight informal words or contractions in a hundred are as informal as can be, eight formal ones as formal.
            "formality": _level(found.formality, 8.0),
            # Six warm words more than harsh ones in a hundred are as warm as can be.
            "warmth": _level(found.warmth, 6.0),
            # One exclamation in four sentences is as much as can be.
            "enthusiasm": _level(found.exclamations - 0.1, 0.15),
            # Forty words an answer stand in the middle, eighty at the end; of prose the length says nothing.
            **({"verbosity": _level(found.words / max(1, len(replies)) - 40.0, 40.0)} if answers else {}),
        },
    )


def _level(value: float, most: float) -> float:
    """A level from 0.05 to 0.95 with 0.5 at zero."""
    return round(min(0.95, max(0.05, 0.5 + 0.45 * value / most)), 2)


def _length(lengths: Sequence[int]) -> Literal["short", "medium", "long", "varied"]:
    middle = mean(lengths)
    if pstdev(lengths) > _UNEVEN * middle:
        return "varied"
    return "short" if middle <= _SHORT else "medium" if middle <= _MEDIUM else "long"


def _spelling(text: str) -> Literal["en-GB", "en-US"] | None:
    british, american = len(_BRITISH.findall(text)), len(_AMERICAN.findall(text))
    if british == american:
        return None
    return "en-GB" if british > american else "en-US"


def _openers(text: str) -> tuple[str, ...]:
    begun = [_OPENER.match(text[span.start : span.end]) for span in sentences(text)]
    said = _often(found.group(1).lower() for found in begun if found and found.group(1).lower() in _OPENERS)
    return tuple(f"{one[:1].upper()}{one[1:]}," for one in said)


def _often(said: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(said)
    return tuple(one for one, times in counted.most_common(5) if times > 1)
