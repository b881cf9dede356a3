"""The keyword tier's pass over a message, where what stands between two blanks is cut into tokens only once.

Gives what `brain.emotion.scan` gives, word for word; worth it where many messages are read one after the other.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.emotion.keyword import KeywordDetector
from brain.emotion.lexicon import lexicon
from brain.emotion.reading import EmotionReading
from brain.emotion.scan import MARKS, Scan, _cut, _Token
from brain.emotion.trend import direction, slope
from brain.made import made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.labels import Emotion
    from brain.emotion.reading import Trigger

MOST: Final = 32_768
"""Pieces between blanks that are remembered, about 500 bytes each; longer ones than LONGEST are not."""

LONGEST: Final = 40

KEPT: Final = 2_048
"""Texts whose readings are remembered."""

_tuple: Final = tuple.__new__

MOST_CHARACTERS: Final = 2**62
"""More than any text has."""


class Piece(NamedTuple):
    """What stands between two blanks: its tokens, and which of them say something or may begin a phrase."""

    tokens: tuple[_Token, ...]
    telling: tuple[int, ...]
    opening: tuple[int, ...]


class QuickScan(Scan):
    """A scan of a text whose pieces were cut before; tokens that no entry knows are passed over.

    A subclass, since whoever reads a scan asks for one, and since the rules must not be written twice.
    """

    def __init__(self, text: str) -> None:
        self.scores: dict[Emotion, float] = {}
        self.triggers: list[Trigger] = []
        self.denied: set[Emotion] = set()
        self._text, self._lexicon = text, lexicon()
        self._scale = 1.0
        self._scaled_until = self._negated_until = -1
        tokens, telling = _tokens(text)
        self.worded = any(token.key not in MARKS for token in tokens)
        reached = 0
        for at in telling:
            if at >= reached:
                key, reached = self._longest(tokens, at)
                if key in MARKS:
                    self._end_clause()
                else:
                    self._meet(key, tokens, at, reached)
        self._weigh_marks([tokens[at].key for at in telling if tokens[at].key in {"!", "?", "?!"}])


@lru_cache(maxsize=KEPT)
def quickly(text: str) -> Scan:
    """The evidence in a text. Whoever reads it changes nothing."""
    return QuickScan(text)


def _tokens(text: str) -> tuple[list[_Token], list[int]]:
    """The tokens of a text, and the places of those that can say anything; only these have their place in the text."""
    shouted = text.isupper()
    pieces = _PIECES[shouted]
    if len(pieces) > MOST:
        pieces.clear()
    tokens: list[_Token] = []
    telling: list[int] = []
    opening: list[int] = []
    begins: list[tuple[int, int]] = []
    start = 0
    for piece in text.split(" "):
        found = pieces.get(piece)
        if found is None:
            found = _piece(piece, shouted=shouted)
            if len(piece) <= LONGEST:
                pieces[piece] = found
        if found.telling:
            telling += [at + len(tokens) for at in found.telling]
        if found.opening:
            opening += [at + len(tokens) for at in found.opening]
        begins.append((len(tokens), start))
        tokens += found.tokens
        start += len(piece) + 1
    pairs = _pairs()
    begun = [at for at in opening if at + 1 < len(tokens) and (tokens[at].key, tokens[at + 1].key) in pairs]
    telling = sorted({*telling, *begun}) if begun else telling
    _shift(tokens, telling, begun, begins)
    return tokens, telling


def _shift(tokens: list[_Token], telling: list[int], begun: list[int], begins: list[tuple[int, int]]) -> None:
    """Gives the tokens of which an entry may be made their places in the text."""
    longest = lexicon().starts
    phrases = (place for at in begun for place in range(at, min(len(tokens), at + longest[tokens[at].key][0])))
    for place in dict.fromkeys((*telling, *phrases)):
        _, start = begins[bisect_right(begins, (place, MOST_CHARACTERS)) - 1]
        key, first, end, emphasis = tokens[place]
        tokens[place] = _tuple(_Token, (key, start + first, start + end, emphasis))


def _piece(piece: str, *, shouted: bool) -> Piece:
    """The tokens of a piece, in a text that is all in capitals or one that is not."""
    # No token holds a blank and none looks further than one, so a piece is cut alike in every text. The word behind it
    # makes the text one that is not all in capitals.
    found = tuple(_cut(piece, lexicon()) if shouted else _cut(f"{piece} a", lexicon())[:-1])
    known, starts = _known(), lexicon().starts
    return Piece(
        found,
        tuple(at for at, token in enumerate(found) if token.key in known),
        tuple(at for at, token in enumerate(found) if token.key in starts),
    )


_PIECES: Final[tuple[dict[str, Piece], dict[str, Piece]]] = ({}, {})


@cache
def _known() -> frozenset[str]:
    """Every token that is an entry by itself, or a mark."""
    lists = lexicon()
    return frozenset((*lists.weights, *lists.scales, *lists.negators, *lists.turns, *MARKS))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """The first two words of every phrase."""
    return frozenset((first, second) for first, second, *_ in map(str.split, lexicon().phrases))


class QuickDetector:
    """The keyword tier for many messages: gives the same readings, and reads each text once."""

    def __init__(self) -> None:
        keyword = KeywordDetector()
        self._alone = lru_cache(maxsize=KEPT)(lambda text: keyword.of_scan(quickly(text)))

    def read(
        self,
        text: str,
        *,
        recent: Sequence[EmotionReading] = (),
        context: Sequence[str] = (),  # noqa: ARG002 - as all detectors
    ) -> EmotionReading:
        """The reading of one message, as `KeywordDetector.read` gives it."""
        alone = self._alone(text)
        if not recent:
            return alone
        moving = slope(alone.vad, recent)
        return made(EmotionReading, vars(alone) | {"trend": direction(moving), "slope": moving}, alone.model_fields_set)
