"""The lines of text in a genome, each with what it is: what a search of the library reads and quotes.

Knows no database. Technical words (enumerations, colours, dates) are no text and left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from brain.genome import PersonaGenome

Where = Literal[
    "name",
    "slug",
    "domain",
    "tag",
    "tagline",
    "belief",
    "value",
    "boundary",
    "story",
    "knowledge",
    "words",
    "topic",
    "text",
]
"""What a line is: `story` is description, backstory, life and anecdotes; `words` are phrases and examples."""

RULES: Final = 1
"""The number of these rules; raise it when they change, and every index is made anew."""

MOST: Final = 200_000
"""So many characters of a genome are read, the most telling lines first."""

_ORDER: Final[tuple[str, ...]] = get_args(Where)
_NAMED: Final = frozenset({"name", "title", "author", "backstory", "summary", "statement", "description"})
_UNREAD: Final = frozenset({"slug", "owner", "created_at", "birth_date", "death_date", "pronouns", "language", "url"})
_PLACES: Final[Mapping[str, Where]] = {
    "metadata.name": "name",
    "metadata.slug": "slug",
    "metadata.tagline": "tagline",
    "metadata.domains": "domain",
    "metadata.tags": "tag",
    "metadata.description": "story",
    "metadata.use": "story",
    "mind.knowledge.name": "domain",
    "mind.knowledge": "knowledge",
    "mind.beliefs": "belief",
    "mind.values": "value",
    "mind.boundaries": "boundary",
    "mind.backstory": "story",
    "mind.life": "story",
    "mind.anecdotes": "story",
    "mind.examples": "words",
    "mind.signature_phrases": "words",
    "mind.greetings": "words",
    "mind.farewells": "words",
    "mind.speech": "words",
    "mind.quirks": "words",
}


def lines(genome: PersonaGenome) -> tuple[tuple[Where, str], ...]:
    """Each text of a genome on one line, with what it is: name first, then labels, beliefs and the others."""
    document = genome.model_dump(mode="json", exclude={"stats", "monetization"})
    found: dict[tuple[Where, str], None] = {("name", genome.name): None, ("slug", genome.metadata.slug): None}
    for path, text in _texts(document, (), listed=False):
        found[_where(path), " ".join(text.split())] = None
    ordered = sorted(found, key=lambda line: _ORDER.index(line[0]))
    return tuple(_within(ordered))


def of_card(name: str, slug: str, tagline: str, labels: tuple[str, ...]) -> tuple[tuple[Where, str], ...]:
    """The lines of a persona whose genome cannot be read: what its card shows."""
    told: list[tuple[Where, str]] = [("name", name), ("slug", slug), *(("domain", one) for one in labels)]
    return tuple(_within([*told, ("tagline", tagline)]))


def _within(found: list[tuple[Where, str]]) -> Iterator[tuple[Where, str]]:
    left = MOST
    for where, text in found:
        if text and left > 0:
            yield where, text[:left]
            left -= len(text)


def _texts(value: Any, path: tuple[str, ...], *, listed: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _UNREAD:
                yield from _texts(inner, (*path, key), listed=False)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, path, listed=True)
    elif isinstance(value, str) and (listed or " " in value.strip() or path[-1] in _NAMED):
        yield path, value


def _where(path: tuple[str, ...]) -> Where:
    if path[-1] == "topics":
        return "topic"
    for length in (3, 2):
        place = _PLACES.get(".".join(path[:length]))
        if place is not None:
            return place
    return "text"
