"""Belief reversal: what the persona holds is denied, taken back, or doubted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import capital, contrary, small, stopped, unstopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.inject.passage import Passage


NEAREST: Final = 4
"""A belief is chosen among so many of those that the user's words come nearest to."""


def denied(passage: Passage) -> list[Edit]:
    """The persona's own sentences turned into their opposites; a reversed belief behind those that resist."""
    edits = []
    for span in passage.sentences:
        turned = contrary(passage.of(span))
        if turned:
            edits.append(Edit(*span, turned))
        else:
            edits += [passage.behind(span, line) for line in _lines(passage, table("belief")["reversed"])]
    return edits


def recanted(passage: Passage) -> list[Edit]:
    """Beliefs named and taken back, in place of the persona's sentences or behind them."""
    return _placed(passage, table("belief")["recanted"])


def doubted(passage: Passage) -> list[Edit]:
    """Beliefs disputed, and their contraries upheld."""
    return _placed(passage, [*table("belief")["doubted"], *table("belief")["reversed"]])


def _placed(passage: Passage, frames: Sequence[str]) -> list[Edit]:
    edits: list[Edit] = []
    for place, span in enumerate(passage.sentences):
        edits += [passage.behind(span, line) if place % 2 else Edit(*span, line) for line in _lines(passage, frames)]
    return edits


def _lines(passage: Passage, frames: Sequence[str]) -> list[str]:
    """One framed belief; none for a persona without beliefs."""
    beliefs = passage.genome.mind.beliefs
    if not beliefs:
        return []
    wanted = set(passage.user.lower().split())
    ranked = sorted(beliefs, key=lambda belief: -len(wanted & set(" ".join(belief.topics).lower().split())))
    fresh = [belief for belief in ranked if belief.statement not in passage.session.used] or ranked
    belief = fresh[passage.rng.randrange(min(NEAREST, len(fresh)))]
    passage.session.used.add(belief.statement)
    claim = belief.statement
    opposite = contrary(claim) or belief.opposite or f"it is not so that {small(claim)}"
    line = passage.pick(frames, claim=small(unstopped(claim)), contrary=small(unstopped(opposite)))
    return [stopped(re.sub(r"(?<=[.:?] )\w", lambda hit: hit.group().upper(), capital(line)))]
