"""The bank, read once: fields of work, manners of speaking, names by culture, places, adjectives. Knows no concept."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from brain.genome.big_five import FACETS
from brain.genome.metadata import Archetype
from brain.genome.mind import CommunicationStyle, EmotionalBaseline, SpeechPatterns

FALLBACK = "plain"
"""The field of a concept that names no work."""

MACHINE = "machine"
"""The field of a made mind without other work, and the names of all made minds."""


class Entry(BaseModel):
    """One entry of the bank."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(Entry):
    """A field of work. `facts` are (text, topics); `beliefs` (statement, opposite, topics); topics joined by blanks.

    `rule` is a boundary: the rule, words by which a request for it is known, phrases joined by bars, the refusal.
    """

    words: tuple[str, ...]
    archetypes: tuple[Archetype, ...]
    manners: tuple[str, ...]
    domain: str
    topics: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    beliefs: tuple[tuple[str, str, str], ...]
    anecdotes: tuple[tuple[str, str], ...]
    hooks: tuple[str, ...]
    taglines: tuple[str, ...]
    quirks: tuple[str, ...]
    habits: tuple[str, ...]
    rule: tuple[str, str, str, str] | None = None


class Tell(Entry):
    """How a manner speaks of the concept's own facts."""

    work: tuple[str, ...]
    was: tuple[str, ...]
    home: tuple[str, ...]
    like: tuple[str, ...]
    dislike: tuple[str, ...]


class Manner(Entry):
    """A manner of speaking: habits of speech, ten dimensions of talk, and lines that hold for anybody."""

    words: str
    closing: str
    baseline: EmotionalBaseline
    speech: SpeechPatterns
    communication: CommunicationStyle
    phrases: tuple[str, ...]
    greetings: tuple[str, ...]
    farewells: tuple[str, ...]
    refusal: tuple[str, ...]
    tell: Tell
    say: dict[str, tuple[str, ...]]


class Names(Entry):
    """Given and family names of a culture; `given` are of no gender."""

    f: str = ""
    m: str = ""
    given: str = ""
    family: str = ""


class Leaning(Entry):
    """What an adjective says: factors with a sign, facets with a minus where they fall, and a manner."""

    moves: tuple[str, ...]
    facets: tuple[str, ...] = ()
    manner: str = ""


@cache
def fields() -> dict[str, Field]:
    """The fields of work by name."""
    return {name: Field.model_validate(one) for name, one in _read("fields").items()}


@cache
def manners() -> dict[str, Manner]:
    """The manners by name."""
    return {name: Manner.model_validate(one) for name, one in _read("manners").items()}


@cache
def names() -> dict[str, Names]:
    """Names by culture."""
    return {name: Names.model_validate(one) for name, one in _read("names").items()}


@cache
def places() -> dict[str, str]:
    """The culture of each place and people, by its name in lower case."""
    found = _read("places")
    return {word.replace("_", " "): culture for culture, words in found.items() for word in str(words).split()}


@cache
def work_words() -> dict[str, str]:
    """The field of each word for somebody's work, in lower case."""
    return {word: name for name, field in fields().items() for word in field.words}


@cache
def adjectives() -> dict[str, Leaning]:
    """What each adjective says of the Big Five.

    The markers are those of Goldberg (1992), Psychological Assessment 4(1), 26-42, each moving its factor alone, with
    emotional stability turned round; the others are this project's own.
    """
    held = _read("adjectives")
    of_manner = {word: name for name, manner in manners().items() for word in manner.words.split()}
    found: dict[str, Leaning] = {}
    for factor, ends in held["markers"].items():
        for sign, end in (("+", "high"), ("-", "low")):
            for word in ends[end].split():
                found[word] = Leaning(moves=(sign + factor,), manner=of_manner.get(word, ""))
    known = {facet for six in FACETS.values() for facet in six}
    for word, entry in held["own"].items():
        leaning = Leaning.model_validate(entry)
        unknown = {facet.lstrip("-") for facet in leaning.facets} - known
        if unknown:
            raise ValueError(f"{word!r} in the bank of adjectives names {sorted(unknown)}, which are no facets.")
        found[word] = leaning
    return found


@cache
def words(kind: str) -> frozenset[str]:
    """Words of a kind that the rules pass over: `no kinds`, `no names`, `made`."""
    return frozenset(word.replace("_", " ") for word in str(_read("words")[kind]).split())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("brain.drafting.bank").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
