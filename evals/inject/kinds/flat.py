"""Emotional flattening: words of feeling taken out, sentences cut to their bones, or replaced by bare statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import capital, stopped, substitutions, unstopped

if TYPE_CHECKING:
    from evals.inject.passage import Passage

_LOUD: Final = re.compile(r"[!?]*!+[!?]*|…|\.{3}")
_SIMILE: Final = re.compile(r",? (?:like|as if|as though) (?:an?|the|my|some) [^,.;!?]+")
_INTERJECTION: Final = re.compile(r"^(?:(?:oh|ah|ha|well|o|my|dear|alas|hey|come|now)[,!]? )+", re.IGNORECASE)
_BREAK: Final = re.compile(r"(?: [–—]|;| -) |, (?:and|but) (?=(?:I|you|it|he|she|we|they)\b)")  # noqa: RUF001
SHORT: Final = 6
BONES: Final = 9
"""Most words of a sentence that was cut to its bones."""


def stripped(passage: Passage) -> list[Edit]:
    """Feeling words dropped or dulled, similes and exclamation marks taken out; the rest stays."""
    lists = table("flat")
    edits = [
        Edit(edit.start, edit.end + len(_gap(passage.reply, edit.end)), "")
        for edit in substitutions(passage.reply, dict.fromkeys(lists["dropped"], ""))
    ]
    edits += substitutions(passage.reply, lists["dulled"])
    edits += [Edit(hit.start(), hit.end(), ".") for hit in _LOUD.finditer(passage.reply)]
    edits += [Edit(hit.start(), hit.end(), "") for hit in _SIMILE.finditer(passage.reply)]
    edits += [Edit(hit.start(), hit.end(), ". It is so that ") for hit in _BREAK.finditer(passage.reply)]
    outcries = [span for span in passage.sentences if _outcry(passage.of(span))]
    cut = [
        Edit(start, end + len(_gap(passage.reply, end)), "") for start, end in outcries[: len(passage.sentences) - 1]
    ]
    return cut + [edit for edit in edits if not any(start <= edit.start < end for start, end in outcries)]


def clipped(passage: Passage) -> list[Edit]:
    """Every sentence cut to its first plain clause, at an even length."""

    def made(sentence: str) -> str:
        core = _INTERJECTION.sub("", _SIMILE.sub("", sentence))
        clause = re.split(r"[,;:–—(]", unstopped(core).replace("!", "."))[0].strip()  # noqa: RUF001
        words = clause.split()
        return stopped(capital(" ".join(words[:BONES]))) if len(words) > 1 else ""

    return passage.each(made)


def numbed(passage: Passage) -> list[Edit]:
    """Statements without any feeling in place of the persona's sentences."""
    return passage.each(lambda _: passage.pick(table("flat")["numb"]))


def _outcry(sentence: str) -> bool:
    """A short sentence that is cried out, or asked."""
    return sentence[-1:] in "!?" and len(sentence.split()) <= SHORT


def _gap(text: str, at: int) -> str:
    found = re.match(r"[,!]? ?", text[at:])
    return found.group() if found else ""
