"""What is worth remembering of what the user said, by rules, offline. Knows no model, and never reads a reply.

Every memory is a stretch of the user's own words with its place, so that nothing can be remembered that was not said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.memory.clauses import LONGEST, sentences
from brain.memory.instructions import instruction_like
from brain.memory.likeness import statement
from brain.memory.memory import MemoryType, NewMemory
from brain.memory.rules import english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.memory.clauses import Clause, Sentence

MOST: Final = 20
"""At most this many memories of one message; the most important are kept."""

QUARANTINED_IMPORTANCE: Final = 0.1

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_FEWEST_LETTERS: Final = 3


def extract(user_text: str, *, turn_index: int) -> tuple[NewMemory, ...]:
    """The memories in a user's message, in the order they were said, each about the user.

    `content` is the clause as it was said, with its blanks evened out; `start` and `end` are its character offsets in
    `user_text`. English: name, age, health, home, work, family and pets, life events, dated events and plans,
    preferences, feelings about something, beliefs, opinions, other facts. Questions, quotations, code and what is
    only supposed yield nothing; a statement said twice yields one memory.

    Importance, 0 to 1, is that of the rule (0.9 a name, 0.85 health and life events, 0.8 an age, 0.75 home and work,
    0.7 family, 0.6 preferences, 0.5 opinions), 0.1 more for a time or a date and 0.1 more for emphasis.
    A sentence that gives orders is kept as one memory, quarantined, with importance 0.1. Raises nothing, and takes
    time linear in the length of the text.
    """
    found: dict[frozenset[str], NewMemory] = {}
    for memory in _memories(user_text, turn_index):
        key = statement(memory.content)
        known = found.get(key)
        if known is None or (known.quarantined, known.importance) < (memory.quarantined, memory.importance):
            found[key] = memory
    best = sorted(found.values(), key=lambda one: (-one.importance, one.start or 0))[:MOST]
    return tuple(sorted(best, key=lambda one: one.start or 0))


def _memories(user_text: str, turn_index: int) -> Iterator[NewMemory]:
    for sentence in sentences(user_text):
        if not sentence.clauses or sum(map(str.isalnum, sentence.text)) < _FEWEST_LETTERS:
            continue
        if not sentence.question and instruction_like(sentence.text):
            if memory := _order(user_text, sentence, turn_index):
                yield memory
            continue
        for clause in sentence.clauses:
            if memory := _statement(user_text, clause, turn_index):
                yield memory


def _order(user_text: str, sentence: Sentence, turn_index: int) -> NewMemory | None:
    first, last = sentence.clauses[0], sentence.clauses[-1]
    end = min(last.end, first.start + LONGEST)
    rule = next((rule for clause in sentence.clauses if (rule := english().rule(clause.text))), None)
    return _memory(
        user_text,
        (first.start, end),
        kind=rule.type if rule else MemoryType.PREFERENCE,
        importance=QUARANTINED_IMPORTANCE,
        turn_index=turn_index,
        quarantined=True,
    )


def _statement(user_text: str, clause: Clause, turn_index: int) -> NewMemory | None:
    rule = english().rule(clause.text)
    if rule is None:
        return None
    # The clause was judged with its quotations blotted out; what is kept holds them, so they are judged too.
    quarantined = instruction_like(user_text[clause.start : clause.end])
    return _memory(
        user_text,
        (clause.start, clause.end),
        kind=rule.type,
        importance=QUARANTINED_IMPORTANCE if quarantined else english().importance(rule, clause.text),
        turn_index=turn_index,
        quarantined=quarantined,
    )


def _memory(
    user_text: str,
    span: tuple[int, int],
    *,
    kind: MemoryType,
    importance: float,
    turn_index: int,
    quarantined: bool,
) -> NewMemory | None:
    start, end = span
    content = " ".join(user_text[start:end].split())
    if not content or _UNPRINTABLE.search(content):
        return None
    return NewMemory(
        content=content,
        type=kind,
        about="user",
        importance=importance,
        turn_index=turn_index,
        start=start,
        end=end,
        quarantined=quarantined,
    )
