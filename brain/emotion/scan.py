"""One pass over a message: which entries of the lexicon it holds, negated or emphasised, and what they add up to.

Knows no reading: it gathers evidence and decides nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.emotion.labels import VAD_OF, Emotion
from brain.emotion.reading import Trigger

if TYPE_CHECKING:
    from brain.emotion.lexicon import Lexicon

SCOPE: Final = 4
"""How many words after it a negator reaches; a mark or a turn ends it sooner."""

REACH: Final = 2
"""How many words after it an emphasis reaches."""

TURNED: Final = 0.6
"""What stood before a turn such as `but` keeps this share of its weight."""

CAPITALS: Final = 1.2
"""Factor on a word in capitals within a message that is not all capitals."""

ELONGATED: Final = 1.3
"""Factor on a word drawn out, such as `soooo` or `happyyyy`."""

EXCLAIMED: Final = 0.12
"""What each of the first three exclamations adds to all weights, as a share."""

ASKED: Final = 1.5
"""Weight that a question mark gives to curiosity."""

STARTLED: Final = 2.0
"""Weight that `?!` gives to surprise."""

PASSED: Final = (0.7, 0.35)
"""Share of its weight that a negated label passes on to its contrary: a pleasant one, an unpleasant one."""

MOST_TRIGGERS: Final = 40
"""Most triggers that are listed; in a longer message the first ones are, and all of them count."""

MARKS: Final = frozenset((".", ",", ";", ":", "\n", "!", "?", "?!"))
"""How marks are written as tokens."""

_RUN: Final = re.compile(r"(.)\1{2,}")


class _Token(NamedTuple):
    """A word, picture, emoticon or mark: how the lexicon writes it, where it stands, and its own emphasis."""

    key: str
    start: int
    end: int
    emphasis: float


class Scan:
    """The evidence in a text: `scores` by label, `triggers` with exact offsets, `worded` if it is not marks alone.

    `denied` are the labels that a negated entry speaks for.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.scores: dict[Emotion, float] = {}
        self.triggers: list[Trigger] = []
        self.denied: set[Emotion] = set()
        self.worded = False
        self._text, self._lexicon = text, lexicon
        self._scale = 1.0
        self._scaled_until = self._negated_until = -1
        tokens = _cut(text, lexicon)
        at = 0
        while at < len(tokens):
            key, following = self._longest(tokens, at)
            if key in MARKS:
                self._end_clause()
            else:
                self._meet(key, tokens, at, following)
            at = following
        self._weigh_marks([token.key for token in tokens if token.key in {"!", "?", "?!"}])

    def _longest(self, tokens: list[_Token], at: int) -> tuple[str, int]:
        """The longest entry that begins here, or the token alone, and where the next one begins."""
        key = tokens[at].key
        for length in self._lexicon.starts.get(key, ()):
            phrase = " ".join([token.key for token in tokens[at : at + length]])
            if phrase in self._lexicon.phrases:
                return phrase, min(at + length, len(tokens))
        return key, at + 1

    def _meet(self, key: str, tokens: list[_Token], at: int, following: int) -> None:
        lexicon = self._lexicon
        self.worded = True
        weights = lexicon.weights.get(key, ())
        scale = lexicon.scales.get(key)
        if scale and not (weights and (following >= len(tokens) or tokens[following].key not in lexicon.weights)):
            self._scale, self._scaled_until = scale * tokens[at].emphasis, following + REACH
        elif weights:
            factor = tokens[at].emphasis * (self._scale if at < self._scaled_until else 1.0)
            labels = [self._add(label, weight * factor, negated=at < self._negated_until) for label, weight in weights]
            self._scaled_until = -1
            if labels[0] and len(self.triggers) < MOST_TRIGGERS:
                start, end = tokens[at].start, tokens[following - 1].end
                self.triggers.append(Trigger(text=self._text[start:end], start=start, end=end, emotion=labels[0]))
        if key in lexicon.negators:
            self._negated_until = following + SCOPE
        elif key in lexicon.turns:
            self._end_clause()
            self.scores = {label: weight * TURNED for label, weight in self.scores.items()}

    def _add(self, label: Emotion, weight: float, *, negated: bool) -> Emotion | None:
        """Count an entry for its label, or for the contrary if negated; which one it was, None if it has none."""
        spoken = self._lexicon.negated.get(label) if negated else label
        if negated:
            self.denied.add(label)
        if spoken is not None:
            weight *= PASSED[VAD_OF[label].valence < 0] if negated else 1.0
            self.scores[spoken] = self.scores.get(spoken, 0.0) + weight
        return spoken

    def _end_clause(self) -> None:
        self._negated_until = self._scaled_until = -1

    def _weigh_marks(self, marks: list[str]) -> None:
        louder = 1.0 + EXCLAIMED * min(3, marks.count("!"))
        if marks and self.scores:
            self.scores = {label: weight * louder for label, weight in self.scores.items()}
        if "?" in marks or "?!" in marks:
            self.scores[Emotion.CURIOUS] = self.scores.get(Emotion.CURIOUS, 0.0) + ASKED
        if "?!" in marks:
            self.scores[Emotion.SURPRISED] = self.scores.get(Emotion.SURPRISED, 0.0) + STARTLED


def _cut(text: str, lexicon: Lexicon) -> list[_Token]:
    """The text in tokens. Offsets are those of the text itself, since lower case may differ in length."""
    shouted = text.isupper()
    tokens: list[_Token] = []
    for match in lexicon.tokens.finditer(text):
        written = match.group()
        key, emphasis = written.lower().replace("\u2019", "'"), 1.0
        if key[0] in "!?":
            key = key[0] if len(set(key)) == 1 else "?!"
        elif key not in lexicon.weights:
            shorter = _shortened(key, lexicon) if _RUN.search(key) else key
            key, emphasis = shorter, 1.0 if shorter == key else ELONGATED
        if not shouted and len(written) > 1 and written.isupper():
            emphasis *= CAPITALS
        tokens.append(_Token(key, match.start(), match.end(), emphasis))
    return tokens


def _shortened(key: str, lexicon: Lexicon) -> str:
    """A word drawn out (`happyyyy`, `coool`) as the lexicon writes it, or as it is."""
    for letters in (r"\1\1", r"\1"):
        shorter = _RUN.sub(letters, key)
        if shorter in lexicon.weights or shorter in lexicon.scales or shorter in lexicon.negators:
            return shorter
    return key
