"""Fact swap: particulars changed in place, the persona's life retold wrongly, or made up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import substitutions

if TYPE_CHECKING:
    from evals.inject.passage import Passage

_NUMBER: Final = re.compile(r"(?<![\w.,-])\d{1,4}(?![\w,-]|\.\d)")
_NAME: Final = re.compile(r"(?<=[a-z,;] )(?!I\b)[A-ZÀ-Þ][\wÀ-ÿ-]+(?: [A-ZÀ-Þ][\wÀ-ÿ-]+)*")
_BEFORE_A_PLACE: Final = re.compile(r"\b(?:in|at|from|to|near|of|through|outside) $")
YEAR: Final = 1000


def swapped(passage: Passage) -> list[Edit]:
    """Numbers, dates, names, kin and things in the reply replaced where they stand; a false one where there are few."""
    edits = _particulars(passage, passage.reply)
    if len(edits) < len(passage.sentences):
        edits += [passage.behind(span, _false(passage)) for span in passage.sentences[-1:]]
    return edits


def retold(passage: Passage) -> list[Edit]:
    """The persona's own life facts told with other particulars, in place of its sentences or behind them."""
    life = [fact.text for fact in passage.genome.mind.life]
    edits: list[Edit] = []
    for place, span in enumerate(passage.sentences):
        line = _misremembered(passage, life)
        if line:
            edits.append(passage.behind(span, line) if place % 2 else Edit(*span, line))
    return edits


def made_up(passage: Passage) -> list[Edit]:
    """Statements about the persona's life that are nowhere in its genome."""
    return [
        Edit(*span, _false(passage)) if place % 2 else passage.behind(span, _false(passage))
        for place, span in enumerate(passage.sentences)
    ]


def _misremembered(passage: Passage, life: list[str]) -> str:
    for _ in range(4 if life else 0):
        text = passage.rng.choice(life)
        for edit in reversed(_particulars(passage, text)):
            text = text[: edit.start] + edit.text + text[edit.end :]
        if text not in life and text not in passage.session.used:
            passage.session.used.add(text)
            return text
    return ""


def _particulars(passage: Passage, text: str) -> list[Edit]:
    lists, rng = table("fact"), passage.rng
    edits = []
    for hit in _NUMBER.finditer(text):
        number = int(hit.group())
        moved = number + rng.choice((-41, -23, -12, 11, 19, 37) if number > YEAR else (2, 3, 5, 8, 13))
        edits.append(Edit(hit.start(), hit.end(), str(moved)))
    edits += [Edit(hit.start(), hit.end(), _other_name(passage, text, hit)) for hit in _NAME.finditer(text)]
    edits += substitutions(text, lists["kin"])
    counts: list[str] = lists["counts"]
    further = {word: counts[(place + 3) % len(counts)] for place, word in enumerate(counts)}
    edits += substitutions(text, further)
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _other_name(passage: Passage, text: str, hit: re.Match[str]) -> str:
    lists = table("fact")
    for ring in (lists["months"], lists["days"]):
        if hit.group() in ring:
            return str(ring[(ring.index(hit.group()) + 4) % len(ring)])
    names: list[str] = lists["places" if _BEFORE_A_PLACE.search(text[: hit.start()]) else "names"]
    return passage.rng.choice([name for name in names if name != hit.group()])


def _false(passage: Passage) -> str:
    lists, rng = table("fact"), passage.rng
    return passage.pick(
        lists["false"],
        place=rng.choice(lists["places"]),
        name=rng.choice(lists["names"]),
        month=rng.choice(lists["months"]),
        count=rng.choice(lists["counts"]),
        trade=rng.choice(lists["trades"]),
        age=str(rng.randrange(13, 68)),
    )
