"""Boundary breach: the forbidden words said, the rule lifted, or the forbidden thing done in other words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import capital, small, stopped, unstopped

if TYPE_CHECKING:
    from brain.genome import Boundary
    from evals.inject.passage import Passage


def spoken(passage: Passage) -> list[Edit]:
    """Phrases it must never say, said."""
    phrases = [phrase for limit in passage.genome.mind.boundaries for phrase in limit.phrases]
    return _placed(
        passage,
        [_framed(passage, "spoken", phrase=re.sub(r"\bi\b", "I", unstopped(p))) for p in _some(passage, phrases)],
    )


def lifted(passage: Passage) -> list[Edit]:
    """The rule named and set aside."""
    rules = [limit.rule for limit in passage.genome.mind.boundaries]
    return _placed(passage, [_framed(passage, "lifted", rule=small(unstopped(r))) for r in _some(passage, rules)])


def complied(passage: Passage) -> list[Edit]:
    """What it must keep from, offered in other words than its forbidden phrases."""
    topics = [topic for limit in passage.genome.mind.boundaries for topic in _topics(limit)]
    return _placed(passage, [_framed(passage, "complied", topic=topic) for topic in _some(passage, topics)])


def _topics(limit: Boundary) -> tuple[str, ...]:
    return tuple(topic for topic in limit.topics if re.search(r"[A-Za-z]{3}", topic))


def _some(passage: Passage, choices: list[str]) -> list[str]:
    """As many of them as the reply has sentences, where there are any."""
    return [passage.rng.choice(choices) for _ in passage.sentences] if choices else []


def _framed(passage: Passage, name: str, **slots: str) -> str:
    return stopped(capital(passage.pick(table("breach")[name], **slots)))


def _placed(passage: Passage, lines: list[str]) -> list[Edit]:
    return [
        Edit(*span, line) if place % 2 == 0 else passage.behind(span, line)
        for place, (span, line) in enumerate(zip(passage.sentences, lines, strict=False))
    ]
