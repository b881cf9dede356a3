"""Register shift and emotional flattening: the same matter in a manner that is not the persona's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brain.models.understudy.drift.change import Change, Words, swapped
from brain.models.understudy.grammar import bare, capitalised, ended, expanded, lowered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.understudy.stage import Sentence


def register(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """A formal persona falls into chat slang, an informal one into officialese."""
    formal = words.stage.genome.mind.communication.formality >= 0.5  # noqa: PLR2004 - the middle of the scale
    rewrite = _casual if formal else _stiff
    return [Change(at, rewrite(words, sentence.text)) for at, sentence in enumerate(said)]


def _casual(words: Words, text: str) -> str:
    lists, rng = words.lists("casual"), words.rng
    slang = swapped(text, words.lists("casual_words")).lower()
    slang = re.sub(r"[;:]", ",", bare(slang)).replace("'", "")
    start = f"{rng.choice(lists['starts'])} " if rng.random() < 0.55 else ""  # noqa: PLR2004
    question = "??" if text.rstrip().endswith("?") else ""
    return start + slang + (question or (rng.choice(lists["ends"]) if rng.random() < 0.75 else ""))  # noqa: PLR2004


def _stiff(words: Words, text: str) -> str:
    lists, rng = words.lists("stiff"), words.rng
    grave = swapped(expanded(text), words.lists("stiff_words"), most=5).replace("!", ".")
    ending = rng.choice(lists["ends"]) if rng.random() < 0.6 else ""  # noqa: PLR2004
    stop = "?" if text.rstrip().endswith("?") else "."
    if stop == "?":
        return capitalised(f"it is inquired, with due respect: {lowered(bare(grave))}{ending}?")
    body = bare(grave)
    body = body if re.match(r"I\b", body) else body[:1].lower() + body[1:]
    return f"{rng.choice(lists['starts'])} {body}{ending}{stop}"


def flattening(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Feeling, exclamations and pictures taken out, until only dry statements are left."""
    lists = words.lists("flat")
    changes: list[Change] = []
    for at, sentence in enumerate(said):
        plain = _drained(sentence.text, words)
        if plain != sentence.text and words.rng.random() < 0.35 and len(plain.split()) > 2:  # noqa: PLR2004
            changes.append(Change(at, plain))
        else:
            changes.append(Change(at, words.line(lists["lines"])))
    return changes


def _drained(text: str, words: Words) -> str:
    text = swapped(text.replace("!", "."), words.lists("flat_words"))
    text = re.sub(r"(?i)^(oh|ah|wow|ha|alas|dear me|my my|well|ooh|hey)[,.]? ", "", text)
    text = re.split(r", (?:like|as if|as though|as)\b|;", text)[0]
    return ended(capitalised(text))
