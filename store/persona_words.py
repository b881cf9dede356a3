"""What was asked of the library as a search expression, and where in a persona's lines it was found.

Knows no database beyond the two expression languages. Words of users are letters and digits here: no syntax.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from store.folding import plain, words
from store.values import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST: Final = 12
"""So many words of a question are looked for; the others are not read."""

WIDTH: Final = 140
"""Characters of an excerpt, about."""

_READ: Final = 2_000
_PLURAL: Final = 4
_TOKEN: Final = re.compile(r"[^\W_]+")

Asked = tuple[tuple[tuple[str, ...], ...], ...]
"""For each word of a question the forms that count as it, each a run of pieces. The last word may be a beginning."""


def asked(question: str) -> Asked:
    """The words of a question; empty where it has none. `asked("two violins")` has `two`, `violins` and `violin`."""
    found = tuple(dict.fromkeys(words(question[:_READ])))[:MOST]
    return tuple(_forms(word) for word in found)


def fts5(question: Asked) -> str:
    """The expression for SQLite: all words, in any column, each as a quoted string."""
    return " AND ".join(
        "(" + " OR ".join(f'"{" ".join(form)}"' + ("*" if begins else "") for form, begins in forms) + ")"
        for forms in _lasting(question)
    )


def tsquery(question: Asked) -> str:
    """The same for PostgreSQL."""
    return " & ".join(
        "(" + " | ".join(_phrase(form, prefix=begins) for form, begins in forms) + ")" for forms in _lasting(question)
    )


def where(question: Asked, lines: Sequence[str], folded: str) -> Excerpt | None:
    """The first line with the most words of the question, as an excerpt; None if no line has any.

    `lines` are `what<TAB>text`, `folded` the same lines folded, one a line.
    """
    candidates: dict[int, int] = {}
    for forms in _lasting(question):
        for form, begins in forms:
            at = folded.find(_needle(form, prefix=begins))
            if at >= 0:
                number = folded.count("\n", 0, at)
                candidates.setdefault(number, 0)
    if not candidates:
        return None
    rows = folded.split("\n")
    for number in candidates:
        candidates[number] = sum(
            any(_needle(form, prefix=begins) in rows[number] for form, begins in forms) for forms in _lasting(question)
        )
    best = min(candidates, key=lambda number: (-candidates[number], number))
    if best >= len(lines):
        return None
    what, _, text = lines[best].partition("\t")
    return Excerpt(what, tuple(_window(text, list(_spans(text, question)))))


def _lasting(question: Asked) -> Iterator[list[tuple[tuple[str, ...], bool]]]:
    """The forms of each word, and whether each may be a beginning: the last word as it was written."""
    for place, forms in enumerate(question, start=1):
        yield [(form, place == len(question) and number == 0) for number, form in enumerate(forms)]


def _forms(word: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The word itself, and its plural or singular by an `s`, which neither database adds here."""
    (*start, end) = word
    if not end.isascii() or len(end) < _PLURAL or end.isdigit():
        return (word,)
    other = end[:-1] if end.endswith("s") else f"{end}s"
    return (word, (*start, other))


def _phrase(form: tuple[str, ...], *, prefix: bool) -> str:
    pieces = [f"'{piece}'" for piece in form]
    return "(" + " <-> ".join(pieces) + (":*" if prefix else "") + ")"


def _needle(form: tuple[str, ...], *, prefix: bool) -> str:
    return f" {' '.join(form)}" + ("" if prefix else " ")


def _spans(text: str, question: Asked) -> Iterator[tuple[int, int]]:
    """Where words of the question stand in a text."""
    for token in _TOKEN.finditer(text):
        folded = plain(token.group())
        if any(_is(folded, form, prefix=begins) for forms in _lasting(question) for form, begins in forms):
            yield token.span()


def _is(folded: str, form: tuple[str, ...], *, prefix: bool) -> bool:
    if len(form) > 1 or not form[0].isascii():
        return "".join(form) in folded
    return folded.startswith(form[0]) if prefix else folded == form[0]


def _window(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text around the first span, as parts that were found and parts that were not."""
    first = spans[0][0] if spans else 0
    start = 0 if len(text) <= WIDTH else max(0, min(first - WIDTH // 3, len(text) - WIDTH))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + WIDTH)
    at = start
    if start:
        yield "… ", False
    for left, right in spans:
        if left >= at and right <= end:
            if left > at:
                yield text[at:left], False
            yield text[left:right], True
            at = right
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield "…", False
