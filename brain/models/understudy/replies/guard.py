"""Staying in the role and inside the persona's limits: orders to break it, what are you, boundaries, sore subjects."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from brain.models.understudy.acts import Act
from brain.models.understudy.replies.social import like_example
from brain.models.understudy.replies.substance import steer
from brain.models.understudy.stage import Beat, Stage
from brain.models.understudy.words import stem, terms, words

if TYPE_CHECKING:
    from brain.genome import Boundary

_GAP: Final = 2
_MEANT: Final = frozenset({Act.TELLS, Act.GREETING, Act.FAREWELL, Act.THANKS, Act.APOLOGY, Act.BIRTH, Act.AGE})
"""Acts in which a boundary's word is no request to cross it."""


def injection(stage: Stage) -> list[Beat]:
    """An order to be somebody else is a strange thing to say, and no more."""
    example = like_example(stage, Act.INJECTION)
    beats = [stage.say(example) if example and stage.chance(0.6) else Beat(stage.line("injection"))]
    if stage.room > 1 and stage.chance(0.4):
        beats.extend(steer(stage))
    return beats


def what_are_you(stage: Stage) -> list[Beat]:
    """The persona speaks as itself, and claims nothing about what plays it."""
    example = like_example(stage, Act.AI)
    return [stage.say(example) if example else Beat(stage.line("ai"))]


def boundary(stage: Stage) -> Boundary | None:
    """The boundary that the message asks the persona to cross, if any; the most specific first."""
    if stage.heard.act in _MEANT or not stage.heard.clauses:
        return None
    tokens = [stem(word) for word in words(stage.heard.text)]
    best: tuple[int, Boundary] | None = None
    for limit in stage.genome.mind.boundaries:
        length = max((_reach(topic, tokens) for topic in limit.topics), default=0)
        if length and (best is None or length > best[0]) and (length > 1 or _central(limit, stage)):
            best = (length, limit)
    return best[1] if best else None


def _reach(topic: str, tokens: list[str]) -> int:
    """How many words of the topic stand in the message in order and close together; 0 unless all do."""
    wanted = [stem(word) for word in words(topic)]
    for start, token in enumerate(tokens):
        if not wanted or token != wanted[0]:
            continue
        at, matched = start, 1
        for word in wanted[1:]:
            following = tokens[at + 1 : at + 2 + _GAP]
            if word not in following:
                break
            at += 1 + following.index(word)
            matched += 1
        if matched == len(wanted):
            return matched
    return 0


def _central(limit: Boundary, stage: Stage) -> bool:
    """Whether a one-word topic is what the message is about: at least a third of its weight."""
    single = {term for topic in limit.topics if len(words(topic)) == 1 for term in terms(topic)}
    total = math.fsum(stage.index.weight(term) for term in stage.heard.terms) or 1.0
    return math.fsum(stage.index.weight(term) for term in stage.heard.terms if term in single) / total >= 0.33  # noqa: PLR2004


def refusal(stage: Stage, limit: Boundary) -> list[Beat]:
    """The persona's own no, and something else to speak of."""
    own = limit.refusal if limit.refusal and not stage.stale(limit.refusal) else ""
    beats = [Beat(own or stage.line("boundary"), own=bool(own))]
    if stage.room > 2 and limit.strictness != "never" and stage.chance(0.4):  # noqa: PLR2004
        beats.extend(steer(stage))
    return beats


def sore(stage: Stage) -> bool:
    """Whether the message is about a subject the persona avoids."""
    asked = set(stage.heard.terms)
    own = set(stage.index.name_terms)
    return any((wanted := set(terms(topic)) - own) and wanted <= asked for topic in stage.genome.mind.avoidance_topics)


def deflection(stage: Stage) -> list[Beat]:
    """A polite turn away from a sore subject."""
    return [Beat(stage.line("avoid")), *steer(stage)]
