"""The grammar of a response tag, as models really write it: one bracket at a time. Knows no stream and no label list.

Every decision depends on the text up to the character that settles it and on nothing after it, so that a text may come
in pieces of any size.
"""

# ruff: noqa: RUF001 - the full-width brackets and signs are meant

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from brain.prompt.tag_labels import Kind, kinds, meant, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST: Final = 200
"""Longest tag in characters, brackets included; a longer bracket was never closed."""

LONGEST_ACTION: Final = 60
"""At most so many characters after an action tag that is never closed are taken for the action."""

PARTNER: Final[Mapping[str, str]] = {
    "[": "]",
    "［": "］",
    "【": "】",
    "〔": "〕",
    "(": ")",
    "（": "）",
    "{": "}",
    "<": ">",
    "〈": "〉",
    "《": "》",
}
"""Brackets a tag may stand in, and what closes each."""

SQUARE: Final = frozenset("[［【〔")
"""Brackets that seldom mean anything else; in others a kind in small letters needs a known label."""

MARKS: Final = "*_`~\\"
"""Signs of Markdown that may stand around a tag."""

_CLOSERS: Final = frozenset(PARTNER.values())
_ENDS: Final = {opener: SQUARE | {closer, "\n"} for opener, closer in PARTNER.items()}
_QUOTES: Final = MARKS + " \t\"'“”‘’"
_HEAD: Final = re.compile(r"[^\W\d_]*")
_SEPARATOR: Final = re.compile(r"[ \t]*([:=：＝][ \t]*)?")
_SENTENCE: Final = re.compile(r"[^.!?…]*[.!?…]?")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'][^\W\d_]+)*|[^\w\s\])}>]+")
_INNER: Final = re.compile(r"[\s,;|/&+]+([^\W\d_]+)[ \t]*[:=：＝]")
_LEAD: Final = 8
"""Within so many characters the kind must begin."""

_CUT_OFF: Final = 3
"""A kind in capitals that breaks off at the end of the text after so many letters is a tag that was cut off."""

More = Literal["more"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a bracket at the start of a text turned out to be: how long it is, and what it asks for.

    `parts` holds (kind, value, known); it is empty for a bracket that is no tag. `owed` is the bracket that would close
    an outer tag that another one broke off.
    """

    length: int
    parts: tuple[tuple[Kind, str, bool], ...] = ()
    owed: str = ""


def bracket(text: str, own: Mapping[str, str], *, last: bool) -> Found | More:
    """What the bracket at the start of `text` is; "more" if that is not settled yet, which `last` rules out.

    `own` are the names of a persona's own labels.
    """
    text, last = text[: LONGEST + 1], last or len(text) > LONGEST
    start = 1
    # Doubled brackets: [[EMOTION:happy]].
    while start < min(len(text), _LEAD) and text[start] in {text[0], " ", "\t"}:
        start += 1
    head = _HEAD.match(text, start)
    word = head.group() if head else ""
    kind = kinds().get(plain(word))
    at = start + len(word)
    if at == len(text) and not last and (kind or _opened_by(plain(word))):
        return "more"
    if kind is not None:
        return _after_kind(text, at, kind, own, last=last)
    cut_off = at == len(text) and len(word) >= _CUT_OFF and word.isupper()
    stump = _opened_by(plain(word)) if cut_off else None
    return Found(len(text), ((stump, "", False),)) if stump else Found(1)


def _opened_by(beginning: str) -> Kind | None:
    """The kind of the first word that begins so."""
    return next((kind for name, kind in kinds().items() if name.startswith(beginning)), None)


def _after_kind(text: str, at: int, kind: Kind, own: Mapping[str, str], *, last: bool) -> Found | More:  # noqa: PLR0911 - a case each
    opener = text[0]
    word = text[1:at].lstrip(opener + " \t")
    separator = _SEPARATOR.match(text, at)
    begin = separator.end() if separator else at
    if begin == len(text) and not last:
        return "more"
    colon = bool(separator and separator.group(1))
    bare = text[begin : begin + 1] == PARTNER[opener]
    if not colon and begin == at and not bare and begin < len(text):
        return Found(1)
    end = next((place for place in range(begin, len(text)) if text[place] in _ENDS[opener]), None)
    if end is None and not last:
        return "more"
    sure = word.isupper() or (colon and (opener in SQUARE or word[:1].isupper()))
    if end is None or text[end] != PARTNER[opener] or end >= LONGEST:
        return _unclosed(text, begin, text[begin:end], kind, own, sure=sure)
    parts = tuple(_parts(kind, text[begin:end], own))
    sure = sure or (bare and kind == "pause" and opener in SQUARE)
    if not sure and not any(known for which, _, known in parts if which == "emotion"):
        return Found(1)
    if not text[1:].lstrip(" \t").startswith(opener):
        return Found(end + 1, parts)
    if end + 1 == len(text) and not last:
        return "more"
    return Found(end + 1 + text.startswith(PARTNER[opener], end + 1), parts)


def _unclosed(text: str, begin: int, body: str, kind: Kind, own: Mapping[str, str], *, sure: bool) -> Found:
    """A tag that is never closed: its first word is the value, or an action's first sentence; the rest is speech."""
    begin += len(body) - len(body.lstrip(_QUOTES))
    value = _first(body.lstrip(_QUOTES), kind)
    if not sure and not (kind == "emotion" and meant(value, own)):
        return Found(1)
    end = begin + len(value)
    end += len(text[end:]) - len(text[end:].lstrip(" \t"))
    parts, after = tuple(_parts(kind, value, own)), text[end : end + 1]
    if after and after in _CLOSERS:
        return Found(end + 1, parts)
    return Found(end, parts, owed=PARTNER[text[0]] if after and after in SQUARE else "")


def _first(body: str, kind: Kind) -> str:
    if kind != "action":
        word = _WORD.match(body)
        return word.group() if word else ""
    sentence = _SENTENCE.match(body)
    told = sentence.group() if sentence else ""
    if len(told) <= LONGEST_ACTION:
        return told
    return told[:LONGEST_ACTION].rpartition(" ")[0] or told[:LONGEST_ACTION]


def _parts(kind: Kind, body: str, own: Mapping[str, str]) -> Iterator[tuple[Kind, str, bool]]:
    """What the inside of a tag asks for: `happy, sad` two emotions, `happy | ACTION: nods` an emotion and an action."""
    at = 0
    for inner in _INNER.finditer(body):
        opened = kinds().get(plain(inner.group(1)))
        if opened is not None:
            yield from _part(kind, body[at : inner.start()], own)
            kind, at = opened, inner.end()
    yield from _part(kind, body[at:], own)


def _part(kind: Kind, body: str, own: Mapping[str, str]) -> Iterator[tuple[Kind, str, bool]]:
    value = body.strip(_QUOTES + ".,;|/")
    if kind != "emotion":
        yield kind, value or ("short" if kind == "pause" else ""), bool(value) or kind == "pause"
    elif labels := meant(value, own):
        yield from ((kind, label, True) for label in labels)
    else:
        yield kind, value.lower(), False
