"""Claims about kin, marriage and animals: how many, what they are called, what they do. Knows no other slot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claimed import claimed
from brain.drift.claims.numerals import numbers, ordinal
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drift.claims.claim import Claim
    from brain.drift.claims.clause import Clause

MANY: Final = 99.0
"""Upper end of a number that is only known to be at least so many."""

UNIQUE: Final = frozenset({"father", "mother", "wife", "husband"})
PARENTS: Final = {"son": "child", "daughter": "child", "sister": "sibling", "brother": "sibling"}
"""Whose number each of these adds to."""

_ONE_OF: Final = re.compile(
    r"\b(?:i\sam|i'm|i\swas|as)\s(?:the\s)?(\w+)(?:\sborn)?\s(?:child\s)?of\s(\w+)\b", re.IGNORECASE
)
_NTH: Final = re.compile(r"\b(\w+)\schild\sof\sa\b", re.IGNORECASE)
_CALLED: Final = re.compile(
    r"\b(?:my|our|an?|a\s\w+|one)\s(?:late\s|older\s|younger\s|elder\s|little\s|big\s|only\s|dear\s|own\s|\w+\s)?(RELATION)"
    r"(?:,?\s(?:is\s|was\s)?(?:called|named)|'s\sname\s(?:is|was)|\sis|,)?\s((?-i:[A-ZÀ-Þ][\w'-]+))",
    re.IGNORECASE,
)
_WORKS: Final = re.compile(
    r"\bmy\s(?:late\s|own\s|dear\s)?(father|dad|papa|mother|mum|mom|mama|wife|husband)\s(?:(?-i:[A-ZÀ-Þ][\w'-]+)\s)?"
    r"(?:is|was|worked\sas|works\sas|had\sbeen|has\sbeen)\s(?:an?\s|the\s)?((?:[\w'-]+\s){0,3}?[\w'-]+)(?=\s*(?:[,.!;]|$|\s(?:and|in|at|who|from|by|for|all|until)\b))",
    re.IGNORECASE,
)
_NO_FAMILY: Final = re.compile(r"\bi(?:'ve|\shave)\sno\sfamily\b(?:\sleft|\sat\sall|\sof\smy\sown)?", re.IGNORECASE)
_UNMARRIED: Final = re.compile(
    r"\b(?:i\s(?:am|was)|i'm)\s(?:not\smarried|unmarried|single|a\sbachelor|a\sspinster|a\swidower?|widowed|divorced)\b|\bno\s(?:husband|wife|spouse|consort)\b|"
    r"\bi\s(?:have|'ve)\sno\s(?:husband|wife|spouse)\b|\bi'm\snot\smarried\b",
    re.IGNORECASE,
)
_NEVER_MARRIED: Final = re.compile(
    r"\bi(?:'ve|\shave)?\snever\s(?:been\s)?(?:married|wed)\b|\bi\snever\stook\sa\s(?:wife|husband)\b", re.IGNORECASE
)
_MARRIED: Final = re.compile(
    r"\bi(?:'m|\sam)\s(?:\w+\s)?married\b|\bwe(?:'ve|\shave)\sbeen\smarried\b|\bi(?:'ve|\shave)\sbeen\smarried\b|\bi\shave\sa\s(?:wife|husband)\b",
    re.IGNORECASE,
)
_ONCE_MARRIED: Final = re.compile(
    r"\bi\s(?:was|had\sbeen|got)\smarried\b|\bi\smarried\b|\bmy\s(?:late|first|second|former|ex)[\s-](?:wife|husband)\b|"
    r"\bi\s(?:am|was)\s(?:divorced|widowed|a\swidower?)\b|\bi'm\s(?:divorced|widowed|a\swidower?)\b",
    re.IGNORECASE,
)
_WEDDED: Final = ("marri", "wife", "husband", "single", "consort", "widow", "divorced", "bachelor", "wed")
_SPOUSE: Final = re.compile(r"\bmy\s(?:wife|husband)\b", re.IGNORECASE)


def of_family(clause: Clause) -> Iterator[Claim]:
    """What the clause states of the speaker's kin and animals."""
    forms = clause.forms
    kinds = vocabulary().relations
    if any(form in kinds or form.removesuffix("'s") in kinds for form in forms):
        yield from _counts(clause, forms)
        yield from _names(clause)
        yield from _trades(clause)
    elif "of" in forms:
        yield from _rank(clause)
    lowered = clause.text.lower()
    if "no family" in lowered and _NO_FAMILY.search(clause.text):
        yield claimed(clause, "family count", about="family", low=0.0, high=0.0)
    if any(cue in lowered for cue in _WEDDED):
        yield from _marriage(clause)


def _counts(clause: Clause, forms: tuple[str, ...]) -> Iterator[Claim]:
    kinds = vocabulary().relations
    stated = {one.end: one for one in numbers(forms) if not one.ordinal}
    have = next(
        (at for at, (form, after) in enumerate(zip(forms, [*forms[1:], ""], strict=True)) if _owns(form, after)), None
    )
    yield from _rank(clause)
    for at, form in enumerate(forms):
        kind = kinds.get(form)
        if kind in UNIQUE and clause.tense == "present" and forms[at - 1 : at] == ("my",):
            yield claimed(clause, "family count", about=kind, low=1.0, high=MANY)
        if kind is None or kind in UNIQUE or kind == "spouse" or form == "pet":
            continue
        negative = (
            any(word in ("no", "any", "neither", "without") for word in forms[max(0, at - 2) : at])
            or ("no" in forms[max(0, at - 3) : at] and forms[at - 1] in ("or", "nor"))
            or (
                "never" in forms[:at] and at < 7  # noqa: PLR2004
            )
        )
        number = next((stated[end] for end in (at, at - 1) if end in stated), None)
        mine = (have is not None and have < at) or (
            number is not None and forms[number.first - 1 : number.first] in (("my",), ("our",))
        )
        if not mine and forms[at - 1 : at] not in (("my",), ("our",)) and not (negative and forms[0] == "no"):
            continue
        if negative and (number is None):
            yield claimed(clause, "family count", about=kind, low=0.0, high=0.0)
        elif (
            form == "child"
            and "only" in forms[max(0, at - 1) : at]
            and ("an" in forms or "the" in forms)
            and ({"am", "i'm", "was", "as"} & set(forms))
        ):
            yield claimed(clause, "family count", about="sibling", low=0.0, high=0.0)
        elif number is not None:
            both = forms[at + 1 : at + 2] == ("and",) and kinds.get("".join(forms[at + 2 : at + 3])) in PARENTS
            about = PARENTS.get(kind, kind) if both else kind
            yield claimed(clause, "family count", about=about, low=float(number.value), high=float(number.value))
        elif at and forms[at - 1] in ("a", "my", "our", "one", "older", "younger", "little", "big", "elder", "late"):
            yield claimed(clause, "family count", about=kind, low=1.0, high=MANY)


def _owns(form: str, after: str) -> bool:
    """Whether a pair of words says that the speaker has what follows."""
    if form in ("i've", "we've", "i'm"):
        return True
    return form in ("i", "we") and after in _OWNING


_OWNING: Final = frozenset(
    ["have", "had", "keep", "own", "got", "raised", "am", "was", "never", "don't", "do", "haven't"]
)


def _rank(clause: Clause) -> Iterator[Claim]:
    found = _ONE_OF.search(clause.text)
    total = numbers([found.group(2).lower()]) if found else []
    if (
        found
        and total
        and (ordinal(found.group(1).lower()) or found.group(1).lower() in ("one", "youngest", "eldest", "oldest"))
    ):
        others = float(total[0].value - 1)
        yield claimed(clause, "family count", found, about="sibling", low=others, high=others)
        return
    nth = _NTH.search(clause.text)
    rank = ordinal(nth.group(1).lower()) if nth else None
    if nth and rank:
        yield claimed(clause, "family count", nth, about="sibling", low=float(rank - 1), high=MANY)


def _names(clause: Clause) -> Iterator[Claim]:
    kinds = vocabulary().relations
    for found in _called().finditer(clause.text):
        kind = kinds[found.group(1).lower()]
        name = found.group(2).lower().removesuffix("'s")
        if name not in ("i", "god"):
            yield claimed(clause, "family name", found, about=kind, values=frozenset({name}))


def _trades(clause: Clause) -> Iterator[Claim]:
    found = _WORKS.search(clause.text)
    if found is None:
        return
    words = found.group(2).lower().replace("-", " ").split()
    trade = next((word for word in reversed(words) if word in vocabulary().trades), None)
    if trade is not None and not {"not", "never"} & set(words):
        kind = vocabulary().relations[found.group(1).lower()]
        yield claimed(clause, "family work", found, about=kind, values=frozenset({str(vocabulary().trades[trade])}))


def _marriage(clause: Clause) -> Iterator[Claim]:
    """Whether the speaker is married now, and whether it ever was."""
    text = clause.text
    if _NEVER_MARRIED.search(text):
        yield claimed(clause, "marriage", about="ever", negated=True)
        yield claimed(clause, "marriage", about="now", negated=True)
        return
    if _ONCE_MARRIED.search(text):
        yield claimed(clause, "marriage", about="ever")
    if _UNMARRIED.search(text):
        yield claimed(clause, "marriage", about="now", negated=True)
    elif _MARRIED.search(text) or (
        _SPOUSE.search(text) and clause.tense == "present" and not _ONCE_MARRIED.search(text)
    ):
        yield claimed(clause, "marriage", about="now")
        yield claimed(clause, "marriage", about="ever")


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _called() -> re.Pattern[str]:
    if "called" not in _PATTERNS:
        names = "|".join(sorted(vocabulary().relations, key=lambda name: (-len(name), name)))
        _PATTERNS["called"] = re.compile(_CALLED.pattern.replace("RELATION", names), re.IGNORECASE)
    return _PATTERNS["called"]
