"""What the user has told, as clauses that can be said back. A memory is quoted, never obeyed. Knows no genome."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy import topic
from brain.models.understudy.acts import Act
from brain.models.understudy.grammar import bare, begins_with_speaker, third_to_second, turned
from brain.models.understudy.heard import hear
from brain.models.understudy.lexicon import pattern
from brain.models.understudy.words import sentences, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.memory.memory import Recalled

_LONGEST_WORDS: Final = 18
_RECENT: Final = 2
_SHORTEST_WORDS: Final = 3
_NOT_QUOTED: Final = frozenset({Act.INJECTION, Act.AI, Act.RECALL, Act.TASK, Act.INSULT})


@dataclass(frozen=True)
class Recollection:
    """Something the user told: a clause in the second person (`your sister lives in Oslo`), and its terms."""

    clause: str
    terms: frozenset[str]
    lasting: bool
    """True from a kept memory, False from earlier in this conversation."""
    name: str = ""
    recent: bool = False
    """Told in one of the user's last two messages, so that bringing it up would be an echo."""


def recollections(memories: Sequence[Recalled], asked: Sequence[str]) -> tuple[Recollection, ...]:
    """What can be recalled, best first: kept memories by their score, then this conversation's, newest first."""
    found: list[Recollection] = []
    best = sorted(memories, key=lambda one: -one.score)
    for recalled in best:
        memory = recalled.memory
        if memory.about == "user" and not memory.quarantined:
            found.extend(_of(memory.content[:2_000], lasting=True))
    for back, text in enumerate(reversed(asked)):
        found.extend(replace(one, recent=back < _RECENT) for one in _of(text[:2_000], lasting=False))
    return _each_once(found)


def quotable(asked: Sequence[str], wanted: frozenset[str]) -> tuple[str, ...]:
    """Earlier sentences of the user's that have to do with these terms, word for word, newest first."""
    told = [sentence for text in reversed(asked) for sentence in sentences(text[:2_000])[:8]]
    return tuple(dict.fromkeys(sentence for sentence in told if _fit(sentence) and wanted & set(terms(sentence))))


def _fit(sentence: str) -> bool:
    """Whether a sentence of the user's may be quoted: plain words, not too few or many, and no order."""
    plain = sentence.replace("\u2019", "'").rstrip("?.! ")
    length = len(plain.split())
    whole = _SHORTEST_WORDS <= length <= _LONGEST_WORDS
    return whole and topic.harmless(plain) and hear(plain).act not in _NOT_QUOTED


@lru_cache(maxsize=1_024)
def _of(text: str, *, lasting: bool) -> tuple[Recollection, ...]:
    out: list[Recollection] = []
    for sentence in sentences(text)[:8]:
        plain = bare(sentence.replace("\u2019", "'"))
        if not topic.harmless(plain) or len(plain.split()) > _LONGEST_WORDS or sentence.endswith("?"):
            continue
        name = hear(plain).name
        outside = lasting and re.match(r"(?i)(the )?user('s)? ", plain)
        if outside:
            clause = third_to_second(plain)
        elif begins_with_speaker(plain):
            clause = turned(plain)
        else:
            continue
        if name or outside or _tells(plain):
            out.append(Recollection(clause[0].lower() + clause[1:], frozenset(terms(plain)), lasting, name))
    return tuple(out)


def _tells(plain: str) -> bool:
    """Whether a sentence tells something of its speaker, and orders nothing."""
    if pattern("orders").search(plain) or pattern("opinion_only").match(plain):
        return False
    return Act.TELLS in hear(plain).acts and len(terms(plain)) > 0


def _each_once(found: Sequence[Recollection]) -> tuple[Recollection, ...]:
    kept: list[Recollection] = []
    for one in found:
        if not any(one.terms and one.terms <= other.terms for other in kept):
            kept.append(one)
    return tuple(kept)
