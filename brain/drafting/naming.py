"""A name for a concept: by the culture its words name, its pronouns, and the seed. Knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drafting import phrases, shelf
from brain.drafting.wording import pick

if TYPE_CHECKING:
    from brain.drafting.concept import Concept
    from brain.drafting.wording import Pronouns

DARK = frozenset({"villainy", "spirit"})
"""Fields whose names come from no country, unless the words name one."""

EVERYWHERE = "english american irish scottish french german italian spanish indian japanese korean greek slavic"
"""Cultures to draw from where the words name none."""


def pronouns(concept: Concept, seed: int) -> Pronouns:
    """The pronouns the words imply; else she or he by turns of the seed, so that no work has a gender here."""
    turns: tuple[Pronouns, ...] = ("she/her", "he/him")
    return pick(turns, f"pronouns {concept.text}", seed) if concept.pronouns is None else concept.pronouns


def name(concept: Concept, seed: int) -> str:
    """The name the words give, or one from the bank; twenty seeds in a row give twenty names."""
    if concept.name:
        return concept.name
    key = concept.text
    if concept.kind == "ai":
        return pick(shelf.names()[shelf.MACHINE].given.split(), key, seed)
    culture = concept.culture or ("dark" if concept.field in DARK and not concept.people else "")
    spoken = pronouns(concept, seed)
    if not culture:
        # Two seeds in a row differ in gender, so a culture is kept for two of them.
        culture = pick(EVERYWHERE.split(), key, seed // 2) if concept.english else _by_script(concept.text)
    held = shelf.names()[culture]
    given = held.f if spoken == "she/her" else held.m if spoken == "he/him" else f"{held.f} {held.m}"
    # Of one gender every second seed at most may be left, so the step through the names goes by all seeds.
    return f"{pick(given.split(), key, seed)} {pick(held.family.split(), key + 'family', seed)}"


def _by_script(text: str) -> str:
    """The culture of a text in another language, by its letters and small words; English names where it is unknown."""
    found = [(len(pattern.findall(text.lower())), -place) for place, (pattern, _) in enumerate(phrases.TONGUES)]
    most, place = max(found)
    return phrases.TONGUES[-place][1] if most else "english"
