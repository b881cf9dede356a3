"""Claims about likes, dislikes, favourites and diet. Knows no other slot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claimed import claimed
from brain.drift.claims.clause import QUOTE
from brain.drift.claims.vocabulary import stem, vocabulary
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drift.claims.claim import Claim
    from brain.drift.claims.clause import Clause

_FOR: Final = (
    r"love|like|adore|enjoy|treasure|cherish|am\s(?:very\s|so\s)?fond\sof|am\sdevoted\sto|delight\sin|relish|"
    r"am\smad\sabout|am\spassionate\sabout"
)
_AGAINST: Final = (
    r"hate|dislike|detest|loathe|despise|abhor|"
    r"(?:can't|cannot|can\snot|can\snever|could\snever)\s(?:stand|abide|bear|endure)|"
    r"(?:never|don't|do\snot)\s(?:really\s|much\s|ever\s)?(?:like|liked|love|loved|enjoy|enjoyed|care\sfor|cared\sfor)|"
    r"have\sno\s(?:love|liking|taste)\sfor|"
    r"am\snot\s(?:very\s|at\sall\s)?fond\sof|have\snever\s(?:liked|enjoyed|cared\sfor|loved)"
)
_TASTE: Final = re.compile(
    rf"\b(?:i|i'm|i've)\s(?:(?:really|truly|do|always|still|just|also|dearly|simply|absolutely|positively|have\salways|"
    rf"particularly)\s)*"
    rf"(?:(?P<against>{_AGAINST})|(?P<for>{_FOR}|fond\sof|devoted\sto|loved|liked|enjoyed))\s(?P<what>.+)",
    re.IGNORECASE,
)
_FAVOURITE: Final = re.compile(
    r"\bmy\s(?:absolute\s|own\s|very\s)?favou?rite\s(?P<kind>(?:\w+\s){0,2}?\w+)\s(?:is|was|has\salways\sbeen|remains)\s(?P<what>.+)",
    re.IGNORECASE,
)
_VEGETARIAN: Final = re.compile(
    r"\bi(?:'m|\sam|'ve\sbeen|\shave\sbeen)\s(?:now\s|a\s|an\s|strictly\s|a\sstrict\s|still\s|a\slifelong\s)*(?P<not>not\s(?:a\s)?)?(?:vegetarian|vegan)\b|"
    r"\bi\s(?:do\snot|don't|never|haven't|have\snever)\s(?:eat|touch|eaten|touched)\s(?:any\s)?(?:meat|animals|flesh)\b",
    re.IGNORECASE,
)
_EATS: Final = re.compile(
    r"\bi(?:'ve|\shave|\sdo)?\s(?:\w+\s){0,2}?(?:eat|ate|love|like|enjoy|cook|order|had)\s(?P<what>.+)", re.IGNORECASE
)
_TEETOTAL: Final = re.compile(
    r"\bi(?:'m|\sam)\s(?:a\s)?teetotal(?:l?er)?\b|\bi\s(?:do\snot|don't|never)\s(?:drink|touch)\s(?:any\s)?alcohol\b|\bi\s(?:do\snot|don't|never)\sdrink$",
    re.IGNORECASE,
)
_LIQUOR: Final = frozenset(
    [
        "beer",
        "wine",
        "whisky",
        "whiskey",
        "gin",
        "rum",
        "vodka",
        "brandy",
        "ale",
        "cider",
        "champagne",
        "cognac",
        "sherry",
        "port",
    ]
)
_ITEM: Final = re.compile(r",\s(?:and\s|or\s)?|\s(?:and|or|nor)\s(?=\w)")
_ENDS: Final = re.compile(
    r"\s(?:since|because|which|that|who|when|where|so|more|most|as|while|but|than|if|preferably|whenever|in\sfront|at\swhich)\b|[.!?]",
    re.IGNORECASE,
)
_EMPTY: Final = frozenset(
    ["it", "that", "this", "you", "him", "her", "them", "me", "us", "how", "what", "when", "to", "the", "a", "an"]
)


def of_taste(clause: Clause) -> Iterator[Claim]:
    """What the clause says that the speaker likes or does not, eats or does not."""
    lowered = clause.text.lower()
    if "i" not in clause.forms and not any(form in ("my", "i'm", "i've") for form in clause.forms):
        return
    found = _TASTE.search(clause.text)
    if found:
        against = found.group("against") is not None
        strength = 1.0 if clause.tense != "past" else 0.7
        for item in _items(found.group("what")):
            yield claimed(clause, "taste", found, values=item, negated=against, strength=strength)
    if "favo" in lowered:
        best = _FAVOURITE.search(clause.text)
        items = list(_items(best.group("what"))) if best else []
        if best and len(items) == 1:
            about = " ".join(sorted(stem(word.form) for word in words(best.group("kind"))))
            yield claimed(clause, "favourite", best, about=about, values=items[0])
    yield from _diet(clause, lowered)


def _items(listed: str) -> Iterator[frozenset[str]]:
    """The things of a list, each by its content words; those that begin with a pronoun stand for something else."""
    end = _ENDS.search(listed)
    for part in _ITEM.split(listed[: end.start()] if end else listed)[:5]:
        forms = [word.form for word in words(part)]
        if not forms or QUOTE in part or forms[0] in _EMPTY - {"to", "the", "a", "an"}:
            continue
        item = frozenset(stem(form) for form in forms if form not in vocabulary().stop)
        if item:
            yield item


def _diet(clause: Clause, lowered: str) -> Iterator[Claim]:
    if "veg" in lowered or "meat" in lowered or "flesh" in lowered or "animals" in lowered:
        found = _VEGETARIAN.search(clause.text)
        if found:
            yield claimed(clause, "diet", found, about="meat", negated=not found.group("not"))
            return
    dry = _TEETOTAL.search(clause.text.strip().rstrip(".!"))
    if dry:
        yield claimed(clause, "diet", about="alcohol", negated=True)
        return
    eaten = _EATS.search(clause.text) if clause.tense in ("present", "perfect") else None
    forms = set(clause.forms)
    if eaten and not {"no", "not", "never"} & forms and not any(form.endswith("n't") for form in forms):
        what = {word.form for word in words(eaten.group("what"))}
        if what & vocabulary().meats:
            yield claimed(clause, "diet", eaten, about="meat")
    if what_drunk(forms) and clause.tense == "present":
        yield claimed(clause, "diet", about="alcohol")


def what_drunk(forms: set[str]) -> bool:
    """Whether a clause in the first person drinks alcohol without denying it."""
    return (
        bool(forms & _LIQUOR)
        and bool(forms & {"drink", "sip", "enjoy", "love"})
        and "i" in forms
        and not (forms & {"no", "not", "never", "don't"})
    )
