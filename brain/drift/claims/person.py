"""Claims of a speaker about itself: name, birth, age, home, people, work. Knows no family and no opinion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drift.claims.age import of_age
from brain.drift.claims.claimed import claimed
from brain.drift.claims.numerals import numbers
from brain.drift.claims.places import canonical, gazetteer, known
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drift.claims.claim import Claim, Slot
    from brain.drift.claims.clause import Clause

_I: Final = r"\b(?:[Ii])(?:'m|'ve|\sam|\shave|\swas|\sbeen)?"
_NAMED: Final = re.compile(
    r"\b(?:my\s(?:full\s|real\s|first\s|own\s|given\s)?name(?:'s|\sis|\swas)|i\sam\scalled|i'm\scalled|i\sgo\sby|"
    r"people\scall\sme|you\s(?:can|may)\scall\sme|i\sam\snamed|i'm\snamed)\s"
    r"(?:the\sname\s(?:of\s)?|not\s|still\s)?((?-i:[A-ZÀ-Þ][\w'-]+(?:\s[A-ZÀ-Þ][\w'-]+){0,3}))",
    re.IGNORECASE,
)
_INTRODUCED: Final = re.compile(
    r"\bI(?:'m|\sam)\s((?-i:[A-ZÀ-Þ][\w'-]+)(?:\s(?-i:[A-ZÀ-Þ][\w'-]+)){0,2})(?=\s*(?:[,.!;]|$|\sand\b|\sfrom\b))"
)
_BORN: Final = re.compile(
    r"\b(?:i\swas|i\sam|i'm|we\swere|was|i\sgot)?\s?(?:also\s|actually\s|really\s)?(not\s|never\s)?born\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    r"\b(?:i\scome\sfrom|i\sam\s(?:originally\s)?from|i'm\s(?:originally\s)?from|i\shail\sfrom|i\sam\sa\snative\sof|i'm\sa\snative\sof)\b",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?:i\s(?:now\s|still\s|currently\s|have\salways\s|always\s|do\s)?(?:live|dwell|reside|lodge)|i've\s(?:always\s)?lived|"
    r"i\shave\s(?:always\s)?lived|i\sam\sliving|i'm\sliving|i\s(?:do\snot|don't)\slive|i'm\sbased|i\sam\sbased|"
    r"my\s(?:home|house|flat|apartment|cottage)\s(?:is|stands|lies)|home\sis|my\shome\sis)\b",
    re.IGNORECASE,
)
_GREW: Final = re.compile(
    r"\bi\s(?:grew\sup|was\s(?:raised|brought\sup|schooled)|went\sto\sschool|studied|spent\smy\s(?:childhood|youth|boyhood|girlhood))\s"
    r"(?=in\b|at\b|near\b)|\bi(?:'ve|\shave)?\snever\s(?:once\s|in\smy\slife\s)?(?:left|set\sfoot\soutside|been\soutside(?:\sof)?)\s"
)
_PLACE: Final = re.compile(
    r"\b(?:in|at|from|near|outside|left|to|of|is|around|call(?:ed)?)\s(?:the\s|a\s|downtown\s|central\s|old\s|northern\s|southern\s|eastern\s|western\s)*"
    r"([A-ZÀ-Þ][\w'-]*[\w](?:\s(?:de\s|of\s|the\s)?[A-ZÀ-Þ][\w'-]+)*)|,\s([A-ZÀ-Þ][\w'-]+(?:\s[A-ZÀ-Þ][\w'-]+)*)"
)
_DAYS_OF_MONTH: Final = range(1, 32)
_NEAR: Final = 2
"""Words between a day and its month at the most."""

_IS_A: Final = re.compile(
    r"\b(?:i\sam|i'm|i\swork\sas|i've\sbeen|i\shave\sbeen|i\sserve\sas|i\shave\salways\sbeen)\s"
    r"(?:(not|never)\s)?(?:actually\s|really\s|now\s|still\s|only\s|just\s)*(?:(?:an?|the)\s)?((?:[\w'-]+\s){0,2}[\w'-]+)(\sof\b)?",
    re.IGNORECASE,
)


def of_person(clause: Clause) -> Iterator[Claim]:
    """Name, birth, age, home, nationality and work, where the clause states one of the speaker."""
    text, lowered = clause.text, clause.text.lower()
    if not clause.own:
        if "home is" in lowered:
            yield from _home(clause, lowered)
        return
    if "name" in lowered or "call" in lowered or "go by" in lowered:
        yield from _named(clause, text)
    if "i'm " in lowered or "i am " in lowered:
        yield from _introduced(clause, text)
    yield from of_age(clause)
    if "born" in lowered or "from" in lowered or "native" in lowered:
        yield from _born(clause, text)
    yield from _home(clause, lowered)
    yield from _lived(clause, lowered)
    yield from _is_a(clause, text)


def _no_place(name: str) -> bool:
    known = vocabulary()
    return name in known.months or name in known.days or name in ("i", "god", "christmas", "easter")


def _stands_alone(words: list[str], people: str) -> bool:
    """Whether a word for a people is what the speaker is, and no attribute of a noun that follows."""
    at = next(index for index, word in enumerate(words) if gazetteer().demonyms.get(word) == people)
    return words[at + 1 : at + 2] in (
        [],
        ["by"],
        ["and"],
        ["through"],
        ["on"],
        ["but"],
        ["born"],
        ["in"],
        ["citizen"],
        ["myself"],
        ["so"],
    )


def places_in(text: str) -> frozenset[str]:
    """Canonical names of the places that a stretch of text names after a preposition or a comma."""
    found = [first or second for first, second in _PLACE.findall(text)]
    named = {canonical(name) for name in found if not _no_place(name.lower())}
    lowered = text.lower()
    listed = {canonical(hit.group()) for hit in gazetteer().pattern.finditer(lowered)} if named else set()
    return frozenset(
        name for name in named | listed if name in listed or not any(name in other or other in name for other in listed)
    )


def _named(clause: Clause, text: str) -> Iterator[Claim]:
    found = _NAMED.search(text)
    if found and clause.tense in ("present", "past"):
        parts = frozenset(found.group(1).lower().split())
        yield claimed(clause, "name", found, values=parts, negated=" not " in found.group().lower(), tense="present")


def _introduced(clause: Clause, text: str) -> Iterator[Claim]:
    found = _INTRODUCED.search(text)
    if found:
        parts = frozenset(found.group(1).lower().split())
        if parts & vocabulary().first_names and not any(known(canonical(part)) for part in parts):
            yield claimed(clause, "name", found, values=parts)


def _born(clause: Clause, text: str) -> Iterator[Claim]:
    born, origin = _BORN.search(text), _FROM.search(text)
    found = born or origin
    if not found or not re.search(r"\bI\b|\bI'|\bi\b", text[: found.end()]):
        return
    rest = text[found.end() :] if born else text[max(0, found.end() - 4) :]
    named = places_in(rest)
    negated = bool(born and born.group(1))
    if named:
        yield claimed(clause, "birth place", values=named, negated=negated, strength=1.0 if born else 0.8, tense="past")
    if born:
        yield from _born_on(clause, negated=negated)


def _born_on(clause: Clause, *, negated: bool) -> Iterator[Claim]:
    forms = list(clause.forms)
    at = forms.index("born") if "born" in forms else 0
    after = forms[at:]
    stated = numbers(after)
    values = {f"year {one.value}" for one in stated if one.year}
    months = [index for index, form in enumerate(after) if form in vocabulary().months]
    for index in months[:1]:
        values.add(f"month {vocabulary().months[after[index]]}")
        near = [
            one for one in stated if not one.year and one.value in _DAYS_OF_MONTH and abs(one.first - index) <= _NEAR
        ]
        values |= {f"day {one.value}" for one in near[:1]}
    if values:
        yield claimed(clause, "birth date", values=frozenset(values), negated=negated, tense="past")


def _home(clause: Clause, lowered: str) -> Iterator[Claim]:
    found = _HOME.search(lowered)
    if found is None or clause.tense == "past":
        return
    named = places_in(clause.text[max(0, found.end() - 3) :])
    if named:
        negated = " not " in found.group() or "n't" in found.group()
        yield claimed(clause, "home", values=named, negated=negated, tense="present")


def _lived(clause: Clause, lowered: str) -> Iterator[Claim]:
    """Where it says it grew up, studied, or never left: a country that its life must then know."""
    found = _GREW.search(lowered)
    named = places_in(clause.text[found.start() :]) if found else frozenset()
    if found and named and any(known(name) for name in named):
        slot: Slot = "home" if "never" in found.group() else "nationality"
        yield claimed(clause, slot, found, values=named, strength=0.9, tense="present")


def _is_a(clause: Clause, text: str) -> Iterator[Claim]:
    for found in _IS_A.finditer(text):
        words = found.group(2).lower().replace("-", " ").split()
        negated = found.group(1) is not None
        people = next((gazetteer().demonyms[word] for word in words[:2] if word in gazetteer().demonyms), None)
        trade = next((at for at, word in enumerate(words) if word in vocabulary().trades), None)
        if trade is not None and vocabulary().figurative & set(words[:trade]):
            continue
        if (
            trade is not None
            and not (found.group(3) and trade == len(words) - 1)
            and words[trade + 1 : trade + 2] != ["of"]
        ):
            about = str(vocabulary().trades[words[trade]])
            yield claimed(clause, "work", found, about=about, values=frozenset({words[trade]}), negated=negated)
        elif people and trade is None and _stands_alone(words, people):
            yield claimed(clause, "nationality", found, values=frozenset({people}), negated=negated)
