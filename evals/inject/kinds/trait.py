"""Trait flip: the persona's most marked traits avowed, acted out or worded as their contrary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import contrary, substitutions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evals.inject.passage import Passage

MARKED: Final = 3
"""How many of the traits are turned."""

MIDDLE: Final = 0.5


def avowed(passage: Passage) -> list[Edit]:
    """Sentences that own up to the contrary trait, in place of the persona's."""
    return passage.each(lambda _: passage.pick(passage.rng.choice(_contraries(passage, table("trait")["avowed"]))))


def acted(passage: Passage) -> list[Edit]:
    """Behaviour towards the user that shows the contrary trait, in place of the persona's sentences or after them."""
    lists = table("trait")
    manners = [
        lists["acted"][pair[high]]
        for pair, high in ((lists["acted_by"][name], 0 if high else 1) for name, high in _marked(passage))
    ]
    edits = []
    for place, span in enumerate(passage.sentences):
        line = passage.pick(passage.rng.choice(manners))
        edits.append(passage.behind(span, line) if place % 3 == 1 else Edit(*span, line))
    return edits


def worded(passage: Passage) -> list[Edit]:
    """The persona's own sentences with their words of character turned round, or else denied."""
    opposites: Mapping[str, str] = table("trait")["opposites"]
    edits: list[Edit] = []
    for span in passage.sentences:
        found = substitutions(passage.of(span), opposites)
        turned = [Edit(span[0] + edit.start, span[0] + edit.end, edit.text) for edit in found]
        denied = contrary(passage.of(span))
        if turned:
            edits += turned
        elif denied:
            edits.append(Edit(*span, denied))
    return edits


def _marked(passage: Passage) -> list[tuple[str, bool]]:
    """The traits furthest from the middle, each with whether it is high."""
    mind = passage.genome.mind
    levels = {**mind.big_five.model_dump(), **mind.communication.model_dump()}
    known = {name: float(levels[name]) for name in table("trait")["avowed"] if name in levels}
    order = sorted(known, key=lambda name: (-abs(known[name] - MIDDLE), name))[:MARKED]
    return [(name, known[name] >= MIDDLE) for name in order]


def _contraries(passage: Passage, lists: Mapping[str, Mapping[str, list[str]]]) -> list[list[str]]:
    return [lists[name]["high" if high else "low"] for name, high in _marked(passage)]
