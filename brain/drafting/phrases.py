"""Patterns by which a concept is read: names, ages, pronouns, places, what somebody loves and hates. English only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from brain.drafting import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drafting.wording import Pronouns

MOST: Final = 4
"""At most so many things that somebody likes, or dislikes."""

SHORTEST_KIND: Final = 3
"""A shorter word before a word for work says nothing of its kind."""

MACHINE: Final = re.compile(
    r"\b(?:a\.?i\.?|artificial intelligence|chat ?bot|bot|robot|android|virtual assistant|language model|"
    r"ship's computer|machine mind)\b"
)

TONGUES: Final = (
    (re.compile(r"[\u3040-\u30ff]"), "japanese"),
    (re.compile(r"[\uac00-\ud7af]"), "korean"),
    (re.compile(r"[\u4e00-\u9fff]"), "chinese"),
    (re.compile(r"[\u0400-\u04ff]"), "slavic"),
    (re.compile(r"[\u0370-\u03ff]"), "greek"),
    (re.compile(r"[\u0600-\u06ff]"), "arabic"),
    (re.compile(r"[\u0900-\u097f]"), "indian"),
    (re.compile(r"[ăắằặơưđạọệ]"), "vietnamese"),
    (re.compile(r"[ãõ]|\b(?:uma|não|é|um|com|mas|seu|sua|que|os)\b"), "portuguese"),
    (re.compile(r"[ñ¿¡]|\b(?:una|que|pero|los|las|muy|su|el|un|con|en)\b"), "spanish"),
    (re.compile(r"[äöüß]|\b(?:ein|eine|der|die|das|und|mit|nicht|aber|seine?n?|ihre?n?|ist|im)\b"), "german"),
    (re.compile(r"\b(?:un|une|qui|mais|avec|dans|ses|le|les|est|et|des|à)\b"), "french"),
    (re.compile(r"\b(?:un|uno|una|che|gli|della|molto|con|il|è|del)\b"), "italian"),
    (re.compile(r"[åøæ]|\b(?:och|som|ikke|inte|og|en|med)\b"), "scandinavian"),
    (re.compile(r"[ğışç]|\b(?:bir|ve|ama)\b"), "turkish"),
)
"""What a language is known by, letters and small words, with the culture of its names."""

FORMER: Final = re.compile(r"\b(?:retired|former|ex-|used to be|once was|erstwhile)\b|\bex-\w")

_FIGURE: Final = re.compile(r"\b(\d{1,3})[- ]?(?:years?[- ]old|yo\b|y/o|-year-old)|\bage[ds]? (?:of )?(\d{1,3})\b")
_WORDS: Final = {
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SPELLED: Final = re.compile(rf"\b({'|'.join(_WORDS)})[- ]years?[- ]old\b")
_DECADE: Final = re.compile(r"\bin (?:his|her|their|its) (?:early |mid-?|late )?([2-9]0)'?s\b")
_TIES: Final = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90}
_TIES_AGE: Final = re.compile(rf"\bin (?:his|her|their|its) (early |mid-?|late )?({'|'.join(_TIES)})(?:y's|ies)\b")
_CHILD: Final = re.compile(r"\b(?:child|kid|little (?:girl|boy)|schoolgirl|schoolboy|toddler)\b")
_AFTER_A_PERSON: Final = re.compile(
    r"\b([a-z]+) of (\d{2,3})(?=\s*$|[,.;:!?)]|\s+(?:who|that|which|in|from|with|and|whose|living|but|on|at)\b)"
)
_COUNTED: Final = frozenset(
    {
        "band", "class", "club", "crew", "family", "father", "grandfather", "grandmother", "group", "household",
        "mother", "one", "out", "parent", "population", "room", "set", "team", "town", "troupe", "village",
    }
)  # fmt: skip
"""Words before `of 12` that make it a number of people and no age."""
_BETWEEN_COMMAS: Final = re.compile(r"^[^,.;:]{2,40},\s*(\d{2,3})(?:,|\s*$)")
_TEEN: Final = re.compile(r"\b(?:teen|teenager|teenage|adolescent|high school)\b")
_OLD: Final = re.compile(
    r"\b(?:old|elderly|aged|ancient|retired|grandmother|grandfather|grandma|grandpa|pensioner|ageing)\b"
)
_YOUNG: Final = re.compile(r"\b(?:young|student|apprentice|intern|freshman|undergraduate)\b")
_YEARS_OLD: Final = re.compile(r"years?[- ]old")

_SHE: Final = re.compile(
    r"\b(?:she|her|hers|herself|woman|girl|lady|mother|mom|mum|grandmother|grandma|aunt|sister|queen|princess|duchess|"
    r"empress|actress|waitress|governess|headmistress|witch|nun|priestess|sorceress|goddess|wife|widow|daughter|"
    r"schoolgirl|cowgirl|seamstress|noblewoman|ballerina|housewife|businesswoman|saleswoman)\b"
)
_HE: Final = re.compile(
    r"\b(?:he|him|his|himself|man|boy|gentleman|father|dad|grandfather|grandpa|uncle|brother|king|prince|duke|emperor|"
    r"waiter|headmaster|wizard|monk|priest|sorcerer|husband|widower|son|schoolboy|cowboy|nobleman|salesman|fisherman|"
    r"businessman|schoolmaster|butler|sheriff)\b"
)
_THEY: Final = re.compile(r"\b(?:they/them|non-?binary|genderqueer|agender)\b")

_CAPITAL: Final = r"[A-Z][\w\u00c0-\u017f'\u2019-]*"
_NAMED: Final = re.compile(
    rf"\b(?:called|named|name is|name's|known as|goes by)\s+[\"\u201c']?({_CAPITAL}"
    rf"(?:\s(?:{_CAPITAL}|van|von|de|da|el|bin|of|the)){{0,3}})"
)
_LEADS: Final = re.compile(rf"^({_CAPITAL}(?:\s{_CAPITAL}){{0,3}})(?:,| is | was |: )")
_PLACED: Final = re.compile(
    rf"\b(?:in|from|at|near|of|based in|living in|born in)\s+({_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}})"
)
_NO_PLACES: Final = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Big|The)\b"
)

_STOP: Final = (
    r"(?=\s*(?:[,.;:!?()]|$|\b(?:and|but|who|which|that|while|because|although|though|when|so|yet|or|with a|in [A-Z]|"
    r"since|until|except|than anything|more than|after|before|about (?:his|her|their))\b))"
)
_LIKES: Final = re.compile(
    r"\b(?:loves?|likes?|adores?|enjoys?|fond of|obsessed with|"
    r"passionate about|fascinated by|interested in|lives for|addicted to|a passion for|a love of|"
    r"(studies|studying|study)|(collects|collecting)|(plays|playing)|(paints|painting)|(grows|growing)|(builds|building)|"
    r"(restores|restoring)|(breeds|breeding)|(writes|writing)|(hoards|hoarding)|(bakes|baking)|(breaks|breaking)"
    r")\s+(.{2,60}?)" + _STOP
)
_DOING: Final = (
    "", "collecting ", "playing ", "painting ", "growing ", "building ", "restoring ", "breeding ", "writing ",
    "hoarding ", "baking ", "breaking ",
)  # fmt: skip
_DISLIKES: Final = re.compile(
    r"\b(?:hates?|dislikes?|detests?|loathes?|despises?|can'?t stand|cannot stand|can't bear|cannot bear|fears?|"
    r"is afraid of|afraid of|scared of|terrified of|avoids?|refuses?|distrusts?|is allergic to|has no patience for|"
    r"(?:does not|doesn't|do not|don't|never) (?:like|enjoy|trust))\s+(.{2,60}?)" + _STOP
)
_HEAD: Final = re.compile(
    r"^(?:imagine|create|make me|make|design|write|please|i want|i need|give me)?\s*(?:an?|the|my|one)\s+(.+?)"
    r"(?=\s+(?:who|that|which|in|from|with|at|of|for|on|and|whose|called|named|living|but|is|was|to)\b|[,.;:!?(]|$)",
    re.IGNORECASE,
)
_SPARE: Final = re.compile(r"^(?:very|really|quite|rather|slightly|a bit|somewhat)\s+", re.IGNORECASE)


def age(lower: str) -> int | None:
    """An age in years, 1 to 130, if one is told."""
    if found := _FIGURE.search(lower):
        return _possible(found.group(1) or found.group(2))
    for found in _AFTER_A_PERSON.finditer(lower):
        if found.group(1) not in _COUNTED:
            return _possible(found.group(2))
    if found := _BETWEEN_COMMAS.search(lower):
        return _possible(found.group(1))
    if found := _SPELLED.search(lower):
        return _WORDS[found.group(1)]
    if found := _TIES_AGE.search(lower):
        return _TIES[found.group(2)] + {"early": 2, "late": 8}.get((found.group(1) or "").strip(), 5)
    found = _DECADE.search(lower)
    return int(found.group(1)) + 5 if found else None


def _possible(figure: str) -> int | None:
    years = int(figure)
    return years if 1 <= years <= 130 else None  # noqa: PLR2004 - as the genome has it


def stage(lower: str, years: int | None) -> Literal["child", "teen", "young", "adult", "old"]:
    """The stage of life, by the age if there is one."""
    if years is not None:
        steps: tuple[tuple[int, Literal["child", "teen", "young", "adult"]], ...] = (
            (13, "child"), (20, "teen"), (30, "young"), (62, "adult"),
        )  # fmt: skip
        return next((name for end, name in steps if years < end), "old")
    told = _YEARS_OLD.sub("", lower)
    if _CHILD.search(told):
        return "child"
    if _TEEN.search(told):
        return "teen"
    if _OLD.search(told):
        return "old"
    return "young" if _YOUNG.search(told) else "adult"


def pronouns(lower: str) -> Pronouns | None:
    """The pronouns the words use or imply; None where they do not say."""
    if _THEY.search(lower):
        return "they/them"
    she, he = len(_SHE.findall(lower)), len(_HE.findall(lower))
    if she == he:
        return None
    return "she/her" if she > he else "he/him"


def name(words: str) -> str:
    """The name that is given, if one is."""
    for pattern in (_NAMED, _LEADS):
        found = pattern.search(words)
        if (
            found
            and found.group(1).split()[0] not in shelf.words("no names")
            and found.group(1) != found.group(1).upper()
        ):
            return found.group(1).strip()[:80]
    return ""


def places(words: str) -> Iterator[str]:
    """Places by their capitals, in order: `in Lisbon`, `from New Orleans`."""
    for found in _PLACED.finditer(words):
        if not _NO_PLACES.match(found.group(1)):
            yield re.sub(r"['\u2019]s$", "", found.group(1))


def likes(words: str) -> tuple[str, ...]:
    """What it loves, studies, collects or plays, as noun phrases."""
    found = []
    for match in _LIKES.finditer(words):
        if re.search(r"\b(?:not|n't|n\u2019t|never|no longer)\s*$", words[: match.start()]):
            continue
        verb = next((place for place, part in enumerate(match.groups()[:-1]) if part), 0)
        found.append(_thing(_DOING[verb] + match.groups()[-1]))
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


def dislikes(words: str) -> tuple[str, ...]:
    """What it hates, fears or avoids, as noun phrases."""
    return tuple(dict.fromkeys(one for match in _DISLIKES.finditer(words) if (one := _thing(match.group(1)))))[:MOST]


def head(words: str) -> str:
    """The noun phrase that the sentence is about, without article and adjectives; empty if there is none."""
    found = _HEAD.match(words.strip())
    if not found:
        return ""
    known = shelf.adjectives()
    parts = _SPARE.sub("", found.group(1)).split()
    kept = [part for part in parts if part.lower().strip(",") not in known and not re.match(r"\d", part)]
    kept = [part for part in kept if part.lower() not in {"old", "young", "retired", "former", "middle-aged", "little"}]
    phrase = " ".join(kept[-3:]).strip(" ,'\"")
    return phrase if phrase and re.fullmatch(r"[^\W\d_](?:[\w' -]*\w)?", phrase) and len(phrase) <= 40 else ""  # noqa: PLR2004


def spelled(words: str, word: str) -> str:
    """A word for somebody's work as the text spells it (`ER nurse`), in lower case where it only begins a sentence."""
    found = re.search(rf"\b{re.escape(word)}", words, re.IGNORECASE)
    written = found.group() if found else word
    return written if any(part.isupper() and len(part) > 1 for part in written.split()) else written.lower()


def with_kind(words: str, word: str) -> str:
    """A word for somebody's work, with the word before it where that says of which kind: `climate scientist`."""
    written = spelled(words, word)
    before = re.search(rf"([\w'\u2019-]+) {re.escape(word)}", words, re.IGNORECASE)
    kind = before.group(1) if before else ""
    plain = kind.lower()
    if kind == "AI":
        return f"{kind} {written}"
    passed = plain in shelf.words("no kinds") or plain in shelf.adjectives() or plain.endswith(("ly", "old"))
    if passed or len(plain) < SHORTEST_KIND:
        return written
    if plain in shelf.places():
        return written
    return f"{kind if kind[0].isupper() else plain} {written}"


def people(words: str) -> str:
    """The people or the time it belongs to, as an adjective with a capital: `Nigerian`, `Victorian`; empty if none."""
    known = shelf.places()
    found = re.findall(r"\b([A-Z][a-z]+(?:an|ish|ese|ic|ian|ean|ch|eek|ss))\b", words)
    return next((one for one in found if one.lower() in known), "")


def _thing(text: str) -> str:
    thing = text.strip(" '\"*")
    thing = re.sub(r"\b(?:his|her|their|its)\s+(?=\w)", "my ", thing)
    thing = re.sub(r"^the idea of\s+", "", thing)
    if found := re.match(r"to\s+([a-z]+)\b", thing):
        thing = _gerund(found.group(1)) + thing[found.end() :]
    thing = re.sub(r"\s+(?:very|so|too|deeply|dearly)$", "", thing)
    if thing.lower() in {"it", "them", "him", "her", "you", "me", "nothing", "everything", "that", "this", "all", "my"}:
        return ""
    return thing if re.search(r"\w", thing) else ""


def _gerund(verb: str) -> str:
    """`sing` to `singing`, `bake` to `baking`, `run` to `running`."""
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"
