"""Small grammar for drafts: articles, pronouns in a template, picking by seed. Knows no bank."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")

Pronouns = Literal["she/her", "he/him", "they/them", "it/its"]
"""The pronouns a draft can have."""

PRONOUNS: Final[dict[Pronouns, tuple[str, str, str, str, str]]] = {
    "she/her": ("she", "her", "her", "is", "has"),
    "he/him": ("he", "him", "his", "is", "has"),
    "they/them": ("they", "them", "their", "are", "have"),
    "it/its": ("it", "it", "its", "is", "has"),
}
"""Subject, object, possessive, and what `is` and `has` become after the subject."""

_VOWEL: Final = re.compile(r"(?i)^(?:[aeio]|u(?!ni|se|k\b)|hono|hour|honest|heir|f\.?b\.?i|mri|er\b|x-ray)")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")


def pick(items: Sequence[Item], key: str, seed: int) -> Item:
    """One of the items: another one for each of consecutive seeds, the same for the same key and seed."""
    start = int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=4).digest())
    return items[(start + seed) % len(items)]


def a(noun: str) -> str:
    """The noun with `a` or `an` before it."""
    return f"{'an' if _VOWEL.match(noun) else 'a'} {noun}"


def filled(template: str, name: str, pronouns: Pronouns) -> str:
    """The template with the name and the pronouns in their places: {name} {they} {them} {their} {They}."""
    they, them, their, *_ = PRONOUNS[pronouns]
    parts = {"name": name, "they": they, "them": them, "their": their, "They": capital(they)}
    return re.sub(r"\{(\w+)\}", lambda found: parts.get(found.group(1), found.group(0)), template)


def called(name: str) -> str:
    """What somebody is called for short: the first name, but not a title alone."""
    first, _, rest = name.partition(" ")
    titles = {
        "dr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "lord",
        "lady",
        "sir",
        "captain",
        "king",
        "queen",
        "nurse",
        "the",
        "professor",
    }
    return name if not rest or first.lower().rstrip(".") in titles else first


def capital(text: str) -> str:
    """The text with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if items[1:] else list(items))


def first_sentence(text: str, *, longest: int = 300) -> str:
    """The first sentence, cut at a word where it is longer than that."""
    sentence = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    if len(sentence) <= longest:
        return sentence
    return sentence[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
