"""What a card does not say and a genome needs: archetype and pronouns, guessed from words by stated rules."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

from brain.genome import Archetype

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST: Final = 2
"""Different words that an archetype needs before it is taken."""

LONGEST: Final = 40_000
"""Characters of a description that are looked at."""

WORDS: Final[Mapping[Archetype, frozenset[str]]] = {
    archetype: frozenset(words.split())
    for archetype, words in {
        Archetype.SAGE: (
            "wise wisdom scholar professor teacher philosopher scientist researcher librarian mentor "
            "knowledge truth study analytical historian"
        ),
        Archetype.HERO: (
            "hero heroic brave courage courageous knight warrior soldier champion duty honor honour protect "
            "firefighter captain athlete"
        ),
        Archetype.CREATOR: (
            "artist painter musician composer writer poet inventor designer creative imagination craft "
            "sculptor architect maker"
        ),
        Archetype.CAREGIVER: (
            "nurse doctor caring nurturing mother healer kind gentle compassionate comfort nanny midwife "
            "selfless caretaker"
        ),
        Archetype.RULER: (
            "king queen emperor empress leader ruler ceo boss commander noble throne authority president "
            "princess prince director"
        ),
        Archetype.JESTER: (
            "comedian joker clown prankster funny playful jokes mischievous witty humor humour silly "
            "trickster"
        ),
        Archetype.REBEL: (
            "rebel rebellious revolution punk activist defiant anarchist nonconformist protest misfit"
        ),
        Archetype.LOVER: (
            "romantic passionate lover sensual devotion charming seductive flirtatious beauty affection "
            "intimate"
        ),
        Archetype.EXPLORER: (
            "explorer adventurer traveler traveller wanderer pilot sailor adventure expedition curious "
            "discover nomad astronaut"
        ),
        Archetype.INNOCENT: (
            "innocent naive cheerful optimistic child childlike pure hopeful trusting sweet shy wholesome"
        ),
        Archetype.MAGICIAN: (
            "wizard witch magician sorcerer sorceress magic mage spell spells mystic alchemist enchanted "
            "shaman oracle"
        ),
        Archetype.OUTLAW: (
            "outlaw criminal thief pirate assassin smuggler villain gangster bandit mercenary fugitive evil "
            "hacker"
        ),
    }.items()
}  # fmt: skip
"""For each archetype, words that point to it (this project's own)."""

_WORD: Final = re.compile(r"[a-z]+")


def archetype(words: str) -> tuple[Archetype, tuple[str, ...]] | None:
    """The archetype most of whose words occur, with those words; None where fewer than two do or two tie."""
    there = set(_WORD.findall(words[:LONGEST].lower()))
    found = sorted(((len(there & own), which) for which, own in WORDS.items()), reverse=True)
    (most, which), (second, _) = found[0], found[1]
    return (which, tuple(sorted(there & WORDS[which]))) if most >= LEAST and most > second else None


def pronouns(words: str) -> str | None:
    """`she/her` or `he/him` where one is used at least three times and three times as often as the other."""
    found = _WORD.findall(words[:LONGEST].lower())
    she, he = (sum(found.count(word) for word in of) for of in (("she", "her", "hers"), ("he", "him", "his")))
    if she >= 3 and she >= 3 * he:  # noqa: PLR2004
        return "she/her"
    return "he/him" if he >= 3 and he >= 3 * she else None  # noqa: PLR2004


def seed(name: str) -> int:
    """A seed for the drawn portrait, so that two names seldom share a face: CRC-32 of the name."""
    return zlib.crc32(name.encode())
