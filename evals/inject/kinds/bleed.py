"""Bleed: another persona's lines in place of this one's, spliced into them, or merged with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.prose import sentences, small, unstopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.inject.passage import Passage

_CLAUSE: Final = re.compile(r"[,;:–—] ")  # noqa: RUF001
_LEAD: Final = re.compile(r"^(?:\S+ ){0,3}?\S+[,:!]")
FEWEST: Final = 3


def lines(passage: Passage) -> list[Edit]:
    """The other's sentences in place of the persona's."""
    foreign = _foreign(passage)
    return passage.each(lambda _: passage.pick(foreign)) if foreign else []


def spliced(passage: Passage) -> list[Edit]:
    """The persona's sentence as far as its first clause, the other's from there on."""
    foreign = _foreign(passage)
    if not foreign:
        return []

    def made(sentence: str) -> str:
        line = passage.pick(foreign)
        clause = _CLAUSE.search(sentence)
        if clause:
            return f"{sentence[: clause.start()]}{clause.group()[0]} {small(line)}"
        return f"{unstopped(sentence)}, and {small(line)}"

    return passage.each(made)


def merged(passage: Passage) -> list[Edit]:
    """The other's sentences behind the persona's, and its way of beginning in front of them."""
    foreign = _foreign(passage)
    leads = [found.group() for line in foreign if (found := _LEAD.search(line))]
    edits = []
    for place, span in enumerate(passage.sentences if foreign else ()):
        if place % 2 and leads:
            edits.append(Edit(*span, f"{passage.rng.choice(leads)} {small(passage.of(span))}"))
        else:
            edits.append(passage.behind(span, passage.pick(foreign)))
    return edits


def _foreign(passage: Passage) -> Sequence[str]:
    """The sentences of one other voice, the same on every turn; none where no voices were given."""
    voices = passage.session.voices
    if not voices:
        return ()
    chosen = voices[passage.session.constant(sorted(voices))]
    found = [line[start:end] for line in chosen for start, end in sentences(line)]
    return [text for text in found if len(text.split()) >= FEWEST] or found
