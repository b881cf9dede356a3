"""Facts told in a sentence, in the first or the third person: age, work, place, family, adjectives. Knows no labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from brain.drafting import phrases, shelf
from brain.drafting.pasted.reading import Item
from brain.memory import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drafting.pasted.reading import Kind

LONGEST: Final = 500
"""Of a longer sentence only so many characters are read."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its place, whether its speaker tells of themselves, and whether it is the first of a stretch.

    `text` has the length of what stands there; quotations in it are blotted out.
    """

    text: str
    start: int
    own: bool
    first: bool = False

    def item(self, kind: Kind, start: int, end: int, value: str = "") -> Item | None:
        """The item at `text[start:end]` of the sentence; None for one without a letter or a figure."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip(" \t\n,;:-*_"))
        end -= len(piece) - len(piece.rstrip(" \t\n,;:-*_"))
        said = " ".join(self.text[start:end].split())
        if end <= start or not re.search(r"[^\W_]", said):
            return None
        return Item(kind=kind, value=value or said, start=self.start + start, end=self.start + end)

    def whole(self, kind: Kind) -> Item | None:
        """The sentence itself as an item."""
        return self.item(kind, 0, len(self.text))


_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_TEENS: Final = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_YEARS: Final = rf"(?P<n>\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ](?:{_ONES}))?|{'|'.join(_TEENS)})"
_AGED: Final = (
    re.compile(rf"\b{_YEARS}[- ]years?[- ]old\b", re.IGNORECASE),
    re.compile(rf"\b(?:aged|age of|is now|turned|turning) {_YEARS}\b(?! (?:years|of|to|into))", re.IGNORECASE),
)
_BEHIND: Final = re.compile(rf"(?<=[a-z\u00c0-\u017f]), {_YEARS}(?=[,.;)]|$)")
_MY_AGE: Final = re.compile(
    rf"\b(?:I'm|I am|I've turned|I just turned|I turned) (?:now |only |just |already |almost |nearly )?{_YEARS}"
    r"(?=\s*(?:[,.;!]|$|and\b|now\b|years? old|this\b|next\b))",
    re.IGNORECASE,
)
_APPOSED: Final = re.compile(rf"^\W*(?:[A-Z][\w'-]+ ){{0,3}}[A-Z][\w'-]+(?:,| is| \() ?{_YEARS}(?=[,.)]| and| years)")

_PLACE: Final = r"(?P<p>(?:the )?[A-Z][\w\u00c0-\u017f'-]*(?:[ ,]{1,2}(?:[A-Z][\w\u00c0-\u017f'-]*|of(?= [A-Z]))){0,4})"
_LIVES: Final = re.compile(
    r"\b(?:liv(?:e|es|ing)|based|resid(?:e|es|ing)|settled|moved|home is|stationed|I'm|I am|"
    r"comes?)(?: now| here| alone| mostly| (?:back )?down| up)?"
    rf"(?: on the (?:coast|edge|outskirts) of| just outside| outside| near| in| at| to| on| from|"
    rf" originally from) {_PLACE}"
)
_AT_WORK: Final = re.compile(rf"\b(?:in|from|near|at) {_PLACE}")

_WORK_OWN: Final = re.compile(
    r"\b(?:I'm|I am|I was|I've been|I work(?:ed)? as|I trained as|working as|worked as|by trade)\s+"
    r"(?:(?:just|still|only|now|mostly)\s+)?(?:an?|the)\s+(?P<o>[^,.;:!?]{2,70})",
    re.IGNORECASE,
)
_WORK_NAMED: Final = re.compile(
    r"\b(?:I'm|I am|name is|name's) (?:[A-Z][\w'-]+[ ,]{1,2}){1,4}(?:an?|the)\s+(?P<o>[^,.;:!?]{2,70})"
)
_WORK_TOLD: Final = re.compile(
    r"(?:\b(?:is|was|works as|worked as|works|as|became|serves as)|^\W*|,)\s*(?:an?|the|our|"
    r"your)\s+(?P<o>[^,.;:!?]{2,90})",
    re.IGNORECASE,
)
_LIVING: Final = re.compile(r"\bI (?P<o>[a-z]+ [^,.;!?]{2,50}?) for a living\b", re.IGNORECASE)
_CUT: Final = re.compile(
    r"\s+(?:who|that|which|with|whose|in|at|on|from|for|to|and|but|since|by|when|because|now|near|of (?:the )?[A-Z])\b"
)

_FAMILY_OWN: Final = (
    r"\b(?:my|our)\s+(?:\w+\s+){0,2}?(?:<relation>)\b|\bI (?:have|had|raised|lost) (?:\w+\s+){0,3}(?:<relation>)\b"
)
_FAMILY_TOLD: Final = (
    r"\b(?:her|his|their)\s+(?:\w+\s+){0,2}?(?:<relation>)\b"
    r"|\b(?:has|have|had|raised|raises|lost) (?:\w+\s+){0,3}(?:<relation>)\b"
)
_MARRIED: Final = re.compile(r"\b(?:married|divorced|widowed|a widow|a widower)\b", re.IGNORECASE)
_ADJECTIVE: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BEFORE_OWN: Final = re.compile(
    r"(?:\b(?:I'm|I am|I was|call me|calls me|describe myself as|I can be|I've always been|makes me)\s+)"
    r"(?:(?:very|quite|rather|too|a bit|a little|pretty|also|really|an?|the|so|always|most)\s+){0,3}$",
    re.IGNORECASE,
)
_BEFORE_TOLD: Final = re.compile(
    r"(?:\b(?:is|are|was|be|being|seems|sounds|comes across as|known as|known for being|can be|stays|"
    r"remains|feel|sound)\s+|^\W*)"
    r"(?:(?:very|quite|rather|too|a bit|a little|pretty|also|really|an?|the|always|most|never less than)\s+){0,3}$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    r"^\s*(?:,|,? and|,? but|, yet| yet)(?: (?:also|very|quite|rather|a bit|a little|often|secretly|privately))?\s+$"
)


def facts(told: Told) -> Iterator[Item]:
    """The facts in a sentence."""
    found = [_age(told), _work(told), _place(told), _family(told), *_traits(told)]
    yield from (item for item in found if item is not None)


def years(words: str) -> int | None:
    """A number of years, in figures or words, 1 to 130; None if it is none."""
    parts = re.split(r"[- ]", words.lower())
    ones = _ONES.split("|")
    if parts[0].isascii() and parts[0].isdigit():
        number = int(parts[0])
    elif parts[0] in _TEENS:
        number = _TEENS[parts[0]]
    elif parts[0] in _TENS:
        number = _TENS[parts[0]] + (ones.index(parts[1]) + 1 if len(parts) > 1 and parts[1] in ones else 0)
    else:
        return None
    return number if 1 <= number <= 130 else None  # noqa: PLR2004 - as the genome has it


def occupation(words: str) -> str:
    """A noun phrase for work within words that follow an article; empty where they name no known work."""
    phrase = _CUT.split(words, maxsplit=1)[0].strip()
    known = shelf.work_words()
    lower = phrase.lower()
    named = [word for word in known if word in lower and re.search(rf"\b{re.escape(word)}s?\b", lower)]
    if not named:
        return ""
    end = max(found.end() for word in named if (found := re.search(rf"\b{re.escape(word)}s?\b", lower)))
    parts = phrase[:end].split()
    passed = shelf.adjectives().keys() | {"retired", "former", "old", "young", "small", "good", "bad", "simple"}
    while parts[1:] and (parts[0].lower() in passed or "year" in parts[0].lower() or parts[0][0].isdigit()):
        parts.pop(0)
    return " ".join(parts) if len(parts) <= 4 else max(named, key=len)  # noqa: PLR2004 - a longer one is a clause


def _age(told: Told) -> Item | None:
    rules: tuple[re.Pattern[str], ...] = (*_AGED, _APPOSED, _BEHIND)
    if told.own:
        # "My son is nine years old" tells of somebody else.
        of_itself = re.match(r"\W*(?:\w+, )?(?:I'm|I am)\b", told.text)
        rules = (_MY_AGE, _AGED[0]) if of_itself else (_MY_AGE,)
    for rule in rules:
        found = rule.search(told.text)
        if found is not None and (number := years(found["n"])):
            start, end = found.span("n")
            return told.item("age", start, end, value=str(number))
    return None


def _work(told: Told) -> Item | None:
    if told.own and (found := _LIVING.search(told.text)):
        return told.item("occupation", *found.span("o"))
    rules = (_WORK_OWN, _WORK_NAMED) if told.own else (_WORK_TOLD,)
    for found in (match for rule in rules for match in rule.finditer(told.text)):
        if phrase := occupation(found["o"]):
            at = re.search(re.escape(phrase), told.text[found.start("o") :], re.IGNORECASE)
            if at:
                return told.item("occupation", found.start("o") + at.start(), found.start("o") + at.end())
    return None


def _place(told: Told) -> Item | None:
    found = _LIVES.search(told.text)
    if found is None and told.own and (begun := _WORK_NAMED.search(told.text) or _WORK_OWN.search(told.text)):
        found = _AT_WORK.search(told.text, begun.start())
    if found is None and not told.own and told.first:
        found = next((one for one in _AT_WORK.finditer(told.text) if next(phrases.places(one.group()), "")), None)
    if found is None:
        return None
    end = found.end("p") - (2 if found["p"].endswith("'s") else 0)
    return told.item("place", found.start("p"), end)


def _family(told: Told) -> Item | None:
    rule = _relations(own=told.own)
    about = re.search(r"\bI(?:'m| am| was)\b", told.text) if told.own else True
    if rule.search(told.text) or (about and _MARRIED.search(told.text)):
        return told.whole("family")
    return None


@cache
def _relations(*, own: bool) -> re.Pattern[str]:
    """Friends and colleagues are no family."""
    listed = [
        word
        for word in patterns.load("rules.toml")["words"]["relation"]
        if word not in {"friend", "friends", "boss", "teacher", "mentor", "therapist", "colleague", "neighbour",
                        "neighbor", "roommate", "flatmate", "ex", "best friend", "baby", "family"}
    ]  # fmt: skip
    return patterns.either([_FAMILY_OWN if own else _FAMILY_TOLD], {"relation": patterns.any_of(listed)})


def _traits(told: Told) -> Iterator[Item | None]:
    known = shelf.adjectives()
    before = _BEFORE_OWN if told.own else _BEFORE_TOLD
    after = -1
    for match in _ADJECTIVE.finditer(told.text):
        if match.group().lower() not in known:
            continue
        led = told.text[max(0, match.start() - 80) : match.start()]
        if told.own and re.search(r"\b(?:thinks?|says?|said|claims?) (?:that )?(?:I'm|I am|I was)\s+\W*$", led):
            # What somebody else thinks of them may be wrong.
            continue
        if before.search(led) or (after >= 0 and _JOINED.match(told.text[after : match.start()])):
            after = match.end()
            yield told.item("trait", *match.span(), value=match.group().lower())
