"""The marks of a persona's manner: an opener, a small word, a closer, a form of address.

Each function leaves the reply as it is where its mark does not fit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from brain.emotion.labels import Emotion
from brain.models.understudy.acts import Act
from brain.models.understudy.grammar import bare, capitalised, ended, lowered, starts_lowerable
from brain.models.understudy.lexicon import pattern
from brain.models.understudy.material import Kind
from brain.models.understudy.stage import Sentence
from brain.models.understudy.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.understudy.stage import Stage

_STOPS: Final = (".", "!", "?", ":", "…")
_WHOLE: Final = frozenset({Kind.EXAMPLE, Kind.ANECDOTE})
_OPENED: Final = frozenset({Kind.EXAMPLE, Kind.BELIEF, Kind.REASON, Kind.FACT, Kind.VALUE})
_WEIGHED: Final = frozenset(
    {Act.OPINION, Act.KNOWLEDGE, Act.QUESTION, Act.ADVICE, Act.WHY, Act.MORE, Act.CHALLENGE, Act.REMARK}
)
_LIVELY: Final = frozenset(
    {Emotion.EXCITED, Emotion.HAPPY, Emotion.SURPRISED, Emotion.AMUSED, Emotion.PROUD, Emotion.ANGRY}
)
_EXPRESSIVE: Final = {"reserved": 0.38, "moderate": 0.48, "expressive": 0.62}
_FIRST_NAME_TERMS: Final = 0.7
_SHORT_SENTENCE: Final = re.compile(r"[^,;:\"“]{8,70}[.?!]")
_FEWEST_WORDS: Final = 5


def opened(stage: Stage, said: list[Sentence], emotion: Emotion) -> list[Sentence]:
    """An exclamation or an opener in front, where the reply begins with the genome's own words and no interjection."""
    first = said[0]
    if first.role != "core" or not first.own or pattern("interjected").match(first.text):
        return said
    exclaimed = _exclamation(stage, emotion)
    if exclaimed:
        return [Sentence(exclaimed, "lead", own=True), *said]
    opener = _opener(stage, first)
    if opener.endswith(_STOPS):
        return [Sentence(capitalised(opener), "lead", own=True), *said]
    if opener and starts_lowerable(first.text):
        joined = f"{capitalised(opener.rstrip(' ,'))}, {lowered(first.text)}"
        return [replace(first, text=joined), *said[1:]]
    return said


def _exclamation(stage: Stage, emotion: Emotion) -> str:
    speech, style = stage.genome.mind.speech, stage.genome.mind.communication
    share = _EXPRESSIVE[speech.emotional_expression] + 0.15 * style.enthusiasm
    if emotion not in _LIVELY or not stage.chance(share):
        return ""
    text = capitalised(_unsaid(stage, speech.exclamations).strip())
    return text if not text or text.endswith(_STOPS) else bare(text) + "!"


def _opener(stage: Stage, first: Sentence) -> str:
    """An opener for a weighed answer; an example has its own way in and takes one seldom."""
    if stage.heard.act not in _WEIGHED or first.piece is None or first.piece.kind not in _OPENED:
        return ""
    share = 0.25 if first.piece.kind is Kind.EXAMPLE else 0.9
    return _unsaid(stage, stage.genome.mind.speech.openers).strip() if stage.chance(share) else ""


def _unsaid(stage: Stage, choices: Sequence[str]) -> str:
    """One of these that the replies so far did not hold, or empty."""
    recent = " ".join(words(" ".join(stage.past.replies)))
    left = [choice for choice in choices if " ".join(words(choice)) not in recent]
    return stage.rng.choice(left) if left else ""


def filled(stage: Stage, said: list[Sentence]) -> list[Sentence]:
    """One small word such as `you see`, before or behind a sentence that can take it."""
    mind = stage.genome.mind
    phrases = [phrase for phrase in mind.signature_phrases if pattern("small").match(phrase.strip(" ,."))]
    whole = " ".join(sentence.text for sentence in said).lower()
    small = [filler.strip(" ,.") for filler in (*mind.speech.fillers, *phrases) if bare(filler).lower() not in whole]
    small = [filler for filler in small if filler and not pattern("degree").match(filler)]
    able = [at for at, sentence in enumerate(said) if at and _takes_filler(sentence)]
    if not small or not able:
        return said
    at, filler = stage.rng.choice(able), stage.rng.choice(small)
    text = said[at].text
    if pattern("tail_only").match(filler) and "," in text:
        return said
    placed = f"{capitalised(filler)}{' that ' if pattern('clause').match(filler) else ', '}{lowered(text)}"
    behind = pattern("tail_only").match(filler) or (pattern("tailed").match(filler) and stage.chance(0.4))
    if behind and "," not in text:
        placed = f"{bare(text)}, {filler}."
    return [*said[:at], replace(said[at], text=placed), *said[at + 1 :]]


def _takes_filler(sentence: Sentence) -> bool:
    """Whether a sentence is the genome's, a plain statement, and no part of a longer tale."""
    text = sentence.text
    return (
        sentence.piece is not None
        and sentence.piece.kind not in _WHOLE
        and text.endswith(".")
        and starts_lowerable(text)
        and not pattern("interjected").match(text)
        and len(text.split()) >= _FEWEST_WORDS
    )


def closed(stage: Stage, said: list[Sentence]) -> list[Sentence]:
    """A signature phrase or a closer at the end, where nothing was asked."""
    mind, last = stage.genome.mind, said[-1]
    if last.text.endswith("?") or last.role in {"close", "courtesy"} or len(said) > stage.room:
        return said
    phrases = [phrase for phrase in mind.signature_phrases if _stands_alone(phrase)]
    asking = stage.heard.asks
    closers = [closer for closer in mind.speech.closers if asking or not closer.rstrip().endswith("?")]
    pool = phrases if phrases and stage.chance(0.35 + 0.3 * stage.scene.reminder) else closers
    chosen = _unsaid(stage, pool)
    return [*said, Sentence(capitalised(ended(chosen)), "close", own=True)] if chosen else said


def _stands_alone(phrase: str) -> bool:
    """Whether a signature phrase is a sentence: it has a stop of its own, or begins large and has three words."""
    phrase = phrase.strip()
    if phrase.endswith((".", "!", "?")):
        return True
    return phrase[:1].isupper() and len(phrase.split()) >= 3 and not phrase.startswith(("I ", "I'"))  # noqa: PLR2004


def addressed(stage: Stage, said: list[Sentence]) -> list[Sentence]:
    """The user called by a term of address or by name, the more readily the closer the two have become."""
    style, near = stage.genome.mind.communication, stage.scene.state.relationship
    names = [term.strip(" ,.!") for term in stage.genome.mind.speech.address]
    if stage.user and near + style.warmth > _FIRST_NAME_TERMS:
        names.append(stage.user)
    heard = " ".join([*(sentence.text for sentence in said), *stage.past.replies[-2:]]).lower()
    names = [name for name in names if name and name.lower() not in heard]
    able = [at for at, sentence in enumerate(said) if _takes_address(sentence)]
    if not names or not able or not stage.chance(0.25 + 0.45 * style.warmth * (0.4 + near) + 0.3 * near):
        return said
    at = able[0] if stage.chance(0.6) else able[-1]
    called = f"{said[at].text[:-1]}, {stage.rng.choice(names)}{said[at].text[-1]}"
    return [*said[:at], replace(said[at], text=called), *said[at + 1 :]]


def _takes_address(sentence: Sentence) -> bool:
    in_tale = sentence.piece is not None and sentence.piece.kind is Kind.ANECDOTE
    quoted = sentence.text[-2:-1] in "\"'”"
    return sentence.role != "lead" and not in_tale and not quoted and bool(_SHORT_SENTENCE.fullmatch(sentence.text))
