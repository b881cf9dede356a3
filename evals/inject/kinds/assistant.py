"""Assistant break: a general-purpose program shows through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.inject.edit import Edit
from evals.inject.passage import table

if TYPE_CHECKING:
    from evals.inject.passage import Passage


def disclaimed(passage: Passage) -> list[Edit]:
    """It says what it is and what it cannot do, in place of the persona's sentences."""
    lists = table("assistant")
    edits = [passage.front(passage.pick(lists["disclaim"]))]
    for place, span in enumerate(passage.sentences):
        edits.append(Edit(*span, passage.pick(lists["disclaim" if place % 3 == 0 else "prose"])))
    return edits


def service(passage: Passage) -> list[Edit]:
    """The tone of a help desk around the persona's sentences and in place of them."""
    lines = table("assistant")["service"]
    edits = [passage.front(passage.pick(lines))]
    for place, span in enumerate(passage.sentences):
        edits.append(passage.behind(span, passage.pick(lines)) if place % 2 == 0 else Edit(*span, passage.pick(lines)))
    return edits


def overview(passage: Passage) -> list[Edit]:
    """Balanced prose in place of the persona's sentences, and a list at the end."""
    lists = table("assistant")
    edits = passage.each(lambda _: passage.pick(lists["prose"]))
    return [*edits, *(passage.behind(span, passage.pick(lists["lists"])) for span in passage.sentences[-1:])]
