"""Labels and headings of a brief (`Name:`, `## Boundaries`) and what stands under them. Knows no sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drafting.pasted.reading import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drafting.pasted.reading import Kind

_LABELS: Final[dict[Kind, str]] = {
    "name": "name, full name, character name, persona name, character, called",
    "age": "age",
    "pronouns": "pronouns, gender",
    "occupation": "occupation, job, role, profession, job title, work, position, what they do",
    "place": "location, lives in, home, city, based in, residence, place, where they live",
    "family": "family, family and friends, relationships, relatives",
    "like": "likes, loves, interests, hobbies, passions, enjoys, favourite things, favorite things",
    "dislike": "dislikes, hates, pet peeves, avoids, fears, can't stand",
    "trait": "personality, traits, tone, tone of voice, temperament, character traits, personality traits, manner",
    "belief": "beliefs, core beliefs, believes, convictions, opinions",
    "knowledge": "expertise, knowledge, knows, knows about, skills, specialties, specialities, areas of expertise, "
    "expert in, domains, fields",
    "boundary": "boundaries, never, must not, must never, limits, rules, don'ts, off limits, taboos, do "
    "not, hard limits",
    "goal": "goals, goal, wants, ambition, ambitions, motivation, motivations, mission, aims, objective, objectives",
    "value": "values, cares about, principles, core values",
    "quirk": "quirks, habits, mannerisms, quirks and habits",
    "phrase": "catchphrase, catchphrases, phrases, sayings, signature phrases, often says, says, motto",
    "backstory": "backstory, background, history, bio, biography, story, background story",
}
_KINDS: Final = {label.strip(): kind for kind, listed in _LABELS.items() for label in listed.split(",")}
_LINE: Final = re.compile(
    r"^[ \t]{0,12}(?P<bullet>(?:[-*\u2022\u2013]|\d{1,2}[.)])[ \t]+)?(?P<hash>#{1,6}[ \t]*)?[*_]{0,3}"
    r"(?P<label>[A-Za-z][A-Za-z' /&-]{1,38}?)[*_]{0,3}[ \t]*(?:(?P<colon>:)[*_]{0,3}[ \t]*(?P<rest>[^\n]*)|)$"
)
_BULLET: Final = re.compile(r"^[ \t]*(?:[-*\u2022\u2013]|\d{1,2}[.)])[ \t]+")
_SPLIT: Final = re.compile(r"\s*(?:[,;|\u00b7]|\band\b|&)\s*(?:and\s+)?")
_AGE: Final = re.compile(r"\d{1,3}")
_SAID: Final = re.compile(r"[\"\u201c]([^\"\u201c\u201d\n]{2,200})[\"\u201d]")
_LISTED: Final[frozenset[str]] = frozenset({"like", "dislike", "trait", "knowledge", "value"})
_BARE: Final = _LISTED | {"name", "occupation", "place"}
_SPOKEN: Final = {
    "she": "she/her", "her": "she/her", "female": "she/her", "woman": "she/her", "f": "she/her", "he": "he/him",
    "him": "he/him", "male": "he/him", "man": "he/him", "m": "he/him", "they": "they/them", "them": "they/them",
    "non-binary": "they/them", "nonbinary": "they/them", "it": "it/its",
}  # fmt: skip
_DENYING: Final = frozenset({"never", "must not", "must never", "don'ts", "off limits", "taboos", "do not"})
MOST_LISTED: Final = 6
"""A listed thing has at most so many words; what is longer is a sentence and stays whole."""


def kind_of(label: str) -> Kind | None:
    """What a label announces; None for one that is not known."""
    return _KINDS.get(" ".join(label.lower().replace("\u2019", "'").split()))


def spoken(words: str) -> str:
    """The pronouns that a word stands for; empty if none."""
    first = re.match(r"[a-z-]+", words.strip().lower())
    return _SPOKEN.get(first.group(), "") if first else ""


def labelled(text: str) -> tuple[tuple[Item, ...], tuple[tuple[int, int], ...]]:
    """The items under known labels, and the stretches of the text that are taken up by labels of any kind."""
    items: list[Item] = []
    taken: list[tuple[int, int]] = []
    now: Kind | None = None
    under = ""
    deep = False
    for start, end in _lines(text):
        line = text[start:end]
        if not line.strip():
            continue
        found = _LINE.match(line)
        kind = kind_of(found["label"]) if found else None
        alone = found is not None and (bool(found["colon"]) or not found["bullet"])
        if found is not None and alone and kind is not None:
            now, deep = kind, not found["rest"]
            under = found["label"] if kind == "boundary" and found["label"].lower() in _DENYING else ""
            taken.append((start, end))
            items += _under(under, _items(text, kind, start + found.start("rest") if found["rest"] else end, end))
        elif now is not None and (_BULLET.match(line) or now == "backstory" or (deep and not _heading(found))):
            taken.append((start, end))
            bullet = _BULLET.match(line)
            items += _under(under, _items(text, now, start + (bullet.end() if bullet else 0), end))
        else:
            now = None
            if _heading(found):
                taken.append((start, end))
    return tuple(items), tuple(taken)


def _under(label: str, items: Iterator[Item]) -> Iterator[Item]:
    """The items with the label that makes them what they are."""
    yield from (item.model_copy(update={"under": label}) if label else item for item in items)


def _heading(found: re.Match[str] | None) -> bool:
    """Whether a line is a heading, known or not."""
    return found is not None and bool(found["hash"] or (found["colon"] and not found["rest"]))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _items(text: str, kind: Kind, start: int, end: int) -> Iterator[Item]:
    line = text[start:end]
    if kind == "age":
        found = _AGE.search(line)
        if found and 0 < int(found.group()) <= 130:  # noqa: PLR2004 - as the genome has it
            yield Item(kind=kind, value=str(int(found.group())), start=start + found.start(), end=start + found.end())
    elif kind == "pronouns":
        if value := spoken(line):
            at, to = _cut(text, start, end, bare=True)
            yield Item(kind=kind, value=value, start=at, end=to)
    elif kind == "phrase" and (quoted := list(_SAID.finditer(line))):
        for one in quoted:
            yield Item(kind=kind, value=one.group(1).strip() or "-", start=start + one.start(1), end=start + one.end(1))
    else:
        yield from _plain(text, kind, start, end)


def _plain(text: str, kind: Kind, start: int, end: int) -> Iterator[Item]:
    pieces = [(start, end)]
    if kind in _LISTED:
        cuts = list(_SPLIT.finditer(text, start, end))
        edges = [start, *(edge for cut in cuts for edge in cut.span()), end]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        if all(len(text[at:to].split()) <= MOST_LISTED for at, to in parts):
            pieces = parts
    for at, to in pieces:
        low, high = _cut(text, at, to, bare=kind in _BARE)
        value = " ".join(text[low:high].split())[:2_000]
        if re.search(r"\w", value):
            yield Item(kind=kind, value=value.lower() if kind == "trait" else value, start=low, end=high)


def _cut(text: str, start: int, end: int, *, bare: bool) -> tuple[int, int]:
    """Without blanks, emphasis at the ends; what is `bare` and no sentence without a stop too."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(' \t*_"\u201c'))
    piece = text[start:end].rstrip(' \t*_"\u201d')
    if bare and len(piece.split()) <= MOST_LISTED:
        piece = piece.rstrip(".;,")
    return start, max(start, start + len(piece))
