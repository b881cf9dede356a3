"""Why a message cannot be read: empty, gibberish, foreign, code or too long. Knows no persona."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from brain.models.understudy.lexicon import pattern, word_set
from brain.models.understudy.words import words

LONGEST_WORDS: Final = 350
"""More words than this are not read as one question."""

_FOREIGN_SHARE: Final = 0.4


def find(text: str) -> str:
    """`empty`, `code`, `long`, `foreign`, `gibberish`, or empty when the text can be read."""
    if not any(letter.isalnum() for letter in text):
        return "empty"
    if len(pattern("code").findall(text[:5_000])) >= 1 and re.search(r"[(){};=<>`]", text):
        return "code"
    tokens = words(text[:20_000])
    if len(tokens) > LONGEST_WORDS or len(text) > LONGEST_WORDS * 12:
        return "long" if not _foreign(text[:5_000], tokens) else "foreign"
    if _foreign(text, tokens):
        return "foreign"
    return "gibberish" if _gibberish(tokens) else ""


def _foreign(text: str, tokens: list[str]) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    strange = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if letters and strange / len(letters) > _FOREIGN_SHARE:
        return True
    english = sum(token in word_set("stop") for token in tokens)
    foreign = sum(token in word_set("foreign") for token in tokens)
    return foreign >= 2 and foreign > english  # noqa: PLR2004


def _gibberish(tokens: list[str]) -> bool:
    mashed = sum(bool(pattern("mashed").search(token)) and not token.isdigit() for token in tokens)
    return bool(tokens) and mashed * 2 >= len(tokens) and mashed > 0 and not all(token.isdigit() for token in tokens)
