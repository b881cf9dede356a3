"""Names and pronouns with their places: `my name is Mara`, `Mara Quill, 61`, `# Mara Quill`, `she`. Knows no labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drafting import phrases, shelf
from brain.drafting.pasted.labels import kind_of
from brain.drafting.pasted.reading import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

READ: Final = 1_500
"""Of a stretch only so many characters are read for a name."""

_CAPITAL: Final = r"[A-Z][\w\u00c0-\u017f'-]*"
_FULL: Final = rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|St)\. )?{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}}"
_OWN: Final = (
    re.compile(
        rf"\b(?:[Mm]y name is|[Mm]y name's|I'm called|I am called|[Pp]eople call me|[Cc]all me)\s+(?P<n>{_FULL})"
    ),
    re.compile(rf"\b(?:I'm|I am) (?P<n>{_CAPITAL}(?:[ ]{_CAPITAL}){{1,2}})\b"),
    re.compile(rf"^\W*(?:Hi|Hello|Hey|So|Well|Yes|OK)?\W*(?:I'm|I am) (?P<n>{_CAPITAL})(?=[,.!])"),
)
_TITLE: Final = re.compile(rf"^\W*(?:#+[ ]*|\*\*)?(?P<n>{_FULL})[*_: ]*(?:\n|$)")
_MEET: Final = re.compile(rf"\bMeet (?P<n>{_FULL})")
_NO_TITLE: Final = re.compile(
    r"\b(?:brief|persona|character|profile|sheet|interview|notes?|about|draft|overview|summary|transcript|chapter|"
    r"concept|background|project|version|the|a|an)\b",
    re.IGNORECASE,
)
_STATED: Final = re.compile(r"\b(she/her|he/him|they/them|it/its)\b", re.IGNORECASE)
_SHE: Final = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_HE: Final = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_WOMAN: Final = re.compile(
    r"\b(?:I'm|I am|I was|as) (?:an?|the) (?:\w+ ){0,2}?(woman|mother|grandmother|widow|girl|wife|sister|mum|mom)\b",
    re.IGNORECASE,
)
_MAN: Final = re.compile(
    r"\b(?:I'm|I am|I was|as) (?:an?|the) (?:\w+ ){0,2}?(man|father|grandfather|widower|boy|husband|brother|dad)\b",
    re.IGNORECASE,
)


def name_of(text: str, start: int, end: int, *, own: bool, first: bool = True) -> Iterator[Item]:
    """The name that a stretch gives, if it gives one."""
    piece = text[start : min(end, start + READ)]
    rules = _OWN if own else (_MEET, *((_TITLE,) if first else ()))
    for rule in rules:
        found = rule.search(piece)
        if found and _fits(found["n"], title=rule is _TITLE):
            yield _item(start, *found.span("n"), value=found["n"])
            return
    value = "" if own else phrases.name(piece.lstrip("#*_ \n\t")) if first else ""
    if value and _fits(value, title=False) and (at := piece.find(value)) >= 0:
        yield _item(start, at, at + len(value), value=value)


def pronouns_of(text: str, start: int, end: int, *, own: bool) -> Iterator[Item]:
    """The pronouns that a stretch states, or uses of whom it tells."""
    if found := _STATED.search(text, start, end):
        yield Item(kind="pronouns", value=found.group().lower(), start=found.start(), end=found.end())
        return
    she, he = (_WOMAN, _MAN) if own else (_SHE, _HE)
    ours, theirs = list(she.finditer(text, start, end)), list(he.finditer(text, start, end))
    if len(ours) == len(theirs):
        return
    found = ours[0] if len(ours) > len(theirs) else theirs[0]
    value = "she/her" if len(ours) > len(theirs) else "he/him"
    group = 1 if own else 0
    yield Item(kind="pronouns", value=value, start=found.start(group), end=found.end(group))


def _fits(name: str, *, title: bool) -> bool:
    words = name.split()
    known = shelf.places()
    return (
        words[0] not in shelf.words("no names")
        and kind_of(name) is None
        and not (title and (_NO_TITLE.search(name) or (len(words) == 1 and name.lower() in shelf.work_words())))
        and not any(word.lower() in known for word in words[:1])
        and len(name) <= 80  # noqa: PLR2004 - as `brain.drafting.phrases.name`
    )


def _item(start: int, at: int, to: int, *, value: str) -> Item:
    return Item(kind="name", value=" ".join(value.split()), start=start + at, end=start + to)
