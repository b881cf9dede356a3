"""What a sentence about a persona says: age, work, place, adjectives, likes. Rules for English; knows no bank of lines.

What it does not understand it leaves out; nothing is guessed here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict

from brain.drafting import phrases, role, shelf
from brain.drafting.from_text import hear
from brain.drafting.wording import Pronouns
from brain.drift.sample import Sample
from brain.drift.sufficiency import english

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 40_000
"""Of a longer text only so many characters are kept."""

READ: Final = 6_000
"""Of the text only so many characters are read for facts: what somebody is stands at the beginning."""

Stage = Literal["child", "teen", "young", "adult", "old"]


class Concept(BaseModel):
    """A reading of the words. Empty and None where they say nothing."""

    model_config = ConfigDict(frozen=True)

    text: str
    name: str = ""
    age: int | None = None
    stage: Stage = "adult"
    pronouns: Pronouns | None = None
    kind: Literal["human", "ai"] = "human"
    role: str = ""
    field: str = shelf.FALLBACK
    former: bool = False
    people: str = ""
    place: str = ""
    culture: str = ""
    adjectives: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    english: bool = True

    @property
    def understood(self) -> tuple[str, ...]:
        """What was read out of the words, in words; empty where nothing was."""
        told = {
            "name": self.name,
            "age": "" if self.age is None else str(self.age),
            "work": self.role,
            "place": self.place,
            "manner": ", ".join(self.adjectives),
            "likes": ", ".join(self.likes),
            "dislikes": ", ".join(self.dislikes),
        }
        return tuple(f"{what}: {value}" for what, value in told.items() if value)


def read(text: str) -> Concept:
    """The reading of a text, however long, in whatever language. Never fails; the same for the same words."""
    heard = hear(text[:LONGEST])
    # Of an interview what is said of it before it begins, and the answers: what is asked says nothing of who answers.
    tidy = heard.opening if heard.examples else " ".join(text.split())[:LONGEST]
    words = " ".join((tidy, *(one.reply for one in heard.examples)))[:READ]
    lower = f" {words.lower()} ".replace("\u2019", "'")
    kind: Literal["human", "ai"] = "ai" if phrases.MACHINE.search(lower) else "human"
    work, field = role.read(f"{tidy} {heard.said_to_be}"[:READ] if heard.examples else words, kind=kind)
    age = phrases.age(lower)
    place, culture = _place(words, lower)
    return Concept(
        text=tidy,
        name=heard.speaker or phrases.name(words),
        age=age,
        stage=phrases.stage(lower, age),
        pronouns="it/its" if kind == "ai" else phrases.pronouns(lower),
        kind=kind,
        role=work,
        field=field,
        former=bool(phrases.FORMER.search(lower)),
        people=phrases.people(words),
        place=place,
        culture=culture,
        adjectives=_adjectives(lower),
        likes=phrases.likes(words),
        dislikes=phrases.dislikes(words),
        english=_english(words),
    )


def _english(words: str) -> bool:
    """Whether the rules can read it; a few words or none are taken for English."""
    sample = Sample(words)
    if sum(not character.isascii() for character in words) > len(words) * 0.2:
        return False
    # Whatever another language has of small words is held against those of English.
    ours = round(sample.function_share * len(sample.words))
    theirs = max(len(pattern.findall(words.lower())) for pattern, _ in phrases.TONGUES)
    return theirs <= ours and (len(sample.words) < 5 or english(sample))  # noqa: PLR2004 - too few to tell


def _place(words: str, lower: str) -> tuple[str, str]:
    """Where it lives, as written, and the culture whose names are given there."""
    known = shelf.places()
    for candidate in phrases.places(words):
        culture = known.get(candidate.lower(), "")
        last = known.get(candidate.lower().rpartition(" ")[2], "")
        return candidate, culture or last or _people(lower)
    for place in sorted(known, key=len, reverse=True):
        # Most are not there at all, and a pattern for each of them is more than the cache of patterns holds.
        if place in lower and re.search(rf"\b(?:in|from|of|near) {re.escape(place)}\b", lower):
            return place.title(), known[place]
    return "", _people(lower)


def _people(lower: str) -> str:
    known = shelf.places()
    there = (one for one in known if one in lower)
    found = [(match.start(), known[one]) for one in there if (match := re.search(rf"\b{re.escape(one)}\b", lower))]
    return min(found)[1] if found else ""


def _adjectives(lower: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_said(lower)))[:8]


def _said(lower: str) -> Iterator[str]:
    known = shelf.adjectives()
    for match in re.finditer(r"[a-z]+(?:-[a-z]+)*", lower):
        word = match.group()
        denied = re.search(
            r"\b(?:not|never|isn't|no longer|hardly|far from) (?:very |really |too )?$", lower[: match.start()]
        )
        if word in known and not denied:
            yield word
