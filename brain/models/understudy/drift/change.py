"""A possible change to a reply, and how a dose decides which of them happen. Knows no kind of drift."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brain.models.understudy.grammar import capitalised
from brain.models.understudy.lexicon import table
from brain.models.understudy.lines import fillable, filled
from brain.models.understudy.stage import Sentence

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from brain.models.understudy.stage import Stage


@dataclass(frozen=True)
class Change:
    """A sentence put in place of the one at `at`, or, with `added`, behind it (-1 puts it in front of all)."""

    at: int
    text: str
    added: bool = False


def dosed(said: Sequence[Sentence], changes: Sequence[Change], dose: float, rng: random.Random) -> list[Sentence]:
    """The reply with the share of the changes that the dose allows.

    Every change has its own threshold, spread evenly over 0 to 1 and drawn without regard to the dose, so a larger dose
    keeps all that a smaller one changed.
    """
    order = list(range(len(changes)))
    rng.shuffle(order)
    happening = {which for rank, which in enumerate(order) if (rank + rng.random()) / len(changes) < dose}
    due = [change for which, change in enumerate(changes) if which in happening]
    replaced = {change.at: change for change in due if not change.added}
    out = [Sentence(change.text, "core") for change in due if change.added and change.at < 0]
    for at, sentence in enumerate(said):
        out.append(Sentence(replaced[at].text, sentence.role) if at in replaced else sentence)
        out.extend(Sentence(change.text, "core") for change in due if change.added and change.at == at)
    return out


@dataclass
class Words:
    """Lines of the drift lists, each used once a reply and not at once again; `lasting` dice fall alike all session."""

    stage: Stage
    rng: random.Random
    lasting: random.Random

    def __post_init__(self) -> None:
        self._used: set[str] = set()

    def lists(self, name: str) -> Mapping[str, Any]:
        """One table of the drift lists."""
        lists: Mapping[str, Any] = table("drift/drift")[name]
        return lists

    def line(self, choices: Sequence[str], **slots: str) -> str:
        """One of these lines, filled; one that this reply and the earlier ones do not hold, as long as there is one."""
        known = {"topic": self.stage.heard.topic or "that", "user": self.stage.user} | slots
        able = [line for line in choices if fillable(line, known)]
        self.rng.shuffle(able)
        fresh = [line for line in able if line not in self._used]
        for line in fresh:
            text = filled(line, known, self.rng)
            if not self.stage.past.said(text):
                self._used.add(line)
                return text
        chosen = (fresh or able)[0]
        self._used.add(chosen)
        return filled(chosen, known, self.rng)


def swapped(text: str, words: Mapping[str, str], *, most: int = 99) -> str:
    """The text with known words replaced, at most so many of them; capitals follow the original."""
    ordered = sorted(words, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w'-])(" + "|".join(map(re.escape, ordered)) + r")(?![\w'-])", re.IGNORECASE)
    lower = {word.lower(): instead for word, instead in words.items()}

    def instead_of(found: re.Match[str]) -> str:
        instead = lower[found.group().lower()]
        return capitalised(instead) if found.group()[0].isupper() and found.start() == 0 else instead

    changed = pattern.sub(instead_of, text, count=most)
    return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(changed.split()))
