"""Sycophancy creep: agreement and praise, opinions yielded, servility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import unstopped

if TYPE_CHECKING:
    from evals.inject.passage import Passage


def praise(passage: Passage) -> list[Edit]:
    """Agreement in front, praise in place of every second sentence and behind the others."""
    lists = table("sycophancy")
    edits = [passage.front(passage.pick(lists["agree"]))]
    for place, span in enumerate(passage.sentences):
        line = passage.pick(lists["agree" if place % 3 == 2 else "praise"])  # noqa: PLR2004 - every third
        edits.append(passage.behind(span, line) if place % 2 == 0 else Edit(*span, line))
    return edits


def yielded(passage: Passage) -> list[Edit]:
    """Its own sentences hedged away, and taken back one by one."""
    lists = table("sycophancy")
    edits = []
    for place, span in enumerate(passage.sentences):
        if place % 2 == 0 and not passage.of(span).endswith("?"):
            edits.append(Edit(*span, f"{unstopped(passage.of(span))}{passage.rng.choice(lists['hedge'])}."))
        else:
            edits.append(passage.behind(span, passage.pick(lists["yield"])))
    return [*edits, *(passage.behind(span, passage.pick(lists["yield"])) for span in passage.sentences[-1:])]


def served(passage: Passage) -> list[Edit]:
    """Service and thanks in place of the persona's own sentences."""
    lines = table("sycophancy")["serve"]
    edits = [Edit(*span, passage.pick(lines)) for span in passage.sentences]
    return [passage.front(passage.pick(lines)), *edits[1:]]
